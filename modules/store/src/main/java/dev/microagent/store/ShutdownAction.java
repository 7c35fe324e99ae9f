package dev.microagent.store;

import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * What is still to be done if the program is told to stop, until this is closed. It runs in a
 * thread of its own while all others go on, so it needs a lock in common with them. Register it
 * before there is anything to undo: between a file's creation and a later registration the program
 * may stop.
 */
final class ShutdownAction implements AutoCloseable {

  private final Thread thread;

  private ShutdownAction(Thread thread) {
    this.thread = thread;
  }

  /**
   * Registers one.
   *
   * @param name of its thread
   * @throws InterruptedIOException if the program is stopping already: it won't be run then
   */
  static ShutdownAction register(String name, StateDirectory.Step action)
      throws InterruptedIOException {
    ShutdownAction registered = new ShutdownAction(new Thread(() -> run(action), name));
    try {
      Runtime.getRuntime().addShutdownHook(registered.thread);
    } catch (IllegalStateException e) {
      throw (InterruptedIOException)
          new InterruptedIOException("the program is stopping").initCause(e);
    }
    return registered;
  }

  private static void run(StateDirectory.Step action) {
    try {
      action.run();
    } catch (IOException e) {
      // Nobody is left to tell. What stays is of a dead process then, and collected as such.
    }
  }

  /** Takes it back, unless the program is stopping: it has begun then. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // The program is stopping. Closers do the same under the same lock, so nothing is done twice.
    }
  }
}
