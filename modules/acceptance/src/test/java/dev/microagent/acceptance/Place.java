package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a row of the contract runs. */
record Place(Path home, Microagent microagent, SampleImages images, Map<String, String> values) {

  Path state() {
    return microagent.state();
  }

  Path index() {
    return state().resolve("images/index.json");
  }

  void pull(String image) throws Exception {
    run("images", "pull", image);
  }

  void tag(String source, String target) throws Exception {
    run("images", "tag", source, target);
  }

  /** Runs a command line, which must end well. */
  void run(String... arguments) throws Exception {
    Result result = microagent.run(Stream.of(arguments).map(this::fill).toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
  }

  void writeIndex(String text) throws IOException {
    Files.createDirectories(index().getParent());
    Files.writeString(index(), fill(text));
  }

  String fill(String text) {
    String filled = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }

  /** Compares what was told with a row's text. */
  void assertTold(String stream, String told, String expected) {
    String pattern =
        Pattern.compile("{*}", Pattern.LITERAL)
            .splitAsStream(fill(expected))
            .map(Pattern::quote)
            .reduce((a, b) -> a + "[^\n]*" + b)
            .orElse("");
    if (fill(expected).endsWith("{*}")) {
      pattern += "[^\n]*";
    }
    assertThat(told.matches(pattern))
        .as("%s is%n%s%nand not%n%s", stream, told, fill(expected))
        .isTrue();
  }
}
