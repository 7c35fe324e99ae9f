package dev.microagent.registry;

import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
import dev.microagent.oci.Descriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * A manifest, index or config that was read whole.
 *
 * @param descriptor whose media type is what the document was announced as; empty for nothing
 * @param bytes of the document, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read once
record Document(Descriptor descriptor, byte[] bytes) {

  /** In bytes: what the distribution specification bids registries to accept as a manifest. */
  static final int MAX_BYTES = 4 << 20;

  /** What reads a document to its end. */
  interface Opener {
    ReadableByteChannel open(Descriptor blob) throws IOException;
  }

  /** A document known by nothing but its bytes. */
  static Document of(String mediaType, byte[] bytes) {
    return new Document(new Descriptor(mediaType, digest("sha256", bytes), bytes.length), bytes);
  }

  /** Reads the document that a descriptor names. */
  static Document read(Descriptor descriptor, Opener opener) throws IOException {
    if (descriptor.size() > MAX_BYTES) {
      throw new RegistryException(
          RegistryException.Kind.INVALID_IMAGE,
          "document %s: %d bytes, more than the %d that are read of a document"
              .formatted(descriptor.digest(), descriptor.size(), MAX_BYTES));
    }
    try (ReadableByteChannel channel = opener.open(descriptor)) {
      byte[] bytes = readAll(channel, (int) descriptor.size());
      return new Document(descriptor, bytes);
    }
  }

  /** Reads to the end of a channel that yields {@code size} bytes. */
  private static byte[] readAll(ReadableByteChannel channel, int size) throws IOException {
    // One byte more, since a buffer without room couldn't meet the end.
    ByteBuffer buffer = ByteBuffer.allocate(size + 1);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // until the end
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  static Digest digest(String algorithm, byte[] bytes) {
    try (Digester digester = Digester.of(algorithm)) {
      digester.update(ByteBuffer.wrap(bytes));
      return digester.digest();
    }
  }
}
