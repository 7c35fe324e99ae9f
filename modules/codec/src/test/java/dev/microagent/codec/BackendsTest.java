package dev.microagent.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackendsTest {

  @Test
  void theLibrariesAreTakenWhereTheyAre() {
    Needs.isal();
    Needs.libcrypto();

    assertThat(Backends.inUse().inflate()).isEqualTo("ISA-L");
    assertThat(Backends.inUse().digest()).contains("SSL");
    try (Inflate inflate = Backends.newInflate();
        Digester digester = Backends.newDigester("sha256")) {
      assertThat(inflate).isInstanceOf(IsalInflate.class);
      assertThat(digester).isInstanceOf(LibcryptoDigester.class);
    }
  }

  @Test
  void theJdkIsTakenWhereItIsAskedFor() {
    assertThat(Backends.chooseInflate(true).description()).isEqualTo("JDK");
    assertThat(Backends.chooseDigest(true).description()).isEqualTo("JDK");
    try (Inflate inflate = Backends.chooseInflate(true).factory().get();
        Digester digester = Backends.chooseDigest(true).factory().apply("sha256")) {
      assertThat(inflate).isInstanceOf(JdkInflate.class);
      assertThat(digester).isInstanceOf(MessageDigester.class);
    }
  }
}
