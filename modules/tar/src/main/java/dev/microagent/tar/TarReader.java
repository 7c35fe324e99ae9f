package dev.microagent.tar;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive front to back: v7, ustar, PAX (POSIX.1-2001 pax), GNU and star. Not
 * thread-safe. The source stays the caller's, to drain and to close; the reader asks it for nothing
 * after the end of the archive. After an exception the reader can't go on.
 *
 * <p>What the standard leaves open:
 *
 * <ul>
 *   <li>A regular file whose name ends in a slash is a directory, as before ustar. So is GNU's
 *       {@code D}, a directory with a list of its files, which is passed over.
 *   <li>Contiguous files ({@code 7}) and unknown types are regular files, as POSIX asks. GNU's
 *       volume labels ({@code V}) are no entries; files that go on from another volume ({@code M})
 *       and renames ({@code N}) are refused.
 *   <li>Links, directories, devices and FIFOs have no content, whatever their size says. Should
 *       data follow none the less, which shows in that no header does, they are passed over.
 *   <li>An archive may end with no block of zeros, or one, but not inside an entry.
 * </ul>
 */
public final class TarReader {

  private final TarInput input;
  private final HeaderBlock header = new HeaderBlock();
  private final ExtendedHeaders extended = new ExtendedHeaders();

  private long headerOffset;
  private boolean headerIsValid;
  private boolean ended;
  private @Nullable TarEntry current;
  private boolean contentRead;

  /** Bytes of the current entry's data, and those with padding that are still before the input. */
  private long dataSize;

  private long unread;

  /** Bytes, with padding, that may or may not follow an entry which shouldn't have any. */
  private long undueData;

  private @Nullable SparseMap sparse;

  /** Reads from the first byte of an archive. */
  public TarReader(ByteSource source) {
    input = new TarInput(source);
  }

  /**
   * Moves on to the next entry, past whatever of the last one's content was not read.
   *
   * @return null at the end of the archive
   * @throws TarException if the archive is damaged, ends early or is refused
   * @throws IOException if the source fails
   */
  public @Nullable TarEntry next() throws IOException {
    if (ended) {
      return null;
    }
    try {
      input.skip(unread);
      unread = 0;
      current = null;
      extended.startEntry();
      current = readEntry();
      return current;
    } catch (MalformedException e) {
      throw located(e);
    }
  }

  /**
   * Hands the whole content of the current entry over, once; nothing, if it has none.
   *
   * @throws TarException if the archive ends early
   * @throws IOException if the source or the consumer fails
   * @throws IllegalStateException if there is no current entry, or its content was read already
   */
  public void readContent(ContentConsumer consumer) throws IOException {
    if (current == null || contentRead) {
      throw new IllegalStateException("no entry, or its content was read already");
    }
    contentRead = true;
    long start = input.position();
    try {
      if (sparse == null) {
        input.transfer(dataSize, consumer);
      } else {
        sparse.transfer(input, consumer);
      }
      unread -= input.position() - start;
    } catch (MalformedException e) {
      throw located(e);
    }
  }

  /** Reads headers up to and including one of an entry; null at the end of the archive. */
  private @Nullable TarEntry readEntry() throws IOException, MalformedException {
    while (readHeader()) {
      long size = FileSize.check(header.fileSize());
      switch (header.type()) {
        case 'x', 'X' -> extended.readLocal(input, size);
        case 'g' -> extended.readGlobal(input, size);
        case 'L' -> extended.readLongName(input, size);
        case 'K' -> extended.readLongLinkName(input, size);
        case 'V' -> {
          input.skip(FileSize.padded(size));
          extended.startEntry();
        }
        case 'M' -> throw new MalformedException("a file goes on from another volume");
        case 'N' -> throw new MalformedException("a list of renames, an old GNU form, is refused");
        default -> {
          return entry(extended.numberOr(PaxRecords.SIZE, size));
        }
      }
    }
    if (extended.isPending()) {
      throw new MalformedException("an extended header has no entry after it");
    }
    ended = true;
    return null;
  }

  /** Reads a header; false at the end of the archive. */
  private boolean readHeader() throws IOException, MalformedException {
    headerOffset = input.position();
    headerIsValid = false;
    if (!input.readOrEnd(header.bytes)) {
      return false;
    }
    if (header.isZero()) {
      if (input.readOrEnd(header.bytes) && !header.isZero()) {
        throw new MalformedException("a single block of zeros is inside it");
      }
      return false;
    }
    if (!header.hasValidChecksum()) {
      if (undueData == 0) {
        throw new MalformedException("a header's checksum is wrong");
      }
      input.skip(undueData - HeaderBlock.SIZE);
      undueData = 0;
      return readHeader();
    }
    undueData = 0;
    headerIsValid = true;
    return true;
  }

  private TarEntry entry(long archivedSize) throws IOException, MalformedException {
    dataSize = FileSize.check(archivedSize);
    unread = FileSize.padded(dataSize);
    contentRead = false;
    String name = extended.nameOr(header);
    TarEntry.Type type = type(name);
    boolean isLink = type == TarEntry.Type.HARD_LINK || type == TarEntry.Type.SYMLINK;
    boolean isDevice = type == TarEntry.Type.CHARACTER_DEVICE || type == TarEntry.Type.BLOCK_DEVICE;
    sparse = readSparseMap(type);
    if (type != TarEntry.Type.FILE) {
      dataSize = 0;
      if (header.type() != 'D') {
        undueData = unread;
        unread = 0;
      }
    }
    return new TarEntry(
        type,
        name,
        isLink ? extended.linkNameOr(header) : "",
        header.mode(),
        extended.numberOr(PaxRecords.UID, header.uid()),
        extended.numberOr(PaxRecords.GID, header.gid()),
        extended.mtimeOr(header),
        sparse == null ? dataSize : sparse.realSize(),
        isDevice ? extended.numberOr(PaxRecords.DEVICE_MAJOR, header.deviceMajor()) : 0,
        isDevice ? extended.numberOr(PaxRecords.DEVICE_MINOR, header.deviceMinor()) : 0,
        extended.xattrs(),
        input.position());
  }

  private TarEntry.Type type(String name) {
    return switch (header.type()) {
      case '1' -> TarEntry.Type.HARD_LINK;
      case '2' -> TarEntry.Type.SYMLINK;
      case '3' -> TarEntry.Type.CHARACTER_DEVICE;
      case '4' -> TarEntry.Type.BLOCK_DEVICE;
      case '5', 'D' -> TarEntry.Type.DIRECTORY;
      case '6' -> TarEntry.Type.FIFO;
      case '0', '\0', '7' -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
      default -> TarEntry.Type.FILE;
    };
  }

  /** Reads the map of a sparse file, wherever it stands; null if the file is not sparse. */
  private @Nullable SparseMap readSparseMap(TarEntry.Type type)
      throws IOException, MalformedException {
    SparseMap map;
    if (header.type() == 'S') {
      map = GnuSparse.read(header, input);
    } else if (extended.local().isSparse()) {
      if (type != TarEntry.Type.FILE) {
        throw new MalformedException("it is sparse, but no regular file");
      }
      long start = input.position();
      map = PaxSparse.read(extended.local(), input, dataSize);
      long mapSize = input.position() - start;
      dataSize -= mapSize;
      unread -= mapSize;
    } else {
      return null;
    }
    if (map.dataSize() != dataSize) {
      throw new MalformedException("its sparse map does not fit its data");
    }
    return map;
  }

  private TarException located(MalformedException e) {
    String name = current != null ? current.name() : headerIsValid ? header.name() : "";
    return new TarException(headerOffset, name, e);
  }
}
