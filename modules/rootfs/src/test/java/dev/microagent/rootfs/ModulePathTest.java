package dev.microagent.rootfs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Tests on the class path would not see what the module's descriptor hides. */
class ModulePathTest {
  @Test
  void testsRunInsideTheModule() {
    assertThat(getClass().getModule().getName()).isEqualTo("dev.microagent.rootfs");
  }
}
