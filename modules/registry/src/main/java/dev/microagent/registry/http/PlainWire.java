package dev.microagent.registry.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A socket. The socket's time limit holds for receiving. */
final class PlainWire implements Wire {

  private final SocketChannel channel;
  private final Socket socket;

  PlainWire(SocketChannel channel) {
    this.channel = channel;
    this.socket = channel.socket();
  }

  @Override
  public int receive(byte[] bytes, int offset, int length) throws IOException {
    return socket.getInputStream().read(bytes, offset, length);
  }

  @Override
  public int receiveReady(ByteBuffer dst) throws IOException {
    // The channel has no time limit, so it's asked for nothing that isn't there.
    return socket.getInputStream().available() > 0 ? channel.read(dst) : 0;
  }

  @Override
  public void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  @Override
  public boolean holdsMore() {
    return false;
  }

  @Override
  public void close() {
    // The socket is the connection's.
  }
}
