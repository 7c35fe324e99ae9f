package dev.microagent.rootfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.ext4.SparseChecksum;
import dev.microagent.oci.ImageReference;
import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import dev.microagent.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineVerifierTest {

  @TempDir Path dir;

  private StateDirectory state;
  private ImageRecord image;
  private Path file;
  private Path provenance;

  @BeforeEach
  void pull() throws IOException {
    state = StateDirectory.open(dir.resolve("state"));
    ImageReference reference =
        new TestLayout(dir.resolve("layout"))
            .layer(
                new TestLayout.Tar()
                    .file("etc/hostname", 0644, "a name\n".getBytes(UTF_8))
                    .symlink("etc/link", "hostname"))
            .reference();
    image =
        new BaselinePuller(state)
            .pull(
                new PullRequest(
                    reference,
                    Platform.parse("amd64"),
                    OptionalLong.empty(),
                    SourceOptions.DEFAULTS,
                    LayerOptions.DEFAULTS),
                PullListener.NONE)
            .record();
    file = image.outputPath();
    provenance = file.resolveSibling(file.getFileName().toString().replace(".ext4", ".json"));
  }

  private List<VerifiedImage> verify() throws IOException {
    return new BaselineVerifier(state, Optional.empty()).verify(image.digest().toString());
  }

  private Map<String, Object> inspect() throws IOException {
    return new BaselineInspector(state)
        .inspect(image.imageRef())
        .getFirst()
        .provenance()
        .orElseThrow();
  }

  /** Changes one bit. */
  private void flip(Path where, long position) throws IOException {
    try (FileChannel channel =
        FileChannel.open(where, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) (one.get(0) ^ 1)).flip();
      channel.write(one, position);
    }
  }

  private void assertDamaged(String why) {
    assertThatThrownBy(this::verify)
        .isInstanceOf(DamagedBaselineException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(why)
        .hasMessageNotContaining("\n");
  }

  @Test
  void whatWasBuiltIsSound() throws IOException {
    assertThat(verify()).containsExactly(new VerifiedImage(image, true, false));
  }

  @Test
  void e2fsckLooksAtTheFileSystem() throws IOException {
    Tools.need("e2fsck");
    BaselineVerifier verifier = new BaselineVerifier(state);
    assertThat(verifier.verify(image.imageRef()))
        .containsExactly(new VerifiedImage(image, true, true));
    // Without the checksum it is the one that finds what is wrong.
    Files.delete(provenance);
    assertThat(verifier.verify(image.imageRef()))
        .containsExactly(new VerifiedImage(image, false, true));
    flip(file, freeBlocksOffset());
    assertThatThrownBy(() -> verifier.verify(image.imageRef()))
        .isInstanceOf(DamagedBaselineException.class)
        .hasMessageContaining("e2fsck ended with")
        .hasMessageNotContaining("\n");
  }

  /** Of the superblock: its number of free blocks, which its checksum covers. */
  private static long freeBlocksOffset() {
    return 1024 + 0xc;
  }

  @Test
  void metadataHasChanged() throws IOException {
    flip(file, freeBlocksOffset());
    assertDamaged("its checksum is crc32c-64k:");
  }

  @Test
  void dataHasChanged() throws IOException {
    flip(file, position("a name\n"));
    assertDamaged("its checksum is crc32c-64k:");
  }

  @Test
  void freeSpaceHasChanged() throws IOException {
    flip(file, Files.size(file) - 1);
    assertDamaged("its checksum is crc32c-64k:");
  }

  private long position(String content) throws IOException {
    byte[] wanted = content.getBytes(UTF_8);
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer block = ByteBuffer.allocate(4096);
      for (long at = 0; channel.read(block.clear(), at) > 0; at += 4096) {
        if (block.slice(0, wanted.length).equals(ByteBuffer.wrap(wanted))) {
          return at;
        }
      }
    }
    throw new AssertionError("no such content");
  }

  @Test
  void theFileIsShorter() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 4096);
    }
    assertDamaged("bytes, and had " + image.sizeBytes());
  }

  @Test
  void theFileIsGone() throws IOException {
    Files.delete(file);
    for (ThrowingCallable look : List.<ThrowingCallable>of(this::verify, this::inspect)) {
      assertThatThrownBy(look)
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.MISSING_FILE));
    }
  }

  @Test
  void theProvenanceIsMissing() throws IOException {
    Files.delete(provenance);
    assertThat(verify()).containsExactly(new VerifiedImage(image, false, false));
    assertThat(new BaselineInspector(state).inspect(image.imageRef()))
        .containsExactly(new InspectedImage(image, Optional.empty()));
  }

  @Test
  void theProvenanceIsBroken() throws IOException {
    Files.writeString(provenance, "{\"checksum\": ");
    assertThatThrownBy(this::verify).isInstanceOf(StoreException.class);
    assertThatThrownBy(this::inspect).isInstanceOf(StoreException.class);
    Files.writeString(provenance, "{}");
    assertDamaged("and was null");
  }

  @Test
  void theProvenanceSaysHowItWasMade() throws IOException {
    Map<String, Object> facts = inspect();
    assertThat(facts)
        .containsEntry("format_version", RootfsBuilder.FORMAT_VERSION)
        .containsEntry("digest", image.digest().toString())
        .containsEntry("platform", Map.of("os", "linux", "architecture", "amd64"))
        .containsEntry("size_bytes", (int) image.sizeBytes())
        .containsEntry("checksum", SparseChecksum.of(file))
        .containsKeys("builder", "config", "layers", "omitted_xattrs");
    assertThat(facts.get("builder")).hasToString("{name=microagent, version=0.1.0}");
    assertThat(Files.readString(provenance)).startsWith("{\n  \"builder\": {\n").endsWith("\n}\n");
  }

  @Test
  void dumpe2fsSeesTheSameFileSystem() throws IOException {
    Tools.need("dumpe2fs");
    String output = Tools.run("dumpe2fs", "-h", file.toString());
    Superblock superblock = Superblock.read(file);
    assertThat(superblock.uuid()).hasToString(fact(output, "Filesystem UUID"));
    assertThat(String.join(" ", superblock.features()))
        .isEqualTo(fact(output, "Filesystem features"));
    assertThat(superblock.blockSize()).hasToString(fact(output, "Block size"));
    assertThat(superblock.blocks()).hasToString(fact(output, "Block count"));
    assertThat(superblock.freeBlocks()).hasToString(fact(output, "Free blocks"));
    assertThat(superblock.inodes()).hasToString(fact(output, "Inode count"));
    assertThat(superblock.freeInodes()).hasToString(fact(output, "Free inodes"));
    assertThat(inspect()).containsKey("file_system");
  }

  private static String fact(String output, String name) {
    return Pattern.compile("(?m)^" + name + ":\\s+(.*?)\\s*$")
        .matcher(output)
        .results()
        .map((MatchResult result) -> result.group(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void noSuperblock() throws IOException {
    Path other = Files.write(dir.resolve("other"), new byte[1500]);
    assertThatThrownBy(() -> Superblock.read(other)).isInstanceOf(DamagedBaselineException.class);
  }

  @Test
  void whereNothingCanBeWritten() throws IOException {
    try (Tools.Mount _ =
        Tools.Mount.of(state.path(), "--bind", "-o", "ro", state.path().toString())) {
      assertThat(verify()).singleElement().matches(VerifiedImage::checksum);
      assertThat(inspect()).isNotEmpty();
    }
  }
}
