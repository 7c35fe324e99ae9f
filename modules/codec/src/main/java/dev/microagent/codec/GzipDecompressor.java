package dev.microagent.codec;

import dev.microagent.codec.CodecException.Kind;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * RFC 1952: any number of members, at least one; the decoded bytes are those of all of them in
 * turn. Each one's CRC-32 and length are verified.
 *
 * <p>Zero bytes may follow the last member, as padding to a block or tape record; gzip accepts them
 * as well. Anything else after a member must be another one. gzip would warn and ignore it, but in
 * a layer it means damage, or bytes that another tool would read differently.
 *
 * <p>What is within the members is left to an {@link Inflate}.
 */
final class GzipDecompressor implements Decompressor {

  /** CRC32 and ISIZE. */
  private static final int TRAILER_BYTES = 8;

  private enum State {
    /** Before the first member. */
    EMPTY,
    HEADER,
    DEFLATED,
    TRAILER,
    /** After a member, where the stream may end or another may begin. */
    BETWEEN,
    PADDING
  }

  private final Inflate inflate;
  private final CRC32 crc = new CRC32();
  private GzipHeader header = new GzipHeader();
  private State state = State.EMPTY;
  private long trailer;
  private int trailerBytes;
  private long memberBytes;

  GzipDecompressor(Inflate inflate) {
    this.inflate = inflate;
  }

  @Override
  public void decode(ByteBuffer in, ByteBuffer out) throws CodecException {
    boolean more = true;
    while (more) {
      more =
          switch (state) {
            case EMPTY -> startMember(in);
            case HEADER -> readHeader(in);
            case DEFLATED -> inflate(in, out);
            case TRAILER -> readTrailer(in);
            case BETWEEN -> startNext(in);
            case PADDING -> skipPadding(in);
          };
    }
  }

  // Each of these returns whether the next state can go on with what is there.

  private boolean startMember(ByteBuffer in) {
    if (!in.hasRemaining()) {
      return false;
    }
    header = new GzipHeader();
    inflate.reset();
    crc.reset();
    memberBytes = 0;
    trailer = 0;
    trailerBytes = 0;
    state = State.HEADER;
    return true;
  }

  private boolean readHeader(ByteBuffer in) throws CodecException {
    if (!header.read(in)) {
      return false;
    }
    state = State.DEFLATED;
    return true;
  }

  private boolean inflate(ByteBuffer in, ByteBuffer out) throws CodecException {
    if (!out.hasRemaining()) {
      return false;
    }
    int from = out.position();
    boolean ended = inflate.inflate(in, out);
    crc.update(out.duplicate().flip().position(from));
    memberBytes += out.position() - from;
    if (ended) {
      state = State.TRAILER;
      return true;
    }
    return in.hasRemaining() && out.hasRemaining();
  }

  private boolean readTrailer(ByteBuffer in) throws CodecException {
    while (trailerBytes < TRAILER_BYTES) {
      if (!in.hasRemaining()) {
        return false;
      }
      trailer |= (in.get() & 0xffL) << (8 * trailerBytes++);
    }
    if ((trailer & 0xffff_ffffL) != crc.getValue()) {
      throw new CodecException(
          Kind.CORRUPT, "gzip data are corrupt: a member's checksum does not match");
    }
    if (trailer >>> 32 != (memberBytes & 0xffff_ffffL)) {
      throw new CodecException(
          Kind.CORRUPT, "gzip data are corrupt: a member's length does not match");
    }
    state = State.BETWEEN;
    return true;
  }

  private boolean startNext(ByteBuffer in) {
    if (in.hasRemaining() && in.get(in.position()) == 0) {
      state = State.PADDING;
      return true;
    }
    return startMember(in);
  }

  private static boolean skipPadding(ByteBuffer in) throws CodecException {
    while (in.hasRemaining()) {
      if (in.get() != 0) {
        throw new CodecException(
            Kind.CORRUPT, "gzip data are corrupt: data follow the padding after the last member");
      }
    }
    return false;
  }

  @Override
  public void end() throws CodecException {
    switch (state) {
      case BETWEEN, PADDING -> {}
      case EMPTY -> throw new CodecException(Kind.TRUNCATED, "gzip data are empty");
      case HEADER, DEFLATED, TRAILER ->
          throw new CodecException(Kind.TRUNCATED, "gzip data end inside a member");
    }
  }

  @Override
  public void close() {
    inflate.close();
  }
}
