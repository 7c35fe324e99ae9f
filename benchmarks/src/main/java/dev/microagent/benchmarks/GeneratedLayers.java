package dev.microagent.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Three layers as images have them, the same on every machine: many small files and a few large
 * ones with links among them; changes to a tenth of them; deletions, a directory anew, an
 * application.
 */
final class GeneratedLayers {

  private static final int FILES_PER_DIRECTORY = 40;
  private static final int POOL_BYTES = 8 << 20;

  /** Sizes double with half the chance, from one byte to this many. */
  private static final int LARGEST_FILE = 1 << 20;

  private final Random random = new Random(2);
  private final byte[] pool = PinnedBytes.of(POOL_BYTES, 3);
  private final int files;

  private GeneratedLayers(int files) {
    this.files = files;
  }

  /**
   * Makes them.
   *
   * @param files how many the lowest layer has
   * @return uncompressed archives, the lowest first
   */
  static List<byte[]> of(int files) {
    GeneratedLayers layers = new GeneratedLayers(files);
    return List.of(layers.base(), layers.changes(), layers.application());
  }

  private static String directory(int file) {
    int number = file / FILES_PER_DIRECTORY;
    return "usr/lib/package-%03d/part-%02d".formatted(number / 20, number % 20);
  }

  private static String name(int file) {
    return directory(file) + "/module-%06d.js".formatted(file);
  }

  private byte[] base() {
    TarWriter tar = new TarWriter();
    tar.directory("usr");
    tar.directory("usr/lib");
    List<String> parents = new ArrayList<>();
    for (int file = 0; file < files; file++) {
      if (file % FILES_PER_DIRECTORY == 0) {
        String directory = directory(file);
        String parent = directory.substring(0, directory.lastIndexOf('/'));
        if (parents.isEmpty() || !parents.getLast().equals(parent)) {
          parents.add(parent);
          tar.directory(parent);
        }
        tar.directory(directory);
      }
      switch (file % 50) {
        case 1 -> tar.symlink(name(file), "module-%06d.js".formatted(file - 1));
        case 2 -> tar.link(name(file), name(file - 2));
        default -> file(tar, name(file));
      }
    }
    return tar.finish();
  }

  private byte[] changes() {
    TarWriter tar = new TarWriter();
    for (int file = 0; file < files; file += 10) {
      file(tar, name(file));
    }
    return tar.finish();
  }

  private byte[] application() {
    TarWriter tar = new TarWriter();
    for (int file = 5; file < files; file += 20) {
      tar.file(directory(file) + "/.wh.module-%06d.js".formatted(file), pool, 0, 0);
    }
    tar.file(directory(0) + "/.wh..wh..opq", pool, 0, 0);
    tar.directory("srv");
    for (int file = 0; file < files / 20; file++) {
      file(tar, "srv/page-%06d.html".formatted(file));
    }
    return tar.finish();
  }

  private void file(TarWriter tar, String name) {
    int limit = 1024;
    while (limit < LARGEST_FILE && random.nextInt(8) < 5) {
      limit *= 2;
    }
    int length = random.nextInt(limit);
    tar.file(name, pool, random.nextInt(POOL_BYTES - length), length);
  }
}
