package dev.microagent.ext4;

import java.util.List;

/**
 * What became of a tree.
 *
 * @param sizeBytes length of the image file
 * @param inodes how many inodes the tree takes
 * @param omittedXattrs names of extended attributes that were left out because Linux has no such
 *     namespace, each once, sorted
 * @param checksum of the image file, as by {@link SparseChecksum#of(java.nio.file.Path)}
 */
public record Ext4Summary(
    long sizeBytes, int inodes, List<String> omittedXattrs, String checksum) {}
