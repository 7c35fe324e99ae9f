package dev.microagent.registry;

import dev.microagent.oci.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A blob's verified bytes: first those that an earlier pull kept, then what is missing, from the
 * registry, kept as it is read. That it can't be kept is no failure. After the verdict nothing is
 * kept any more. One thread reads; any may close.
 */
final class KeptChannel implements ReadableByteChannel {

  /** Opens a blob in the registry. */
  interface Opener {
    ReadableByteChannel open(long offset) throws IOException;
  }

  private final PartialBlob part;
  private final SeekableByteChannel kept;
  private final long keptBytes;
  private final @Nullable ReadableByteChannel rest;
  private final VerifyingChannel verifying;
  private boolean keeping = true;

  /**
   * Opens a blob; where all of it was kept, without the registry.
   *
   * @param part what is kept, which is closed with this, or now if the blob can't be opened
   * @param what names the blob in messages
   */
  static KeptChannel open(PartialBlob part, Descriptor blob, String what, Opener opener)
      throws IOException {
    try {
      return new KeptChannel(part, blob, what, opener);
    } catch (Throwable e) {
      part.close();
      throw e;
    }
  }

  private KeptChannel(PartialBlob part, Descriptor blob, String what, Opener opener)
      throws IOException {
    this.part = part;
    this.kept = part.bytes();
    if (kept.size() > blob.size()) {
      kept.truncate(0);
    }
    this.keptBytes = kept.size();
    kept.position(0);
    this.rest = keptBytes < blob.size() ? opener.open(keptBytes) : null;
    this.verifying = new VerifyingChannel(new Joined(), blob, what);
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    try {
      int count = verifying.read(dst);
      if (count < 0) {
        discard();
      }
      return count;
    } catch (VerificationException e) {
      // What can't be removed would be found wrong again and again.
      throw discard() && keptBytes > 0 ? e.ofKeptBytes() : e;
    }
  }

  /** Keeps nothing any more; returns whether what was kept is gone. */
  private boolean discard() {
    keeping = false;
    try {
      part.discard();
      return true;
    } catch (IOException e) {
      // It takes space until the cache has none left.
      return false;
    }
  }

  @Override
  public boolean isOpen() {
    return rest == null ? kept.isOpen() : rest.isOpen();
  }

  @Override
  public void close() throws IOException {
    try (part;
        rest;
        verifying) {
      // The part last: once it is closed, another pull may have it.
    }
  }

  /** What was kept and what comes, as one. */
  private final class Joined implements ReadableByteChannel {

    @Override
    public int read(ByteBuffer dst) throws IOException {
      if (kept.position() < keptBytes) {
        return kept.read(dst);
      }
      if (rest == null) {
        return -1;
      }
      int count = rest.read(dst);
      if (count > 0 && keeping) {
        keep(dst.duplicate().flip().position(dst.position() - count));
      }
      return count;
    }

    private void keep(ByteBuffer bytes) {
      try {
        while (bytes.hasRemaining()) {
          kept.write(bytes);
        }
      } catch (IOException e) {
        // For want of space, say. What was kept until now is of use all the same.
        keeping = false;
      }
    }

    @Override
    public boolean isOpen() {
      return KeptChannel.this.isOpen();
    }

    @Override
    public void close() {}
  }
}
