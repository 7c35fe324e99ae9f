package dev.microagent.rootfs;

import dev.microagent.registry.ImageSource;
import dev.microagent.registry.ImageSources;
import dev.microagent.registry.PartialBlob;
import dev.microagent.registry.ResolvedImage;
import dev.microagent.registry.SourceOptions;
import dev.microagent.store.LayerCache;
import dev.microagent.store.LayerPart;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/**
 * An image that is open for a build.
 *
 * @param image what it is
 * @param supply where its layers are to be had: the layer cache, then its source
 */
record OpenImage(ResolvedImage image, LayerSupply supply) implements AutoCloseable {

  /**
   * Opens a request's image, for its platform.
   *
   * @param cacheBytes how large the layer cache may be
   */
  static OpenImage open(StateDirectory state, PullRequest request, long cacheBytes)
      throws IOException {
    LayerCache cache = state.layerCache(cacheBytes, request.layers().admission());
    trim(cache);
    SourceOptions options =
        request
            .source()
            .withPartialBlobs(
                blob -> cache.part(blob.digest(), blob.size()).map(OpenImage::partialBlob));
    ImageSource source = ImageSources.open(request.image(), options);
    try {
      return new OpenImage(
          source.resolve(request.platform()),
          new LayerSupply(source, cache, request.layers().concurrentDownloads()));
    } catch (Throwable e) {
      source.close();
      throw e;
    }
  }

  private static PartialBlob partialBlob(LayerPart part) {
    return new PartialBlob() {
      @Override
      public SeekableByteChannel bytes() {
        return part.bytes();
      }

      @Override
      public void discard() throws IOException {
        part.discard();
      }

      @Override
      public void close() throws IOException {
        part.close();
      }
    };
  }

  private static void trim(LayerCache cache) {
    try {
      cache.trim();
    } catch (IOException e) {
      // No pull fails for its cache. Where nothing can be removed, nothing can be added either.
    }
  }

  @Override
  public void close() throws IOException {
    supply.source().close();
  }
}
