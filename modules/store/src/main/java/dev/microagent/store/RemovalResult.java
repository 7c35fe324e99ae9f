package dev.microagent.store;

import java.nio.file.Path;
import java.util.List;

/**
 * What was removed from the store.
 *
 * @param removed records that were dropped without touching a file
 * @param deleted records that were dropped because their file was deleted
 * @param kept records that stay
 * @param deletedFiles the files that were deleted; real paths
 * @param inUse baselines that stay because somebody builds or reads them; real paths
 */
public record RemovalResult(
    List<ImageRecord> removed,
    List<ImageRecord> deleted,
    List<ImageRecord> kept,
    List<Path> deletedFiles,
    List<Path> inUse) {

  public RemovalResult {
    removed = List.copyOf(removed);
    deleted = List.copyOf(deleted);
    kept = List.copyOf(kept);
    deletedFiles = List.copyOf(deletedFiles);
    inUse = List.copyOf(inUse);
  }
}
