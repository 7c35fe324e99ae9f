package dev.microagent.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers every request on a port of the loopback interface with the same bytes. */
final class BlobServer implements AutoCloseable {

  private final ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  private final byte[] blob;

  /** Begins to serve an array, which isn't copied. */
  BlobServer(byte[] blob) throws IOException {
    this.blob = blob;
    Thread.ofPlatform().daemon().name("blob-server").start(this::answer);
  }

  /** Host and port. */
  String authority() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  private void answer() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept()) {
        while (readRequest(client.getInputStream())) {
          String head = "HTTP/1.1 200 OK\r\nContent-Length: " + blob.length + "\r\n\r\n";
          client.getOutputStream().write(head.getBytes(ISO_8859_1));
          client.getOutputStream().write(blob);
        }
      } catch (IOException e) {
        // The client hung up, or the benchmark has ended.
      }
    }
  }

  /** Reads to the end of a request's head; returns whether there was one. */
  private static boolean readRequest(InputStream in) throws IOException {
    int newlines = 0;
    while (newlines < 2) {
      int read = in.read();
      if (read < 0) {
        return false;
      }
      newlines = read == '\n' ? newlines + 1 : read == '\r' ? newlines : 0;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
