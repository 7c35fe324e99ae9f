package dev.microagent.filetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreePathTest {

  @ParameterizedTest
  @CsvSource({
    "'', /",
    "/, /",
    "., /",
    "./, /",
    ".., /",
    "a, /a",
    "/a, /a",
    "./a/b, /a/b",
    "a//b///, /a/b",
    "a/./b/., /a/b",
    "a/../b, /b",
    "a/b/.., /a",
    "../../a, /a",
    "a/../../../b, /b",
    "..., /...",
    "..a, /..a",
    "' a ', '/ a '",
    "a\\b, /a\\b",
  })
  void parsesWhatArchivesHave(String text, String expected) {
    assertThat(TreePath.parse(text)).hasToString(expected);
  }

  @Test
  void aNameMayHave255BytesAndNoMore() {
    String longest = "n".repeat(TreePath.MAX_NAME);

    assertThat(TreePath.parse("d/" + longest).name()).isEqualTo(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TreePath.parse("d/" + longest + "n"))
        .withMessageContaining("256");
  }

  @Test
  void aNameThatIsLeftAgainIsOneToo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TreePath.parse("a/" + "n".repeat(TreePath.MAX_NAME + 1) + "/../b"));
  }

  @Test
  void aNulByteIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> TreePath.parse("a/b\0c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "a/b", "a\0"})
  void holdsNothingButNames(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> TreePath.of(List.of("a", name)));
    assertThatIllegalArgumentException().isThrownBy(() -> TreePath.ROOT.resolve(name));
  }

  @Test
  void takesItselfApart() {
    TreePath path = TreePath.parse("a/b");

    assertThat(path.name()).isEqualTo("b");
    assertThat(path.parent()).isEqualTo(TreePath.parse("a"));
    assertThat(path.parent().parent()).isEqualTo(TreePath.ROOT);
    assertThat(path.resolve("c").names()).containsExactly("a", "b", "c");
    assertThat(TreePath.ROOT.isRoot()).isTrue();
    assertThat(path.isRoot()).isFalse();
  }

  @Test
  void isDisplayedInPrintableAscii() {
    assertThat(TreePath.parse("a b/\n\u001b\\\u00e9").display())
        .isEqualTo("/a b/\\x0a\\x1b\\x5c\\xe9");
    assertThat(TreePath.display("x".repeat(100_000))).hasSizeLessThan(300).endsWith("...");
  }
}
