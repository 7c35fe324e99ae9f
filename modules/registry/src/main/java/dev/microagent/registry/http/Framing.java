package dev.microagent.registry.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a body's bytes stand in a connection, and where they end (RFC 9112, 6 and 7). For one thread.
 */
sealed interface Framing {

  /** Reads bytes of the body; returns how many, or -1 after the last. */
  int read(ByteBuffer dst) throws IOException;

  /** Passes over what of the body has come already; returns whether that was the rest of it. */
  boolean skipReceived();

  /** A body of a known length in bytes. */
  static Framing ofLength(HttpInput in, long length) {
    return new OfLength(in, length);
  }

  /** A body in chunks, each with its length before it. */
  static Framing chunked(HttpInput in) {
    return new Chunked(in);
  }

  /** A body that ends with its connection. */
  static Framing untilClose(HttpInput in) {
    return new UntilClose(in);
  }

  /** Has as many bytes as was said. */
  final class OfLength implements Framing {

    private final HttpInput in;
    private final long length;
    private long left;

    private OfLength(HttpInput in, long length) {
      this.in = in;
      this.length = length;
      this.left = length;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = readAtMost(in, dst, left);
      if (count < 0) {
        throw new EOFException("it ended after " + (length - left) + " of " + length + " bytes");
      }
      left -= count;
      return count;
    }

    @Override
    public boolean skipReceived() {
      left -= in.skipReceived(left);
      return left == 0;
    }
  }

  /** Has chunks (RFC 9112, 7.1). Their extensions and the trailer mean nothing to us. */
  final class Chunked implements Framing {

    /** In bytes, for the line before a chunk and each of the trailer. */
    private static final int MAX_LINE = 8 << 10;

    private static final int MAX_TRAILER_LINES = 100;
    private static final Pattern SIZE = Pattern.compile("([0-9A-Fa-f]{1,15})[ \\t]*(?:;.*)?");

    private final HttpInput in;
    private long left;
    private boolean started;
    private boolean ended;

    private Chunked(HttpInput in) {
      this.in = in;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
      if (left == 0 && !ended) {
        next();
      }
      if (ended) {
        return -1;
      }
      int count = readAtMost(in, dst, left);
      if (count < 0) {
        throw new EOFException("it ended within a chunk");
      }
      left -= count;
      return count;
    }

    private void next() throws IOException {
      if (started && !line().isEmpty()) {
        throw new ProtocolException("a chunk without an end");
      }
      started = true;
      Matcher size = SIZE.matcher(line());
      if (!size.matches()) {
        throw new ProtocolException("a chunk without a size");
      }
      left = Long.parseLong(size.group(1), 16);
      if (left == 0) {
        skipTrailer();
        ended = true;
      }
    }

    private String line() throws IOException {
      try {
        return in.line(MAX_LINE);
      } catch (EOFException e) {
        throw (EOFException) new EOFException("it ended before the last chunk").initCause(e);
      }
    }

    private void skipTrailer() throws IOException {
      for (int lines = 0; !line().isEmpty(); lines++) {
        if (lines == MAX_TRAILER_LINES) {
          throw new ProtocolException("too long a trailer");
        }
      }
    }

    @Override
    public boolean skipReceived() {
      return ended;
    }
  }

  /** Has whatever comes. */
  final class UntilClose implements Framing {

    private final HttpInput in;

    private UntilClose(HttpInput in) {
      this.in = in;
    }

    @Override
    public int read(ByteBuffer dst) throws IOException {
      return in.read(dst);
    }

    @Override
    public boolean skipReceived() {
      return false;
    }
  }

  private static int readAtMost(HttpInput in, ByteBuffer dst, long most) throws IOException {
    int limit = dst.limit();
    dst.limit(dst.position() + (int) Math.min(dst.remaining(), most));
    try {
      return in.read(dst);
    } finally {
      dst.limit(limit);
    }
  }
}
