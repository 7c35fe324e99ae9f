package dev.microagent.ext4;

import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.ContentWriter;
import dev.microagent.filetree.Device;
import dev.microagent.filetree.Fifo;
import dev.microagent.filetree.Inode;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.Socket;
import dev.microagent.filetree.Symlink;
import dev.microagent.filetree.TreePath;
import dev.microagent.filetree.Xattr;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A tree of what lies at the edges: of the format, and of what another writer keeps of it. */
final class EdgeTree {

  private static final int PIECE = 5000;

  private static final List<String> NAMES =
      List.of(
          "n".repeat(255),
          "\351".repeat(255),
          "\351",
          "_",
          "0",
          "\377",
          "...",
          "..a",
          "-rf",
          " ",
          "new\nline",
          "back\\slash",
          "*",
          "\2\177",
          "File",
          "FILE",
          "\303\251",
          "e\314\201");

  private static final List<Attributes> ATTRIBUTES =
      List.of(
          new Attributes(07777, -2, 0x12345678, Instant.parse("2446-05-10T22:38:55Z")),
          new Attributes(0, 65_536, 65_535, Instant.parse("1901-12-13T20:45:52.1Z")),
          new Attributes(02755, 7, 70_000, Instant.parse("2038-01-19T03:14:08.000000001Z")),
          new Attributes(01777, 1, 1, Instant.parse("1969-12-31T23:59:59.999999999Z")));

  private final ImageMaker maker;

  private EdgeTree(ImageMaker maker) {
    this.maker = maker;
  }

  static void fill(ImageMaker maker) throws IOException {
    EdgeTree tree = new EdgeTree(maker);
    maker.tree.putDirectory(TreePath.parse("/"), ATTRIBUTES.get(2));
    for (int i = 0; i < ATTRIBUTES.size(); i++) {
      tree.addTypes("/attributes" + i, ATTRIBUTES.get(i));
    }
    for (String name : NAMES) {
      maker.file("/names/" + name, new byte[1]);
    }
    tree.addSizes();
    tree.addXattrs();
    tree.addLinks();
    String deep = "/deep";
    for (int i = 0; i < 14; i++) {
      deep += "/" + "d".repeat(250);
    }
    maker.file(deep + "/bottom", new byte[1]);
  }

  private void addTypes(String path, Attributes attributes) throws IOException {
    maker.tree.putDirectory(TreePath.parse(path), attributes);
    put(path + "/fifo", new Fifo(attributes));
    put(path + "/socket", new Socket(attributes));
    put(path + "/file", new RegularFile(attributes, maker.image.open(0).finish()));
    for (Device.Kind kind : Device.Kind.values()) {
      put(path + "/old" + kind, new Device(attributes, kind, 255, 255));
      put(path + "/new" + kind, new Device(attributes, kind, 256, 256));
      put(path + "/last" + kind, new Device(attributes, kind, 4095, 1_048_575));
    }
    for (int length : new int[] {1, 59, 60, 61, 4095}) {
      put(path + "/symlink" + length, new Symlink(attributes, "\351".repeat(length)));
    }
  }

  private void addSizes() throws IOException {
    for (int size : new int[] {0, 1, 59, 60, 156, 4095, 4096, 4097, 65_536, 1 << 20}) {
      byte[] bytes = new byte[size];
      Arrays.fill(bytes, (byte) size);
      maker.file("/size/zeros" + size, new byte[size]);
      maker.file("/size/" + size, bytes);
    }
    for (int pieces : new int[] {0, 1, 4, 5, 341}) {
      for (int hole : new int[] {0, 1, 100_000}) {
        addPieces("/size/%dpieces%d".formatted(pieces, hole), pieces, hole);
      }
    }
  }

  /** A file of a hole, a piece, a hole and so on. */
  private void addPieces(String path, int pieces, long hole) throws IOException {
    ContentWriter writer = maker.image.open(pieces * (PIECE + hole) + hole);
    for (int i = 0; i < pieces; i++) {
      byte[] piece = new byte[PIECE];
      Arrays.fill(piece, (byte) (i + 1));
      writer.skip(hole);
      writer.write(ByteBuffer.wrap(piece));
    }
    writer.skip(hole);
    maker.file(path, writer.finish());
  }

  private void addXattrs() throws IOException {
    for (int size : new int[] {0, 1, 40, 80, 100, 3000}) {
      List<Xattr> xattrs = List.of(new Xattr("trusted.t", new byte[size]));
      put("/xattr/fifo" + size, new Fifo(attributes(xattrs)));
      maker.tree.putDirectory(TreePath.parse("/xattr/directory" + size), attributes(xattrs));
    }
    List<Xattr> both =
        List.of(
            new Xattr("security.capability", new byte[20]),
            new Xattr("user.a\351 name", new byte[2000]));
    put("/xattr/file", new RegularFile(attributes(both), maker.image.open(0).finish()));
  }

  private static Attributes attributes(List<Xattr> xattrs) {
    return new Attributes(0755, 0, 0, ImageMaker.CREATED, xattrs);
  }

  private void addLinks() throws IOException {
    maker.file("/links/file", new byte[1]);
    put("/links/symlink", new Symlink(ImageMaker.attributes(0777), "file"));
    put("/links/fifo", new Fifo(ImageMaker.attributes(0600)));
    for (String name : List.of("file", "symlink", "fifo")) {
      for (int i = 0; i < 300; i++) {
        link("/links/%s%d".formatted(name, i), "/links/" + name);
      }
      link("/" + name, "/links/" + name);
    }
  }

  private void link(String path, String first) throws IOException {
    maker.tree.link(TreePath.parse(path), TreePath.parse(first));
  }

  private void put(String path, Inode inode) throws IOException {
    maker.tree.put(TreePath.parse(path), inode);
  }
}
