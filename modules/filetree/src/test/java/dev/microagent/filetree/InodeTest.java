package dev.microagent.filetree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What inodes and their attributes may be. */
class InodeTest {

  private static final Attributes LISTED = new Attributes(0700, 1, 2, Instant.EPOCH);

  @Test
  void symlinksHaveTargetsThatLinuxCanRead() {
    assertThat(new Symlink(LISTED, "t".repeat(4095)).target()).hasSize(4095);
    assertThatIllegalArgumentException().isThrownBy(() -> new Symlink(LISTED, "t".repeat(4096)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Symlink(LISTED, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> new Symlink(LISTED, "a\0b"));
  }

  @ParameterizedTest
  @CsvSource({"0,0,true", "4095,1048575,true", "4096,0,false", "0,1048576,false", "-1,0,false"})
  void devicesHaveNumbersThatLinuxHas(int major, int minor, boolean valid) {
    if (valid) {
      Device device = new Device(LISTED, Device.Kind.BLOCK, major, minor);
      assertThat(device.major()).isEqualTo(major);
      assertThat(device.minor()).isEqualTo(minor);
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new Device(LISTED, Device.Kind.BLOCK, major, minor));
    }
  }

  @Test
  void attributesAreHeldToTheirForm() {
    Xattr a = new Xattr("user.a", new byte[0]);
    Xattr b = new Xattr("user.b", new byte[0]);

    assertThat(new Attributes(07777, 0, 0, Instant.EPOCH, List.of(a, b)).xattrs()).hasSize(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Attributes(0100644, 0, 0, Instant.EPOCH));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Attributes(0, 0, 0, Instant.EPOCH, List.of(b, a)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Attributes(0, 0, 0, Instant.EPOCH, List.of(a, a)));
  }
}
