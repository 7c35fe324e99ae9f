package dev.microagent.registry;

import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
import dev.microagent.oci.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Lets through the bytes that a descriptor names, and no others. The verdict falls with the last
 * byte: it is handed out only when nothing follows and the digest is right. Whoever reads on after
 * a failure gets the same failure again. Not thread-safe, but any thread may close it.
 */
final class VerifyingChannel implements ReadableByteChannel {

  private final ReadableByteChannel in;
  private final Descriptor expected;
  private final String what;
  private final Digester digester;
  private long remaining;
  private boolean verified;
  private boolean closed;
  private @Nullable IOException failure;

  /**
   * Wraps a channel, and closes it in the end.
   *
   * @param what names the bytes in messages
   */
  VerifyingChannel(ReadableByteChannel in, Descriptor expected, String what) {
    this.in = in;
    this.expected = expected;
    this.what = what;
    this.digester = Digester.of(expected.digest().algorithm());
    this.remaining = expected.size();
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    if (failure != null) {
      throw failure;
    }
    if (verified) {
      return -1;
    }
    try {
      return readVerified(dst);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private int readVerified(ByteBuffer dst) throws IOException {
    if (remaining == 0) {
      verify();
      return -1;
    }
    int count = readAtMost(remaining, dst);
    if (count < 0) {
      throw new VerificationException(
          what, bytes(expected.size()), bytes(expected.size() - remaining));
    }
    digest(dst.duplicate().flip().position(dst.position() - count));
    remaining -= count;
    if (remaining == 0) {
      verify();
    }
    return count;
  }

  /**
   * Another thread may close the channel at any time, but not the digester in the midst of this.
   */
  private void digest(ByteBuffer bytes) throws IOException {
    synchronized (digester) {
      if (closed) {
        throw new AsynchronousCloseException();
      }
      digester.update(bytes);
    }
  }

  private int readAtMost(long most, ByteBuffer dst) throws IOException {
    if (dst.remaining() <= most) {
      return in.read(dst);
    }
    int limit = dst.limit();
    dst.limit(dst.position() + (int) most);
    try {
      return in.read(dst);
    } finally {
      dst.limit(limit);
    }
  }

  private void verify() throws IOException {
    ByteBuffer next = ByteBuffer.allocate(1);
    int count;
    do {
      count = in.read(next);
    } while (count == 0);
    if (count > 0) {
      throw new VerificationException(
          what, bytes(expected.size()), "at least " + bytes(expected.size() + 1));
    }
    requireDigest(expected.digest(), digest(), what);
    verified = true;
  }

  private Digest digest() throws IOException {
    synchronized (digester) {
      if (closed) {
        throw new AsynchronousCloseException();
      }
      return digester.digest();
    }
  }

  /** Compares the digest that was promised with that of what came. */
  static void requireDigest(Digest expected, Digest actual, String what)
      throws VerificationException {
    if (!expected.equals(actual)) {
      throw new VerificationException(what, expected.toString(), actual.toString());
    }
  }

  private static String bytes(long count) {
    return count + (count == 1 ? " byte" : " bytes");
  }

  @Override
  public boolean isOpen() {
    return in.isOpen();
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
    } finally {
      synchronized (digester) {
        closed = true;
        digester.close();
      }
    }
  }
}
