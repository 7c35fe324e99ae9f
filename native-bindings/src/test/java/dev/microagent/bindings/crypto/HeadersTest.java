package dev.microagent.bindings.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.bindings.CProgram;
import dev.microagent.bindings.OpenSsl;
import dev.microagent.bindings.crypto.LibcryptoDigest.Algorithm;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java takes from OpenSSL's headers is what a C compiler finds there. */
class HeadersTest {

  @Test
  void functionsAndLengthsAreThoseOfTheHeaders(@TempDir Path directory) throws Exception {
    Map<String, Long> c =
        CProgram.run("crypto.c", "openssl/evp.h", "libssl-dev", directory, "-lcrypto");

    assertThat(c)
        .containsEntry("OPENSSL_VERSION", (long) Libcrypto.Version.TEXT)
        .containsEntry("OPENSSL_INIT_NO_ATEXIT", OpenSsl.NO_ATEXIT)
        .containsEntry("sizeof(size_t)", (long) Long.BYTES);
    for (Algorithm algorithm : Algorithm.values()) {
      assertThat(c).containsEntry(algorithm.name(), (long) algorithm.bytes());
    }
  }
}
