package dev.microagent.rootfs;

import dev.microagent.registry.ImageSource;
import dev.microagent.registry.ImageSources;
import dev.microagent.registry.PartialBlob;
import dev.microagent.registry.ResolvedImage;
import dev.microagent.registry.SourceOptions;
import dev.microagent.store.BaselineBuild;
import dev.microagent.store.BaselineKey;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.LayerCache;
import dev.microagent.store.LayerPart;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Pulls images into baselines: reusable root file systems under the state directory. Thread-safe,
 * and safe to use from many processes at once.
 */
public final class BaselinePuller {

  private final StateDirectory state;
  private final Clock clock;

  /** A puller that builds in a state directory and records in its index. */
  public BaselinePuller(StateDirectory state) {
    this(state, Clock.systemUTC());
  }

  BaselinePuller(StateDirectory state, Clock clock) {
    this.state = state;
    this.clock = clock;
  }

  /**
   * Pulls an image, or finds that it is already built. The baseline is published complete or not at
   * all, and only then recorded.
   *
   * @throws IOException if the image can't be had or built, or the state directory not be written;
   *     nothing is left behind then
   */
  public PullResult pull(PullRequest request, PullListener listener) throws IOException {
    long cacheBytes = request.layers().cacheBytes();
    try {
      return pull(request, cacheBytes, listener);
    } catch (IOException e) {
      if (cacheBytes == 0 || !StateDirectory.isOutOfSpace(e)) {
        throw e;
      }
      // What is cached can be had again: it must not take the space that an image needs.
      return pull(request, 0, listener);
    }
  }

  private PullResult pull(PullRequest request, long cacheBytes, PullListener listener)
      throws IOException {
    FileSystemMaker maker = FileSystemMaker.of(request);
    LayerCache cache = state.layerCache(cacheBytes);
    trim(cache);
    SourceOptions options =
        request
            .source()
            .withPartialBlobs(
                blob -> cache.part(blob.digest(), blob.size()).map(BaselinePuller::partialBlob));
    try (ImageSource source = ImageSources.open(request.image(), options)) {
      ResolvedImage image = source.resolve(request.platform());
      listener.resolved(image);
      BaselineKey key = key(image, request.sizeMib(), maker);
      try (BaselineBuild build = state.baselines().begin(key, listener::waiting)) {
        boolean reused = build.isPublished();
        List<String> omittedXattrs = List.of();
        if (!reused) {
          omittedXattrs =
              RootfsBuilder.build(
                      new LayerSupply(source, cache, request.layers().concurrentDownloads()),
                      image,
                      wanted -> maker.begin(build, wanted),
                      request.sizeMib(),
                      listener)
                  .omittedXattrs();
          build.publish(Provenance.of(maker, image, omittedXattrs, build.temporaryPath()));
        }
        ImageRecord record =
            new ImageRecord(
                image.imageRef(),
                image.resolvedRef(),
                image.digest(),
                image.platform(),
                build.path(),
                Files.size(build.path()),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
        state.index().record(record);
        return new PullResult(record, reused, omittedXattrs);
      }
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

  /** Everything that decides a baseline's bytes. */
  private static BaselineKey key(ResolvedImage image, OptionalLong sizeMib, FileSystemMaker maker) {
    List<String> parts = new ArrayList<>();
    parts.add("format " + RootfsBuilder.FORMAT_VERSION);
    parts.add(image.digest().toString());
    parts.add(image.platform().toString());
    parts.add(sizeMib.isPresent() ? sizeMib.getAsLong() + " MiB" : "grown to fit");
    parts.addAll(maker.keyParts());
    return BaselineKey.of(parts);
  }
}
