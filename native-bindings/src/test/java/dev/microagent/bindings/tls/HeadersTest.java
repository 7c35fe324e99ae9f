package dev.microagent.bindings.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.bindings.CProgram;
import dev.microagent.bindings.tls.Libssl.Constants;
import dev.microagent.bindings.tls.Libssl.Defaults;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Java takes from OpenSSL's headers is what a C compiler finds there. */
class HeadersTest {

  @Test
  void functionsAndConstantsAreThoseOfTheHeaders(@TempDir Path directory) throws Exception {
    Map<String, Long> c =
        CProgram.run("tls.c", "openssl/ssl.h", "libssl-dev", directory, "-lssl", "-lcrypto");

    Map<String, Long> java = new HashMap<>();
    java.put("OPENSSL_VERSION", (long) Defaults.VERSION_TEXT);
    for (Field field : Constants.class.getDeclaredFields()) {
      String name = field.getName().replace("NAMETYPE_HOST_NAME", "NAMETYPE_host_name");
      java.put(name, ((Number) field.get(null)).longValue());
    }
    assertThat(java).isEqualTo(c);
  }
}
