package dev.microagent.rootfs;

import dev.microagent.oci.Platform;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The guest inits that are at hand. */
@FunctionalInterface
public interface GuestInits {

  /**
   * The one for a platform.
   *
   * @return empty where the image is to have none
   * @throws GuestInitException if there is none that would do
   */
  Optional<GuestInit> find(Platform platform) throws IOException;

  /** The same, where {@link #find} fails for an image that would have none. */
  default GuestInits required() {
    return platform ->
        Optional.of(
            find(platform)
                .orElseThrow(() ->
                    new GuestInitException(
                        GuestInitException.Kind.MISSING,
                        "there is no guest init for " + platform.architecture())));
  }

  /** None, for root file systems that are to be the image's own tree and nothing else. */
  static GuestInits none() {
    // Not a constant: lambdas of an interface that has some to initialise aren't in the AOT cache.
    return platform -> Optional.empty();
  }

  /** One that was given, and that every image must be able to run. */
  static GuestInits only(GuestInit init) {
    return platform -> Optional.of(init.requireFor(platform));
  }

  /**
   * Those of a directory, {@code microagent-init-amd64} and {@code microagent-init-arm64}; there is
   * none for other architectures.
   */
  static GuestInits in(Path directory) {
    Set<String> architectures = Set.of("amd64", "arm64");
    return platform -> {
      String architecture = platform.architecture();
      if (!architectures.contains(architecture)) {
        return Optional.empty();
      }
      Path file = directory.resolve("microagent-init-" + architecture);
      try {
        return Optional.of(GuestInit.read(file).requireFor(platform));
      } catch (NoSuchFileException e) {
        throw new GuestInitException(
            GuestInitException.Kind.MISSING,
            "there is no guest init for %s: %s is missing".formatted(architecture, file),
            e);
      }
    };
  }
}
