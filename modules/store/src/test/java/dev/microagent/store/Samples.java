package dev.microagent.store;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Platform;
import java.nio.file.Path;
import java.time.Instant;

/** Records for tests. */
final class Samples {

  static final Instant TIME = Instant.parse("2026-06-01T12:00:00Z");

  private Samples() {}

  static ImageRecord image(String name, String architecture, char digit) {
    Digest digest = new Digest("sha256", String.valueOf(digit).repeat(64));
    return new ImageRecord(
        name,
        "example.org/image@" + digest,
        digest,
        new Platform("linux", architecture, architecture.equals("arm64") ? "v8" : null),
        Path.of("/state/images/rootfs/" + digit + ".ext4"),
        1 << 20,
        TIME);
  }
}
