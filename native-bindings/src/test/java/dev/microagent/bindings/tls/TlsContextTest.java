package dev.microagent.bindings.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there are certificates of authorities, and where nobody would find them. */
class TlsContextTest {

  @TempDir private Path directory;

  private static boolean isDirectoryOfHashes(Path directory) {
    return TlsContext.isDirectoryOfHashes(directory.toString());
  }

  private static boolean isBundle(Path file) {
    return TlsContext.isBundle(file.toString());
  }

  @Test
  void aDirectoryHasThemUnderTheirHashes() throws IOException {
    assertThat(isDirectoryOfHashes(directory)).isFalse();
    Path bundle = Files.writeString(directory.resolve("ca-certificates.crt"), "certificates");
    assertThat(isDirectoryOfHashes(directory)).isFalse();
    Files.createSymbolicLink(directory.resolve("002c0b4f.0"), bundle);
    assertThat(isDirectoryOfHashes(directory)).isTrue();
    assertThat(isDirectoryOfHashes(bundle)).isFalse();
    assertThat(isDirectoryOfHashes(directory.resolve("none"))).isFalse();
  }

  @Test
  void aBundleIsAFileThatIsNotEmpty() throws IOException {
    Path bundle = directory.resolve("ca-certificates.crt");
    assertThat(isBundle(bundle)).isFalse();
    Files.createFile(bundle);
    assertThat(isBundle(bundle)).isFalse();
    Files.writeString(bundle, "certificates");
    assertThat(isBundle(bundle)).isTrue();
    assertThat(isBundle(directory)).isFalse();
  }
}
