package dev.microagent.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers in fixed headers and in PAX records. */
class NumberTest {

  @Test
  void octalAsOthersWriteIt() throws Exception {
    assertThat(number("0000644\0")).isEqualTo(0644);
    assertThat(number("00000644")).isEqualTo(0644);
    assertThat(number("   644 \0")).isEqualTo(0644);
    assertThat(number("\000000644")).isEqualTo(0644);
    assertThat(number("\t 644\0\0\0")).isEqualTo(0644);
    assertThat(number("644\0junk")).isEqualTo(0644);
    assertThat(number("644 junk")).isEqualTo(0644);
    assertThat(number("        ")).isZero();
    assertThat(number("\0\0\0\0\0\0\0\0")).isZero();
    assertThat(number("777777777777")).isEqualTo((1L << 36) - 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0000648\0", "-0000644", "0x1ff\0\0\0", "644abc\0\0", "abc\0\0\0\0\0"})
  void badOctal(String field) {
    assertThatThrownBy(() -> number(field))
        .isInstanceOf(MalformedException.class)
        .hasMessage("its field is not a number");
  }

  @Test
  void base256() throws Exception {
    assertThat(number("\u0080\0\0\0\0\0\0\1")).isEqualTo(1);
    assertThat(number("\u0080\0\0\0\u00b2\u00d0^\0")).isEqualTo(3_000_000_000L);
    assertThat(number("\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff")).isEqualTo(-1);
    assertThat(number("\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\0")).isEqualTo(-256);
    assertThat(number("\u00bf\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"))
        .isEqualTo((1L << 62) - 1);
    assertThat(number("\u00c0\0\0\0\0\0\0\0")).isEqualTo(-(1L << 62));
    assertThat(number("\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"))
        .isEqualTo(Long.MAX_VALUE);
    assertThat(number("\u00ff\u00ff\u00ff\u00ff\u0080\0\0\0\0\0\0\0")).isEqualTo(Long.MIN_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0080\0\0\0\u0080\0\0\0\0\0\0\0",
        "\u0080\0\0\1\0\0\0\0\0\0\0\0",
        "\u00ff\u00ff\u00ff\u00ff\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
        "\u0081\0\0\0\0\0\0\0\0\0\0\0",
        "\u00bf\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"
      })
  void base256OutOfRange(String field) {
    assertThatThrownBy(() -> number(field))
        .isInstanceOf(MalformedException.class)
        .hasMessage("its field is out of range");
  }

  @Test
  void sizes() throws IOException {
    byte[] base256 =
        new TarBuilder()
            .header(TarHeader.gnu('0', "n").size("\u0080\0\0\0\0\0\0\0\0\0\0\5"))
            .data(TarBuilder.latin1("hello"))
            .end();
    assertThat(Archive.readOne(base256).content()).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
        "\u00ff\u00ff\u00ff\u00ff\u0080\0\0\0\0\0\0\0",
        "\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
        "\u0080\0\0\0\u0010\0\0\0\0\0\0\1"
      })
  void impossibleSizes(String size) {
    for (char type : new char[] {'0', '1', '5', 'x', 'g', 'L', 'K', 'V', 'D', 'S'}) {
      byte[] archive = new TarBuilder().header(TarHeader.gnu(type, "n").size(size)).end();
      assertThatThrownBy(() -> Archive.read(archive))
          .isInstanceOf(TarException.class)
          .hasMessageContaining("is impossible");
    }
  }

  @Test
  void theLargestSize() throws IOException {
    byte[] archive =
        new TarBuilder()
            .header(TarHeader.gnu('0', "n").size("\u0080\0\0\0\u0010\0\0\0\0\0\0\0"))
            .end();
    TarReader reader = new TarReader(Archive.chunks(archive, 512));
    TarEntry entry = reader.next();
    assertThat(entry).isNotNull();
    assertThat(entry.size()).isEqualTo(FileSize.MAX);
    assertThatThrownBy(reader::next)
        .isInstanceOf(TarException.class)
        .hasMessageContaining("ends early, at byte 1536")
        .hasMessageContaining("header at byte 0, entry \"n\"");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1970-01-01T00:00:00Z",
    "1700000000, 2023-11-14T22:13:20Z",
    "1.5, 1970-01-01T00:00:01.500Z",
    "1., 1970-01-01T00:00:01Z",
    "1.123456789, 1970-01-01T00:00:01.123456789Z",
    "1.1234567899, 1970-01-01T00:00:01.123456789Z",
    "1.000000000999999999999, 1970-01-01T00:00:01Z",
    "-1, 1969-12-31T23:59:59Z",
    "-0.5, 1969-12-31T23:59:59.500Z",
    "-1.5, 1969-12-31T23:59:58.500Z",
    "-0.0000000001, 1969-12-31T23:59:59.999999999Z",
    "-1.0000000000, 1969-12-31T23:59:59Z",
    "-1.0000000009, 1969-12-31T23:59:58.999999999Z",
    "4294967296.000000007, 2106-02-07T06:28:16.000000007Z",
    "253402300800, +10000-01-01T00:00:00Z",
  })
  void paxTimes(String text, Instant expected) throws Exception {
    assertThat(PaxValue.time("mtime", text)).isEqualTo(expected);
  }

  @Test
  void hugeTimesAreClamped() throws Exception {
    assertThat(PaxValue.time("mtime", Long.MAX_VALUE + ".9")).isEqualTo(Instant.MAX);
    assertThat(PaxValue.time("mtime", Long.MIN_VALUE + ".9")).isEqualTo(Instant.MIN);
    assertThat(PaxValue.time("mtime", Instant.MIN.getEpochSecond() + ".5")).isEqualTo(Instant.MIN);
    assertThat(PaxValue.time("mtime", Instant.MAX.getEpochSecond() + ".5")).isEqualTo(Instant.MAX);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", ".5", "-.5", "-", "1.5x", "1.-5", "1 ", "1e3", "0x10", "1..2"})
  void badPaxTimes(String text) {
    assertThatThrownBy(() -> PaxValue.time("mtime", text)).isInstanceOf(MalformedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1.5", "9223372036854775808", " 1", "1 ", "0x1", "--1"})
  void badPaxNumbers(String text) {
    assertThatThrownBy(() -> PaxValue.number("uid", text)).isInstanceOf(MalformedException.class);
  }

  @Test
  void headerTimes() throws IOException {
    assertThat(mtime("\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00fe\u00ae\u0080"))
        .isEqualTo(Instant.ofEpochSecond(-86400));
    assertThat(mtime("\u0080\0\0\0\0\0\0\2\0\0\0\0")).isEqualTo(Instant.ofEpochSecond(1L << 33));
    assertThat(mtime("\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"))
        .isEqualTo(Instant.MAX);
  }

  private static Instant mtime(String field) throws IOException {
    byte[] archive = new TarBuilder().header(TarHeader.gnu('0', "n").mtime(field)).end();
    return Archive.readOne(archive).entry().mtime();
  }

  private static long number(String field) throws MalformedException {
    return HeaderNumber.parse(TarBuilder.latin1(field), 0, field.length(), "field");
  }
}
