package dev.microagent.rootfs;

import dev.microagent.store.ImageRecord;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An image with what is recorded of its making.
 *
 * @param record what the index says of it
 * @param provenance ready for JSON, keys in the order in which they were written; empty where
 *     nothing was recorded, as for a file that isn't a baseline
 */
public record InspectedImage(ImageRecord record, Optional<Map<String, Object>> provenance) {

  public InspectedImage {
    provenance = provenance.map(json -> Collections.unmodifiableMap(new LinkedHashMap<>(json)));
  }

  /** The record's keys, then {@code provenance} if there is one. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>(record.toJson());
    provenance.ifPresent(facts -> json.put("provenance", facts));
    return json;
  }
}
