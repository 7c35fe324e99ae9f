package dev.microagent.cli;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Platform;
import dev.microagent.rootfs.PullResult;
import dev.microagent.store.ImageRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs the command line in this process and keeps what it says. */
final class CliRunner {

  /** What ubuntu:24.04 is in full. */
  static final String NAME = "docker.io/library/ubuntu:24.04";

  static final Instant TIME = Instant.parse("2026-06-01T12:00:00Z");
  static final Digest DIGEST = new Digest("sha256", "0123456789abcdef".repeat(4));

  /** What came of a run. */
  record Result(int code, String out, String err) {}

  private final Map<String, String> variables = new HashMap<>();
  private boolean terminal;
  private int processors = 4;
  private @Nullable String typed;
  private Puller puller =
      (state, request, listener) -> {
        ImageRecord image = image(request.image().canonical(), state.path());
        state.index().record(image);
        return new PullResult(image, false, true);
      };

  CliRunner(Path home) {
    variables.put("HOME", home.toString());
  }

  CliRunner variable(String name, String value) {
    variables.put(name, value);
    return this;
  }

  CliRunner terminal() {
    terminal = true;
    return this;
  }

  /** On a machine with so many processors. */
  CliRunner processors(int number) {
    processors = number;
    return this;
  }

  /** With a user who types this. */
  CliRunner typing(String text) {
    typed = text;
    return this;
  }

  CliRunner puller(Puller other) {
    puller = other;
    return this;
  }

  Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Environment environment =
        new Environment(
            variables, false, terminal, typed != null, processors, InstantSource.fixed(TIME));
    int code = new Cli(environment, in(), stream(out), stream(err), puller).run(args);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private InputStream in() {
    return new ByteArrayInputStream((typed == null ? "" : typed).getBytes(StandardCharsets.UTF_8));
  }

  static ImageRecord image(String name, Path state) {
    return new ImageRecord(
        name,
        name + "@" + DIGEST,
        DIGEST,
        new Platform("linux", "amd64", null),
        state.resolve("images/rootfs/key.ext4"),
        1L << 30,
        TIME);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, false, StandardCharsets.UTF_8);
  }
}
