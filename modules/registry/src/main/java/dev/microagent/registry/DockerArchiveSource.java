package dev.microagent.registry;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Descriptor;
import dev.microagent.oci.DocumentException;
import dev.microagent.oci.ImageReference;
import dev.microagent.oci.LocalReference;
import dev.microagent.oci.Platform;
import dev.microagent.oci.json.JsonObject;
import dev.microagent.oci.json.JsonReader;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image in an archive as {@code docker save} writes it: {@code manifest.json} lists images by
 * the names of their config and layers.
 */
final class DockerArchiveSource implements ImageSource {

  /** In bytes; what is read of any document. */
  private static final int MAX_LIST = Document.MAX_BYTES;

  private static final String LIST_FILE = "manifest.json";

  private final LocalReference reference;
  private final ArchiveFiles files;
  private final DockerArchiveImage image;

  private DockerArchiveSource(
      LocalReference reference, ArchiveFiles files, DockerArchiveImage image) {
    this.reference = reference;
    this.files = files;
    this.image = image;
  }

  static DockerArchiveSource open(LocalReference reference) throws IOException {
    ArchiveFiles files = ArchiveFiles.open(reference.path());
    byte[] list = files.read(LIST_FILE, MAX_LIST);
    if (list == null) {
      throw failure(
          reference,
          RegistryException.Kind.INVALID_IMAGE,
          "not a docker archive: no file '" + LIST_FILE + "' in it");
    }
    try {
      List<JsonObject> images = JsonReader.objects(list, LIST_FILE);
      return new DockerArchiveSource(reference, files, select(reference, images, files));
    } catch (DocumentException e) {
      throw RegistryException.ofDocument(reference, e);
    }
  }

  private static DockerArchiveImage select(
      LocalReference reference, List<JsonObject> images, ArchiveFiles files) throws IOException {
    Digest digest = reference.digest();
    if (digest != null) {
      for (JsonObject entry : images) {
        DockerArchiveImage image = DockerArchiveImage.read(entry, files);
        if (image.manifest().descriptor().digest().equals(digest)) {
          return image;
        }
      }
      throw failure(reference, RegistryException.Kind.NOT_FOUND, "no such image in it");
    }
    String tag = reference.tag();
    List<String> names = new ArrayList<>();
    for (JsonObject entry : images) {
      List<String> repoTags = entry.strings("RepoTags");
      if (tag != null && repoTags.stream().anyMatch(name -> sameName(tag, name))) {
        return DockerArchiveImage.read(entry, files);
      }
      names.addAll(repoTags);
    }
    if (tag == null && images.size() == 1) {
      return DockerArchiveImage.read(images.getFirst(), files);
    }
    String why =
        tag != null
            ? "no such image in it"
            : images.isEmpty() ? "no image in it" : "several images in it, name one";
    String held = names.isEmpty() ? "" : "; there is " + String.join(", ", names);
    throw failure(reference, RegistryException.Kind.NOT_FOUND, why + held);
  }

  /** Whether two references are one, typed in full or not. */
  private static boolean sameName(String a, String b) {
    return a.equals(b) || canonical(a).equals(canonical(b));
  }

  private static String canonical(String name) {
    try {
      return ImageReference.parse(name).canonical();
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  @Override
  public ResolvedImage resolve(Platform platform) throws IOException {
    return new ImageResolver(reference, platform, this::open).resolve(image.manifest());
  }

  @Override
  public ReadableByteChannel open(Descriptor blob) throws IOException {
    String name = image.names().get(blob.digest());
    @Nullable FileSlice file = name == null ? null : files.open(name);
    if (file == null) {
      throw failure(
          reference,
          RegistryException.Kind.NOT_FOUND,
          "blob " + blob.digest() + " is missing from it");
    }
    return new VerifyingChannel(file, blob, "'" + name + "' in " + reference.canonical());
  }

  private static RegistryException failure(
      LocalReference reference, RegistryException.Kind kind, String why) {
    return new RegistryException(kind, reference.canonical() + ": " + why);
  }

  @Override
  public void close() {
    // Each blob is opened by itself.
  }
}
