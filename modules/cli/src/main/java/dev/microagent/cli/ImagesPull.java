package dev.microagent.cli;

import dev.microagent.codec.Backends;
import dev.microagent.oci.ImageReference;
import dev.microagent.rootfs.PullRequest;
import dev.microagent.rootfs.PullResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
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

  @Mixin BuildOptions build = new BuildOptions();

  @Mixin RegistryOptions registry = new RegistryOptions();

  @Mixin FetchOptions layers = new FetchOptions();

  @Override
  public String intent() {
    return "pull " + image().canonical();
  }

  @Override
  public void run(Session session) throws IOException {
    PullRequest request =
        new PullRequest(
            image(),
            build.platform,
            build.size(),
            registry.sourceOptions(session.environment()),
            layers.layerOptions(session.environment()),
            build.mke2fs,
            build.guestInits(session.environment()));
    if (session.verbose()) {
      Backends backends = Backends.inUse();
      session.note("inflating: " + backends.inflate());
      session.note("digests: " + backends.digest());
    }
    PullResult result;
    try (PullProgress progress = PullProgress.start(session, image().canonical())) {
      result = session.puller().pull(session.state(), request, progress.listener());
    }
    if (!result.guestInit()) {
      session.note(
          "no guest init for %s: the root file system holds the image alone"
              .formatted(result.record().platform().architecture()));
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
}
