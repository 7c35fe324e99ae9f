package dev.microagent.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {

  @ParameterizedTest
  @CsvSource({
    "amd64, linux/amd64",
    "x86_64, linux/amd64",
    "x86-64, linux/amd64",
    "amd64/v1, linux/amd64",
    "amd64/v3, linux/amd64/v3",
    "linux/x86_64, linux/amd64",
    "i686, linux/386",
    "arm64, linux/arm64",
    "aarch64, linux/arm64",
    "arm64/v8, linux/arm64",
    "arm64/8, linux/arm64",
    "linux/arm64/v8, linux/arm64",
    "linux/arm64/v9, linux/arm64/v9",
    "arm, linux/arm/v7",
    "arm/7, linux/arm/v7",
    "arm/v6, linux/arm/v6",
    "armhf, linux/arm/v7",
    "armel, linux/arm/v6",
    "armv7l, linux/arm/v7",
    "linux/ARM/V5, linux/arm/v5",
    "s390x, linux/s390x",
    "ppc64le, linux/ppc64le",
    "riscv64, linux/riscv64",
    "loongarch64, linux/loong64",
    "windows/amd64, windows/amd64",
    "linux/sparc64, linux/sparc64",
  })
  void readsAndNormalises(String text, String normalised) {
    assertThat(Platform.parse(text)).hasToString(normalised);
    assertThat(Platform.parse(normalised)).hasToString(normalised);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "amd46", "linux", "linux/", "/amd64", "a/b/c/d", "linux/amd 64", "é"})
  void refusesWhatIsNoPlatform(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Platform.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "amd64, linux/amd64",
    "amd64/v4, linux/amd64/v4 linux/amd64/v3 linux/amd64/v2 linux/amd64",
    "arm64, linux/arm64",
    "arm64/v9, linux/arm64/v9 linux/arm64",
    "arm64/v9.2, linux/arm64/v9.2 linux/arm64/v9 linux/arm64",
    "arm/v8, linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5",
    "arm, linux/arm/v7 linux/arm/v6 linux/arm/v5",
    "arm/v5, linux/arm/v5",
    "s390x, linux/s390x",
    "linux/mips64le/v3, linux/mips64le/v3",
  })
  void runsImagesForOlderVariants(String text, String runnable) {
    assertThat(
            Platform.parse(text).runnable().stream()
                .map(Platform::toString)
                .collect(Collectors.joining(" ")))
        .isEqualTo(runnable);
  }

  @Test
  void knowsThisMachine() {
    assertThat(Platform.host().os()).isEqualTo("linux");
    assertThat(Platform.parse(Platform.host().toString())).isEqualTo(Platform.host());
  }
}
