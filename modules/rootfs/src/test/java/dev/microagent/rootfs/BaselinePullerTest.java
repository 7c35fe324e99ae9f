package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.microagent.ext4.ImageTooSmallException;
import dev.microagent.layers.LayerException;
import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.registry.RegistryException;
import dev.microagent.registry.SourceOptions;
import dev.microagent.registry.VerificationException;
import dev.microagent.store.LayerAdmission;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselinePullerTest {

  private static final Platform AMD64 = Platform.parse("amd64");
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  private static final LayerOptions UNCACHED = new LayerOptions(0, LayerAdmission.ALWAYS, 4);

  @TempDir Path dir;

  private TestLayout layout;

  @BeforeEach
  void makeLayout() throws IOException {
    layout = new TestLayout(dir.resolve("layout"));
  }

  private TestLayout twoLayers() throws IOException {
    return layout
        .layer(
            new TestLayout.Tar()
                .directory("etc/")
                .file("etc/hostname", 0644, "lower\n".getBytes(UTF_8))
                .file("etc/gone", 0600, new byte[9000])
                .file("bin/tool", 04755, noise(3 << 20)))
        .layer(
            new TestLayout.Tar()
                .file("etc/.wh.gone", 0, new byte[0])
                .file("etc/hostname", 0640, "upper\n".getBytes(UTF_8))
                .hardLink("bin/same-tool", "bin/tool")
                .symlink("sbin", "bin"));
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private Path state(String name) {
    return dir.resolve(name);
  }

  private PullResult pull(Path state, ImageReference image, OptionalLong sizeMib)
      throws IOException {
    return pull(state, image, AMD64, sizeMib, NOON);
  }

  private static PullResult pull(
      Path state, ImageReference image, Platform platform, OptionalLong sizeMib, Instant now)
      throws IOException {
    return new BaselinePuller(StateDirectory.open(state), Clock.fixed(now, ZoneOffset.UTC))
        .pull(
            new PullRequest(image, platform, sizeMib, SourceOptions.DEFAULTS, UNCACHED),
            PullListener.NONE);
  }

  private static void assertClean(Path image) throws IOException {
    assertThat(Tools.run("e2fsck", "-fn", image.toString()).lines())
        .allMatch(line -> line.matches("e2fsck .*|Pass [1-5]: .*|.*: [0-9]+/[0-9]+ files .*"));
  }

  /** Nothing of a pull that failed may stay but empty directories and lock files. */
  private static void assertNothingLeft(Path state) throws IOException {
    try (Stream<Path> files = Files.walk(state)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file -> {
            assertThat(file.getParent()).hasFileName("locks");
            assertThat(file).isEmptyFile();
          });
    }
  }

  @Test
  void theKernelSeesTheMergedLayers() throws IOException {
    Tools.need("e2fsck");
    PullResult result = pull(state("s"), twoLayers().reference(), OptionalLong.empty());
    Path image = result.record().outputPath();
    assertThat(result.reused()).isFalse();
    assertThat(result.record().sizeBytes()).isEqualTo(Files.size(image));
    assertThat(StateDirectory.open(state("s")).index().list()).containsExactly(result.record());
    assertClean(image);
    try (Tools.Mount mount =
        Tools.Mount.of(dir.resolve("mnt"), "-o", "loop,ro", image.toString())) {
      Path root = mount.directory();
      assertThat(root.resolve("etc/hostname")).hasContent("upper\n");
      assertThat(root.resolve("etc/gone")).doesNotExist();
      assertThat(root.resolve("bin/tool")).hasBinaryContent(noise(3 << 20));
      assertThat(Files.getAttribute(root.resolve("bin/tool"), "unix:mode")).isEqualTo(0104755);
      assertThat(Files.getAttribute(root.resolve("bin/tool"), "unix:nlink")).isEqualTo(2);
      assertThat(Files.getAttribute(root.resolve("bin/tool"), "unix:uid")).isEqualTo(1000);
      assertThat(Files.isSameFile(root.resolve("bin/tool"), root.resolve("bin/same-tool")))
          .isTrue();
      assertThat(Files.readSymbolicLink(root.resolve("sbin"))).isEqualTo(Path.of("bin"));
      assertThat(
              Files.getLastModifiedTime(root.resolve("sbin"), LinkOption.NOFOLLOW_LINKS)
                  .toInstant())
          .isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    }
    try (Tools.Mount mount = Tools.Mount.of(dir.resolve("mnt"), "-o", "loop", image.toString())) {
      Files.write(mount.directory().resolve("new"), noise(1 << 20));
      Files.delete(mount.directory().resolve("bin/tool"));
    }
    assertClean(image);
  }

  @Test
  void theSameImageGivesTheSameBytes() throws IOException {
    ImageReference image = twoLayers().reference();
    Path one = pull(state("one"), image, OptionalLong.empty()).record().outputPath();
    Path two = pull(state("two"), image, OptionalLong.empty()).record().outputPath();
    assertThat(Files.mismatch(one, two)).isEqualTo(-1);
    assertThat(one.getFileName()).isEqualTo(two.getFileName());
  }

  @Test
  void whatIsBuiltIsNotBuiltAgain() throws IOException {
    ImageReference image = twoLayers().reference();
    PullResult first = pull(state("s"), image, OptionalLong.empty());
    Object inode = Files.getAttribute(first.record().outputPath(), "unix:ino");
    PullResult second = pull(state("s"), image, AMD64, OptionalLong.empty(), NOON.plusSeconds(60));
    assertThat(second.reused()).isTrue();
    assertThat(Files.getAttribute(second.record().outputPath(), "unix:ino")).isEqualTo(inode);
    assertThat(StateDirectory.open(state("s")).index().list())
        .singleElement()
        .satisfies(record -> assertThat(record.lastUsedAt()).isEqualTo(NOON.plusSeconds(60)));
  }

  @Test
  void anotherSizeIsAnotherBaseline() throws IOException {
    Tools.need("e2fsck");
    ImageReference image = twoLayers().reference();
    Path grown = pull(state("s"), image, OptionalLong.empty()).record().outputPath();
    Path pinned = pull(state("s"), image, OptionalLong.of(77)).record().outputPath();
    assertThat(pinned).isNotEqualTo(grown).hasSize(77L << 20);
    assertThat(grown).exists();
    assertClean(pinned);
  }

  @Test
  void aSizeTooSmallSaysWhatIsNeeded() throws IOException {
    Tools.need("e2fsck");
    ImageReference image = twoLayers().reference();
    ImageTooSmallException e =
        catchThrowableOfType(
            ImageTooSmallException.class, () -> pull(state("s"), image, OptionalLong.of(5)));
    assertNothingLeft(state("s"));
    assertThat(e).hasMessageContaining(e.neededMib() + " MiB");
    assertThatThrownBy(() -> pull(state("s"), image, OptionalLong.of(e.neededMib() - 1)))
        .isInstanceOf(ImageTooSmallException.class);
    assertClean(pull(state("s"), image, OptionalLong.of(e.neededMib())).record().outputPath());
  }

  @Test
  void aLayerThatIsNotWhatItsConfigSays() throws IOException {
    String other = TestLayout.sha256(new byte[0]);
    ImageReference image =
        twoLayers().layer(new TestLayout.Tar().directory("x/"), other).reference();
    assertThatThrownBy(() -> pull(state("s"), image, OptionalLong.empty()))
        .isInstanceOfSatisfying(
            LayerException.class, e -> assertThat(e.kind()).isEqualTo(LayerException.Kind.DIGEST));
    assertNothingLeft(state("s"));
  }

  @Test
  void aBlobThatWasChangedOrCut() throws IOException {
    ImageReference image = twoLayers().reference();
    byte[] blob = Files.readAllBytes(layout.lastBlob());
    byte[] changed = blob.clone();
    changed[blob.length / 2] ^= 1;
    byte[] cut = java.util.Arrays.copyOf(blob, blob.length - 1);
    for (byte[] wrong : List.of(changed, cut)) {
      Files.write(layout.lastBlob(), wrong);
      assertThatThrownBy(() -> pull(state("s"), image, OptionalLong.empty()))
          .isInstanceOf(VerificationException.class);
      assertNothingLeft(state("s"));
    }
  }

  @Test
  void noImageForThePlatform() throws IOException {
    ImageReference image = twoLayers().reference();
    Platform s390x = Platform.parse("s390x");
    assertThatThrownBy(() -> pull(state("s"), image, s390x, OptionalLong.empty(), NOON))
        .isInstanceOfSatisfying(
            RegistryException.class,
            e -> assertThat(e.kind()).isEqualTo(RegistryException.Kind.NO_PLATFORM));
    assertThat(state("s")).doesNotExist();
  }

  @Test
  void aFullDisk() throws IOException {
    ImageReference image = twoLayers().reference();
    try (Tools.Mount mount =
        Tools.Mount.of(dir.resolve("small"), "-t", "tmpfs", "-o", "size=2m", "none")) {
      Path state = mount.directory().resolve("state");
      assertThatThrownBy(() -> pull(state, image, OptionalLong.empty()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left on device");
      assertNothingLeft(state);
    }
  }

  @Test
  void fromARegistryProcess() throws IOException {
    Tools.need("docker-registry");
    Tools.need("skopeo");
    Tools.need("e2fsck");
    ImageReference local = twoLayers().reference();
    String host;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      host = "127.0.0.1:" + socket.getLocalPort();
    }
    Path config = dir.resolve("config.yml");
    Files.writeString(
        config,
        "version: 0.1\nstorage: {filesystem: {rootdirectory: \"%s\"}}\nhttp: {addr: \"%s\"}\n"
            .formatted(dir.resolve("registry"), host));
    Process registry =
        new ProcessBuilder("docker-registry", "serve", config.toString())
            .redirectErrorStream(true)
            .start();
    try (var log = registry.inputReader(UTF_8)) {
      assertThat(log.lines().anyMatch(line -> line.contains("listening on"))).isTrue();
      Tools.run(
          "skopeo",
          "copy",
          "--preserve-digests",
          "--dest-tls-verify=false",
          local.canonical(),
          "docker://" + host + "/some/repository:tag");
      ImageReference remote = ImageReference.parse(host + "/some/repository:tag");
      PullResult result = pull(state("remote"), remote, OptionalLong.empty());
      assertThat(result.record().imageRef()).isEqualTo(host + "/some/repository:tag");
      Path fromLayout = pull(state("local"), local, OptionalLong.empty()).record().outputPath();
      assertThat(Files.mismatch(result.record().outputPath(), fromLayout)).isEqualTo(-1);
      assertClean(result.record().outputPath());
    } finally {
      registry.destroyForcibly().onExit().join();
    }
  }
}
