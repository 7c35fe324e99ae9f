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
 * @param guestInit whether the root file system has the guest init, and so boots
 * @param notes what its user should know of a new one, a line each
 */
public record PullResult(
    ImageRecord record,
    boolean reused,
    List<String> omittedXattrs,
    boolean guestInit,
    List<String> notes) {

  public PullResult {
    omittedXattrs = List.copyOf(omittedXattrs);
    notes = List.copyOf(notes);
  }
}
