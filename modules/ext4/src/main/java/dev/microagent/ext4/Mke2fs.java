package dev.microagent.ext4;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program mke2fs of e2fsprogs, as found in a file.
 *
 * @param path absolute path of the program
 * @param version what it says of itself, such as 1.47.0
 * @param sha256 of the program's file, lower-case hexadecimal
 */
public record Mke2fs(Path path, String version, String sha256) {

  /** How long a program may take to say what it is; mke2fs takes milliseconds. */
  private static final Duration MAX_ANSWER = Duration.ofSeconds(10);

  private static final Pattern VERSION =
      Pattern.compile("mke2fs (\\d{1,4}\\.\\d{1,4}(?:\\.\\d{1,4})?\\S{0,20}) \\(");

  /** The versions that lose the upper half of an offset, and fail or write elsewhere. */
  private static final Pattern BREAKS_LARGE_FILES = Pattern.compile("1\\.47\\.[1-3](?!\\d).*");

  private static final long LARGE_FILE = (1L << 31) - 1;

  /**
   * Asks a program what it is.
   *
   * @throws Mke2fsException if it isn't there, can't be run or isn't mke2fs
   */
  public static Mke2fs find(Path path) throws IOException {
    return find(path, MAX_ANSWER);
  }

  static Mke2fs find(Path path, Duration limit) throws IOException {
    Path absolute = path.toAbsolutePath();
    if (!Files.isRegularFile(absolute)) {
      throw new Mke2fsException(path + ": there is no such program");
    }
    if (!Files.isExecutable(absolute)) {
      throw new Mke2fsException(path + ": not an executable file");
    }
    Matcher version = VERSION.matcher(answer(absolute, limit));
    if (!version.find()) {
      throw new Mke2fsException(path + ": not mke2fs, by what it answers to -V");
    }
    return new Mke2fs(absolute, version.group(1), sha256(absolute));
  }

  private static String answer(Path program, Duration limit) throws IOException {
    try (ChildProcess child = start(program, List.of("-V"), 0)) {
      return child.endsWithin(limit) ? child.output() : "";
    }
  }

  /** The largest file in bytes that it writes rightly. */
  long maxFileSize() {
    return BREAKS_LARGE_FILES.matcher(version).matches() ? LARGE_FILE : Ext4Format.MAX_FILE_SIZE;
  }

  /**
   * Runs it.
   *
   * @param epochSecond what it is to take for the time
   * @throws Mke2fsException if it fails; the message has what it said
   */
  void run(long epochSecond, List<String> arguments) throws IOException {
    try (ChildProcess child = start(path, arguments, epochSecond)) {
      String output = child.output();
      int status = child.status();
      if (status != 0) {
        throw new Mke2fsException(
            "%s ended with status %d%s%s"
                .formatted(path, status, output.isEmpty() ? "" : ": ", output));
      }
    }
  }

  private static ChildProcess start(Path program, List<String> arguments, long epochSecond)
      throws Mke2fsException {
    try {
      return ChildProcess.start(program, arguments, epochSecond);
    } catch (IOException e) {
      Mke2fsException failure = new Mke2fsException(program + ": it can't be run");
      failure.initCause(e);
      throw failure;
    }
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(sha256.digest());
  }
}
