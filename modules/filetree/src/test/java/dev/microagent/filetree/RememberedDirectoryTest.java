package dev.microagent.filetree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A tree finds the directory of the last path by that path's own object. So a tree that is given
 * paths that share objects does as one that is given each path anew.
 */
class RememberedDirectoryTest {

  private static final Attributes IMPLIED = new Attributes(0700, 0, 0, Instant.EPOCH);
  private static final Attributes LISTED = new Attributes(0755, 0, 0, Instant.EPOCH);
  private static final int SEEDS = 2_000;
  private static final int OPERATIONS = 60;
  private static final int MAX_DEPTH = 5;
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final List<String> TARGETS =
      List.of("a", "b", ".", "..", "/", "/a", "/b/c", "../a", "a/..", "./b/../c", "/a/b/c", "a/");

  private record Numbered(int number) implements Content {
    @Override
    public long size() {
      return 0;
    }
  }

  private static final ContentStore STORE =
      new ContentStore() {
        @Override
        public ContentWriter open(long size) {
          throw new UnsupportedOperationException("a tree opens no content");
        }

        @Override
        public void release(Content content) {}
      };

  /** What happens to both trees. */
  private interface Operation {
    void apply(FileTree tree, TreePath path, TreePath other) throws IOException;
  }

  private final Random random = new Random(0);
  private final List<TreePath> paths = new ArrayList<>();

  /** One that shares its directories with those before, as often as not the last one's. */
  private TreePath nextPath() {
    TreePath from = random.nextBoolean() ? paths.getLast() : pick(paths);
    TreePath path = random.nextBoolean() || from.isRoot() ? from : from.parent();
    do {
      if (path.names().size() == MAX_DEPTH) {
        path = TreePath.ROOT;
      }
      path = path.resolve(pick(NAMES));
    } while (random.nextInt(4) == 0);
    paths.add(path);
    return path;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private Operation nextOperation(int number) {
    String target = pick(TARGETS);
    return switch (random.nextInt(10)) {
      case 0, 1 -> (tree, path, _) -> tree.putDirectory(path, LISTED);
      case 2, 3 -> (tree, path, _) -> tree.put(path, new RegularFile(LISTED, new Numbered(number)));
      case 4, 5 -> (tree, path, _) -> tree.put(path, new Symlink(LISTED, target));
      case 6 -> FileTree::link;
      case 7 -> (tree, path, _) -> tree.remove(path);
      case 8 -> (tree, path, _) -> tree.removeLower(path);
      default ->
          (tree, path, _) -> {
            tree.nextLayer();
            tree.clearLower(path);
          };
    };
  }

  private static String result(Operation operation, FileTree tree, TreePath path, TreePath other) {
    try {
      operation.apply(tree, path, other);
      return "done";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static TreePath anew(TreePath path) {
    return TreePath.parse(path.toString());
  }

  private static String contents(FileTree tree) {
    StringBuilder out = new StringBuilder();
    add(out, tree.root(), "", new IdentityHashMap<>());
    return out.toString();
  }

  private static void add(
      StringBuilder out, Directory directory, String above, Map<Inode, Integer> seen) {
    for (DirectoryEntry entry : directory.entries()) {
      Inode inode = entry.inode();
      seen.putIfAbsent(inode, seen.size());
      String path = above + "/" + entry.name();
      out.append(path).append(' ').append(seen.get(inode)).append(' ').append(inode.attributes());
      out.append(' ').append(entry.layer()).append(' ').append(inode.names()).append('\n');
      if (inode instanceof Directory below) {
        add(out, below, path, seen);
      }
    }
  }

  @Test
  void isTheOneThatThePathLeadsTo() {
    for (int seed = 0; seed < SEEDS; seed++) {
      random.setSeed(seed);
      paths.clear();
      paths.add(TreePath.ROOT);
      FileTree sharing = new FileTree(STORE, IMPLIED);
      FileTree walking = new FileTree(STORE, IMPLIED);
      for (int i = 0; i < OPERATIONS; i++) {
        Operation operation = nextOperation(i);
        TreePath path = nextPath();
        TreePath other = pick(paths);
        assertThat(result(operation, sharing, path, other))
            .as("seed %d, operation %d", seed, i)
            .isEqualTo(result(operation, walking, anew(path), anew(other)));
      }
      assertThat(contents(sharing)).as("seed %d", seed).isEqualTo(contents(walking));
    }
  }

  @Test
  void isForgottenWithASymlinkOnItsOwnWay() throws IOException {
    FileTree tree = new FileTree(STORE, IMPLIED);
    tree.put(TreePath.parse("l"), new Symlink(LISTED, "."));
    TreePath path = TreePath.parse("l/l");
    tree.putDirectory(path, LISTED);
    tree.put(path.resolve("f"), new RegularFile(LISTED, new Numbered(1)));
    assertThat(tree.find(TreePath.parse("/l/l/f"))).isNotNull();
  }
}
