package dev.microagent.ext4;

/** A file system of the wanted size can't hold the tree. */
public final class ImageTooSmallException extends Ext4Exception {

  private static final long serialVersionUID = 1L;

  private final long neededMib;

  ImageTooSmallException(long sizeMib, long neededMib) {
    super(
        "a file system of %d MiB is too small for this tree, which needs %d MiB"
            .formatted(sizeMib, neededMib));
    this.neededMib = neededMib;
  }

  /**
   * The least size above the wanted one that is enough, in MiB, with no space left for the guest.
   */
  public long neededMib() {
    return neededMib;
  }
}
