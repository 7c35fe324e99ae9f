package dev.microagent.ext4;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs without input, and no longer than this one does. Closing it kills it. */
final class ChildProcess implements AutoCloseable {

  /** How much of its output is kept for an error message, in bytes: some lines. */
  private static final int MAX_OUTPUT = 1000;

  private final Process process;
  private final Thread onShutdown;

  private ChildProcess(Process process) {
    this.process = process;
    // A child outlives its parent, and would go on writing.
    this.onShutdown = new Thread(process::destroyForcibly, "stop-" + process.pid());
  }

  /**
   * Starts one.
   *
   * @param epochSecond what it is to take for the time, if it is of e2fsprogs
   * @throws IOException if it can't be run
   */
  static ChildProcess start(Path program, List<String> arguments, long epochSecond)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("E2FSPROGS_FAKE_TIME", Long.toString(epochSecond));
    builder.environment().put("SOURCE_DATE_EPOCH", Long.toString(epochSecond));
    ChildProcess child = new ChildProcess(builder.start());
    try {
      Runtime.getRuntime().addShutdownHook(child.onShutdown);
    } catch (IllegalStateException e) {
      child.process.destroyForcibly();
      throw new IOException("the program is stopping", e);
    }
    return child;
  }

  /** Waits for its end, and says whether it came. It must not write more than a pipe holds. */
  boolean endsWithin(Duration limit) throws InterruptedIOException {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** The beginning of what it writes until it ends, on one line of ASCII. */
  String output() throws IOException {
    InputStream output = process.getInputStream();
    byte[] begin = output.readNBytes(MAX_OUTPUT);
    output.transferTo(OutputStream.nullOutputStream());
    String text = new String(begin, StandardCharsets.ISO_8859_1);
    return text.replaceAll("\\s+", " ").replaceAll("[^ -~]", "?").strip();
  }

  /** Waits for its end, and returns its exit status. */
  int status() throws InterruptedIOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static InterruptedIOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    InterruptedIOException interrupted = new InterruptedIOException("interrupted");
    interrupted.initCause(e);
    return interrupted;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Runtime.getRuntime().removeShutdownHook(onShutdown);
    } catch (IllegalStateException e) {
      // The program is stopping, and the hook does the same.
    }
  }
}
