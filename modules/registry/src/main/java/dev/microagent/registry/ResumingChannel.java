package dev.microagent.registry;

import dev.microagent.registry.http.HttpBody;
import dev.microagent.registry.http.HttpResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A blob's bytes as one unbroken stream, however often the connection breaks: what is missing is
 * asked for with a range request (RFC 9110, 14), and where the server knows none, the blob is sent
 * again and what was read before is passed over. That needs no {@code If-Range}: a blob is named by
 * its digest, which whoever reads on checks. One thread reads; any may close.
 */
final class ResumingChannel implements ReadableByteChannel {

  /** Connections in a row that may bring next to nothing. */
  private static final int MAX_FAILURES = 5;

  /** In bytes. A server that hangs up after less could otherwise keep us busy for ever. */
  static final int MIN_PROGRESS = 64 << 10;

  /** In bytes; what is passed over needs no larger one. */
  private static final int SKIP_BUFFER = 16 << 10;

  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;

  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/(?:[0-9]{1,18}|\\*)");

  /** Asks for a blob. */
  interface Opener {

    /**
     * Asks for what follows the first bytes of a blob. Each time anew at the registry, as the
     * address that it redirects to may have expired.
     *
     * @param offset number of bytes that aren't needed; 0 for the whole blob
     * @return an answer of status 200 or, only for an offset above 0, of 206 or 416
     */
    HttpResponse open(long offset) throws IOException;
  }

  private final Opener opener;
  private final URI address;
  private final long size;
  private final Retry retry;
  private volatile HttpBody body;
  private volatile boolean closed;
  private boolean endKnown;
  private long position;
  private long counted;
  private int failures;

  /**
   * Opens a blob.
   *
   * @param address of the blob, for messages
   * @param offset number of the blob's first bytes that aren't needed
   * @param size how many bytes it should have
   */
  ResumingChannel(Opener opener, URI address, long offset, long size, Retry retry)
      throws IOException {
    this.opener = opener;
    this.address = address;
    this.size = size;
    this.retry = retry;
    this.position = offset;
    this.counted = offset;
    HttpResponse response = request();
    this.body = response.body();
    this.endKnown = endKnown(response);
    try {
      skipUnneeded(response);
    } catch (IOException e) {
      resume(e);
    }
  }

  @Override
  public int read(ByteBuffer dst) throws IOException {
    while (true) {
      try {
        int count = body.read(dst);
        if (count >= 0) {
          position += count;
          return count;
        }
        if (position >= size || endKnown) {
          return -1;
        }
        throw new IOException("ended after " + position + " of " + size + " bytes");
      } catch (IOException e) {
        if (e instanceof EOFException && position >= size) {
          // The end of what has no length, from a server that hangs up without a word.
          return -1;
        }
        resume(e);
      }
    }
  }

  /** Makes the body's next byte the one that follows what was read. */
  private void resume(IOException failure) throws IOException {
    body.close();
    IOException last = failure;
    while (true) {
      count(last);
      retry.pauseBefore(failures);
      try {
        connect();
        return;
      } catch (IOException e) {
        last = e;
      }
    }
  }

  /** Throws what can't be mended by another connection, or wasn't by the last ones. */
  private void count(IOException failure) throws IOException {
    if (closed) {
      throw new ClosedChannelException();
    }
    if (failure instanceof InterruptedIOException
        || (failure instanceof RegistryException e
            && e.kind() != RegistryException.Kind.UNREACHABLE)) {
      throw failure;
    }
    failures = position - counted >= MIN_PROGRESS ? 1 : failures + 1;
    counted = position;
    if (failures == MAX_FAILURES) {
      throw HttpErrors.unreachable(address, failure);
    }
  }

  private void connect() throws IOException {
    HttpResponse response = request();
    body = response.body();
    endKnown = endKnown(response);
    if (closed) {
      body.close();
      throw new ClosedChannelException();
    }
    skipUnneeded(response);
  }

  /** Asks for what is missing, or for all of it where the answer to that is of no use. */
  private HttpResponse request() throws IOException {
    HttpResponse response = opener.open(position);
    if (response.status() == OK || continues(response)) {
      return response;
    }
    response.body().close();
    return opener.open(0);
  }

  private void skipUnneeded(HttpResponse response) throws IOException {
    if (response.status() == OK) {
      skip(position);
    }
  }

  /** Whether an answer is the part of the blob that was asked for. */
  private boolean continues(HttpResponse response) {
    Matcher range =
        CONTENT_RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    return response.status() == PARTIAL_CONTENT
        && range.matches()
        && Long.parseLong(range.group(1)) == position;
  }

  /** Passes over the first bytes. An answer that ends in them is seen by the next read. */
  private void skip(long count) throws IOException {
    ByteBuffer scratch = ByteBuffer.allocate(SKIP_BUFFER);
    long left = count;
    while (left > 0) {
      scratch.clear().limit((int) Math.min(left, SKIP_BUFFER));
      int skipped = body.read(scratch);
      if (skipped < 0) {
        return;
      }
      left -= skipped;
    }
  }

  /**
   * Whether an answer's end is the blob's. Without a length, it looks the same as a lost
   * connection; and a part may be less than what was asked for (RFC 9110, 15.3.7).
   */
  private static boolean endKnown(HttpResponse response) {
    return response.status() == OK && response.headers().firstValue("Content-Length").isPresent();
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() {
    closed = true;
    body.close();
  }
}
