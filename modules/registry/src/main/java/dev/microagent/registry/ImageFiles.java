package dev.microagent.registry;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The files that a layout or an archive consists of. Thread-safe. */
interface ImageFiles {

  /**
   * Opens a file.
   *
   * @param name relative, made by this program or proved harmless
   * @return null where there is no such regular file
   */
  @Nullable FileSlice open(String name) throws IOException;

  /**
   * Reads a small file whole.
   *
   * @param most bytes that it may have
   * @return null where there is no such file
   * @throws IOException if it is longer
   */
  default byte @Nullable [] read(String name, int most) throws IOException {
    try (FileSlice file = open(name)) {
      if (file == null) {
        return null;
      }
      if (file.size() > most) {
        throw new RegistryException(
            RegistryException.Kind.INVALID_IMAGE,
            name + ": " + file.size() + " bytes, more than the " + most + " that are read of it");
      }
      return file.readAll();
    }
  }
}
