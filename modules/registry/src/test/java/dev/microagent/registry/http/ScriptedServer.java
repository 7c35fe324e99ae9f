package dev.microagent.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A server that gives one answer after the other, whatever is asked over whichever connection, and
 * keeps silent when it has no more.
 */
final class ScriptedServer implements AutoCloseable {

  /** Answers a request. */
  interface Answer {

    /** Returns whether the connection stays. */
    boolean give(Socket client) throws IOException, InterruptedException;
  }

  /** The end of a head. */
  private static final String END = "\r\n\r\n";

  private static final Pattern LENGTH = Pattern.compile("Content-Length: ([0-9]+)");

  private final ServerSocket socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  private final Queue<Answer> answers;
  private final List<Socket> clients = new CopyOnWriteArrayList<>();
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final Semaphore hangUps = new Semaphore(0);

  ScriptedServer(Answer... answers) throws IOException {
    this.answers = new ConcurrentLinkedQueue<>(List.of(answers));
    Thread.ofVirtual().start(this::accept);
  }

  /** Sends bytes, at once, and stays. */
  static Answer says(String bytes) {
    return client -> {
      client.getOutputStream().write(bytes.getBytes(ISO_8859_1));
      return true;
    };
  }

  /** Sends bytes and hangs up. */
  static Answer hangsUpAfter(String bytes) {
    return client -> {
      says(bytes).give(client);
      return false;
    };
  }

  int port() {
    return socket.getLocalPort();
  }

  URI address(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /** How many connections there were. Whoever got an answer over one sees it counted. */
  int connections() {
    return clients.size();
  }

  /** The heads of the requests, without the empty line after each. */
  List<String> heads() {
    return List.copyOf(heads);
  }

  /** Waits until the server has ended one more connection. */
  void awaitHangUp() throws InterruptedException {
    hangUps.acquire();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        clients.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // Closed at the test's end.
    }
  }

  private void serve(Socket client) {
    try (client) {
      boolean stays = true;
      while (stays && receive(client.getInputStream())) {
        Answer answer = answers.poll();
        stays = answer == null || answer.give(client);
      }
    } catch (IOException | InterruptedException e) {
      // The client has hung up, or the test is at its end.
    }
    hangUps.release();
  }

  /** Reads a request; returns false if none comes. */
  private boolean receive(InputStream in) throws IOException {
    String head = head(in);
    if (head == null) {
      return false;
    }
    heads.add(head);
    Matcher length = LENGTH.matcher(head);
    if (length.find()) {
      in.readNBytes(Integer.parseInt(length.group(1)));
    }
    return true;
  }

  /** Reads the head of a request, without the empty line after it; null if none comes. */
  static @Nullable String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(END) < 0) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      head.append((char) next);
    }
    return head.substring(0, head.length() - END.length());
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket client : clients) {
      client.close();
    }
  }
}
