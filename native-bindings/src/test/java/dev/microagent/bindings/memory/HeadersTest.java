package dev.microagent.bindings.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.bindings.CProgram;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java takes from the headers of the C library is what a C compiler finds there. */
class HeadersTest {

  @Test
  void flagsAreThoseOfTheHeaders(@TempDir Path directory) throws Exception {
    Map<String, Long> c = CProgram.run("memory.c", "stdio.h", "libc6-dev", directory);

    assertThat(
            Map.ofEntries(
                Map.entry("PROT_READ", (long) AnonymousMemory.PROT_READ),
                Map.entry("PROT_WRITE", (long) AnonymousMemory.PROT_WRITE),
                Map.entry("MAP_PRIVATE", (long) AnonymousMemory.MAP_PRIVATE),
                Map.entry("MAP_ANONYMOUS", (long) AnonymousMemory.MAP_ANONYMOUS),
                Map.entry("MADV_HUGEPAGE", (long) AnonymousMemory.MADV_HUGEPAGE),
                Map.entry("MAP_FAILED", AnonymousMemory.MAP_FAILED)))
        .isEqualTo(c);
  }
}
