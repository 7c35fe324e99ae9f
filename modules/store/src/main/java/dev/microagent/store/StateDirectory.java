package dev.microagent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The directory that holds everything the program keeps. It and what is in it are created when
 * something is first written, so that reading leaves no trace; any of the directories may be a
 * symbolic link. Thread-safe, and safe to use from many processes at once.
 *
 * <pre>
 * images/index.json             the index
 * images/rootfs/KEY.ext4        the baselines
 * images/rootfs/KEY.json        how each was made
 * images/rootfs/.KEY.tmp        a baseline being built
 * images/rootfs/.KEY.json.tmp   the same of its making
 * images/rootfs/.KEY.stage.tmp  what a builder needs until then
 * images/layers/*.lz4           decoded layers, see {@link LayerCache}
 * images/layers/*.part          compressed layers that weren't fetched to their end
 * images/layers/.*.tmp          a layer being added
 * images/layers/seen/           empty files, each for a layer that was fetched to its end
 * images/locks/                 empty files for locks; they stay, as deleting one would race
 * workspaces/NAME/              the workspaces, see {@link Workspaces}
 * </pre>
 */
public final class StateDirectory {

  /** The system's words for ENOSPC and EDQUOT. */
  private static final List<String> OUT_OF_SPACE =
      List.of("No space left on device", "Disk quota exceeded");

  private final Path path;
  private final ImageIndex index;
  private final Baselines baselines;
  private final Workspaces workspaces;
  private final Path layers;
  private final Path locks;

  private StateDirectory(Path path) {
    this.path = path;
    Path images = path.resolve("images");
    this.locks = images.resolve("locks");
    this.index = new ImageIndex(images, locks);
    this.baselines = new Baselines(images.resolve("rootfs"), locks);
    this.workspaces = new Workspaces(path.resolve("workspaces"), locks, index);
    this.layers = images.resolve("layers");
  }

  /** Uses a directory, which need not exist yet. Nothing is read or written before it's needed. */
  public static StateDirectory open(Path path) {
    return new StateDirectory(absolute(path));
  }

  /** The absolute path. */
  public Path path() {
    return path;
  }

  /** What was built here. */
  public ImageIndex index() {
    return index;
  }

  /** The reusable root file systems. */
  public Baselines baselines() {
    return baselines;
  }

  /** The workspaces. */
  public Workspaces workspaces() {
    return workspaces;
  }

  /** What removes images. */
  public ImageRemover remover() {
    return new ImageRemover(index, baselines, layerCache(Long.MAX_VALUE), workspaces);
  }

  /**
   * The layer cache, which takes in every layer.
   *
   * @param limitBytes how large it may be, in bytes; with 0 it keeps and gives nothing
   */
  public LayerCache layerCache(long limitBytes) {
    return layerCache(limitBytes, LayerAdmission.ALWAYS);
  }

  /**
   * The layer cache.
   *
   * @param limitBytes how large it may be, in bytes; with 0 it keeps and gives nothing
   * @param admission which layers it takes in
   */
  public LayerCache layerCache(long limitBytes, LayerAdmission admission) {
    return new LayerCache(
        new CacheDirectory(layers, locks, limitBytes),
        new FetchedLayers(layers.resolve("seen")),
        admission);
  }

  /** Whether something failed because the disk is full, or because a quota is used up. */
  public static boolean isOutOfSpace(IOException e) {
    // Java has no type for it, only the system's words.
    String message = String.valueOf(e.getMessage());
    return OUT_OF_SPACE.stream().anyMatch(message::contains);
  }

  private static Path absolute(Path path) {
    Path absolute = path.toAbsolutePath();
    for (Path name : absolute) {
      if (name.toString().equals("..")) {
        // After a symbolic link that leads elsewhere than the text suggests.
        return absolute;
      }
    }
    return absolute.normalize();
  }

  static void create(Path directory) throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (FileSystemException e) {
      throw unusable(directory, e);
    }
  }

  /** Why a directory can't be used: it, or what it should lie in, is something else; or as told. */
  static IOException unusable(Path directory, FileSystemException e) {
    for (Path path = directory; path != null; path = path.getParent()) {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        return new StoreException(
            StoreException.Kind.NOT_A_DIRECTORY, path, path + " is not a directory", e);
      }
    }
    return e;
  }

  /** Something that may fail. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /**
   * Writes a file in the place of the old one, whole or not at all, and so that it survives a power
   * failure. Whoever calls has a lock that keeps others from doing the same.
   */
  static void replace(Path directory, String name, String text) throws IOException {
    replace(directory, name, text, () -> {});
  }

  /**
   * The same, with a step between the writing and the taking of the old one's place. When the step
   * fails, the old file stays.
   */
  static void replace(Path directory, String name, String text, Step step) throws IOException {
    Path file = directory.resolve(name);
    // One fixed name will do: the lock is held, so whatever has it is litter.
    Path temporary = directory.resolve("." + name + ".tmp");
    boolean renamed = false;
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      step.run();
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      renamed = true;
    } finally {
      if (!renamed) {
        Files.deleteIfExists(temporary);
      }
    }
    sync(directory);
  }

  /** Makes a file's content, or a directory's entries, survive a power failure. */
  static void sync(Path file) throws IOException {
    StandardOpenOption mode =
        Files.isDirectory(file) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(file, mode)) {
      channel.force(true);
    }
  }
}
