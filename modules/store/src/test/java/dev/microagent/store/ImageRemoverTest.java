package dev.microagent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageRemoverTest {

  @TempDir Path directory;

  @Test
  void removingKeepsFiles() throws IOException {
    Path file = baseline('a');
    ImageRecord one = record("one:1", 'a', file);
    RemovalResult result = remover().remove("one:1");
    assertThat(result.removed()).containsExactly(one);
    assertThat(result.deletedFiles()).isEmpty();
    assertThat(file).exists();
    assertThat(index().list()).isEmpty();
  }

  @Test
  void aFileThatAnotherRecordNeedsStays() throws IOException {
    Path file = baseline('a');
    record("one:1", 'a', file);
    index().tag("one:1", "alias:1");
    Removal plan = remover().planRemove("one:1");
    assertThat(plan.files()).isEmpty();
    assertThat(remover().remove(plan).removed()).hasSize(1);
    assertThat(file).exists();

    Removal last = remover().planRemove("alias:1");
    assertThat(last.files()).containsExactly(file.toRealPath());
    assertThat(last.bytes()).isEqualTo(Files.size(file));
    RemovalResult result = remover().remove(last);
    assertThat(result.deleted()).hasSize(1);
    assertThat(result.removed()).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void whatIsPutToUseAfterThePlanStays() throws IOException {
    Path file = baseline('a');
    record("one:1", 'a', file);
    Removal plan = remover().planRemove("one:1");
    index().tag("one:1", "alias:1");
    RemovalResult result = remover().remove(plan);
    assertThat(result.removed()).extracting(ImageRecord::imageRef).containsExactly("one:1");
    assertThat(result.deletedFiles()).isEmpty();
    assertThat(file).exists();
  }

  @Test
  void aTagThatMovedAfterThePlanStays() throws IOException {
    record("one:1", 'a', baseline('a'));
    Removal plan = remover().planRemove("one:1");
    ImageRecord moved = record("one:1", 'b', baseline('b'));
    RemovalResult result = remover().remove(plan);
    assertThat(result.kept()).containsExactly(moved);
    // Nothing points to the old file any more; it was agreed to delete it.
    assertThat(result.deletedFiles()).hasSize(1);
  }

  @Test
  void filesElsewhereAreNeverDeleted() throws IOException {
    Path workspace = directory.resolve("workspaces/one/rootfs.ext4");
    Files.createDirectories(workspace.getParent());
    Files.writeString(workspace, "mine");
    record("one:1", 'a', workspace);
    // A link in the store leads out of it.
    Path link = rootfs().resolve("link.ext4");
    Files.createSymbolicLink(link, workspace);
    record("two:1", 'b', link);

    Removal plan = remover().planPrune();
    assertThat(plan.files()).isEmpty();
    RemovalResult pruned = remover().prune(plan);
    assertThat(pruned.kept()).hasSize(2);
    assertThat(remover().remove(remover().planRemove("one:1")).removed()).hasSize(1);
    assertThat(remover().remove(remover().planRemove("two:1")).removed()).hasSize(1);
    assertThat(workspace).hasContent("mine");
  }

  @Test
  void everyPartOfThePathMayBeALink() throws IOException {
    Path real = Files.createDirectories(directory.resolve("disk/rootfs"));
    Files.createDirectories(directory.resolve("images"));
    Files.createSymbolicLink(directory.resolve("images/rootfs"), real);
    Path other = directory.resolve("other");
    Files.createSymbolicLink(other, directory);
    Path file = Files.writeString(real.resolve("a".repeat(32) + ".ext4"), "a");
    // Two spellings of one file.
    record("one:1", 'a', directory.resolve("images/rootfs").resolve(file.getFileName()));
    record("two:1", 'a', other.resolve("images/rootfs").resolve(file.getFileName()));

    assertThat(remover().planRemove("one:1").files()).isEmpty();
    RemovalResult result = remover().prune(remover().planPrune());
    assertThat(result.deleted()).hasSize(2);
    assertThat(file).doesNotExist();
  }

  @Test
  void pruningDropsRecordsWithoutAFileOnly() throws IOException {
    ImageRecord stale = record("gone:1", 'a', rootfs().resolve("gone.ext4"));
    ImageRecord kept = record("one:1", 'b', baseline('b'));
    RemovalResult result = remover().prune();
    assertThat(result.removed()).containsExactly(stale);
    assertThat(result.kept()).containsExactly(kept);
    assertThat(index().list()).containsExactly(kept);
  }

  @Test
  void pruningWithDeletionTakesFilesWithoutARecordAndLitterToo() throws IOException {
    Path orphan = baseline('c').toRealPath();
    Path litter = Files.writeString(rootfs().resolve("." + "d".repeat(32) + ".tmp"), "half");
    ImageRecord stale = record("gone:1", 'a', rootfs().resolve("gone.ext4"));
    ImageRecord deleted = record("one:1", 'b', baseline('b'));
    RemovalResult result = remover().prune(remover().planPrune());
    assertThat(result.removed()).containsExactly(stale);
    assertThat(result.deleted()).containsExactly(deleted);
    assertThat(result.deletedFiles()).hasSize(2).contains(orphan);
    assertThat(litter).doesNotExist();
    assertThat(rootfs()).isEmptyDirectory();
  }

  @Test
  void whatIsDeletedIsToldInTheOrderOfThePlan() throws IOException {
    for (char name = 'a'; name <= 'f'; name++) {
      baseline(name);
    }
    Removal plan = remover().planPrune();
    assertThat(plan.files()).hasSize(6).isSorted();
    assertThat(remover().prune(plan).deletedFiles()).containsExactlyElementsOf(plan.files());
  }

  @Test
  void whatIsHeldStays() throws IOException {
    Path file = baseline('a');
    ImageRecord held = record("one:1", 'a', file);
    try (BaselineLease first = baselines().hold(file)) {
      try (BaselineLease second = baselines().hold(file)) {
        assertThat(first.path()).isEqualTo(second.path()).isEqualTo(file.toRealPath());
      }
      // One reader is left.
      RemovalResult result = remover().prune(remover().planPrune());
      assertThat(result.inUse()).containsExactly(file.toRealPath());
      assertThat(result.kept()).containsExactly(held);
      Removal plan = remover().planRemove("one:1");
      assertThatThrownBy(() -> remover().remove(plan))
          .isInstanceOfSatisfying(
              StoreException.class,
              e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.IN_USE));
      assertThat(index().list()).containsExactly(held);
    }
    assertThat(remover().prune(remover().planPrune()).deleted()).containsExactly(held);
    assertThatThrownBy(() -> baselines().hold(file))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.MISSING_FILE));
  }

  @Test
  void whatIsBeingBuiltStays() throws IOException {
    BaselineKey key = new BaselineKey("a".repeat(32));
    Path file = baseline('a');
    record("one:1", 'a', file);
    try (BaselineBuild _ = baselines().begin(key, () -> {})) {
      assertThat(remover().prune(remover().planPrune()).kept()).hasSize(1);
    }
    assertThat(file).exists();
  }

  @Test
  void anAliasKeepsItsBytesWhenTheTagMoves() throws IOException {
    Path old = baseline('a');
    record("one:1", 'a', old);
    index().tag("one:1", "alias:1");
    record("one:1", 'b', baseline('b'));
    assertThat(index().match("alias:1")).extracting(ImageRecord::outputPath).containsExactly(old);
    assertThat(remover().planRemove("one:1").files()).hasSize(1).doesNotContain(old.toRealPath());
  }

  @Test
  void aBrokenIndexIsLeftAlone() throws IOException {
    Path file = baseline('a');
    Files.writeString(index().file(), "{");
    assertThatThrownBy(() -> remover().planPrune()).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> remover().prune()).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> remover().remove("x")).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> remover().prune(new Removal(List.of(), List.of(file), 1)))
        .isInstanceOf(StoreException.class);
    assertThat(index().file()).hasContent("{");
    assertThat(file).exists();
  }

  private StateDirectory state() {
    return StateDirectory.open(directory);
  }

  private ImageIndex index() {
    return state().index();
  }

  private Baselines baselines() {
    return state().baselines();
  }

  private ImageRemover remover() {
    return state().remover();
  }

  private Path rootfs() throws IOException {
    return Files.createDirectories(directory.resolve("images/rootfs"));
  }

  private Path baseline(char digit) throws IOException {
    Path file = rootfs().resolve(String.valueOf(digit).repeat(32) + ".ext4");
    return Files.writeString(file, "content of " + digit);
  }

  private ImageRecord record(String name, char digit, Path file) throws IOException {
    Digest digest = new Digest("sha256", String.valueOf(digit).repeat(64));
    ImageRecord image =
        new ImageRecord(
            name,
            "docker.io/library/image@" + digest,
            digest,
            new Platform("linux", "amd64", null),
            file,
            1,
            Samples.TIME);
    index().record(image);
    return image;
  }
}
