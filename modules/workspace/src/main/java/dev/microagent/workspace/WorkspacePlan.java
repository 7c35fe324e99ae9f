package dev.microagent.workspace;

import dev.microagent.oci.ImageReference;
import dev.microagent.store.ImageRecord;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a workspace comes by its root file system.
 *
 * @param way what is done
 * @param source where the image is to be had, should it be needed
 * @param recorded what the index knows of it; null where that is nothing
 */
public record WorkspacePlan(Way way, ImageReference source, @Nullable ImageRecord recorded) {

  /** What is done. */
  public enum Way {
    /** A baseline that is there is copied. */
    CLONE,
    /**
     * The same, and the copy gets the guest's configuration in place of the image's; where that
     * turns out to need more, it is built.
     */
    BAKE,
    /** The image is pulled into a baseline first, which is copied then. */
    PULL,
    /** It is built from the image, with the guest's configuration in it. */
    BUILD;

    /** Whether the guest's configuration is in the root file system. */
    boolean isBaked() {
      return this == BAKE || this == BUILD;
    }
  }

  /** Ready for JSON. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("way", way.name().toLowerCase(Locale.ROOT));
    json.put("image_ref", recorded == null ? source.canonical() : recorded.imageRef());
    json.put("source", source.canonical());
    if ((way == Way.CLONE || way == Way.BAKE) && recorded != null) {
      json.put("baseline", recorded.outputPath().toString());
    }
    return json;
  }
}
