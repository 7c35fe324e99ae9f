package dev.microagent.registry;

import dev.microagent.oci.ImageReference;
import dev.microagent.oci.LocalReference;
import dev.microagent.oci.RegistryReference;
import java.io.IOException;

/** Opens the place that a reference names. */
public final class ImageSources {

  private ImageSources() {}

  /**
   * Opens a source. For a registry, nothing is sent yet. The caller closes it.
   *
   * @throws RegistryException if a local image isn't there or isn't one
   */
  public static ImageSource open(ImageReference reference, SourceOptions options)
      throws IOException {
    return switch (reference) {
      case RegistryReference registry -> new RegistrySource(registry, options, Thread::sleep);
      case LocalReference local ->
          switch (local.transport()) {
            case OCI -> LayoutSource.ofDirectory(local);
            case OCI_ARCHIVE -> LayoutSource.ofArchive(local);
            case DOCKER_ARCHIVE -> DockerArchiveSource.open(local);
          };
    };
  }
}
