package dev.microagent.registry;

import dev.microagent.oci.Descriptor;
import dev.microagent.oci.ImageReference;
import dev.microagent.oci.RegistryReference;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Opens sources for tests. */
final class Sources {

  /** How long sources that were opened here would have paused between attempts. */
  final List<Duration> pauses = new ArrayList<>();

  /** A registry's source that doesn't really wait between attempts. */
  ImageSource registry(String reference, SourceOptions options) {
    return new RegistrySource(
        (RegistryReference) ImageReference.parse(reference), options, pauses::add);
  }

  static ImageSource open(String reference) throws IOException {
    return ImageSources.open(ImageReference.parse(reference), SourceOptions.DEFAULTS);
  }

  static byte[] read(ImageSource source, Descriptor blob) throws IOException {
    try (ReadableByteChannel channel = source.open(blob)) {
      return readAll(channel);
    }
  }

  static byte[] readAll(ReadableByteChannel channel) throws IOException {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(1000);
    while (channel.read(buffer.clear()) >= 0) {
      result.write(buffer.array(), 0, buffer.position());
    }
    return result.toByteArray();
  }
}
