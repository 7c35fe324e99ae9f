package dev.microagent.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of a baseline's making, in {@code KEY.json} beside it. Whoever writes or deletes it
 * has the key's lock.
 */
record ProvenanceFile(Path directory, String name) {

  /** The file that belongs to a baseline. */
  static ProvenanceFile of(Path baseline) {
    String key = baseline.getFileName().toString().replaceFirst("\\.ext4$", "");
    Path directory = Objects.requireNonNull(baseline.getParent());
    return new ProvenanceFile(directory, key + ".json");
  }

  private Path path() {
    return directory.resolve(name);
  }

  void write(Map<String, Object> facts) throws IOException {
    StateDirectory.replace(directory, name, JsonText.write(facts));
  }

  /**
   * Reads it.
   *
   * @return empty if there is no such file
   */
  Optional<Map<String, Object>> read() throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path());
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonText.read(bytes));
    } catch (IllegalArgumentException e) {
      throw new StoreException(
          StoreException.Kind.BROKEN_PROVENANCE,
          path(),
          "its record of provenance " + path() + " is broken",
          e);
    }
  }

  void delete() throws IOException {
    Files.deleteIfExists(path());
  }
}
