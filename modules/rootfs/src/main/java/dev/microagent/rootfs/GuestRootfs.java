package dev.microagent.rootfs;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Platform;
import dev.microagent.registry.ResolvedImage;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A root file system that one guest has for itself, with that guest's configuration in it.
 *
 * @param imageRef the reference that led to the image, in full
 * @param resolvedRef the same with the manifest's digest in place of the tag
 * @param digest of the platform's manifest
 * @param platform what the image is built for
 * @param guestInit what is recorded of its init, ready for JSON
 * @param omittedXattrs as {@link PullResult#omittedXattrs}
 */
public record GuestRootfs(
    String imageRef,
    String resolvedRef,
    Digest digest,
    Platform platform,
    Map<String, Object> guestInit,
    List<String> omittedXattrs) {

  public GuestRootfs {
    guestInit = Map.copyOf(guestInit);
    omittedXattrs = List.copyOf(omittedXattrs);
  }

  /**
   * Builds one.
   *
   * @param state whose layer cache is used
   * @param request what of, and how
   * @param file where to; it must not exist, and isn't synced. When this fails it is of no use
   * @param staging makes a directory for what the build needs meanwhile
   * @throws IOException if the image can't be had or built
   * @throws GuestInitException if there's no init for its architecture
   * @throws GuestConfigException if the options make no sense with this image
   */
  public static GuestRootfs build(
      StateDirectory state,
      PullRequest request,
      GuestOptions options,
      Path file,
      Staging staging,
      PullListener listener)
      throws IOException {
    FileSystemMaker maker = FileSystemMaker.of(request);
    try (OpenImage open = OpenImage.open(state, request, request.layers().cacheBytes())) {
      ResolvedImage image = open.image();
      listener.resolved(image);
      GuestInit init = request.guestInits().required().find(image.platform()).orElseThrow();
      List<String> omittedXattrs =
          RootfsBuilder.build(
                  open.supply(),
                  image,
                  settings -> maker.begin(file, staging, settings),
                  request.sizeMib(),
                  Optional.of(new Guest(init, image.config().process(), options)),
                  listener,
                  note -> {})
              .omittedXattrs();
      return new GuestRootfs(
          image.imageRef(),
          image.resolvedRef(),
          image.digest(),
          image.platform(),
          Provenance.guestInit(init),
          omittedXattrs);
    }
  }
}
