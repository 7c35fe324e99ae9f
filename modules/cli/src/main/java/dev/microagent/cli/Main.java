package dev.microagent.cli;

import dev.microagent.rootfs.BaselinePuller;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Starts the command line as a process. */
public final class Main {

  private Main() {}

  /** Runs one command; the process ends with its exit code. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /**
   * Runs one command as a process of its own would.
   *
   * @return the exit code
   */
  static int run(String... args) {
    Cli cli =
        new Cli(
            Environment.ofProcess(),
            new FileInputStream(FileDescriptor.in),
            stream(FileDescriptor.out),
            stream(FileDescriptor.err),
            (state, request, listener) -> new BaselinePuller(state).pull(request, listener));
    // The virtual machine answers SIGINT and SIGTERM by running these, then ends with 128 + signal.
    Runtime.getRuntime().addShutdownHook(new Thread(cli::interrupted, "interrupted"));
    return cli.run(args);
  }

  /** UTF-8 whatever the locale, and written when flushed. */
  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)), false, StandardCharsets.UTF_8);
  }
}
