package dev.microagent.registry.http;

import static dev.microagent.registry.http.ScriptedServer.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How waiting for a server ends that says nothing, or too little. */
@Timeout(20)
@SuppressWarnings("try") // Closing while somebody waits is what is tested.
class WaitingTest {

  /** There is nothing after it. */
  private static final String SILENT = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx";

  private static Thread start(Runnable task, boolean virtual) {
    return virtual ? Thread.ofVirtual().start(task) : Thread.ofPlatform().start(task);
  }

  /** What is closed while somebody waits for the next byte of a body. */
  private interface Closing {
    void close(HttpClient client, HttpBody body);
  }

  private static void assertWakes(boolean virtual, Closing closing) throws Exception {
    try (ScriptedServer server = new ScriptedServer(says(SILENT));
        HttpClient client = Clients.patient();
        HttpBody body = client.send(Clients.get(server)).body()) {
      Semaphore begun = new Semaphore(0);
      FutureTask<Void> reading =
          new FutureTask<>(() -> {
            body.read(ByteBuffer.allocate(1));
            begun.release();
            assertThatExceptionOfType(ClosedChannelException.class)
                .isThrownBy(() -> body.read(ByteBuffer.allocate(1)));
            return null;
          });
      start(reading, virtual);
      begun.acquire();
      closing.close(client, body);
      reading.get();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void wakesWhenInterrupted(boolean virtual) throws Exception {
    try (ScriptedServer server = new ScriptedServer(says(SILENT));
        HttpClient client = Clients.patient();
        HttpBody body = client.send(Clients.get(server)).body()) {
      FutureTask<Boolean> flagged =
          new FutureTask<>(() -> {
            body.read(ByteBuffer.allocate(1));
            assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> body.read(ByteBuffer.allocate(1)));
            return Thread.currentThread().isInterrupted();
          });
      Thread reader = start(flagged, virtual);
      // Only of a virtual thread is it known when it waits; the other may be about to.
      while (virtual && reader.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      reader.interrupt();
      assertThat(flagged.get()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void wakesWhenTheBodyIsClosed(boolean virtual) throws Exception {
    assertWakes(virtual, (_, body) -> body.close());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void wakesWhenTheClientIsClosed(boolean virtual) throws Exception {
    assertWakes(virtual, (client, _) -> client.close());
  }

  /** One waits for an answer's head, until the server has the request and nothing to say. */
  @Test
  void wakesWhoWaitsForAnAnswer() throws Exception {
    Semaphore asked = new Semaphore(0);
    ScriptedServer.Answer none =
        _ -> {
          asked.release();
          return true;
        };
    try (ScriptedServer server = new ScriptedServer(none);
        HttpClient client = Clients.patient()) {
      FutureTask<Void> sending =
          new FutureTask<>(() -> {
            assertThatExceptionOfType(ClosedChannelException.class)
                .isThrownBy(() -> client.send(Clients.get(server)));
            return null;
          });
      start(sending, true);
      asked.acquire();
      client.close();
      sending.get();
    }
  }

  @Test
  void doesNotWaitForAHeadInDribbles() throws Exception {
    ScriptedServer.Answer dribbles =
        client -> {
          says("HTTP/1.1 200 OK\r\nA: ").give(client);
          while (true) {
            says("x").give(client);
            LockSupport.parkNanos(100_000);
          }
        };
    try (ScriptedServer server = new ScriptedServer(dribbles);
        HttpClient client = Clients.direct(Duration.ofMillis(500))) {
      assertThatExceptionOfType(SilentServerException.class)
          .isThrownBy(() -> client.send(Clients.get(server)))
          .withMessageStartingWith("no answer");
    }
  }

  @Test
  void doesNotWaitForASilentBody() throws Exception {
    String start = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab";
    try (ScriptedServer server = new ScriptedServer(says(start));
        HttpClient client = Clients.direct(Duration.ofMillis(500))) {
      assertThatExceptionOfType(SilentServerException.class)
          .isThrownBy(() -> Clients.text(client, server))
          .withMessageStartingWith("nothing was received");
    }
  }
}
