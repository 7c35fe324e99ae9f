package dev.microagent.tar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/** Reads whole archives for tests. */
final class Archive {

  private Archive() {}

  /**
   * An entry and its content.
   *
   * @param content holes filled in
   * @param layout which parts were data and which holes, such as "data 5, hole 10"
   */
  record Item(TarEntry entry, String content, String layout) {

    /** All that is known of it in one line, for comparison. */
    String describe() {
      StringJoiner xattrs = new StringJoiner(",", "{", "}");
      entry
          .xattrs()
          .forEach((name, value) -> xattrs.add(name + "=" + HexFormat.of().formatHex(value)));
      return String.join(
          "|",
          entry.type().name(),
          entry.name(),
          entry.linkName(),
          Integer.toOctalString(entry.mode()),
          entry.uid() + ":" + entry.gid(),
          entry.mtime().toString(),
          Long.toString(entry.size()),
          entry.deviceMajor() + ":" + entry.deviceMinor(),
          xattrs.toString(),
          Long.toString(entry.dataOffset()),
          layout,
          content);
    }
  }

  static List<Item> read(byte[] archive) throws IOException {
    return read(chunks(archive, Math.max(1, archive.length)));
  }

  static List<Item> read(ByteSource source) throws IOException {
    TarReader reader = new TarReader(source);
    List<Item> items = new ArrayList<>();
    for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
      Collector content = new Collector();
      reader.readContent(content);
      items.add(new Item(entry, content.text(), content.layout()));
    }
    return items;
  }

  /** The only entry of an archive. */
  static Item readOne(byte[] archive) throws IOException {
    List<Item> items = read(archive);
    if (items.size() != 1) {
      throw new AssertionError(items.size() + " entries");
    }
    return items.getFirst();
  }

  static List<String> describe(byte[] archive, int chunk) throws IOException {
    return read(chunks(archive, chunk)).stream().map(Item::describe).toList();
  }

  /** An archive in direct buffers of some size; each is overwritten when the next is asked for. */
  static ByteSource chunks(byte[] archive, int chunk) {
    ByteBuffer all = ByteBuffer.wrap(archive);
    ByteBuffer part = ByteBuffer.allocateDirect(chunk);
    return () -> {
      if (!all.hasRemaining()) {
        return null;
      }
      part.clear();
      while (part.hasRemaining()) {
        part.put((byte) 0xa5);
      }
      part.clear().limit(Math.min(chunk, all.remaining()));
      part.put(all.slice(all.position(), part.limit()));
      all.position(all.position() + part.limit());
      return part.flip();
    };
  }

  /** Collects content; runs of data count as one part, however they were cut. */
  static final class Collector implements ContentConsumer {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final StringJoiner layout = new StringJoiner(", ");
    private long run;

    @Override
    public void data(ByteBuffer part) {
      byte[] copy = new byte[part.remaining()];
      part.get(copy);
      bytes.writeBytes(copy);
      run += copy.length;
    }

    @Override
    public void hole(long length) {
      endRun();
      layout.add("hole " + length);
      bytes.writeBytes(new byte[Math.toIntExact(length)]);
    }

    String text() {
      return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    String layout() {
      endRun();
      return layout.toString();
    }

    private void endRun() {
      if (run > 0) {
        layout.add("data " + run);
        run = 0;
      }
    }
  }
}
