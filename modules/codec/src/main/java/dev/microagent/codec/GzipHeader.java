package dev.microagent.codec;

import dev.microagent.codec.CodecException.Kind;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Reads the header of one gzip member (RFC 1952, section 2.3), however its bytes are cut. */
final class GzipHeader {

  private static final int MAGIC_1 = 0x1f;
  private static final int MAGIC_2 = 0x8b;
  private static final int DEFLATE = 8;

  private static final int FLAG_HEADER_CRC = 1 << 1;
  private static final int FLAG_EXTRA = 1 << 2;
  private static final int FLAG_NAME = 1 << 3;
  private static final int FLAG_COMMENT = 1 << 4;
  private static final int FLAGS_RESERVED = 0xe0;

  /** MTIME, XFL and OS. */
  private static final int IGNORED_BYTES = 6;

  /**
   * The parts of a header, in the order in which they stand; all but the first five may be missing.
   */
  private enum Part {
    MAGIC_1,
    MAGIC_2,
    METHOD,
    FLAGS,
    IGNORED,
    EXTRA_LENGTH_LOW,
    EXTRA_LENGTH_HIGH,
    EXTRA,
    NAME,
    COMMENT,
    CRC_LOW,
    CRC_HIGH,
    DONE
  }

  private final CRC32 crc = new CRC32();
  private Part part = Part.MAGIC_1;
  private int flags;
  private int remaining;
  private int expectedCrc;

  /**
   * Reads on.
   *
   * @return whether the header is complete; what follows it is left in the buffer
   */
  boolean read(ByteBuffer in) throws CodecException {
    while (part != Part.DONE && in.hasRemaining()) {
      part = take(in.get() & 0xff);
    }
    return part == Part.DONE;
  }

  /** Takes a byte of the current part, and returns the part that the next byte belongs to. */
  private Part take(int value) throws CodecException {
    if (part != Part.CRC_LOW && part != Part.CRC_HIGH) {
      crc.update(value);
    }
    return switch (part) {
      case MAGIC_1 -> {
        check(value == MAGIC_1, "no member begins where one should");
        yield Part.MAGIC_2;
      }
      case MAGIC_2 -> {
        check(value == MAGIC_2, "no member begins where one should");
        yield Part.METHOD;
      }
      case METHOD -> {
        check(value == DEFLATE, "compression method " + value + " is unknown");
        yield Part.FLAGS;
      }
      case FLAGS -> {
        check((value & FLAGS_RESERVED) == 0, "reserved flags are set");
        flags = value;
        remaining = IGNORED_BYTES;
        yield Part.IGNORED;
      }
      case IGNORED -> --remaining > 0 ? part : afterIgnored();
      case EXTRA_LENGTH_LOW -> {
        remaining = value;
        yield Part.EXTRA_LENGTH_HIGH;
      }
      case EXTRA_LENGTH_HIGH -> {
        remaining |= value << 8;
        yield remaining > 0 ? Part.EXTRA : afterExtra();
      }
      case EXTRA -> --remaining > 0 ? part : afterExtra();
      case NAME -> value != 0 ? part : afterName();
      case COMMENT -> value != 0 ? part : afterComment();
      case CRC_LOW -> {
        expectedCrc = value;
        yield Part.CRC_HIGH;
      }
      case CRC_HIGH -> {
        expectedCrc |= value << 8;
        check(expectedCrc == (crc.getValue() & 0xffff), "the header's checksum does not match");
        yield Part.DONE;
      }
      case DONE -> throw new IllegalStateException("the header is complete");
    };
  }

  private Part afterIgnored() {
    return (flags & FLAG_EXTRA) != 0 ? Part.EXTRA_LENGTH_LOW : afterExtra();
  }

  private Part afterExtra() {
    return (flags & FLAG_NAME) != 0 ? Part.NAME : afterName();
  }

  private Part afterName() {
    return (flags & FLAG_COMMENT) != 0 ? Part.COMMENT : afterComment();
  }

  private Part afterComment() {
    return (flags & FLAG_HEADER_CRC) != 0 ? Part.CRC_LOW : Part.DONE;
  }

  private static void check(boolean valid, String problem) throws CodecException {
    if (!valid) {
      throw new CodecException(Kind.CORRUPT, "gzip data are corrupt: " + problem);
    }
  }
}
