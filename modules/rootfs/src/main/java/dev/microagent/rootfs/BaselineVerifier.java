package dev.microagent.rootfs;

import dev.microagent.ext4.SparseChecksum;
import dev.microagent.store.BaselineLease;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks that root file systems are what they were when they were built. Thread-safe. */
public final class BaselineVerifier {

  private final StateDirectory state;
  private final Optional<FileSystemCheck> check;

  /** A verifier that uses e2fsck where this machine has it. */
  public BaselineVerifier(StateDirectory state) {
    this(state, FileSystemCheck.find());
  }

  BaselineVerifier(StateDirectory state, Optional<FileSystemCheck> check) {
    this.state = state;
    this.check = check;
  }

  /**
   * Checks images: their size, their checksum where one is recorded, and the file system.
   *
   * @param name as for {@link dev.microagent.store.ImageIndex#match}
   * @return at least one, all sound
   * @throws DamagedBaselineException if one isn't
   * @throws dev.microagent.store.StoreException if there is none, the file of one is gone, or a
   *     record can't be understood
   */
  public List<VerifiedImage> verify(String name) throws IOException {
    List<VerifiedImage> images = new ArrayList<>();
    for (ImageRecord image : state.index().match(name)) {
      try (BaselineLease lease = state.baselines().hold(image.outputPath())) {
        images.add(verify(image, lease.path()));
      }
    }
    return List.copyOf(images);
  }

  private VerifiedImage verify(ImageRecord image, Path file) throws IOException {
    long size = Files.size(file);
    if (size != image.sizeBytes()) {
      throw new DamagedBaselineException(
          "%s is damaged: it has %d bytes, and had %d".formatted(file, size, image.sizeBytes()));
    }
    Optional<Map<String, Object>> provenance = state.baselines().provenance(file);
    if (provenance.isPresent()) {
      Object recorded = provenance.get().get(Provenance.CHECKSUM);
      String checksum = SparseChecksum.of(file);
      if (!checksum.equals(recorded)) {
        throw new DamagedBaselineException(
            "%s is damaged: its checksum is %s, and was %s".formatted(file, checksum, recorded));
      }
    }
    if (check.isPresent()) {
      check.get().run(file);
    }
    return new VerifiedImage(image, provenance.isPresent(), check.isPresent());
  }
}
