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
            Map.ofEntries(
                Map.entry("O_RDONLY", (long) SparseFile.O_RDONLY),
                Map.entry("O_RDWR", (long) SparseFile.O_RDWR),
                Map.entry("O_CLOEXEC", (long) SparseFile.O_CLOEXEC),
                Map.entry("MFD_CLOEXEC", (long) SparseFile.MFD_CLOEXEC),
                Map.entry("FALLOC_FL_KEEP_SIZE", (long) SparseFile.FALLOC_FL_KEEP_SIZE),
                Map.entry("FALLOC_FL_PUNCH_HOLE", (long) SparseFile.FALLOC_FL_PUNCH_HOLE),
                Map.entry("SEEK_DATA", (long) SparseFile.SEEK_DATA),
                Map.entry("SEEK_HOLE", (long) SparseFile.SEEK_HOLE),
                Map.entry("FICLONE", SparseFile.FICLONE),
                Map.entry("ENXIO", (long) SparseFile.ENXIO),
                Map.entry("EXDEV", (long) SparseFile.EXDEV),
                Map.entry("EINVAL", (long) SparseFile.EINVAL),
                Map.entry("ENOTTY", (long) SparseFile.ENOTTY),
                Map.entry("ENOSYS", (long) SparseFile.ENOSYS),
                Map.entry("EOPNOTSUPP", (long) SparseFile.EOPNOTSUPP)))
        .isEqualTo(c);
  }
}
