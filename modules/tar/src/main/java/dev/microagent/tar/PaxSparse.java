package dev.microagent.tar;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * GNU tar's sparse formats in PAX records: 0.0, where every piece is two records, 0.1, where one
 * record holds the map, and 1.0, where the map stands before the data.
 */
final class PaxSparse {

  private static final String MAJOR = "GNU.sparse.major";
  private static final String MINOR = "GNU.sparse.minor";
  private static final String NAME = "GNU.sparse.name";
  private static final String SIZE = "GNU.sparse.size";
  private static final String REAL_SIZE = "GNU.sparse.realsize";
  private static final String COUNT = "GNU.sparse.numblocks";
  private static final String MAP = "GNU.sparse.map";

  private PaxSparse() {}

  /** The file's name, where the header's own is a made-up one. */
  static @Nullable String name(PaxRecords records) {
    String name = records.get(NAME);
    return name == null || name.isEmpty() ? null : name;
  }

  /**
   * Reads the map.
   *
   * @param records those of the entry, some of which say that it is sparse
   * @param input stands after the header, and then before the data
   * @param archivedSize bytes archived for the entry, a map before the data included
   */
  static SparseMap read(PaxRecords records, TarInput input, long archivedSize)
      throws IOException, MalformedException {
    String major = records.get(MAJOR);
    String minor = records.get(MINOR);
    SparseMap map = new SparseMap(realSize(records));
    if ("1".equals(major) && "0".equals(minor)) {
      readBlocks(map, new BlockNumbers(input, archivedSize));
    } else if ((major == null && minor == null)
        || ("0".equals(major) && ("0".equals(minor) || "1".equals(minor)))) {
      readRecords(map, records);
    } else {
      throw new MalformedException("its GNU sparse format is of an unknown version");
    }
    return map;
  }

  private static long realSize(PaxRecords records) throws MalformedException {
    String key = records.get(SIZE) == null ? REAL_SIZE : SIZE;
    String size = records.get(key);
    if (size == null) {
      throw new MalformedException("it is sparse, but its real size is missing");
    }
    return FileSize.check(PaxValue.number(key, size));
  }

  private static void readBlocks(SparseMap map, BlockNumbers numbers)
      throws IOException, MalformedException {
    long count = numbers.next();
    for (long i = 0; i < count; i++) {
      map.add(numbers.next(), numbers.next());
    }
  }

  private static void readRecords(SparseMap map, PaxRecords records) throws MalformedException {
    String text = records.sparsePieces();
    if (text.isEmpty()) {
      text = records.get(MAP);
    }
    if (text != null && !text.isEmpty()) {
      addPieces(map, text);
    }
    String count = records.get(COUNT);
    if (count != null && PaxValue.number(COUNT, count) != map.count()) {
      throw new MalformedException("its sparse map is not as long as it says");
    }
  }

  private static void addPieces(SparseMap map, String text) throws MalformedException {
    int at = 0;
    while (at <= text.length()) {
      int middle = comma(text, at);
      int end = comma(text, middle + 1);
      map.add(
          PaxValue.number(MAP, text, at, middle),
          PaxValue.number(MAP, text, Math.min(middle + 1, end), end));
      at = end + 1;
    }
  }

  private static int comma(String text, int from) {
    int at = text.indexOf(',', from);
    return at < 0 ? text.length() : at;
  }

  /** Decimal numbers, each on a line, in whole blocks before the data of an entry. */
  private static final class BlockNumbers {

    private final TarInput input;
    private final byte[] block = new byte[HeaderBlock.SIZE];
    private int at = HeaderBlock.SIZE;
    private long left;

    BlockNumbers(TarInput input, long archivedSize) {
      this.input = input;
      this.left = archivedSize;
    }

    long next() throws IOException, MalformedException {
      long value = 0;
      byte b = nextByte();
      do {
        int digit = b - '0';
        if (digit < 0 || digit > 9 || value > (FileSize.MAX - digit) / 10) {
          throw new MalformedException("its sparse map has a bad number");
        }
        value = value * 10 + digit;
        b = nextByte();
      } while (b != '\n');
      return value;
    }

    private byte nextByte() throws IOException, MalformedException {
      if (at == HeaderBlock.SIZE) {
        if (left < HeaderBlock.SIZE) {
          throw new MalformedException("its sparse map is longer than its data");
        }
        input.read(block, HeaderBlock.SIZE);
        left -= HeaderBlock.SIZE;
        at = 0;
      }
      return block[at++];
    }
  }
}
