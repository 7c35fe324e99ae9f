package dev.microagent.rootfs;

import dev.microagent.store.ImageRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An image whose root file system was found sound.
 *
 * @param record what the index says of it
 * @param checksum whether it was compared with the one that was recorded; else none was
 * @param fileSystem whether e2fsck looked at it; else there's no such program
 */
public record VerifiedImage(ImageRecord record, boolean checksum, boolean fileSystem) {

  /** The record's keys, then {@code verified}: what was checked, each true or false. */
  public Map<String, Object> toJson() {
    Map<String, Object> verified = new LinkedHashMap<>();
    verified.put("size", true);
    verified.put("checksum", checksum);
    verified.put("e2fsck", fileSystem);
    Map<String, Object> json = new LinkedHashMap<>(record.toJson());
    json.put("verified", verified);
    return json;
  }
}
