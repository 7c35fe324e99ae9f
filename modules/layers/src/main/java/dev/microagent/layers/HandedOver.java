package dev.microagent.layers;

import dev.microagent.codec.Digester;
import dev.microagent.layers.BufferExchange.Chunk;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link BufferExchange} knows of a layer. Its bytes are first in one queue and then in the
 * other. For the thread that has the exchange's lock, but for the digester, which belongs to
 * whoever set {@link #digesting}.
 */
final class HandedOver {

  final Deque<Chunk> undigested = new ArrayDeque<>();
  final Deque<Chunk> digested = new ArrayDeque<>();

  /** Of all bytes that left the first queue. */
  @Nullable Digester digester;

  /** Whether a thread is digesting what it took out of the first queue last. */
  boolean digesting;

  /** Whether all bytes were handed over. That they are sound isn't known then. */
  boolean whole;

  boolean complete;
  @Nullable Throwable failure;

  /** How many buffers wait for the consumer. */
  int waiting() {
    return undigested.size() + digested.size();
  }

  /** Whether the consumer can have bytes, or know that there are no more. */
  boolean hasNext() {
    return !digested.isEmpty() || (!digesting && (!undigested.isEmpty() || ended()));
  }

  /** Whether nothing more comes. */
  boolean ended() {
    return complete || failure != null;
  }

  /** What is to be digested next, if anything and no other thread is at it; it's taken then. */
  @Nullable Chunk nextToDigest() {
    if (digesting || undigested.isEmpty()) {
      return null;
    }
    digesting = true;
    return undigested.remove();
  }

  Digester digester() {
    if (digester == null) {
      throw new IllegalStateException("the layer has not begun");
    }
    return digester;
  }
}
