package dev.microagent.rootfs;

import dev.microagent.ext4.Ext4Summary;
import dev.microagent.registry.ResolvedImage;
import dev.microagent.store.BaselineBuild;
import dev.microagent.store.BaselineKey;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import dev.microagent.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    return CachedBuild.run(request.layers(), cacheBytes -> pull(request, cacheBytes, listener));
  }

  private PullResult pull(PullRequest request, long cacheBytes, PullListener listener)
      throws IOException {
    FileSystemMaker maker = FileSystemMaker.of(request);
    try (OpenImage open = OpenImage.open(state, request, cacheBytes)) {
      ResolvedImage image = open.image();
      listener.resolved(image);
      Optional<GuestInit> init = request.guestInits().find(image.platform());
      BaselineKey key = key(image, request.sizeMib(), maker, init);
      try (BaselineBuild build = state.baselines().begin(key, listener::waiting)) {
        boolean reused = build.isPublished() && isWhole(build.path());
        if (!reused) {
          Ext4Summary summary =
              RootfsBuilder.build(
                  open.supply(),
                  image,
                  wanted -> maker.begin(build, wanted),
                  request.sizeMib(),
                  init.map(it -> new Guest(it, image.config().process(), GuestOptions.NONE)),
                  listener);
          build.publish(Provenance.of(maker, image, init, summary, build.temporaryPath()));
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
        return new PullResult(record, reused, init.isPresent());
      }
    }
  }

  /** Whether a file has the size that it had when it was built: somebody may have cut it. */
  private boolean isWhole(Path baseline) throws IOException {
    try {
      Object size =
          state.baselines().provenance(baseline).orElse(Map.of()).get(Provenance.SIZE_BYTES);
      return size instanceof Number bytes && bytes.longValue() == Files.size(baseline);
    } catch (StoreException e) {
      return false;
    }
  }

  /** Everything that decides a baseline's bytes. */
  private static BaselineKey key(
      ResolvedImage image, OptionalLong sizeMib, FileSystemMaker maker, Optional<GuestInit> init) {
    List<String> parts = new ArrayList<>();
    parts.add("format " + RootfsBuilder.FORMAT_VERSION);
    parts.add(image.digest().toString());
    parts.add(image.platform().toString());
    parts.add(sizeMib.isPresent() ? sizeMib.getAsLong() + " MiB" : "grown to fit");
    parts.add(init.map(GuestInit::digest).orElse("no guest init"));
    parts.addAll(maker.keyParts());
    return BaselineKey.of(parts);
  }
}
