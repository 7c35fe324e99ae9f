package dev.microagent.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.filetree.TreeException;
import dev.microagent.filetree.TreePath;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathReaderTest {

  private final PathReader reader = new PathReader();

  /** Whatever was read before, the path is what it would be without. */
  @Test
  void readsEveryPathAsIfItWereAlone() throws TreeException {
    List<String> texts =
        List.of(
            "", "/", ".", "./", "..", "a", "a/", "/a", "/a/", "./a", "./a/", "a/b", "a/b/", "a//b",
            "a/b//", "a/./b", "a/.", "a/..", "a/../b", "../a", "b", "b/a", "ab/a", "a/b/c", "//a");
    for (String first : texts) {
      for (String second : texts) {
        for (String third : texts) {
          reader.read(first);
          reader.read(second);
          assertThat(reader.read(third))
              .as("%s, %s, %s", first, second, third)
              .isEqualTo(TreePath.parse(third));
        }
      }
    }
  }

  @Test
  void givesEntriesOfOneDirectoryTheSame() throws TreeException {
    TreePath directory = reader.read("./usr/lib/");
    TreePath first = reader.read("./usr/lib/a");
    assertThat(first.parent()).isSameAs(directory);
    assertThat(reader.read("./usr/lib/b/").parent()).isSameAs(directory);
    assertThat(reader.read("./usr/lib/c").parent()).isSameAs(directory);
  }

  @Test
  void goesOnAfterAPathThatIsNone() throws TreeException {
    TreePath before = reader.read("a/b");
    for (String none : List.of("a/" + "n".repeat(TreePath.MAX_NAME + 1), "a/\0/b", "a/\0", "\0/")) {
      assertThatExceptionOfType(TreeException.class).isThrownBy(() -> reader.read(none));
      assertThat(reader.read("a/b")).isEqualTo(before);
    }
  }
}
