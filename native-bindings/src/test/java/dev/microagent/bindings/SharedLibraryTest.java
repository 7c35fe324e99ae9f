package dev.microagent.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SharedLibraryTest {

  private static final String C = "libc.so.6";
  private static final String MISSING = "libmicroagent-missing.so.1";

  @Test
  void theFirstOneThatIsThereIsTaken() {
    assertThat(SharedLibrary.load(List.of(MISSING, C), List.of("strlen")).name()).isEqualTo(C);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedLibrary.load(List.of(MISSING, MISSING), List.of()))
        .withMessage(MISSING + " or " + MISSING + " can't be loaded");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SharedLibrary.load(List.of(C), List.of("strlen", "no_such_function")))
        .withMessage(C + " has no no_such_function");
  }
}
