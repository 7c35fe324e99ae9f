package dev.microagent.rootfs;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Platform;
import dev.microagent.registry.ResolvedImage;
import dev.microagent.store.FileBuild;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.util.Optional;

/**
 * A root file system that one guest has for itself, with that guest's configuration in it.
 *
 * @param imageRef the reference that led to the image, in full
 * @param resolvedRef the same with the manifest's digest in place of the tag
 * @param digest of the platform's manifest
 * @param platform what the image is built for
 */
public record GuestRootfs(String imageRef, String resolvedRef, Digest digest, Platform platform) {

  /**
   * Builds one.
   *
   * @param state whose layer cache is used
   * @param request what of, and how
   * @param build where to; what is made there isn't synced, and of no use when this fails
   * @throws IOException if the image can't be had or built
   * @throws GuestInitException if there's no init for its architecture
   * @throws GuestConfigException if the options make no sense with this image
   */
  public static GuestRootfs build(
      StateDirectory state,
      PullRequest request,
      GuestOptions options,
      FileBuild build,
      PullListener listener)
      throws IOException {
    return CachedBuild.run(
        request.layers(),
        cacheBytes -> build(state, request, options, build, cacheBytes, listener));
  }

  private static GuestRootfs build(
      StateDirectory state,
      PullRequest request,
      GuestOptions options,
      FileBuild build,
      long cacheBytes,
      PullListener listener)
      throws IOException {
    FileSystemMaker maker = FileSystemMaker.of(request);
    try (OpenImage open = OpenImage.open(state, request, cacheBytes)) {
      ResolvedImage image = open.image();
      listener.resolved(image);
      GuestInit init = request.guestInits().required().find(image.platform()).orElseThrow();
      RootfsBuilder.build(
          open.supply(),
          image,
          settings -> maker.begin(build, settings),
          request.sizeMib(),
          Optional.of(new Guest(init, image.config().process(), options)),
          listener);
      return new GuestRootfs(
          image.imageRef(), image.resolvedRef(), image.digest(), image.platform());
    }
  }
}
