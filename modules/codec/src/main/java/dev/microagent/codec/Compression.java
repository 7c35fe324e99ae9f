package dev.microagent.codec;

import java.nio.ByteBuffer;

/** How a layer may be compressed: in a registry, or in the layer cache. */
public enum Compression {
  /** Not at all. */
  NONE {
    @Override
    public Decompressor decompressor() {
      return new StoredDecompressor();
    }
  },
  /** RFC 1952. */
  GZIP {
    @Override
    public Decompressor decompressor() {
      return new GzipDecompressor(Backends.newInflate());
    }
  },
  /** RFC 8878. */
  ZSTD {
    @Override
    public Decompressor decompressor() {
      return new ZstdDecompressor();
    }
  },
  /** LZ4 frames as {@link Lz4FrameWriter} writes them, for the layer cache. */
  LZ4 {
    @Override
    public Decompressor decompressor() {
      return new Lz4Decompressor();
    }
  };

  /** How many bytes of a stream {@link #detect} looks at. */
  public static final int MAGIC_BYTES = 4;

  private static final int GZIP_DEFLATE = 0x08_8b_1f;
  private static final int ZSTD_FRAME = 0xfd_2f_b5_28;
  private static final int ZSTD_SKIPPABLE = 0x18_4d_2a_50;
  private static final int ZSTD_SKIPPABLE_MASK = 0xff_ff_ff_f0;

  /** Starts the decoding of a stream. */
  public abstract Decompressor decompressor();

  /**
   * Tells from the first bytes of a stream how it is compressed. Media types are of no help: they
   * are wrong often enough that container engines look at the bytes as well.
   *
   * @param start the first {@value #MAGIC_BYTES} bytes, or all there are if fewer; not consumed
   */
  public static Compression detect(ByteBuffer start) {
    int magic = 0;
    for (int i = 0; i < Math.min(MAGIC_BYTES, start.remaining()); i++) {
      magic |= (start.get(start.position() + i) & 0xff) << (8 * i);
    }
    if ((magic & 0xff_ff_ff) == GZIP_DEFLATE) {
      return GZIP;
    }
    if (magic == ZSTD_FRAME || (magic & ZSTD_SKIPPABLE_MASK) == ZSTD_SKIPPABLE) {
      return ZSTD;
    }
    return magic == Lz4Frame.MAGIC ? LZ4 : NONE;
  }
}
