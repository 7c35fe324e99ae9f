package dev.microagent.rootfs;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The program e2fsck, which knows ext4 best. It only reads here.
 *
 * @param program its absolute path
 */
record FileSystemCheck(Path program) {

  /** Directories that the search path of an ordinary user often lacks. */
  private static final List<String> SBIN = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

  /** Output that counts, in bytes: a damaged file system may have a complaint for every block. */
  private static final int MAX_OUTPUT_BYTES = 64 << 10;

  /** Finds it on this machine. */
  static Optional<FileSystemCheck> find() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(path.split(File.pathSeparator)), SBIN.stream())
        .filter(directory -> directory.startsWith("/"))
        .map(directory -> Path.of(directory, "e2fsck"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(FileSystemCheck::new);
  }

  /**
   * Checks a file system.
   *
   * @throws DamagedBaselineException if it has errors; with the first of them
   */
  void run(Path file) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), "-fn", file.toString())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    try (InputStream out = process.getInputStream()) {
      String output = new String(out.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
      out.transferTo(OutputStream.nullOutputStream());
      int status = process.waitFor();
      if (status != 0) {
        throw new DamagedBaselineException(
            "%s is damaged: e2fsck ended with %d%s"
                .formatted(file, status, firstComplaint(output)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } finally {
      process.destroy();
    }
  }

  private static String firstComplaint(String output) {
    return output
        .lines()
        .filter(line -> !line.isBlank() && !line.matches("e2fsck [0-9].*|Pass [0-9].*"))
        .findFirst()
        .map(line -> " (" + line.strip() + ")")
        .orElse("");
  }
}
