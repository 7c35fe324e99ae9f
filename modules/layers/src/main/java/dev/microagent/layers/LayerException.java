package dev.microagent.layers;

import java.io.IOException;

/**
 * A layer that can't be merged: damaged, not the one it should be, or asking for the impossible.
 */
public final class LayerException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong with the layer. */
  public enum Kind {
    /** Its compressed bytes can't be decoded. */
    ENCODING,
    /** Its decoded bytes don't have the digest that the image's config promises. */
    DIGEST,
    /** Its decoded bytes are no sound tar archive. */
    ARCHIVE,
    /** An entry of its archive can't be put into a file tree. */
    ENTRY
  }

  private final Kind kind;
  private final String layer;

  LayerException(Kind kind, String layer, String problem) {
    super("layer " + layer + ": " + problem);
    this.kind = kind;
    this.layer = layer;
  }

  /** An entry of the archive failed; its path is fit for a message. */
  LayerException(Kind kind, String layer, String path, IOException cause) {
    super("layer " + layer + ": " + path + ": " + cause.getMessage(), cause);
    this.kind = kind;
    this.layer = layer;
  }

  /** The problem is the message of the cause. */
  LayerException(Kind kind, String layer, IOException cause) {
    super("layer " + layer + ": " + cause.getMessage(), cause);
    this.kind = kind;
    this.layer = layer;
  }

  /** What is wrong with the layer. */
  public Kind kind() {
    return kind;
  }

  /** The layer's name, as its {@link LayerSource} has it. */
  public String layer() {
    return layer;
  }
}
