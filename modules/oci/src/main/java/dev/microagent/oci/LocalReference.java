package dev.microagent.oci;

import dev.microagent.codec.Digest;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An image in a local directory or file, written as skopeo writes it, {@code TRANSPORT:PATH[:TAG]}.
 * The path ends at the first colon, since a tag may hold more of them. A digest may follow, {@code
 * @sha256:…}.
 *
 * @param transport what the path leads to
 * @param path absolute
 * @param tag which of several images it is
 * @param digest which manifest or index it must be
 */
public record LocalReference(
    Transport transport, Path path, @Nullable String tag, @Nullable Digest digest)
    implements ImageReference {

  private static final Pattern WITH_DIGEST = Pattern.compile("(.*)@(sha256|sha512):([0-9a-f]+)");

  /** What a local image can be kept in. */
  public enum Transport {
    /** A directory in the layout of the image specification, image-layout.md. */
    OCI,
    /** A tar archive of such a directory. */
    OCI_ARCHIVE,
    /** What {@code docker save} writes. */
    DOCKER_ARCHIVE;

    /** What references of the kind begin with. */
    public String prefix() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-') + ":";
    }
  }

  /** Refuses a path with a colon, since the reference could not be written down. */
  public LocalReference {
    if (path.toString().indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "the path of an image reference cannot hold a colon: " + path);
    }
  }

  static LocalReference parse(Transport transport, String text) {
    Matcher withDigest = WITH_DIGEST.matcher(text);
    String location = text;
    Digest digest = null;
    if (withDigest.matches()) {
      location = withDigest.group(1);
      digest = new Digest(withDigest.group(2), withDigest.group(3));
    }
    int colon = location.indexOf(':');
    String path = colon < 0 ? location : location.substring(0, colon);
    String tag = colon < 0 ? null : location.substring(colon + 1);
    if (path.isEmpty()) {
      throw new IllegalArgumentException(
          "no path in image reference '" + transport.prefix() + text + "'");
    }
    if (tag != null && tag.isEmpty()) {
      throw new IllegalArgumentException(
          "empty tag in image reference '" + transport.prefix() + text + "'");
    }
    return new LocalReference(transport, absolute(Path.of(path)), tag, digest);
  }

  /** Without "."; a path with ".." stays, since a symbolic link may stand before it. */
  private static Path absolute(Path path) {
    Path absolute = path.toAbsolutePath();
    for (Path name : absolute) {
      if (name.toString().equals("..")) {
        return absolute;
      }
    }
    return absolute.normalize();
  }

  @Override
  public String canonical() {
    return transport.prefix()
        + path
        + (tag == null ? "" : ":" + tag)
        + (digest == null ? "" : "@" + digest);
  }

  @Override
  public String resolved(Digest manifest) {
    return transport.prefix() + path + "@" + manifest;
  }

  @Override
  public String toString() {
    return canonical();
  }
}
