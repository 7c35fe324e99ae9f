package dev.microagent.rootfs;

import dev.microagent.store.BaselineLease;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StateDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Tells what is known of images. Thread-safe. */
public final class BaselineInspector {

  private final StateDirectory state;

  public BaselineInspector(StateDirectory state) {
    this.state = state;
  }

  /**
   * Looks images up.
   *
   * @param name as for {@link dev.microagent.store.ImageIndex#match}
   * @return at least one
   * @throws dev.microagent.store.StoreException if there is none, the file of one is gone, or a
   *     record can't be understood
   */
  public List<InspectedImage> inspect(String name) throws IOException {
    List<InspectedImage> images = new ArrayList<>();
    for (ImageRecord image : state.index().match(name)) {
      try (BaselineLease lease = state.baselines().hold(image.outputPath())) {
        images.add(new InspectedImage(image, state.baselines().provenance(lease.path())));
      }
    }
    return List.copyOf(images);
  }
}
