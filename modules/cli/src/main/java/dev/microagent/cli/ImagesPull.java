package dev.microagent.cli;

import dev.microagent.codec.Backends;
import dev.microagent.oci.ImageReference;
import dev.microagent.registry.TlsBackend;
import dev.microagent.rootfs.PullRequest;
import dev.microagent.rootfs.PullResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** Pulls an image. */
final class ImagesPull extends Action {

  private final PositionalParamSpec image =
      PositionalParamSpec.builder()
          .paramLabel("IMAGE")
          .type(ImageReference.class)
          .required(true)
          .converters(ImagesPull::reference)
          .description(
              "What to pull: NAME[:TAG][@DIGEST] with or without a registry before it (Docker Hub"
                  + " is meant if there is none), or a local oci:DIR[:TAG], oci-archive:FILE[:TAG]"
                  + " or docker-archive:FILE[:TAG].")
          .build();

  private final BuildOptions build = new BuildOptions(spec());

  private final RegistryOptions registry = new RegistryOptions(spec());

  private final FetchOptions layers = new FetchOptions(spec());

  ImagesPull() {
    super("pull");
    spec().addPositional(image);
    spec()
        .usageMessage()
        .header("Build and record a reusable root file system from an OCI image.")
        .description(
            "",
            "Every byte is verified by its digest. What is already built is not built again: only"
                + " its last use is recorded.")
        .footer(
            "",
            "Examples:",
            "  microagent images pull ubuntu:24.04",
            "  microagent images pull --arch arm64 ghcr.io/org/app@sha256:...",
            "  microagent images pull --size-mib 4096 oci:./layout:latest");
  }

  @Override
  String intent() {
    return "pull " + image().canonical();
  }

  @Override
  void run(Session session) throws IOException {
    PullRequest request =
        new PullRequest(
            image(),
            build.platform(),
            build.size(),
            registry.sourceOptions(session.environment()),
            layers.layerOptions(session.environment()),
            build.mke2fs(),
            build.guestInits(session.environment()));
    if (session.verbose()) {
      Backends backends = Backends.inUse();
      session.note("inflating: " + backends.inflate());
      session.note("digests: " + backends.digest());
      session.note("TLS: " + TlsBackend.description());
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
    return image.getValue();
  }

  private static ImageReference reference(String text) {
    try {
      return ImageReference.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
