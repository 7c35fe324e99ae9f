package dev.microagent.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The files below a directory. */
record DirectoryFiles(Path root) implements ImageFiles {

  @Override
  public @Nullable FileSlice open(String name) throws IOException {
    Path file = root.resolve(name);
    return Files.isRegularFile(file) ? new FileSlice(file, 0, Files.size(file)) : null;
  }
}
