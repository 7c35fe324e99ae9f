package dev.microagent.filetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where paths lead whose last name is a symlink, and the directories that are made on the way. */
class FollowTest {

  private static final Attributes IMPLIED = new Attributes(0755, 0, 0, Instant.EPOCH);
  private static final Attributes LISTED = new Attributes(0700, 1, 2, Instant.EPOCH);

  /** A tree in which nothing is replaced. */
  private final FileTree tree =
      new FileTree(
          new ContentStore() {
            @Override
            public ContentWriter open(long size) {
              throw new UnsupportedOperationException("a tree opens no content");
            }

            @Override
            public void release(Content content) {
              throw new AssertionError("released");
            }
          },
          IMPLIED);

  private void file(String path) throws IOException {
    tree.put(TreePath.parse(path), new RegularFile(LISTED, () -> 0));
  }

  private void symlink(String path, String target) throws IOException {
    tree.put(TreePath.parse(path), new Symlink(LISTED, target));
  }

  private void directory(String path) throws IOException {
    tree.putDirectory(TreePath.parse(path), LISTED);
  }

  private @Nullable Inode at(String path) throws IOException {
    return tree.find(TreePath.parse(path));
  }

  @Test
  void followsTheLastNameAsWell() throws IOException {
    file("usr/lib/a");
    symlink("relative", "usr/lib/a");
    symlink("etc/up", "../../relative");
    symlink("twice", "/etc/up");
    symlink("directory", "usr/./lib/..");
    symlink("dangling", "usr/none");

    for (String path : List.of("usr/lib/a", "relative", "etc/up", "twice", "directory/lib/a")) {
      assertThat(tree.follow(TreePath.parse(path))).as(path).isSameAs(at("usr/lib/a"));
    }
    assertThat(tree.follow(TreePath.parse("directory"))).isSameAs(at("usr"));
    assertThat(tree.follow(TreePath.ROOT)).isSameAs(tree.root());
    assertThat(tree.follow(TreePath.parse("dangling"))).isNull();
    assertThat(tree.follow(TreePath.parse("none/a"))).isNull();
  }

  @Test
  void followingEndsInALoop() throws IOException {
    symlink("one", "two");
    symlink("two", "one");

    assertThatExceptionOfType(TreeException.class)
        .isThrownBy(() -> tree.follow(TreePath.parse("one")))
        .withMessage("/one leads through more than 40 symlinks");
  }

  @Test
  void makesDirectoriesAndChangesNone() throws IOException {
    directory("usr");
    symlink("sbin", "usr/sbin");

    Directory made = tree.makeDirectory(TreePath.parse("sbin"));

    assertThat(at("usr/sbin")).isSameAs(made);
    assertThat(made.attributes()).isEqualTo(IMPLIED);
    assertThat(at("usr")).extracting(Inode::attributes).isEqualTo(LISTED);
    assertThat(tree.makeDirectory(TreePath.parse("usr/sbin"))).isSameAs(made);
    assertThat(tree.makeDirectories(TreePath.parse("sbin")).lineage())
        .containsExactly(tree.root(), (Directory) at("usr"), made);
    file("f");
    assertThatExceptionOfType(TreeException.class)
        .isThrownBy(() -> tree.makeDirectory(TreePath.parse("f/a")))
        .withMessage("/f/a leads to something that is not a directory");
    assertThat(at("f")).isInstanceOf(RegularFile.class);
  }

  @Test
  void tellsWhichDirectoriesAPathLeadsThrough() throws IOException {
    directory("usr");
    directory("data");
    symlink("usr/absolute", "/data");
    symlink("usr/relative", "../data/.");
    Directory usr = (Directory) at("usr");
    Directory data = (Directory) at("data");

    for (String path : List.of("usr/absolute", "usr/relative")) {
      FileTree.Way way = tree.makeDirectories(TreePath.parse(path));
      assertThat(way.entered()).as(path).containsExactly(tree.root(), usr, data);
      assertThat(way.lineage()).as(path).containsExactly(tree.root(), data);
      assertThat(way.end()).as(path).isSameAs(data);
    }
  }
}
