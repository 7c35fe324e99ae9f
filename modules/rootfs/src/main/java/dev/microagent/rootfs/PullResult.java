package dev.microagent.rootfs;

import dev.microagent.store.ImageRecord;

/**
 * What a pull ended in.
 *
 * @param record what the index now says of the image
 * @param reused whether the root file system was already there
 */
public record PullResult(ImageRecord record, boolean reused) {}
