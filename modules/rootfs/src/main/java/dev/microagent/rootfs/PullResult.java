package dev.microagent.rootfs;

import dev.microagent.store.ImageRecord;

/**
 * What a pull ended in.
 *
 * @param record what the index now says of the image
 * @param reused whether the root file system was already there
 * @param guestInit whether the root file system has the guest init, and so boots
 */
public record PullResult(ImageRecord record, boolean reused, boolean guestInit) {}
