package dev.microagent.bindings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The file descriptors of this process. */
public final class OpenFiles {

  private OpenFiles() {}

  /** How many of them are open on a file. */
  public static long count(Path file) throws IOException {
    Path real = file.toRealPath();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.filter(descriptor -> leadsTo(descriptor, real)).count();
    }
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (java.nio.file.NoSuchFileException e) {
      // That of the listing itself, or of another thread.
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
