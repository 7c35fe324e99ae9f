package dev.microagent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FactSheetTest {

  @Test
  void oneFactALineAndNothingThatATerminalObeys() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("image_ref", "one:1");
    facts.put("size_bytes", 2048);
    facts.put("user", "");
    facts.put("labels", Map.of());
    facts.put("env", List.of("A=\033[31m"));
    Map<String, Object> layer = new LinkedHashMap<>();
    layer.put("digest", "sha256:0");
    layer.put("size_bytes", 7L);
    facts.put("layers", List.of(layer));
    assertThat(FactSheet.lines(facts))
        .containsExactly(
            "image ref: one:1",
            "size: 2.0 KiB (2048)",
            "env:",
            "  - A=\\x1b[31m",
            "layers:",
            "  - digest: sha256:0",
            "    size: 7 B (7)");
  }
}
