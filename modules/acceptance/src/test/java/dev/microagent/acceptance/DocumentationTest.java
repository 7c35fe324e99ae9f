package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds what the documents say against what the program's help says. */
class DocumentationTest {

  private static final Pattern EXAMPLE =
      Pattern.compile("^(?:\\$ )?(?:bin/)?microagent ((?!--version)[^#|\n]+)", Pattern.MULTILINE);
  private static final Pattern OPTION = Pattern.compile("`(--[a-z][a-z0-9-]*)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^):#\\s]+)(?:#[^)]*)?\\)");

  /** Options that are another program's: Java's. */
  private static final Set<String> OTHERS =
      Set.of("--enable-native-access", "--illegal-native-access");

  @TempDir Path home;

  @Test
  void examplesParse() throws Exception {
    List<String> examples = new ArrayList<>();
    for (Path document : documents()) {
      Matcher matcher = EXAMPLE.matcher(Files.readString(document));
      while (matcher.find()) {
        examples.add(matcher.group(1).strip());
      }
    }
    assertThat(examples).isNotEmpty();
    Help help = Help.read(new Microagent(home));
    for (String example : examples) {
      assertThat(help.problem(example)).as(example).isEmpty();
    }
  }

  @Test
  void whatIsWrongInAnExampleIsFound() throws Exception {
    Help help = Help.read(new Microagent(home));
    assertThat(help.problem("--json images list --state-dir x")).isEmpty();
    assertThat(help.problem("images lst")).isNotEmpty();
    assertThat(help.problem("images list --frob")).isNotEmpty();
    assertThat(help.problem("images list --delete")).isNotEmpty();
    assertThat(help.problem("images")).isNotEmpty();
  }

  @Test
  void everyCommandAndOptionIsInTheReadme() throws Exception {
    String readme = Files.readString(Tools.TOP.resolve("README.md"));
    Help help = Help.read(new Microagent(home));
    help.options()
        .forEach((command, options) -> {
          assertThat(readme).contains(command);
          assertThat(options).allSatisfy(option -> assertThat(readme).contains("`" + option));
        });
  }

  @Test
  void everyOptionInTheDocumentsExists() throws Exception {
    Help help = Help.read(new Microagent(home));
    Set<String> known = new LinkedHashSet<>(OTHERS);
    help.options().values().forEach(known::addAll);
    for (Path document : documents()) {
      assertThat(OPTION.matcher(Files.readString(document)).results().map(found -> found.group(1)))
          .as(document.toString())
          .allSatisfy(option -> assertThat(known).contains(option));
    }
  }

  @Test
  void noLinkIsDead() throws IOException {
    for (Path document : documents()) {
      assertThat(LINK.matcher(Files.readString(document)).results().map(found -> found.group(1)))
          .as(document.toString())
          .allSatisfy(link -> assertThat(document.resolveSibling(link)).exists());
    }
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> files = Files.list(Tools.TOP)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }
}
