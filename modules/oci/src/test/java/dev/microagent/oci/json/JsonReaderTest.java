package dev.microagent.oci.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.microagent.oci.DocumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  \n",
        "{",
        "{\"a\":1",
        "{\"a\":1}}",
        "{} x",
        "{}{}",
        "[]",
        "null",
        "true",
        "7",
        "\"text\"",
        "{'a':1}",
        "{a:1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":1,}",
        "// c\n{}",
        "<!DOCTYPE html><html></html>",
        "{\"a\":1,\"a\":2}",
        "{\"a\":\"\u0001\"}",
      })
  void refusesWhatIsNoObject(String json) {
    refused(json.getBytes(UTF_8));
  }

  @Test
  void refusesOtherEncodings() {
    assertThat(refused("\uFEFF{}".getBytes(UTF_8))).contains("byte order mark");
    assertThat(refused("{\"a\":\"é\"}".getBytes(ISO_8859_1))).contains("not UTF-8");
    assertThat(refused("{}".getBytes(UTF_16))).contains("not UTF-8");
    assertThat(refused(new byte[] {0, 1, 2, 3})).doesNotContain("\u0000");
  }

  @Test
  void limitsDepth() throws Exception {
    JsonReader.object(nested(JsonReader.MAX_DEPTH), "x");
    refused(nested(JsonReader.MAX_DEPTH + 1));
    refused(nested(1_000_000));
  }

  /** An object that is {@code depth} containers deep. */
  private static byte[] nested(int depth) {
    return ("{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}").getBytes(UTF_8);
  }

  @Test
  void limitsNumbers() {
    refused(("{\"a\":" + "9".repeat(100_000) + "}").getBytes(UTF_8));
  }

  @Test
  void keepsMessagesPrintableAndShort() {
    String message = refused(("{\"\u001b[31m" + "x".repeat(5000) + "\": nope}").getBytes(UTF_8));
    assertThat(message).hasSizeLessThanOrEqualTo(Printable.MAX_LENGTH + 1).doesNotContain("\u001b");
    assertThat(Printable.of("a\u001b[0m\r\n\u202eb\u2028c")).isEqualTo("a?[0m???b?c");
    assertThat(Printable.of("x".repeat(Printable.MAX_LENGTH))).hasSize(Printable.MAX_LENGTH);
  }

  private static String refused(byte[] json) {
    DocumentException[] thrown = new DocumentException[1];
    assertThatExceptionOfType(DocumentException.class)
        .isThrownBy(() -> JsonReader.object(json, "thing"))
        .withMessageStartingWith("thing: ")
        .matches(e -> !String.valueOf(e.getMessage()).contains("\n"))
        .satisfies(e -> thrown[0] = e);
    return String.valueOf(thrown[0].getMessage());
  }
}
