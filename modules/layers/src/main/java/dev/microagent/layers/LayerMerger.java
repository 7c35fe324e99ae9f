package dev.microagent.layers;

import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.ContentStore;
import dev.microagent.filetree.ContentWriter;
import dev.microagent.filetree.FileTree;
import dev.microagent.filetree.RegularFile;
import dev.microagent.filetree.TreeException;
import dev.microagent.filetree.TreePath;
import dev.microagent.layers.LayerException.Kind;
import dev.microagent.tar.ByteSource;
import dev.microagent.tar.ContentConsumer;
import dev.microagent.tar.TarEntry;
import dev.microagent.tar.TarException;
import dev.microagent.tar.TarReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Lays layers over a tree, the lowest first, by the rules of the OCI image specification's <a
 * href="https://github.com/opencontainers/image-spec/blob/v1.1.1/layer.md">layer document</a>:
 *
 * <ul>
 *   <li>{@code .wh.NAME} removes NAME, and {@code .wh..wh..opq} all that its directory holds, as
 *       lower layers left it. Both leave alone what their own layer brings, wherever they stand in
 *       it.
 *   <li>A directory over a directory replaces its attributes; everything else replaces what was at
 *       its path. If an archive has a path twice, the last one counts.
 *   <li>A hard link is one more name of an inode, which may come from a lower layer; what the
 *       link's own header says of owner, mode and times is ignored, as by tar.
 * </ul>
 *
 * <p>Other names that begin with {@code .wh..wh.} are what AUFS keeps for itself in a branch. They
 * are ignored, together with all below them. Not thread-safe.
 */
public final class LayerMerger {

  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final String AUFS = ".wh..wh.";

  private final FileTree tree;
  private final ContentStore contents;

  private final PathReader paths = new PathReader();

  /** Those of the last file, which the next ones mostly have too. */
  private @Nullable Attributes lastAttributes;

  /**
   * @param contents takes the files' contents; the one that the tree was made with
   */
  public LayerMerger(FileTree tree, ContentStore contents) {
    this.tree = tree;
    this.contents = contents;
  }

  /**
   * Lays one layer over what is there. After an exception the tree is of no use any more.
   *
   * @param layer the tar archive, uncompressed; what follows its end marker isn't read
   * @param name the layer's name for messages
   * @throws LayerException if the archive is damaged, or holds what a tree can't
   * @throws IOException if the source or the content store fails, as they threw it
   */
  public void apply(ByteSource layer, String name) throws IOException {
    tree.nextLayer();
    TarReader reader = new TarReader(layer);
    try {
      for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
        try {
          apply(reader, entry);
        } catch (TreeException e) {
          throw new LayerException(Kind.ENTRY, name, TreePath.display(entry.name()), e);
        }
      }
    } catch (TarException e) {
      throw new LayerException(Kind.ARCHIVE, name, e);
    }
  }

  private void apply(TarReader reader, TarEntry entry) throws IOException {
    TreePath path = paths.read(entry.name());
    if (entry.name().contains(WHITEOUT) && applyWhiteout(path)) {
      return;
    }
    switch (entry.type()) {
      case DIRECTORY -> tree.putDirectory(path, EntryReader.attributes(entry));
      case HARD_LINK -> tree.link(path, EntryReader.path(entry.linkName()));
      case FILE -> {
        Attributes attributes = shared(EntryReader.attributes(entry));
        ContentWriter writer = contents.open(entry.size());
        reader.readContent(new Transfer(writer));
        tree.put(path, new RegularFile(attributes, writer.finish()));
      }
      case SYMLINK, CHARACTER_DEVICE, BLOCK_DEVICE, FIFO ->
          tree.put(path, EntryReader.specialFile(entry));
    }
  }

  /**
   * The attributes, as the last file's object where they are the same: a tree may have a million
   * files, and all of it is in memory.
   */
  private Attributes shared(Attributes attributes) {
    Attributes last = lastAttributes;
    if (last != null
        && last.mode() == attributes.mode()
        && last.uid() == attributes.uid()
        && last.gid() == attributes.gid()
        && last.mtime().equals(attributes.mtime())
        && last.xattrs().isEmpty()
        && attributes.xattrs().isEmpty()) {
      return last;
    }
    lastAttributes = attributes;
    return attributes;
  }

  /** Returns whether the path was that of a whiteout, or of something that is ignored. */
  private boolean applyWhiteout(TreePath path) throws IOException {
    if (path.isRoot()) {
      return false;
    }
    String name = path.name();
    if (path.parent().names().stream().anyMatch(parent -> parent.startsWith(AUFS))) {
      return true;
    }
    if (name.equals(OPAQUE)) {
      tree.clearLower(path.parent());
      return true;
    }
    if (!name.startsWith(WHITEOUT)) {
      return false;
    }
    String hidden = name.substring(WHITEOUT.length());
    // A bare ".wh." and those of "." and ".." hide what no directory lists.
    boolean hidesSomething = !hidden.isEmpty() && !hidden.equals(".") && !hidden.equals("..");
    if (!name.startsWith(AUFS) && hidesSomething) {
      tree.removeLower(path.parent().resolve(hidden));
    }
    return true;
  }

  /** Passes a file's content on. */
  private record Transfer(ContentWriter writer) implements ContentConsumer {

    @Override
    public void data(ByteBuffer bytes) throws IOException {
      writer.write(bytes);
    }

    @Override
    public void hole(long bytes) throws IOException {
      writer.skip(bytes);
    }
  }
}
