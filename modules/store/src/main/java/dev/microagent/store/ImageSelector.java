package dev.microagent.store;

import dev.microagent.oci.ImageReference;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Finds the records that a user means: those with that image reference, else those with that
 * resolved reference, else those with that digest, else those with a digest that begins so. Of
 * these, those that belong to a workspace count only where there are no others.
 */
final class ImageSelector {

  /**
   * Hexadecimal digits of a digest that are enough to name an image; {@code list} shows as many.
   */
  private static final int MIN_PREFIX = 12;

  private static final Pattern DIGEST_PREFIX = Pattern.compile("(?:(sha256|sha512):)?([0-9a-f]+)");

  private ImageSelector() {}

  /**
   * Finds records; there is at least one.
   *
   * @throws StoreException if there is none, or several digests begin so
   */
  static List<ImageRecord> select(List<ImageRecord> images, String name) throws StoreException {
    List<Function<ImageRecord, String>> rules =
        List.of(
            ImageRecord::imageRef, ImageRecord::resolvedRef, image -> image.digest().toString());
    String wanted = canonical(name);
    for (Function<ImageRecord, String> rule : rules) {
      List<ImageRecord> found =
          images.stream()
              .filter(image -> {
                String held = rule.apply(image);
                return held.equals(name) || canonical(held).equals(wanted);
              })
              .toList();
      if (!found.isEmpty()) {
        return forAllFirst(found);
      }
    }
    return forAllFirst(byPrefix(images, name));
  }

  /**
   * The same, but of what belongs to no workspace: for those who change records, as a workspace's
   * goes with it and not before.
   */
  static List<ImageRecord> selectForAll(List<ImageRecord> images, String name)
      throws StoreException {
    return select(images.stream().filter(image -> image.workspace().isEmpty()).toList(), name);
  }

  /** What belongs to workspaces is meant only where nothing else can be. */
  private static List<ImageRecord> forAllFirst(List<ImageRecord> found) {
    List<ImageRecord> forAll = found.stream().filter(image -> image.workspace().isEmpty()).toList();
    return forAll.isEmpty() ? found : forAll;
  }

  private static List<ImageRecord> byPrefix(List<ImageRecord> images, String name)
      throws StoreException {
    var prefix = DIGEST_PREFIX.matcher(name.toLowerCase(Locale.ROOT));
    if (!prefix.matches()) {
      throw noSuchImage(name, "no such image is recorded");
    }
    String algorithm = prefix.group(1);
    String hex = prefix.group(2);
    if (hex.length() < MIN_PREFIX) {
      throw noSuchImage(
          name,
          "no such image is recorded, and a digest takes its first " + MIN_PREFIX + " digits");
    }
    List<ImageRecord> found =
        images.stream()
            .filter(image -> algorithm == null || image.digest().algorithm().equals(algorithm))
            .filter(image -> image.digest().hex().startsWith(hex))
            .toList();
    if (found.isEmpty()) {
      throw noSuchImage(name, "no such image is recorded");
    }
    List<String> digests =
        found.stream().map(image -> image.digest().toString()).distinct().toList();
    if (digests.size() > 1) {
      throw new StoreException(
          StoreException.Kind.AMBIGUOUS,
          name + ": several digests begin so: " + String.join(", ", digests));
    }
    return found;
  }

  private static StoreException noSuchImage(String name, String why) {
    return new StoreException(StoreException.Kind.NO_SUCH_IMAGE, name + ": " + why);
  }

  /** A name with everything that may be left out when it is typed; itself where it is none. */
  static String canonical(String name) {
    try {
      return ImageReference.parse(name).canonical();
    } catch (IllegalArgumentException e) {
      return name;
    }
  }
}
