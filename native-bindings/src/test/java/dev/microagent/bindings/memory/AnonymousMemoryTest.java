package dev.microagent.bindings.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.microagent.bindings.Needs;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnonymousMemoryTest {

  private static final int BYTES = 4 << 20;
  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage");

  @Test
  void isZeroedAndItsPartsAreApart() {
    try (AnonymousMemory memory = AnonymousMemory.map(BYTES)) {
      ByteBuffer first = memory.slice(0, BYTES / 2);
      ByteBuffer second = memory.slice(BYTES / 2, BYTES / 2);
      assertThat(first.isDirect()).isTrue();
      assertThat(first.mismatch(second)).isNegative();

      first.put(BYTES / 2 - 1, (byte) 1);
      assertThat(second.get(0)).isZero();
      second.put(BYTES / 2 - 1, (byte) 2);
      assertThat(memory.slice(BYTES - 1, 1).get(0)).isEqualTo((byte) 2);
    }
  }

  @Test
  void hasNothingBehindItsEnd() {
    try (AnonymousMemory memory = AnonymousMemory.map(BYTES)) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> memory.slice(BYTES - 1, 2));
    }
  }

  @Test
  void isNotThereAnyMoreWhenItIsClosed() throws Exception {
    ByteBuffer part;
    long address;
    try (AnonymousMemory memory = AnonymousMemory.map(BYTES)) {
      part = memory.slice(0, BYTES);
      part.put(0, (byte) 1);
      address = MemorySegment.ofBuffer(part).address();
    }
    assertThatIllegalStateException().isThrownBy(() -> part.get(0));
    assertThat(mappings()).noneMatch(mapping -> mapping.contains(address));
  }

  @Test
  void theKernelIsAskedForHugePages() throws Exception {
    Needs.that(Files.exists(HUGE_PAGES), "a kernel with transparent huge pages");
    try (AnonymousMemory memory = AnonymousMemory.map(BYTES)) {
      long address = MemorySegment.ofBuffer(memory.slice(0, 1)).address();

      // proc(5), /proc/pid/smaps: hg is the advice to use them.
      assertThat(mappings())
          .filteredOn(mapping -> mapping.contains(address))
          .singleElement()
          .matches(mapping -> mapping.flags().contains("hg"));
    }
  }

  @Test
  void saysHowMuchThereIsNoRoomFor() {
    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(() -> AnonymousMemory.map(1L << 60))
        .withMessage("mmap of %d bytes: Cannot allocate memory".formatted(1L << 60));
  }

  /** A part of this process's address space. */
  private record Mapping(long start, long end, List<String> flags) {

    boolean contains(long address) {
      return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
    }
  }

  private static List<Mapping> mappings() throws Exception {
    List<Mapping> mappings = new java.util.ArrayList<>();
    long start = 0;
    long end = 0;
    for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        start = Long.parseUnsignedLong(line.substring(0, line.indexOf('-')), 16);
        end = Long.parseUnsignedLong(line.substring(line.indexOf('-') + 1, line.indexOf(' ')), 16);
      } else if (line.startsWith("VmFlags:")) {
        mappings.add(new Mapping(start, end, List.of(line.substring(8).trim().split(" "))));
      }
    }
    return mappings;
  }
}
