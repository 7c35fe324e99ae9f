package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.oci.Platform;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestInitTest {

  private static final int X86_64 = 62;

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "2, LITTLE_ENDIAN, 62, amd64",
    "2, LITTLE_ENDIAN, 183, arm64",
    "2, LITTLE_ENDIAN, 243, riscv64",
    "2, LITTLE_ENDIAN, 21, ppc64le",
    "2, BIG_ENDIAN, 21, ppc64",
    "2, BIG_ENDIAN, 22, s390x",
    "2, LITTLE_ENDIAN, 258, loong64",
    "1, LITTLE_ENDIAN, 40, arm",
    "1, LITTLE_ENDIAN, 3, 386",
  })
  void theHeaderTellsTheArchitecture(int elfClass, String order, int machine, String name)
      throws IOException {
    ByteOrder byteOrder =
        order.equals("BIG_ENDIAN") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    for (int type : new int[] {2, 3}) {
      GuestInit init = GuestInit.of(Elf.file(elfClass, byteOrder, type, machine));
      assertThat(init.architecture()).isEqualTo(name);
    }
  }

  @Test
  void whatIsNoExecutable() throws IOException {
    byte[] cut = Arrays.copyOf(Elf.executable(X86_64), 19);
    assertUnfit(new byte[0], "is not an ELF executable");
    assertUnfit("#!/bin/sh\nexec /bin/true\n".getBytes(US_ASCII), "is not an ELF executable");
    assertUnfit(cut, "is not an ELF executable");
    assertUnfit(Elf.file(2, ByteOrder.LITTLE_ENDIAN, 1, X86_64), "another kind of ELF file");
    assertUnfit(Elf.file(1, ByteOrder.LITTLE_ENDIAN, 2, X86_64), "isn't known here (62)");
    assertUnfit(Elf.executable(9999), "isn't known here (9999)");
    assertUnfit(new byte[GuestInit.MAX_BYTES + 1], "more than 16 MiB");
  }

  private void assertUnfit(byte[] program, String why) throws IOException {
    Path file = Files.write(dir.resolve("init"), program);
    assertThatThrownBy(() -> GuestInit.read(file))
        .hasMessageStartingWith(file + " ")
        .hasMessageContaining(why)
        .isInstanceOfSatisfying(
            GuestInitException.class,
            e -> assertThat(e.kind()).isEqualTo(GuestInitException.Kind.UNFIT));
  }

  @Test
  void aDirectoryHasOneForEachArchitectureOrSaysSo() throws IOException {
    GuestInits inits = GuestInits.in(dir);
    Files.write(dir.resolve("microagent-init-amd64"), Elf.executable(X86_64));
    assertThat(inits.find(Platform.parse("amd64")))
        .hasValueSatisfying(init -> assertThat(init.architecture()).isEqualTo("amd64"));
    assertThat(inits.find(Platform.parse("riscv64"))).isEmpty();
    assertThat(inits.find(Platform.parse("arm/v7"))).isEmpty();
    assertThatThrownBy(() -> inits.find(Platform.parse("arm64")))
        .hasMessage(
            "there is no guest init for arm64: %s is missing", dir.resolve("microagent-init-arm64"))
        .isInstanceOfSatisfying(
            GuestInitException.class,
            e -> assertThat(e.kind()).isEqualTo(GuestInitException.Kind.MISSING));
  }

  @Test
  void oneThatIsGivenMustFit() throws IOException {
    GuestInits inits = GuestInits.only(GuestInit.of(Elf.executable(X86_64)));
    assertThat(inits.find(Platform.parse("amd64"))).isPresent();
    assertThatThrownBy(() -> inits.find(Platform.parse("arm64")))
        .isInstanceOf(GuestInitException.class)
        .hasMessage("the guest init is for amd64, and the image for arm64");
  }

  @Test
  void itIsAFile(@TempDir Path directory) {
    assertThatThrownBy(() -> GuestInit.read(directory))
        .isInstanceOf(GuestInitException.class)
        .hasMessage("%s is not a file", directory);
  }
}
