package dev.microagent.cli;

import dev.microagent.codec.Backends;
import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.rootfs.PullRequest;
import dev.microagent.rootfs.PullResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Pulls an image. */
@Command(
    name = "pull",
    header = "Build and record a reusable root file system from an OCI image.",
    synopsisHeading = "%nUsage: ",
    description = {
      "",
      "Every byte is verified by its digest. What is already built is not built again: only its"
          + " last use is recorded."
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  microagent images pull ubuntu:24.04",
      "  microagent images pull --arch arm64 ghcr.io/org/app@sha256:...",
      "  microagent images pull --size-mib 4096 oci:./layout:latest"
    })
final class ImagesPull implements Action {

  @Mixin HelpOption help = new HelpOption();

  @Parameters(
      paramLabel = "IMAGE",
      converter = ReferenceConverter.class,
      description = {
        "What to pull: NAME[:TAG][@DIGEST] with or without a registry before it (Docker Hub is"
            + " meant if there is none), or a local oci:DIR[:TAG], oci-archive:FILE[:TAG] or"
            + " docker-archive:FILE[:TAG]."
      })
  @Nullable ImageReference image;

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      converter = PlatformConverter.class,
      description =
          "Architecture to pull for, such as amd64, arm64 or arm/v7 (default: this machine's).")
  Platform platform = Platform.host();

  @Option(
      names = "--size-mib",
      paramLabel = "N",
      converter = SizeConverter.class,
      description = "Size of the file system in MiB (default: what fits, with room for the guest).")
  @Nullable Long sizeMib;

  @Option(
      names = "--mke2fs",
      paramLabel = "PATH",
      description =
          "Have this mke2fs of e2fsprogs make the file system: the same tree, but slower, and with"
              + " space for a copy of it. To compare, or where an image must come from there.")
  @Nullable Path mke2fs;

  @Mixin RegistryOptions registry = new RegistryOptions();

  @Mixin FetchOptions layers = new FetchOptions();

  @Override
  public String intent() {
    return "pull " + image().canonical();
  }

  @Override
  public void run(Session session) throws IOException {
    OptionalLong size = sizeMib == null ? OptionalLong.empty() : OptionalLong.of(sizeMib);
    PullRequest request =
        new PullRequest(
            image(),
            platform,
            size,
            registry.sourceOptions(session.environment()),
            layers.layerOptions(session.environment()),
            mke2fs);
    if (session.verbose()) {
      Backends backends = Backends.inUse();
      session.note("inflating: " + backends.inflate());
      session.note("digests: " + backends.digest());
    }
    PullResult result;
    try (PullProgress progress = PullProgress.start(session, image().canonical())) {
      result = session.puller().pull(session.state(), request, progress.listener());
    }
    for (String name : result.omittedXattrs()) {
      session.note("extended attribute " + name + " left out: Linux has no such namespace");
    }
    if (session.json()) {
      Map<String, Object> json = new LinkedHashMap<>(result.record().toJson());
      json.put("reused", result.reused());
      session.printJson(json);
    } else {
      session.print(PullReport.lines(result));
    }
  }

  private ImageReference image() {
    if (image == null) {
      throw new IllegalStateException("IMAGE is a required parameter");
    }
    return image;
  }

  /** Reads IMAGE. */
  static final class ReferenceConverter implements ITypeConverter<ImageReference> {
    @Override
    public ImageReference convert(String text) {
      try {
        return ImageReference.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads ARCH. */
  static final class PlatformConverter implements ITypeConverter<Platform> {
    @Override
    public Platform convert(String text) {
      try {
        return Platform.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads a number of MiB. */
  static final class SizeConverter implements ITypeConverter<Long> {

    /** 16 TiB, where the block numbers of ext4 end. */
    private static final long LIMIT_MIB = 16L << 20;

    @Override
    public Long convert(String text) {
      try {
        long mib = Long.parseLong(text);
        if (mib >= 1 && mib < LIMIT_MIB) {
          return mib;
        }
      } catch (NumberFormatException e) {
        // Answered below.
      }
      throw new TypeConversionException(
          "'%s' is not a number of MiB from 1 to %d".formatted(text, LIMIT_MIB - 1));
    }
  }
}
