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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** An odd tree with everything that ext4 has, the same for the same seed. */
final class RandomTree {

  private static final int ENTRIES = 400;

  /** Version 2, then owner, a user, group, mask and others, as setxattr(2) takes it. */
  private static final byte[] ACL =
      HexFormat.of()
          .parseHex(
              "02000000"
                  + "01000700ffffffff"
                  + "0200050070170100"
                  + "04000500ffffffff"
                  + "10000700ffffffff"
                  + "20000400ffffffff");

  private final Random random;
  private final ImageMaker maker;
  private final List<TreePath> directories = new ArrayList<>(List.of(TreePath.parse("/")));
  private final List<TreePath> others = new ArrayList<>();

  private RandomTree(long seed, ImageMaker maker) {
    this.random = new Random(seed);
    this.maker = maker;
  }

  static void fill(long seed, ImageMaker maker) throws IOException {
    RandomTree tree = new RandomTree(seed, maker);
    maker.tree.putDirectory(TreePath.parse("/"), tree.attributes(true));
    for (int i = 0; i < ENTRIES; i++) {
      tree.add();
    }
  }

  private void add() throws IOException {
    TreePath path = pick(directories).resolve(name());
    if (maker.tree.find(path) != null) {
      return;
    }
    switch (random.nextInt(10)) {
      case 0, 1 -> {
        maker.tree.putDirectory(path, attributes(true));
        directories.add(path);
        return;
      }
      case 2 -> {
        if (!others.isEmpty()) {
          maker.tree.link(path, pick(others));
        }
        return;
      }
      case 3 -> put(path, new Symlink(attributes(false), text(1 + random.nextInt(200))));
      case 4 -> put(path, new Fifo(attributes(false)));
      case 5 -> put(path, new Socket(attributes(false)));
      case 6 ->
          put(
              path,
              new Device(
                  attributes(false),
                  random.nextBoolean() ? Device.Kind.BLOCK : Device.Kind.CHARACTER,
                  random.nextInt(Device.MAX_MAJOR + 1),
                  random.nextInt(Device.MAX_MINOR + 1)));
      default -> putFile(path);
    }
    others.add(path);
  }

  private void put(TreePath path, Inode inode) throws IOException {
    maker.tree.put(path, inode);
  }

  private void putFile(TreePath path) throws IOException {
    byte[] data = new byte[random.nextInt(20_000)];
    random.nextBytes(data);
    long before = random.nextInt(3) * 10_000L;
    long after = random.nextInt(3) * 100_000L;
    ContentWriter writer = maker.image.open(before + data.length + after);
    writer.skip(before);
    writer.write(ByteBuffer.wrap(data));
    writer.skip(after);
    put(path, new RegularFile(attributes(true), writer.finish()));
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** Often short, often not UTF-8. */
  private String name() {
    return random.nextInt(3) == 0
        ? "n" + random.nextInt(1000)
        : text(1 + random.nextInt(random.nextBoolean() ? 2 : 255));
  }

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    // A name of Latin-1 letters is neither ASCII nor UTF-8.
    boolean ascii = random.nextBoolean();
    while (text.length() < length) {
      text.append(ascii ? (char) ('a' + random.nextInt(26)) : (char) (0xC0 + random.nextInt(64)));
    }
    return text.toString();
  }

  private Attributes attributes(boolean userXattrs) {
    long second = random.nextLong(Integer.MIN_VALUE, 1L << 33);
    return new Attributes(
        random.nextInt(Attributes.MODE_MASK + 1),
        random.nextInt(),
        random.nextInt(),
        Instant.ofEpochSecond(second, random.nextInt(1_000_000_000)),
        xattrs(userXattrs));
  }

  private List<Xattr> xattrs(boolean user) {
    Map<String, byte[]> xattrs = new TreeMap<>();
    if (random.nextInt(3) == 0) {
      add(xattrs, "trusted.t", 50);
      add(xattrs, "security.s", 300);
      if (user) {
        add(xattrs, "user.u", 3000);
        xattrs.put("system.posix_acl_access", ACL);
      }
    }
    return xattrs.entrySet().stream()
        .map(xattr -> new Xattr(xattr.getKey(), xattr.getValue()))
        .toList();
  }

  private void add(Map<String, byte[]> xattrs, String name, int most) {
    byte[] value = new byte[random.nextInt(most)];
    random.nextBytes(value);
    xattrs.put(name, value);
  }
}
