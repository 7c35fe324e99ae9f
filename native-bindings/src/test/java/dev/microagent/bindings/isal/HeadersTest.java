package dev.microagent.bindings.isal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.bindings.CProgram;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.PaddingLayout;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java takes from ISA-L's header is what a C compiler finds there. */
class HeadersTest {

  @Test
  void membersAndCodesAreThoseOfTheHeader(@TempDir Path directory) throws Exception {
    Map<String, Long> c = CProgram.run("isal.c", "isa-l/igzip_lib.h", "libisal-dev", directory);

    for (MemoryLayout member : IsalInflater.STATE.memberLayouts()) {
      if (!(member instanceof PaddingLayout)) {
        String name = member.name().orElseThrow();
        long offset = IsalInflater.STATE.byteOffset(PathElement.groupElement(name));
        assertThat(offset).as(name).isEqualTo(c.get(name));
        assertThat(member.byteSize()).as("size of %s", name).isEqualTo(c.get(name + ".size"));
      }
    }
    assertThat(IsalInflater.STATE.byteSize()).isEqualTo(c.get("inflate_state"));
    assertThat(c)
        .containsEntry("ISAL_BLOCK_FINISH", (long) IsalInflater.BLOCK_FINISH)
        .containsEntry("ISAL_DECOMP_OK", 0L)
        .containsEntry("ISAL_NEED_DICT", (long) IsalInflater.NEED_DICT)
        .containsEntry("ISAL_INVALID_BLOCK", (long) IsalInflater.INVALID_BLOCK)
        .containsEntry("ISAL_INVALID_SYMBOL", (long) IsalInflater.INVALID_SYMBOL)
        .containsEntry("ISAL_INVALID_LOOKBACK", (long) IsalInflater.INVALID_LOOKBACK);
  }
}
