package dev.microagent.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.jr.ob.JSON;

/**
 * A failure as it is told to the user.
 *
 * @param code what programs tell it by
 * @param exitCode what the process ends with
 * @param message one line: what failed, and why
 * @param hint what to do; null where there's nothing to say
 */
record Failure(String code, int exitCode, String message, @Nullable String hint) {

  Failure {
    message = SafeText.of(message);
    hint = hint == null ? null : SafeText.of(hint);
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("microagent: " + message);
    if (hint != null) {
      lines.add("hint: " + hint);
    }
    return lines;
  }

  /** For programs. */
  String json(@Nullable String trace) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", code);
    error.put("message", message);
    if (hint != null) {
      error.put("hint", hint);
    }
    if (trace != null) {
      error.put("trace", trace);
    }
    return JSON.std.asString(Map.of("error", error));
  }
}
