package dev.microagent.registry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReceivingAheadSocketTest {

  private ServerSocket server;
  private Socket peer;
  private Socket below;
  private ReceivingAheadSocket socket;

  @BeforeEach
  void connect() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    below = new Socket(server.getInetAddress(), server.getLocalPort());
    peer = server.accept();
    socket = new ReceivingAheadSocket(below);
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    peer.close();
    server.close();
  }

  @Test
  void takesWhatHasCome() throws IOException {
    peer.getOutputStream().write(new byte[1000]);
    InputStream in = socket.getInputStream();
    assertThat(in.readNBytes(5)).hasSize(5);
    assertThat(below.getInputStream().available()).isZero();
    assertThat(in.available()).isEqualTo(995);
    assertThat(in.readNBytes(995)).hasSize(995);
    peer.close();
    assertThat(in.read()).isEqualTo(-1);
  }

  @Test
  void waitsNoLongerThanItMay() throws IOException {
    socket.setSoTimeout(10);
    assertThat(socket.getSoTimeout()).isEqualTo(10);
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> socket.getInputStream().read());
    peer.getOutputStream().write(7);
    assertThat(socket.getInputStream().read()).isEqualTo(7);
  }

  @Test
  void isTheSocketBelow() throws IOException {
    assertThat(socket.isConnected()).isTrue();
    assertThat(socket.isBound()).isTrue();
    assertThat(socket.getInetAddress()).isEqualTo(server.getInetAddress());
    assertThat(socket.getPort()).isEqualTo(server.getLocalPort());
    assertThat(socket.getRemoteSocketAddress()).isEqualTo(server.getLocalSocketAddress());
    assertThat(socket.getLocalSocketAddress()).isEqualTo(peer.getRemoteSocketAddress());
    assertThat(socket.getLocalAddress()).isEqualTo(peer.getInetAddress());
    assertThat(socket.getLocalPort()).isEqualTo(peer.getPort());

    socket.getOutputStream().write(7);
    assertThat(peer.getInputStream().read()).isEqualTo(7);
    socket.shutdownOutput();
    assertThat(socket.isOutputShutdown()).isTrue();
    assertThat(peer.getInputStream().read()).isEqualTo(-1);
    socket.shutdownInput();
    assertThat(socket.isInputShutdown()).isTrue();
    socket.close();
    assertThat(socket.isClosed()).isTrue();
    assertThat(below.isClosed()).isTrue();
  }
}
