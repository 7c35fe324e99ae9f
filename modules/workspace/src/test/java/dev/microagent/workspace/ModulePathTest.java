package dev.microagent.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ModulePathTest {

  @Test
  void testsRunAsModule() {
    assertThat(WorkspaceManager.class.getModule().getName()).isEqualTo("dev.microagent.workspace");
  }
}
