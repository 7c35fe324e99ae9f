package dev.microagent.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
import dev.microagent.layers.BufferExchange.Chunk;
import dev.microagent.layers.BufferExchange.FailedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who digests what is handed over, and that nobody is left waiting. */
@Timeout(60)
class BufferExchangeTest {

  private static final int BUFFER_BYTES = 1000;
  private static final int BUFFERS = 16;

  /** A digester that counts what each thread gave it, and may hold it up or fail. */
  private static final class WatchedDigester implements Digester {

    private final Digester digester = Digester.of("sha256");
    private final List<Thread> threads = new ArrayList<>();
    private boolean closed;

    /** Counted down when bytes come, and waited for then. */
    private CountDownLatch entered = new CountDownLatch(0);

    private CountDownLatch admitted = new CountDownLatch(0);
    private boolean failing;

    @Override
    public void update(ByteBuffer bytes) {
      threads.add(Thread.currentThread());
      entered.countDown();
      try {
        admitted.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      if (failing) {
        throw new IllegalStateException("out of memory");
      }
      digester.update(bytes);
    }

    @Override
    public Digest digest() {
      return digester.digest();
    }

    @Override
    public void close() {
      closed = true;
      digester.close();
    }
  }

  private final WatchedDigester digester = new WatchedDigester();

  private BufferExchange exchange() {
    BufferExchange exchange = new BufferExchange(1, BUFFERS, BUFFER_BYTES);
    exchange.begin(0, digester);
    return exchange;
  }

  private static void put(BufferExchange exchange, byte... bytes) throws InterruptedException {
    Chunk chunk = exchange.take(0);
    chunk.bytes().put(bytes).flip();
    exchange.put(0, chunk);
  }

  private static Digest sha256(byte... bytes) {
    try (Digester digester = Digester.of("sha256")) {
      digester.update(ByteBuffer.wrap(bytes));
      return digester.digest();
    }
  }

  /** Does something in another thread. */
  private static <T> FutureTask<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theConsumerDigestsWhatItIsNotBehindWith() throws Exception {
    try (BufferExchange exchange = exchange()) {
      put(exchange, (byte) 1);
      assertThat(digester.threads).isEmpty();
      FutureTask<@Nullable Chunk> next = start(() -> exchange.next(0));
      assertThat(next.get().bytes().get(0)).isEqualTo((byte) 1);
      assertThat(digester.threads).hasSize(1).doesNotContain(Thread.currentThread());
      assertThat(exchange.digest(0)).isEqualTo(sha256((byte) 1));
    }
  }

  @Test
  void theDecoderDigestsWhenTheConsumerIsBehind() throws Exception {
    try (BufferExchange exchange = exchange()) {
      for (byte i = 1; i < BufferExchange.BACKLOG; i++) {
        put(exchange, i);
      }
      assertThat(digester.threads).isEmpty();
      put(exchange, (byte) BufferExchange.BACKLOG);
      assertThat(digester.threads)
          .hasSize(BufferExchange.BACKLOG)
          .containsOnly(Thread.currentThread());

      int digested = digester.threads.size();
      for (byte i = 1; i <= BufferExchange.BACKLOG; i++) {
        assertThat(exchange.next(0).bytes().get(0)).isEqualTo(i);
      }
      assertThat(digester.threads).as("nothing twice").hasSize(digested);
    }
  }

  @Test
  void theConsumerIsWokenForMoreThanOneBuffer() throws Exception {
    try (BufferExchange exchange = exchange()) {
      FutureTask<@Nullable Chunk> next = new FutureTask<>(() -> exchange.next(0));
      Thread consumer = Thread.ofPlatform().daemon().start(next);
      awaitWaiting(consumer);
      for (byte i = 1; i < BufferExchange.ENOUGH; i++) {
        put(exchange, i);
        assertThat(consumer.join(Duration.ofMillis(20))).as("woken for %d", i).isFalse();
        assertThat(consumer.getState()).isEqualTo(Thread.State.WAITING);
      }
      put(exchange, (byte) BufferExchange.ENOUGH);
      assertThat(next.get().bytes().get(0)).isEqualTo((byte) 1);
    }
  }

  @Test
  void theConsumerIsWokenForTheLastBuffer() throws Exception {
    try (BufferExchange exchange = exchange()) {
      FutureTask<@Nullable Chunk> next = new FutureTask<>(() -> exchange.next(0));
      awaitWaiting(Thread.ofPlatform().daemon().start(next));
      put(exchange, (byte) 1);
      // Whether the layer is sound, and recorded, is known later.
      exchange.digest(0);
      assertThat(next.get().bytes().get(0)).isEqualTo((byte) 1);
    }
  }

  @Test
  void theConsumerIsWokenWhenItHoldsUpTheDecoder() throws Exception {
    try (BufferExchange exchange = new BufferExchange(1, 1, BUFFER_BYTES)) {
      exchange.begin(0, digester);
      FutureTask<@Nullable Chunk> next = new FutureTask<>(() -> exchange.next(0));
      awaitWaiting(Thread.ofPlatform().daemon().start(next));
      put(exchange, (byte) 1);
      FutureTask<Chunk> taken = start(() -> exchange.take(0));
      exchange.release(next.get());
      assertThat(taken.get()).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void theDigestIsRightHoweverFastTheTwoAre(int seed) throws Exception {
    Random random = new Random(seed);
    byte[] all = new byte[200_000];
    random.nextBytes(all);
    int consumerPace = random.nextInt(3);
    int decoderPace = random.nextInt(3);
    try (BufferExchange exchange = exchange()) {
      FutureTask<Digest> decoder =
          start(() -> {
            for (int at = 0; at < all.length; ) {
              Chunk chunk = exchange.take(0);
              int length = Math.min(1 + random.nextInt(BUFFER_BYTES), all.length - at);
              chunk.bytes().put(all, at, length).flip();
              at += length;
              exchange.put(0, chunk);
              dawdle(decoderPace);
            }
            Digest digest = exchange.digest(0);
            exchange.complete(0);
            return digest;
          });
      ByteBuffer consumed = ByteBuffer.allocate(all.length);
      for (Chunk chunk = exchange.next(0); chunk != null; chunk = exchange.next(0)) {
        consumed.put(chunk.bytes());
        exchange.release(chunk);
        dawdle(consumerPace);
      }
      assertThat(consumed.array()).isEqualTo(all);
      assertThat(decoder.get()).isEqualTo(sha256(all));
    }
  }

  private static void dawdle(int pace) {
    for (int i = 0; i < pace * 2000; i++) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theDigestWaitsForTheConsumersTurn() throws Exception {
    digester.entered = new CountDownLatch(1);
    digester.admitted = new CountDownLatch(1);
    try (BufferExchange exchange = exchange()) {
      put(exchange, (byte) 1);
      put(exchange, (byte) 2);
      FutureTask<@Nullable Chunk> next = start(() -> exchange.next(0));
      digester.entered.await();
      FutureTask<Digest> digest = new FutureTask<>(() -> exchange.digest(0));
      Thread decoder = Thread.ofPlatform().daemon().start(digest);
      awaitWaiting(decoder);
      assertThat(digest.isDone()).isFalse();

      digester.admitted.countDown();
      assertThat(digest.get()).isEqualTo(sha256((byte) 1, (byte) 2));
      assertThat(next.get().bytes().get(0)).isEqualTo((byte) 1);
    }
  }

  @Test
  void aDecoderThatWaitsForTheDigestEndsWhenTheExchangeIsStopped() throws Exception {
    digester.entered = new CountDownLatch(1);
    digester.admitted = new CountDownLatch(1);
    try (BufferExchange exchange = exchange()) {
      put(exchange, (byte) 1);
      FutureTask<@Nullable Chunk> next = start(() -> exchange.next(0));
      digester.entered.await();
      FutureTask<Digest> digest = new FutureTask<>(() -> exchange.digest(0));
      awaitWaiting(Thread.ofPlatform().daemon().start(digest));

      exchange.stop();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(digest::get)
          .withCauseInstanceOf(InterruptedException.class);
      digester.admitted.countDown();
      next.get();
    }
  }

  @Test
  void aDecoderThatWaitsGoesOnWhenItsLayerIsConsumed() throws Exception {
    try (BufferExchange exchange = new BufferExchange(2, BufferExchange.RESERVED, BUFFER_BYTES)) {
      FutureTask<Chunk> taken = new FutureTask<>(() -> exchange.take(1));
      awaitWaiting(Thread.ofPlatform().daemon().start(taken));

      exchange.complete(0);
      assertThat(exchange.next(0)).isNull();
      assertThat(taken.isDone()).isFalse();
      FutureTask<@Nullable Chunk> next = start(() -> exchange.next(1));
      assertThat(taken.get()).isNotNull();
      exchange.complete(1);
      assertThat(next.get()).isNull();
    }
  }

  /** The last buffers are for the layer that is being consumed, whoever has waited longer. */
  @Test
  void aBufferThatComesBackGoesToWhomItIsFor() throws Exception {
    try (BufferExchange exchange =
        new BufferExchange(2, BufferExchange.RESERVED + 1, BUFFER_BYTES)) {
      List<Chunk> all = new ArrayList<>();
      for (int i = 0; i <= BufferExchange.RESERVED; i++) {
        all.add(exchange.take(0));
      }
      FutureTask<Chunk> above = new FutureTask<>(() -> exchange.take(1));
      awaitWaiting(Thread.ofPlatform().daemon().start(above));
      FutureTask<Chunk> consumed = new FutureTask<>(() -> exchange.take(0));
      awaitWaiting(Thread.ofPlatform().daemon().start(consumed));

      exchange.release(all.getFirst());
      assertThat(consumed.get()).isSameAs(all.getFirst());
      for (Chunk chunk : all.reversed()) {
        assertThat(above.isDone()).isFalse();
        exchange.release(chunk);
      }
      assertThat(above.get()).isSameAs(all.getFirst());
    }
  }

  @Test
  void aDigesterThatFailsLeavesNobodyWaiting() throws Exception {
    digester.failing = true;
    try (BufferExchange exchange = exchange()) {
      put(exchange, (byte) 1);
      assertThatIllegalStateException().isThrownBy(() -> exchange.next(0));
      exchange.fail(0, new IOException("failed"));
      assertThatExceptionOfType(FailedException.class).isThrownBy(() -> exchange.next(0));
    }
  }

  @Test
  void whatFollowsBytesThatCouldNotBeDigestedIsNotHandedOn() throws Exception {
    try (BufferExchange exchange = exchange()) {
      for (byte i = 1; i < BufferExchange.BACKLOG; i++) {
        put(exchange, i);
      }
      digester.failing = true;
      assertThatIllegalStateException().isThrownBy(() -> put(exchange, (byte) 9));
      assertThatExceptionOfType(FailedException.class)
          .isThrownBy(() -> exchange.next(0))
          .withCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void closesTheDigester() {
    exchange().close();
    assertThat(digester.closed).isTrue();
  }
}
