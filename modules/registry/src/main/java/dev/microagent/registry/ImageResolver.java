package dev.microagent.registry;

import dev.microagent.oci.Descriptor;
import dev.microagent.oci.DocumentException;
import dev.microagent.oci.ImageConfig;
import dev.microagent.oci.ImageDocument;
import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Index;
import dev.microagent.oci.Manifest;
import dev.microagent.oci.MediaTypes;
import dev.microagent.oci.Platform;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds one platform's image below the document that a reference leads to. For one call of {@link
 * ImageSource#resolve}.
 */
final class ImageResolver {

  /** Indexes below one another; one below another is the most that tools are known to write. */
  private static final int MAX_DEPTH = 4;

  /** Documents read for one image, so that an index cannot send us through a whole registry. */
  private static final int MAX_DOCUMENTS = 64;

  /** What buildx calls the manifests beside an image that say how it was built. */
  private static final String ATTESTATION_ANNOTATION = "vnd.docker.reference.type";

  private static final String UNKNOWN = "unknown";

  private final ImageReference reference;
  private final Platform wanted;
  private final List<Platform> runnable;
  private final Document.Opener opener;
  private final Set<Platform> seen = new LinkedHashSet<>();
  private int documents;

  ImageResolver(ImageReference reference, Platform wanted, Document.Opener opener) {
    this.reference = reference;
    this.wanted = wanted;
    this.runnable = wanted.runnable();
    this.opener = opener;
  }

  /** The image below a manifest or an index. */
  ResolvedImage resolve(Document root) throws IOException {
    try {
      return switch (parse(root)) {
        case Manifest manifest -> single(root.descriptor(), manifest).orElseThrow(this::noPlatform);
        case Index index -> select(index);
      };
    } catch (DocumentException e) {
      throw RegistryException.ofDocument(reference, e);
    }
  }

  /** The image below an index. */
  ResolvedImage resolve(Index index) throws IOException {
    try {
      return select(index);
    } catch (DocumentException e) {
      throw RegistryException.ofDocument(reference, e);
    }
  }

  private ResolvedImage select(Index index) throws IOException {
    List<Descriptor> images = new ArrayList<>();
    collect(index, 1, images);
    for (Platform platform : runnable) {
      for (Descriptor image : images) {
        Platform listed = image.platform();
        if (listed != null && listed.normalized().equals(platform)) {
          Manifest manifest = manifest(image);
          return resolved(image, manifest, config(manifest), listed);
        }
      }
    }
    // What an index doesn't say of an image, its config does.
    for (Descriptor image : images) {
      if (image.platform() == null) {
        Optional<ResolvedImage> resolved = single(image, manifest(image));
        if (resolved.isPresent()) {
          return resolved.get();
        }
      }
    }
    throw noPlatform();
  }

  private void collect(Index index, int depth, List<Descriptor> images) throws IOException {
    for (Descriptor entry : index.manifests()) {
      if (isAttestation(entry)) {
        continue;
      }
      if (MediaTypes.isManifest(entry.mediaType())) {
        images.add(entry);
        if (entry.platform() != null) {
          seen.add(entry.platform());
        }
      } else if (MediaTypes.isIndex(entry.mediaType())) {
        if (depth == MAX_DEPTH) {
          throw invalid("more than " + MAX_DEPTH + " indexes below one another");
        }
        if (!(parse(read(entry)) instanceof Index below)) {
          throw invalid("index " + entry.digest() + " is none");
        }
        collect(below, depth + 1, images);
      }
    }
  }

  private static boolean isAttestation(Descriptor entry) {
    Platform platform = entry.platform();
    return entry.annotations().containsKey(ATTESTATION_ANNOTATION)
        || (platform != null
            && platform.os().equals(UNKNOWN)
            && platform.architecture().equals(UNKNOWN));
  }

  /** An image of which nothing but its own config tells the platform. */
  private Optional<ResolvedImage> single(Descriptor descriptor, Manifest manifest)
      throws IOException {
    ImageConfig config = config(manifest);
    Platform stated = config.platform();
    // Early tools left these out; there is nothing then that the image could contradict.
    Platform platform =
        new Platform(
            stated.os().isEmpty() ? wanted.os() : stated.os(),
            stated.architecture().isEmpty() ? wanted.architecture() : stated.architecture(),
            stated.variant());
    seen.add(platform);
    return runnable.contains(platform.normalized())
        ? Optional.of(resolved(descriptor, manifest, config, platform))
        : Optional.empty();
  }

  private ResolvedImage resolved(
      Descriptor descriptor, Manifest manifest, ImageConfig config, Platform platform)
      throws DocumentException {
    return new ResolvedImage(
        reference.canonical(),
        reference.resolved(descriptor.digest()),
        descriptor,
        manifest,
        config,
        platform,
        manifest.layersOf(config));
  }

  private Manifest manifest(Descriptor descriptor) throws IOException {
    if (parse(read(descriptor)) instanceof Manifest manifest) {
      return manifest;
    }
    throw invalid("manifest " + descriptor.digest() + " is none");
  }

  private ImageConfig config(Manifest manifest) throws IOException {
    return ImageConfig.parse(read(manifest.config()).bytes());
  }

  private static ImageDocument parse(Document document) throws DocumentException {
    return ImageDocument.parse(document.bytes(), document.descriptor().mediaType());
  }

  private Document read(Descriptor descriptor) throws IOException {
    documents++;
    if (documents > MAX_DOCUMENTS) {
      throw invalid("more than " + MAX_DOCUMENTS + " documents to read before the image is found");
    }
    return Document.read(descriptor, opener);
  }

  private RegistryException noPlatform() {
    String available = seen.stream().map(Platform::toString).collect(Collectors.joining(", "));
    return new RegistryException(
        RegistryException.Kind.NO_PLATFORM,
        reference.canonical()
            + ": no image for "
            + wanted
            + (seen.isEmpty() ? "; it holds no images" : "; there is " + available));
  }

  private RegistryException invalid(String why) {
    return new RegistryException(
        RegistryException.Kind.INVALID_IMAGE, reference.canonical() + ": " + why);
  }
}
