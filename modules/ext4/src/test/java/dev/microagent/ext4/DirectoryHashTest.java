package dev.microagent.ext4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryHashTest {

  private static final Pattern ANSWER =
      Pattern.compile(" is 0x([0-9a-f]+) \\(minor 0x([0-9a-f]+)\\)");

  /** Letters of the plain kind, and bytes whose sign counts. */
  private static final byte[] LETTERS =
      "abcXYZ019._-+\200\351\377".getBytes(StandardCharsets.ISO_8859_1);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000-0000-0000-0000-000000000000",
        "00000000-0000-0001-0000-000000000002",
        "fedcba98-7654-3210-8899-aabbccddeeff"
      })
  void namesHashAsDebugfsHashesThem(String seed, @TempDir Path directory) throws Exception {
    Random random = new Random(1);
    List<byte[]> names = new ArrayList<>();
    for (int length = 1; length <= 255; length++) {
      byte[] name = new byte[length];
      for (int i = 0; i < length; i++) {
        name[i] = LETTERS[random.nextInt(LETTERS.length)];
      }
      name[0] = 'n';
      names.add(name);
    }
    StringBuilder commands = new StringBuilder();
    for (byte[] name : names) {
      commands
          .append("dx_hash -h half_md4 -s ")
          .append(seed)
          .append(' ')
          .append(new String(name, StandardCharsets.ISO_8859_1))
          .append('\n');
    }
    Path script = directory.resolve("commands");
    Files.writeString(script, commands, StandardCharsets.ISO_8859_1);

    Matcher answers = ANSWER.matcher(Command.run("debugfs", "-f", script.toString()));

    DirectoryHash hash = new DirectoryHash(UUID.fromString(seed));
    for (byte[] name : names) {
      assertThat(answers.find()).isTrue();
      long expected =
          (Long.parseLong(answers.group(1), 16) << 32) | Long.parseLong(answers.group(2), 16);
      assertThat(hash.hash(name)).as("%d bytes", name.length).isEqualTo(expected);
    }
  }
}
