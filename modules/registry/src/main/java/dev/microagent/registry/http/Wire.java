package dev.microagent.registry.http;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What carries a connection's bytes: its socket, or TLS over that. Reading and writing are for one
 * thread at a time; any may close.
 */
interface Wire extends AutoCloseable {

  /**
   * Waits for bytes, and receives them into an array from an offset on; returns how many, or -1 at
   * the end. The socket's time limit holds for each time that something comes. After that they may
   * be none, if more has to come to make one, so that the caller can set what is left of the limit.
   */
  int receive(byte[] bytes, int offset, int length) throws IOException;

  /** As {@link HttpInput.Source#receiveReady}. */
  int receiveReady(ByteBuffer dst) throws IOException;

  /** Sends all of the bytes. */
  void send(byte[] bytes) throws IOException;

  /** Whether it has taken something off the socket that nobody has received yet. */
  boolean holdsMore();

  /** Frees what it has beside the socket. Has no effect when called again. */
  @Override
  void close();
}
