package dev.microagent.bindings.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.bindings.CProgram;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java takes from the headers of the C library is what a C compiler finds there. */
class HeadersTest {

  @Test
  void flagsAndErrorsAreThoseOfTheHeaders(@TempDir Path directory) throws Exception {
    Map<String, Long> c = CProgram.run("linux.c", "fcntl.h", "libc6-dev", directory);

    assertThat(
            Map.of(
                "O_RDONLY", (long) SparseFile.O_RDONLY,
                "O_RDWR", (long) SparseFile.O_RDWR,
                "O_CLOEXEC", (long) SparseFile.O_CLOEXEC,
                "FALLOC_FL_KEEP_SIZE", (long) SparseFile.FALLOC_FL_KEEP_SIZE,
                "FALLOC_FL_PUNCH_HOLE", (long) SparseFile.FALLOC_FL_PUNCH_HOLE,
                "SEEK_DATA", (long) SparseFile.SEEK_DATA,
                "ENXIO", (long) SparseFile.ENXIO,
                "EINVAL", (long) SparseFile.EINVAL,
                "EOPNOTSUPP", (long) SparseFile.EOPNOTSUPP))
        .isEqualTo(c);
  }
}
