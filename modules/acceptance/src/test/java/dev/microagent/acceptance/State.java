package dev.microagent.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.jr.ob.JSON;

/** What is seen of a state directory from outside. */
record State(List<Map<String, Object>> records) {

  /** What {@code images list --json} says, which must be well. */
  static State list(Microagent microagent) throws IOException, InterruptedException {
    Result result = microagent.run("images", "list", "--json");
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    return parse(result.out());
  }

  @SuppressWarnings("unchecked")
  static State parse(String json) throws IOException {
    return new State((List<Map<String, Object>>) JSON.std.mapFrom(json).get("images"));
  }

  List<String> names() {
    return records.stream().map(entry -> entry.get("image_ref").toString()).toList();
  }

  Path file(Map<String, Object> entry) {
    return Path.of(entry.get("output_path").toString());
  }

  /** The file of the one record. */
  Path onlyFile() {
    assertThat(records).hasSize(1);
    return file(records.getFirst());
  }

  /** Makes the file of the one record a workspace's own, as a build of a workspace leaves it. */
  static Path giveToWorkspace(Path directory) throws IOException {
    Path index = directory.resolve("images/index.json");
    String text = Files.readString(index);
    State state = parse(text);
    Path baseline = state.file(state.records().getFirst());
    Path own = Files.createDirectories(directory.resolve("workspaces/w"));
    Path file = Files.move(baseline, own.resolve("rootfs.ext4"));
    Files.writeString(index, text.replace(baseline.toString(), file.toString()));
    return file;
  }

  /** Every record's file is there and whole. */
  void assertFilesExist() throws IOException {
    for (Map<String, Object> entry : records) {
      assertThat(file(entry)).isRegularFile();
      assertThat(Files.size(file(entry))).isEqualTo(((Number) entry.get("size_bytes")).longValue());
    }
  }

  void assertSound() throws Exception {
    for (Path file : records.stream().map(this::file).distinct().toList()) {
      Tools.run(Tools.find("e2fsck"), "-fn", file);
    }
  }

  /** No temporary file is left anywhere. */
  static void assertNoLitter(Path directory) throws IOException {
    if (Files.notExists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      assertThat(files.filter(file -> file.getFileName().toString().endsWith(".tmp"))).isEmpty();
    }
  }
}
