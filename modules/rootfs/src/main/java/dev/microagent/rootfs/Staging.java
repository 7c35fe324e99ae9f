package dev.microagent.rootfs;

import java.io.IOException;
import java.nio.file.Path;

/** Makes a directory, beside the file that is built, for what the build needs meanwhile. */
@FunctionalInterface
public interface Staging {
  Path create() throws IOException;
}
