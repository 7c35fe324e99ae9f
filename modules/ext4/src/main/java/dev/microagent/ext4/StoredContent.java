package dev.microagent.ext4;

import dev.microagent.filetree.Content;
import java.util.List;

/**
 * A regular file's content in the image.
 *
 * @param size in bytes, holes included
 * @param extents where its blocks are, in order; what they leave out is a hole
 */
record StoredContent(long size, List<Extent> extents) implements Content {}
