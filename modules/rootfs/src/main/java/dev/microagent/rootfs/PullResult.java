package dev.microagent.rootfs;

import dev.microagent.store.ImageRecord;
import java.util.List;

/**
 * What a pull ended in.
 *
 * @param record what the index now says of the image
 * @param reused whether the root file system was already there
 * @param omittedXattrs names of extended attributes that were left out of a new one, because Linux
 *     has no namespace such as theirs; sorted, raw bytes as ISO-8859-1
 */
public record PullResult(ImageRecord record, boolean reused, List<String> omittedXattrs) {

  public PullResult {
    omittedXattrs = List.copyOf(omittedXattrs);
  }
}
