package dev.microagent.rootfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GuestUserTest {

  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/sh
      # a comment
      broken:x:one:1::/:
      app:x:1000:100:,,,:/srv/app:/bin/sh
      1000:x:7:7::/seven:/bin/sh
      big:x:4294967294:1:::
      """;
  private static final String GROUP =
      """
      root:x:0:
      users:x:100:
      video:x:44:app,other
      audio:x:29:other,app
      twin:x:44:app
      """;

  private static GuestUser resolve(String text) throws GuestConfigException {
    return GuestUser.resolve(text, PASSWD, GROUP);
  }

  @Test
  void nobodyIsRoot() throws GuestConfigException {
    assertThat(resolve("")).isEqualTo(new GuestUser(0, 0, List.of(), "/root"));
    assertThat(GuestUser.resolve("", "", "")).isEqualTo(new GuestUser(0, 0, List.of(), null));
  }

  @Test
  void aNameBringsAllItsGroups() throws GuestConfigException {
    assertThat(resolve("app")).isEqualTo(new GuestUser(1000, 100, List.of(44L, 29L), "/srv/app"));
    assertThat(resolve("big")).isEqualTo(new GuestUser(4294967294L, 1, List.of(), null));
  }

  @Test
  void aNumberIsLookedUpTooAndIsNoName() throws GuestConfigException {
    assertThat(resolve("0")).isEqualTo(new GuestUser(0, 0, List.of(), "/root"));
    assertThat(resolve("1000")).isEqualTo(new GuestUser(1000, 100, List.of(44L, 29L), "/srv/app"));
    assertThat(resolve("4711")).isEqualTo(new GuestUser(4711, 0, List.of(), null));
  }

  @Test
  void aGroupTakesThePlaceOfAllGroups() throws GuestConfigException {
    assertThat(resolve("app:video")).isEqualTo(new GuestUser(1000, 44, List.of(), "/srv/app"));
    assertThat(resolve("4711:5")).isEqualTo(new GuestUser(4711, 5, List.of(), null));
    assertThat(resolve(":users")).isEqualTo(new GuestUser(0, 100, List.of(), "/root"));
  }

  @Test
  void shortLinesWillDo() throws GuestConfigException {
    assertThat(GuestUser.resolve("app", "app:x:5:6", "app:x:6"))
        .isEqualTo(new GuestUser(5, 6, List.of(), null));
    assertThat(GuestUser.resolve("app:app", "app:x:5:6", "app:x:7"))
        .isEqualTo(new GuestUser(5, 7, List.of(), null));
  }

  @Test
  void whatTheImageDoesNotKnow() {
    assertThatThrownBy(() -> resolve("nobody"))
        .isInstanceOf(GuestConfigException.class)
        .hasMessage("user 'nobody' is not in the image's /etc/passwd");
    assertThatThrownBy(() -> resolve("app:wheel"))
        .hasMessage("group 'wheel' is not in the image's /etc/group");
    assertThatThrownBy(() -> resolve("4294967295")).hasMessageStartingWith("user '4294967295'");
    assertThatThrownBy(() -> resolve("broken")).hasMessageStartingWith("user 'broken'");
  }
}
