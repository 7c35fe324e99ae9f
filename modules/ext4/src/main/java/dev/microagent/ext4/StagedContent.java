package dev.microagent.ext4;

import dev.microagent.filetree.Content;
import java.nio.file.Path;

/**
 * A regular file's content in a staging directory.
 *
 * @param size in bytes, holes included
 * @param file where it is
 * @param bytes how much of it isn't hole
 */
record StagedContent(long size, Path file, long bytes) implements Content {}
