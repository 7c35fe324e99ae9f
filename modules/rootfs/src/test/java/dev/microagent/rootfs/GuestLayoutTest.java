package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestLayoutTest {

  private static final int X86_64 = 62;

  @TempDir Path dir;

  private StateDirectory state;

  @BeforeEach
  void openState() {
    state = StateDirectory.open(dir.resolve("state"));
  }

  private ImageRecord pull(TestLayout.Tar layer, GuestInits inits) throws IOException {
    return pull(
        new TestLayout(dir.resolve("layout")).layer(layer).reference(), inits, PullListener.NONE);
  }

  private ImageRecord pull(ImageReference image, GuestInits inits, PullListener listener)
      throws IOException {
    PullRequest request =
        new PullRequest(
            image,
            Platform.parse("amd64"),
            OptionalLong.empty(),
            SourceOptions.DEFAULTS,
            LayerOptions.DEFAULTS,
            null,
            inits);
    return new BaselinePuller(state).pull(request, listener).record();
  }

  private ImageRecord pull(TestLayout.Tar layer) throws IOException {
    return pull(layer, GuestInits.only(GuestInit.of(Elf.executable(X86_64))));
  }

  /** Everything below the root, with type, mode, owner, time and target. */
  private Map<String, String> tree(ImageRecord record) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Tools.Mount mount =
        Tools.Mount.of(dir.resolve("mnt"), "-o", "loop,ro", record.outputPath().toString())) {
      Tools.run("find", mount.directory().toString(), "-printf", "%P=%y %m %U %T@ %l\\n")
          .lines()
          .forEach(line -> {
            int equals = line.indexOf('=');
            tree.put(line.substring(0, equals), line.substring(equals + 1).strip());
          });
      Path init = mount.directory().resolve("sbin/microagent-init");
      if (Files.isRegularFile(init)) {
        assertThat(init).hasBinaryContent(Elf.executable(X86_64));
      }
    }
    return tree;
  }

  @Test
  void nothingElseIsAddedOrChanged() throws IOException {
    TestLayout.Tar layer =
        new TestLayout.Tar()
            .directory("etc/")
            .directory("proc/")
            .directory("usr/")
            .directory("usr/sbin/")
            .symlink("sbin", "usr/sbin")
            .symlink("run", "/var/run");
    Map<String, String> bare = tree(pull(layer, GuestInits.none()));
    Map<String, String> bootable = tree(pull(layer));
    assertThat(bootable).containsAllEntriesOf(bare);
    bootable.keySet().removeAll(bare.keySet());
    String made = "755 0 1767323045.0000000000";
    assertThat(bootable)
        .containsExactly(
            Map.entry("dev", "d " + made),
            Map.entry("etc/microagent", "d " + made),
            Map.entry("etc/microagent/init.conf", "f 600 0 1767323045.0000000000"),
            Map.entry("sys", "d " + made),
            Map.entry("usr/sbin/microagent-init", "f " + made),
            Map.entry("var", "d " + made),
            Map.entry("var/run", "d " + made));
  }

  @Test
  void anInitThatTheImageBringsIsReplaced() throws IOException {
    Map<String, String> tree =
        tree(
            pull(
                new TestLayout.Tar()
                    .file("bin/true", 0755, "true".getBytes(UTF_8))
                    .hardLink("sbin/microagent-init", "bin/true")));
    assertThat(tree).containsEntry("bin/true", "f 755 1000 1700000000.0000000000");
    assertThat(tree).containsEntry("sbin/microagent-init", "f 755 0 1767323045.0000000000");
  }

  /** An image that can't say who runs its command boots without, and says so. */
  @Test
  void aConfigurationThatTheImageBringsIsNotBelieved() throws IOException {
    TestLayout.Tar layer =
        new TestLayout.Tar()
            .directory("etc/")
            .symlink("etc/passwd", "passwd")
            .directory("etc/microagent/")
            .file("etc/microagent/init.conf", 0644, "argv=/evil".getBytes(UTF_8));
    List<String> notes = new ArrayList<>();
    ImageReference image =
        new TestLayout(dir.resolve("layout")).layer(layer).user("app").reference();
    Map<String, String> tree =
        tree(
            pull(
                image,
                GuestInits.only(GuestInit.of(Elf.executable(X86_64))),
                new PullListener() {
                  @Override
                  public void note(String line) {
                    notes.add(line);
                  }
                }));
    assertThat(tree).containsKey("etc/microagent").doesNotContainKey("etc/microagent/init.conf");
    assertThat(notes)
        .containsExactly(
            "the image's command is left out: the image's /etc/passwd leads through more than 40"
                + " symlinks");
  }

  @Test
  void theInitDecidesWhichBaselineItIs() throws IOException {
    TestLayout.Tar layer = new TestLayout.Tar().directory("etc/");
    byte[] other = Elf.executable(X86_64);
    other[63] = 1;
    ImageRecord first = pull(layer);
    ImageRecord second = pull(layer, GuestInits.only(GuestInit.of(other)));
    ImageRecord without = pull(layer, GuestInits.none());
    assertThat(List.of(first.outputPath(), second.outputPath(), without.outputPath()))
        .doesNotHaveDuplicates();
    assertThat(state.baselines().provenance(first.outputPath()).orElseThrow())
        .containsEntry(
            "guest_init",
            Map.of("architecture", "amd64", "digest", TestLayout.sha256(Elf.executable(X86_64))));
    assertThat(state.baselines().provenance(without.outputPath()).orElseThrow())
        .doesNotContainKey("guest_init");
  }

  @Test
  void anImageWithNoPlaceForIt() {
    assertNoPlace(new TestLayout.Tar().directory("sbin/microagent-init/"), "is a directory");
    assertNoPlace(
        new TestLayout.Tar().file("proc", 0644, new byte[1]),
        "/proc leads to something that is not a directory");
    assertNoPlace(
        new TestLayout.Tar().file("etc", 0644, new byte[1]),
        "/etc/microagent leads to something that is not a directory");
    assertNoPlace(
        new TestLayout.Tar().symlink("etc", "etc"),
        "/etc/microagent leads through more than 40 symlinks");
  }

  private void assertNoPlace(TestLayout.Tar layer, String why) {
    assertThatThrownBy(() -> pull(layer))
        .hasMessageStartingWith("the image has no place for the guest init: /")
        .hasMessageEndingWith(why)
        .isInstanceOfSatisfying(
            GuestInitException.class,
            e -> assertThat(e.kind()).isEqualTo(GuestInitException.Kind.NO_PLACE));
    assertThat(state.index().file()).doesNotExist();
  }
}
