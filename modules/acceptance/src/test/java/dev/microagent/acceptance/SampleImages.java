package dev.microagent.acceptance;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.jr.ob.JSON;

/** Makes small images, each an OCI layout with the tag {@code v}. */
final class SampleImages {

  private final Path directory;

  SampleImages(Path directory) {
    this.directory = directory;
  }

  /** Makes the layout NAME; different names have different digests. */
  Path make(String name) throws Exception {
    Path root = Files.createTempDirectory(directory, "root");
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/motd"), "This is " + name + ".\n");
    Files.write(root.resolve("data"), new byte[1 << 20]);
    Path layout = directory.resolve(name);
    Tools.run(Tools.TOP.resolve("bin/oci-layout"), layout, "v", root);
    return layout;
  }

  /** The digest of a layout's manifest. */
  static String digest(Path layout) throws IOException {
    Map<String, Object> index = JSON.std.mapFrom(Files.readString(layout.resolve("index.json")));
    return ((Map<?, ?>) ((List<?>) index.get("manifests")).getFirst()).get("digest").toString();
  }

  /** Moves the tag of a layout to another's image, at once. */
  static void move(Path layout, Path other) throws Exception {
    Tools.run(Tools.find("cp"), "-R", other.resolve("blobs"), layout);
    Path index = Files.copy(other.resolve("index.json"), layout.resolve("index.new"));
    Files.move(index, layout.resolve("index.json"), ATOMIC_MOVE);
  }
}
