package dev.microagent.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** What comes over a connection: lines, then bytes. For one thread. */
final class HttpInput {

  /**
   * In bytes: how much is received at once, unless it goes straight to where it's wanted. Less
   * costs CPU time on a fast network.
   */
  private static final int BUFFER = 128 << 10;

  /** Receives bytes. */
  interface Source {

    /**
     * Receives at least one byte into an array from an offset on; returns how many, or -1 at the
     * end.
     */
    int receive(byte[] bytes, int offset, int length) throws IOException;

    /**
     * Receives what has come already, straight to where it's wanted; returns how many bytes. They
     * may be none: nothing has come, it's the end, or what comes has to be decrypted first.
     */
    default int receiveReady(ByteBuffer dst) throws IOException {
      return 0;
    }
  }

  private final Source source;
  private final byte[] bytes = new byte[BUFFER];
  private int position;
  private int limit;

  HttpInput(Source source) {
    this.source = source;
  }

  /** Reads up to what a buffer has room for; returns how many bytes, or -1 at the end. */
  int read(ByteBuffer dst) throws IOException {
    // For less than the buffer takes, it would only be one more call.
    int ready = position == limit && dst.remaining() >= BUFFER ? source.receiveReady(dst) : 0;
    if (ready > 0) {
      return ready;
    }
    if (position == limit && !fill()) {
      return -1;
    }
    int count = Math.min(dst.remaining(), limit - position);
    dst.put(bytes, position, count);
    position += count;
    return count;
  }

  /** Whether all that was received was read. */
  boolean isEmpty() {
    return position == limit;
  }

  /** Passes over what was received already; returns how many bytes of those that may be. */
  int skipReceived(long most) {
    int count = (int) Math.min(most, limit - position);
    position += count;
    return count;
  }

  /**
   * Reads a line, without its end, which may be a line feed alone (RFC 9112, 2.2).
   *
   * @param most how many bytes it may have
   * @throws EOFException if the connection ends before
   * @throws ProtocolException if it's longer
   */
  String line(int most) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (position == limit && !fill()) {
        throw new EOFException("it ended before an answer");
      }
      int start = position;
      while (position < limit && bytes[position] != '\n') {
        position++;
      }
      line.append(new String(bytes, start, position - start, ISO_8859_1));
      if (line.length() > most) {
        throw new ProtocolException("too long a line");
      }
      if (position < limit) {
        position++;
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
      }
    }
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = 0;
    int count = source.receive(bytes, 0, bytes.length);
    limit = Math.max(count, 0);
    return count > 0;
  }
}
