package dev.microagent.rootfs;

import dev.microagent.ext4.Ext4Writer;
import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.Content;
import dev.microagent.filetree.ContentWriter;
import dev.microagent.filetree.Directory;
import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.Inode;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.TreeException;
import dev.microagent.filetree.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * What a root file system has beyond its image's tree so that it boots, also read-only: the init,
 * its configuration, and the mountpoints that the image lacks. Everything else stays as it is,
 * times of directories too.
 */
final class GuestLayout {

  /** What the kernel is told to start; the image's own symlinks may lead it elsewhere. */
  private static final TreePath INIT = TreePath.parse("/sbin/microagent-init");

  private static final TreePath CONFIGURATION = TreePath.parse("/etc/microagent");

  /** The configuration itself. */
  static final TreePath FILE = CONFIGURATION.resolve("init.conf");

  /** Where the init leaves a note that the setup commands have been run. */
  static final TreePath SETUP_DONE = CONFIGURATION.resolve("setup.done");

  /** What the init mounts at the top; the rest is mounted inside of these. */
  private static final List<TreePath> MOUNTPOINTS =
      List.of(
          TreePath.parse("/dev"),
          TreePath.parse("/proc"),
          TreePath.parse("/sys"),
          TreePath.parse("/run"));

  /** Of these, where the kernel has its own files. */
  private static final List<TreePath> KERNELS = MOUNTPOINTS.subList(0, 3);

  private static final TreePath PASSWD = TreePath.parse("/etc/passwd");
  private static final TreePath GROUP = TreePath.parse("/etc/group");

  /** Bytes of an account file that are read at most: some thousand users take as much. */
  private static final int MAX_ACCOUNTS_BYTES = 4 << 20;

  private static final int PROGRAM_MODE = 0755;

  /** Variables may be secrets. */
  private static final int CONFIGURATION_MODE = 0600;

  private final FileTree tree;
  private final Ext4Writer contents;
  private final Instant time;

  /**
   * Of a tree that is complete.
   *
   * @param contents where the tree's contents are
   * @param time what new files get
   */
  GuestLayout(FileTree tree, Ext4Writer contents, Instant time) {
    this.tree = tree;
    this.contents = contents;
    this.time = time;
  }

  /**
   * Adds what is missing.
   *
   * @param listener told what was left out
   * @throws GuestInitException if something in the image stands in the way
   * @throws GuestConfigException if the guest's options can't be had with this image. Where there
   *     are none, an image whose configuration makes no sense boots without one
   */
  void add(Guest guest, PullListener listener) throws IOException {
    try {
      for (TreePath mountpoint : MOUNTPOINTS) {
        tree.makeDirectory(mountpoint);
      }
      addProgram(guest.init());
      addConfiguration(guest, listener);
    } catch (TreeException e) {
      throw new GuestInitException(
          GuestInitException.Kind.NO_PLACE,
          "the image has no place for the guest init: " + e.getMessage(),
          e);
    }
  }

  /** A disk, its mountpoint as a path in the image, and where that leads. */
  private record Mount(GuestDisk disk, TreePath path, FileTree.Way way) {}

  /** Disks in the order to mount them: what is within another one's place comes after it. */
  private List<GuestDisk> mountable(List<GuestDisk> disks) throws IOException {
    List<Mount> mounts = new ArrayList<>();
    for (GuestDisk disk : disks) {
      Mount mount = mount(disk);
      for (Mount other : mounts) {
        if (other.way().end() == mount.way().end()) {
          throw new GuestConfigException(
              "no two disks can be mounted at one place, where %s and %s lead in the image"
                  .formatted(other.disk().mountpoint(), disk.mountpoint()));
        }
        requireSameWay(mount, other.disk().mountpoint(), other.way().end());
        requireSameWay(other, disk.mountpoint(), mount.way().end());
      }
      mounts.add(mount);
    }
    return mounts.stream()
        .sorted(Comparator.comparingInt(mount -> mount.way().lineage().size()))
        .map(Mount::disk)
        .toList();
  }

  /**
   * Where the image's own symlinks lead a disk: what may not be a mountpoint by name ({@link
   * GuestDisk}) is none by a symlink either.
   */
  private Mount mount(GuestDisk disk) throws IOException {
    byte[] mountpoint = disk.mountpoint().getBytes(StandardCharsets.UTF_8);
    Mount mount;
    try {
      TreePath path = TreePath.parse(new String(mountpoint, StandardCharsets.ISO_8859_1));
      mount = new Mount(disk, path, tree.makeDirectories(path));
    } catch (TreeException | IllegalArgumentException e) {
      throw new GuestConfigException("no disk can be mounted in the image: " + e.getMessage());
    }
    FileTree.Way way = mount.way();
    for (TreePath path : MOUNTPOINTS) {
      refuse(disk, path, tree.makeDirectories(path).lineage().contains(way.end()));
    }
    for (TreePath path : KERNELS) {
      refuse(disk, path, way.lineage().contains(tree.makeDirectory(path)));
    }
    refuse(disk, CONFIGURATION, tree.makeDirectories(CONFIGURATION).lineage().contains(way.end()));
    for (TreePath path : MOUNTPOINTS) {
      requireSameWay(mount, path.display(), tree.makeDirectory(path));
    }
    return mount;
  }

  /**
   * Checks that a mountpoint leads to the same place with something else mounted on its way. That
   * hides the image's symlinks below, and may lack what the target of one names there: only the
   * last names of the mountpoint itself may follow, straight down.
   *
   * @param name what the message calls the other place
   * @param place where something else is mounted
   */
  private void requireSameWay(Mount mount, String name, Directory place) throws IOException {
    List<Directory> entered = mount.way().entered();
    int at = entered.indexOf(place);
    if (at < 0) {
      return;
    }
    List<Directory> rest = entered.subList(at, entered.size());
    List<String> names = mount.path().names();
    int above = names.size() - (rest.size() - 1);
    if (Collections.indexOfSubList(mount.way().lineage(), rest) < 0
        || above < 0
        || tree.makeDirectory(TreePath.of(names.subList(0, above))) != place) {
      throw new GuestConfigException(
          "no disk can be mounted at %s: in the image that leads through %s, which is mounted over"
              .formatted(mount.disk().mountpoint(), name));
    }
  }

  private static void refuse(GuestDisk disk, TreePath path, boolean inTheWay)
      throws GuestConfigException {
    if (inTheWay) {
      throw new GuestConfigException(
          "no disk can be mounted at %s: in the image that leads to %s, which the guest init needs"
              .formatted(disk.mountpoint(), path.display()));
    }
  }

  private void addProgram(GuestInit init) throws IOException {
    tree.makeDirectory(INIT.parent());
    put(INIT, PROGRAM_MODE, init.program());
  }

  private void addConfiguration(Guest guest, PullListener listener) throws IOException {
    tree.makeDirectory(CONFIGURATION);
    GuestOptions options = guest.options().withDisks(mountable(guest.options().disks()));
    // The image's own isn't believed, also where there will be none in its place.
    tree.remove(FILE);
    if (!options.setup().isEmpty()) {
      tree.remove(SETUP_DONE);
    }
    byte[] configuration;
    try {
      GuestUser user = GuestUser.resolve(guest.process().user(), read(PASSWD), read(GROUP));
      configuration = GuestConfig.encode(guest.process(), user, options);
    } catch (GuestConfigException e) {
      if (options.needBaking()) {
        throw e;
      }
      listener.note("the image's command is left out: " + e.getMessage());
      return;
    }
    put(FILE, CONFIGURATION_MODE, ByteBuffer.wrap(configuration));
  }

  /** A file of the image as text; empty where it isn't there. */
  private String read(TreePath path) throws IOException {
    Inode inode;
    try {
      inode = tree.follow(path);
    } catch (TreeException e) {
      throw new GuestConfigException("the image's " + e.getMessage());
    }
    if (!(inode instanceof RegularFile file)) {
      return "";
    }
    if (file.content().size() > MAX_ACCOUNTS_BYTES) {
      throw new GuestConfigException(
          "the image's %s has more than %d MiB".formatted(path, MAX_ACCOUNTS_BYTES >> 20));
    }
    return new String(contents.read(file.content()), StandardCharsets.UTF_8);
  }

  private void put(TreePath path, int mode, ByteBuffer bytes) throws IOException {
    if (tree.find(path) instanceof Directory) {
      throw new TreeException(path + " is a directory");
    }
    ContentWriter writer = contents.open(bytes.remaining());
    writer.write(bytes);
    Content content = writer.finish();
    tree.put(path, new RegularFile(new Attributes(mode, 0, 0, time), content));
  }
}
