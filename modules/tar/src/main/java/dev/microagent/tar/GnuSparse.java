package dev.microagent.tar;

import java.io.IOException;

/**
 * GNU tar's old sparse format, type {@code S}: binary pieces in the header and in blocks after it.
 */
final class GnuSparse {

  private static final int PIECE_LENGTH = 24;
  private static final int NUMBER_LENGTH = 12;
  private static final int HEADER_PIECES = 4;
  private static final int BLOCK_PIECES = 21;
  private static final int BLOCK_MORE = BLOCK_PIECES * PIECE_LENGTH;

  private GnuSparse() {}

  /**
   * Reads the map.
   *
   * @param header the entry's header
   * @param input stands after the header, and then before the data
   */
  static SparseMap read(HeaderBlock header, TarInput input) throws IOException, MalformedException {
    if (!header.isGnu()) {
      throw new MalformedException("it is sparse in a format other than GNU's");
    }
    SparseMap map = new SparseMap(FileSize.check(header.gnuRealSize()));
    add(map, header.bytes, HeaderBlock.GNU_SPARSE_PIECES, HEADER_PIECES);
    boolean more = header.bytes[HeaderBlock.GNU_SPARSE_MORE] != 0;
    byte[] block = new byte[HeaderBlock.SIZE];
    while (more) {
      input.read(block, block.length);
      add(map, block, 0, BLOCK_PIECES);
      more = block[BLOCK_MORE] != 0;
    }
    return map;
  }

  /** Adds the pieces of one block; the first without a length ends them. */
  private static void add(SparseMap map, byte[] block, int offset, int pieces)
      throws MalformedException {
    for (int i = 0; i < pieces; i++) {
      int at = offset + i * PIECE_LENGTH;
      if (block[at + NUMBER_LENGTH] == 0) {
        return;
      }
      map.add(
          HeaderNumber.parse(block, at, NUMBER_LENGTH, "sparse map"),
          HeaderNumber.parse(block, at + NUMBER_LENGTH, NUMBER_LENGTH, "sparse map"));
    }
  }
}
