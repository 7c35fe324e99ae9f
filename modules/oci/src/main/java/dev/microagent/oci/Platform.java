package dev.microagent.oci;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an image is built for, in Go's words for it (image specification, image-index.md, "platform
 * variants").
 *
 * @param os such as {@code linux}
 * @param architecture such as {@code amd64}
 * @param variant of the architecture, such as {@code v8}; never empty
 */
public record Platform(String os, String architecture, @Nullable String variant) {

  private static final String LINUX = "linux";

  private static final Set<String> ARCHITECTURES =
      Set.of(
          "386",
          "amd64",
          "arm",
          "arm64",
          "loong64",
          "mips",
          "mips64",
          "mips64le",
          "mipsle",
          "ppc64",
          "ppc64le",
          "riscv64",
          "s390x");

  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]+");

  /** A variant whose numbers say which is the better one. */
  private static final Pattern NUMBERED_VARIANT = Pattern.compile("v([0-9]{1,3})(?:\\.[0-9]+)?");

  /** A platform as a document gives it, where an empty variant means none. */
  static Platform of(String os, String architecture, @Nullable String variant) {
    return new Platform(os, architecture, variant == null || variant.isEmpty() ? null : variant);
  }

  /** What this machine runs: Linux on its own architecture. */
  public static Platform host() {
    return new Platform(LINUX, System.getProperty("os.arch", ""), null).normalized();
  }

  /**
   * Reads {@code os/architecture/variant}, where the variant may be left out; or an architecture
   * alone, with or without variant, which then is Linux's. Other names for an architecture, such as
   * {@code x86_64}, {@code aarch64} and {@code armhf}, are understood.
   *
   * @throws IllegalArgumentException if it isn't a platform
   */
  public static Platform parse(String text) {
    List<String> parts = List.of(text.strip().split("/", -1));
    if (parts.size() > 3 || !parts.stream().allMatch(part -> PART.matcher(part).matches())) {
      throw new IllegalArgumentException("not a platform: '" + text + "'");
    }
    Platform alone =
        new Platform(LINUX, parts.getFirst(), parts.size() == 2 ? parts.getLast() : null)
            .normalized();
    if (parts.size() < 3 && ARCHITECTURES.contains(alone.architecture())) {
      return alone;
    }
    if (parts.size() == 1) {
      throw new IllegalArgumentException("unknown architecture '" + text + "'");
    }
    return new Platform(parts.getFirst(), parts.get(1), parts.size() == 3 ? parts.getLast() : null)
        .normalized();
  }

  /**
   * The same platform by its usual name: lower case, no aliases, and a variant only where it isn't
   * the one that the architecture alone stands for. So {@code arm64} and {@code arm64/v8} are one,
   * and {@code arm} is {@code arm/v7}.
   */
  public Platform normalized() {
    String system = os.toLowerCase(Locale.ROOT);
    String arch = architecture.toLowerCase(Locale.ROOT);
    String version = variant == null ? "" : variant.toLowerCase(Locale.ROOT);
    switch (arch) {
      case "i386", "i486", "i586", "i686", "x86" -> arch = "386";
      case "x86_64", "x86-64", "x64" -> arch = "amd64";
      case "aarch64" -> arch = "arm64";
      case "loongarch64" -> arch = "loong64";
      case "armhf", "armv7", "armv7l" -> {
        arch = "arm";
        version = "v7";
      }
      case "armel", "armv6", "armv6l" -> {
        arch = "arm";
        version = "v6";
      }
      default -> {}
    }
    if (!version.isEmpty() && Character.isDigit(version.charAt(0))) {
      version = "v" + version;
    }
    version =
        switch (arch + "/" + version) {
          case "amd64/v1", "arm64/v8" -> "";
          case "arm/" -> "v7";
          default -> version;
        };
    return of(system.equals("macos") ? "darwin" : system, arch, version);
  }

  /**
   * Which platforms' images run on this one, the best first: all normalised. An image for an older
   * variant of the architecture will do, one for a newer won't.
   */
  public List<Platform> runnable() {
    Platform wanted = normalized();
    List<Platform> result = new ArrayList<>(List.of(wanted));
    int oldest =
        switch (wanted.architecture()) {
          case "amd64" -> 1;
          case "arm" -> 5;
          case "arm64" -> 8;
          default -> Integer.MAX_VALUE;
        };
    Matcher numbered = NUMBERED_VARIANT.matcher(wanted.variant() == null ? "" : wanted.variant());
    if (numbered.matches()) {
      int own = Integer.parseInt(numbered.group(1));
      // Also v9 for v9.2; the platform itself isn't listed twice.
      for (int version = own; version >= oldest; version--) {
        Platform older =
            new Platform(wanted.os(), wanted.architecture(), "v" + version).normalized();
        if (!result.contains(older)) {
          result.add(older);
        }
      }
    }
    return List.copyOf(result);
  }

  /** Ready for JSON, in the keys that image indexes have for it. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("os", os);
    json.put("architecture", architecture);
    if (variant != null) {
      json.put("variant", variant);
    }
    return json;
  }

  // Of all components, as the record's own; why it isn't those is told in Digest.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Platform platform
        && os.equals(platform.os)
        && architecture.equals(platform.architecture)
        && Objects.equals(variant, platform.variant);
  }

  @Override
  public int hashCode() {
    return Objects.hash(os, architecture, variant);
  }

  /** {@code os/architecture/variant}. */
  @Override
  public String toString() {
    return os + "/" + architecture + (variant == null ? "" : "/" + variant);
  }
}
