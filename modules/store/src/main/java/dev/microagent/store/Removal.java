package dev.microagent.store;

import java.nio.file.Path;
import java.util.List;

/**
 * What would be removed from the store, found out before anything is, so that a user can be asked.
 *
 * @param records that would go from the index
 * @param files baselines that would be deleted; real paths
 * @param bytes sum of the files' sizes; free space in them is holes, so they take less on disk
 */
public record Removal(List<ImageRecord> records, List<Path> files, long bytes) {

  public Removal {
    records = List.copyOf(records);
    files = List.copyOf(files);
  }
}
