package dev.microagent.filetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileTreeTest {

  private static final Attributes IMPLIED = new Attributes(0755, 0, 0, Instant.EPOCH);
  private static final Attributes LISTED = new Attributes(0700, 1, 2, Instant.EPOCH);

  private record Text(String text) implements Content {
    @Override
    public long size() {
      return text.length();
    }
  }

  /** Takes note of what is released. */
  private static final class Released implements ContentStore {
    final List<String> texts = new ArrayList<>();

    @Override
    public ContentWriter open(long size) {
      throw new UnsupportedOperationException("a tree opens no content");
    }

    @Override
    public void release(Content content) {
      texts.add(((Text) content).text());
    }
  }

  private final Released released = new Released();
  private final FileTree tree = new FileTree(released, IMPLIED);

  private void file(String path, String text) throws IOException {
    tree.put(TreePath.parse(path), new RegularFile(LISTED, new Text(text)));
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

  private @Nullable String text(String path) throws IOException {
    return at(path) instanceof RegularFile file ? ((Text) file.content()).text() : null;
  }

  // Walking

  @Test
  void whatIsRemovedIsGone() throws IOException {
    file("d/e/f", "f");
    symlink("link", "d");
    tree.remove(TreePath.parse("link"));
    tree.remove(TreePath.parse("none/f"));
    tree.remove(TreePath.parse("d/none"));
    assertThat(at("link")).isNull();
    assertThat(released.texts).isEmpty();
    tree.remove(TreePath.parse("d/e"));
    assertThat(at("d")).isInstanceOf(Directory.class);
    assertThat(at("d/e")).isNull();
    assertThat(released.texts).containsExactly("f");
  }

  @Test
  void findsNothingWhereNothingIs() throws IOException {
    file("d/a", "1");

    assertThat(at("x")).isNull();
    assertThat(at("x/y/z")).isNull();
    assertThat(at("d/a/b")).isNull();
    assertThat(at("/")).isSameAs(tree.root());
    assertThat(text("d/a")).isEqualTo("1");
  }

  @ParameterizedTest
  @CsvSource({
    "t",
    "/t",
    "./t",
    "//t//.",
    "../../../t",
    "t/../t",
    "/t/../../t/",
  })
  void followsSymlinksAsInAChroot(String target) throws IOException {
    directory("t");
    file("t/a", "1");
    symlink("s", target);

    assertThat(text("s/a")).isEqualTo("1");
    assertThat(at("s")).isInstanceOf(Symlink.class);
    file("s/b", "2");
    assertThat(text("t/b")).isEqualTo("2");
  }

  @Test
  void dotsInATargetGoUpFromWhereTheSymlinkLed() throws IOException {
    directory("x/y");
    file("x/a", "right");
    file("a", "wrong");
    symlink("d/to-y", "/x/y");
    symlink("s", "d/to-y/..");

    assertThat(text("s/a")).isEqualTo("right");
  }

  @Test
  void followsSymlinksToSymlinks() throws IOException {
    directory("t");
    symlink("one", "t");
    symlink("two", "one");
    symlink("d/three", "../two");

    file("d/three/a", "1");

    assertThat(text("t/a")).isEqualTo("1");
  }

  @Test
  void makesWhatADanglingSymlinkLeadsTo() throws IOException {
    symlink("s", "/n/m");
    assertThat(at("s/a")).isNull();

    file("s/a", "1");

    assertThat(text("n/m/a")).isEqualTo("1");
    assertThat(at("n/m")).extracting(Inode::attributes).isEqualTo(IMPLIED);
  }

  @Test
  void aPathMayLeadThrough40SymlinksAndNoMore() throws IOException {
    directory("d0");
    for (int i = 1; i <= 41; i++) {
      symlink("d" + i, "d" + (i - 1));
    }

    file("d40/a", "1");

    assertThat(text("d0/a")).isEqualTo("1");
    assertThatExceptionOfType(TreeException.class)
        .isThrownBy(() -> file("d41/a", "1"))
        .withMessageContaining("/d41")
        .withMessageContaining("more than 40 symlinks");
    assertThatExceptionOfType(TreeException.class).isThrownBy(() -> at("d41/a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"loop", "/loop", "loop/x", "./././loop"})
  void aLoopEnds(String target) throws IOException {
    symlink("loop", target);

    assertThatExceptionOfType(TreeException.class).isThrownBy(() -> file("loop/a", "1"));
    assertThatExceptionOfType(TreeException.class)
        .isThrownBy(() -> tree.removeLower(TreePath.parse("loop/a")));
  }

  @Test
  void makesNoNameThatNoFileCanHave() throws IOException {
    symlink("s", "n".repeat(256));

    assertThatExceptionOfType(TreeException.class).isThrownBy(() -> file("s/a", "1"));
  }

  @Test
  void aFileInTheWayIsReplacedIfItIsLower() throws IOException {
    file("a", "1");
    assertThatExceptionOfType(TreeException.class)
        .isThrownBy(() -> file("a/b", "2"))
        .withMessageContaining("not a directory");

    tree.nextLayer();
    file("a/b", "2");

    assertThat(text("a/b")).isEqualTo("2");
    assertThat(released.texts).containsExactly("1");
  }

  /** What a tree remembers of the last path must not outlive what that led through. */
  @Test
  void findsTheWayAnewWhenItHasChanged() throws IOException {
    directory("d");
    directory("other");
    symlink("link", "d");
    TreePath d = TreePath.parse("d");
    TreePath link = TreePath.parse("link");

    tree.put(d.resolve("first"), new RegularFile(LISTED, new Text("1")));
    tree.remove(d);
    tree.put(d.resolve("second"), new RegularFile(LISTED, new Text("2")));
    assertThat(at("d/first")).isNull();
    assertThat(at("d/second")).isNotNull();

    tree.put(link.resolve("third"), new RegularFile(LISTED, new Text("3")));
    symlink("link", "other");
    tree.put(link.resolve("fourth"), new RegularFile(LISTED, new Text("4")));
    assertThat(at("d/third")).isNotNull();
    assertThat(at("other/fourth")).isNotNull();

    tree.nextLayer();
    assertThat(tree.find(d.resolve("second"))).isNotNull();
    tree.removeLower(d);
    assertThat(tree.find(d.resolve("second"))).isNull();
    file("d", "a file now");
    assertThat(tree.find(d.resolve("second"))).isNull();
    assertThatExceptionOfType(TreeException.class)
        .isThrownBy(() -> tree.put(d.resolve("fifth"), new RegularFile(LISTED, new Text("5"))));

    tree.nextLayer();
    tree.putDirectory(d, LISTED);
    tree.put(d.resolve("sixth"), new RegularFile(LISTED, new Text("6")));
    assertThat(at("d/sixth")).isNotNull();
  }

  // Replacing and linking

  @Test
  void theRootIsADirectory() throws IOException {
    directory("/");
    assertThat(tree.root().attributes()).isEqualTo(LISTED);

    assertThatExceptionOfType(TreeException.class).isThrownBy(() -> file("/", "1"));
    assertThatExceptionOfType(TreeException.class).isThrownBy(() -> symlink(".", "x"));
    file("a", "1");
    assertThatExceptionOfType(TreeException.class)
        .isThrownBy(() -> tree.link(TreePath.ROOT, TreePath.parse("a")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tree.put(TreePath.parse("d"), tree.root()));
  }

  @Test
  void aDirectoryThatIsListedAgainKeepsItsEntries() throws IOException {
    file("d/a", "1");
    Inode before = at("d");

    directory("d");

    assertThat(at("d")).isSameAs(before);
    assertThat(at("d")).extracting(Inode::attributes).isEqualTo(LISTED);
    assertThat(text("d/a")).isEqualTo("1");
  }

  @Test
  void whatIsReplacedIsReleasedWithAllBelow() throws IOException {
    file("d/a", "1");
    file("d/e/b", "2");
    tree.link(TreePath.parse("kept"), TreePath.parse("d/e/b"));

    file("d", "3");

    assertThat(released.texts).containsExactly("1");
    assertThat(text("kept")).isEqualTo("2");
    assertThat(at("kept")).extracting(Inode::names).isEqualTo(1);
  }

  @Test
  void contentIsReleasedWithItsLastName() throws IOException {
    file("a", "1");
    tree.link(TreePath.parse("b"), TreePath.parse("a"));
    tree.link(TreePath.parse("c"), TreePath.parse("b"));
    assertThat(at("c")).isSameAs(at("a")).extracting(Inode::names).isEqualTo(3);

    file("a", "2");
    symlink("b", "x");
    assertThat(released.texts).isEmpty();
    directory("c");
    assertThat(released.texts).containsExactly("1");
  }

  @Test
  void aLinkOverItselfChangesNothing() throws IOException {
    file("a", "1");

    tree.link(TreePath.parse("a"), TreePath.parse("a"));

    assertThat(at("a")).extracting(Inode::names).isEqualTo(1);
    assertThat(released.texts).isEmpty();
  }

  @Test
  void aLinkWhoseDirectoriesTakeItsTargetAwayFails() throws IOException {
    file("a", "1");
    tree.nextLayer();

    assertThatExceptionOfType(TreeException.class)
        .isThrownBy(() -> tree.link(TreePath.parse("a/b"), TreePath.parse("a")))
        .withMessageContaining("to the directory /a");
  }

  @Test
  void aLinkNeedsATargetThatIsNoDirectory() throws IOException {
    directory("d");

    assertThatExceptionOfType(TreeException.class)
        .isThrownBy(() -> tree.link(TreePath.parse("a"), TreePath.parse("n\n")))
        .withMessage("hard link /a to /n\\x0a, which isn't there");
    assertThatExceptionOfType(TreeException.class)
        .isThrownBy(() -> tree.link(TreePath.parse("a"), TreePath.parse("d")));
    assertThatExceptionOfType(TreeException.class)
        .isThrownBy(() -> tree.link(TreePath.parse("a"), TreePath.ROOT));
  }

  // Layers

  @Test
  void removesOnlyWhatIsLower() throws IOException {
    file("d/lower", "1");
    file("d/e/lower", "2");
    tree.nextLayer();
    file("d/e/upper", "3");

    tree.removeLower(TreePath.parse("d"));

    assertThat(at("d/lower")).isNull();
    assertThat(at("d/e/lower")).isNull();
    assertThat(text("d/e/upper")).isEqualTo("3");
    assertThat(released.texts).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void whatThisLayerListedAgainIsNotLower() throws IOException {
    file("a", "1");
    directory("d");
    file("b", "2");
    tree.nextLayer();
    file("a", "3");
    directory("d");
    tree.link(TreePath.parse("b"), TreePath.parse("b"));

    tree.clearLower(TreePath.ROOT);

    assertThat(text("a")).isEqualTo("3");
    assertThat(at("d")).isNotNull();
    assertThat(text("b")).isEqualTo("2");
    tree.nextLayer();
    tree.removeLower(TreePath.ROOT);
    assertThat(tree.root().entries()).isEmpty();
    assertThat(released.texts).containsExactlyInAnyOrder("1", "2", "3");
  }

  @Test
  void removalMakesTheDirectoriesOnItsWayButReplacesNoFile() throws IOException {
    file("f", "1");
    tree.nextLayer();

    tree.removeLower(TreePath.parse("n/m/a"));
    tree.clearLower(TreePath.parse("o/p"));
    tree.removeLower(TreePath.parse("f/a"));
    tree.clearLower(TreePath.parse("f"));

    assertThat(at("n/m")).isInstanceOf(Directory.class);
    assertThat(at("o/p")).isInstanceOf(Directory.class);
    assertThat(text("f")).isEqualTo("1");
  }

  // Size

  @Test
  void aTreeMayBeDeeperThanTheStack() throws IOException {
    TreePath deep = TreePath.of(Collections.nCopies(100_000, "d"));
    tree.put(deep, new RegularFile(LISTED, new Text("bottom")));
    tree.link(TreePath.parse("kept"), deep);
    assertThat(tree.find(deep)).isSameAs(at("kept"));

    tree.nextLayer();
    tree.removeLower(TreePath.parse("d"));
    assertThat(at("d")).isNull();
    assertThat(released.texts).isEmpty();

    tree.put(deep, new RegularFile(LISTED, new Text("again")));
    file("d", "over all of it");
    assertThat(released.texts).containsExactly("again");
  }
}
