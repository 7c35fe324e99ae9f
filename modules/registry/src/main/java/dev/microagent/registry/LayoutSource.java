package dev.microagent.registry;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Descriptor;
import dev.microagent.oci.DocumentException;
import dev.microagent.oci.Index;
import dev.microagent.oci.LocalReference;
import dev.microagent.oci.Platform;
import dev.microagent.oci.json.JsonReader;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An image in an OCI image layout (image specification, image-layout.md): a directory or a tar. */
final class LayoutSource implements ImageSource {

  /** In bytes; some 60,000 images. */
  private static final int MAX_INDEX = 16 << 20;

  /** In bytes; a layout's version is all that the file holds. */
  private static final int MAX_LAYOUT_FILE = 4 << 10;

  private static final String LAYOUT_FILE = "oci-layout";
  private static final String INDEX_FILE = "index.json";
  private static final String SUPPORTED_VERSIONS = "1.";

  private static final String TAG_ANNOTATION = "org.opencontainers.image.ref.name";

  /** Where containerd and Docker put the full reference; the other then has the bare tag. */
  private static final String FULL_NAME_ANNOTATION = "io.containerd.image.name";

  private final LocalReference reference;
  private final ImageFiles files;

  private LayoutSource(LocalReference reference, ImageFiles files) {
    this.reference = reference;
    this.files = files;
  }

  static LayoutSource ofDirectory(LocalReference reference) throws IOException {
    if (!Files.exists(reference.path())) {
      throw new RegistryException(
          RegistryException.Kind.NOT_FOUND, reference.path() + ": no such directory");
    }
    return checked(new LayoutSource(reference, new DirectoryFiles(reference.path())));
  }

  static LayoutSource ofArchive(LocalReference reference) throws IOException {
    return checked(new LayoutSource(reference, ArchiveFiles.open(reference.path())));
  }

  private static LayoutSource checked(LayoutSource source) throws IOException {
    byte[] layout = source.files.read(LAYOUT_FILE, MAX_LAYOUT_FILE);
    if (layout == null) {
      throw source.failure(
          RegistryException.Kind.INVALID_IMAGE,
          "not an OCI image layout: no file '" + LAYOUT_FILE + "' in it");
    }
    try {
      String version = JsonReader.object(layout, LAYOUT_FILE).string("imageLayoutVersion");
      if (!version.startsWith(SUPPORTED_VERSIONS)) {
        throw source.failure(
            RegistryException.Kind.UNSUPPORTED, "image layout of version " + version);
      }
      return source;
    } catch (DocumentException e) {
      throw RegistryException.ofDocument(source.reference, e);
    }
  }

  @Override
  public ResolvedImage resolve(Platform platform) throws IOException {
    ImageResolver resolver = new ImageResolver(reference, platform, this::open);
    Digest digest = reference.digest();
    if (digest != null) {
      return resolver.resolve(Document.read(descriptor(digest), this::open));
    }
    List<Descriptor> roots = roots(index().manifests());
    return roots.size() == 1
        ? resolver.resolve(Document.read(roots.getFirst(), this::open))
        : resolver.resolve(new Index(roots));
  }

  private Index index() throws IOException {
    byte[] bytes = files.read(INDEX_FILE, MAX_INDEX);
    if (bytes == null) {
      throw failure(
          RegistryException.Kind.INVALID_IMAGE,
          "not an OCI image layout: no file '" + INDEX_FILE + "' in it");
    }
    try {
      return Index.parse(bytes);
    } catch (DocumentException e) {
      throw RegistryException.ofDocument(reference, e);
    }
  }

  /** What the reference names: one manifest or index, or several, one a platform. */
  private List<Descriptor> roots(List<Descriptor> all) throws RegistryException {
    String tag = reference.tag();
    if (tag != null) {
      List<Descriptor> tagged =
          all.stream()
              .filter(root ->
                  tag.equals(root.annotations().get(TAG_ANNOTATION))
                      || tag.equals(root.annotations().get(FULL_NAME_ANNOTATION)))
              .toList();
      if (tagged.isEmpty()) {
        throw failure(RegistryException.Kind.NOT_FOUND, "no such image in it" + held(all));
      }
      return tagged;
    }
    if (all.isEmpty()) {
      throw failure(RegistryException.Kind.NOT_FOUND, "no image in it");
    }
    boolean unnamed =
        all.stream().noneMatch(root -> root.annotations().containsKey(TAG_ANNOTATION));
    if (all.size() > 1 && !unnamed) {
      throw failure(RegistryException.Kind.NOT_FOUND, "several images in it, name one" + held(all));
    }
    return all;
  }

  private static String held(List<Descriptor> all) {
    String names =
        all.stream()
            .map(root -> root.annotations().get(TAG_ANNOTATION))
            .filter(Objects::nonNull)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : "; there is " + names;
  }

  /** A manifest need not be listed in the index: that of one platform seldom is. */
  private Descriptor descriptor(Digest digest) throws IOException {
    try (FileSlice blob = files.open(nameOf(digest))) {
      if (blob == null) {
        throw failure(RegistryException.Kind.NOT_FOUND, "no such image in it");
      }
      return new Descriptor("", digest, blob.size());
    }
  }

  @Override
  public ReadableByteChannel open(Descriptor blob) throws IOException {
    @Nullable FileSlice file = files.open(nameOf(blob.digest()));
    if (file == null) {
      throw failure(
          RegistryException.Kind.NOT_FOUND, "blob " + blob.digest() + " is missing from it");
    }
    return new VerifyingChannel(
        file, blob, "blob " + blob.digest() + " of " + reference.canonical());
  }

  /** A digest holds nothing but letters and digits, so that it cannot lead anywhere else. */
  private static String nameOf(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }

  private RegistryException failure(RegistryException.Kind kind, String why) {
    return new RegistryException(kind, reference.canonical() + ": " + why);
  }

  @Override
  public void close() {
    // Each blob is opened by itself.
  }
}
