package dev.microagent.bindings.ext2fs;

import java.util.UUID;

/**
 * What decides a new file system. Block size is always 4,096 bytes, inode size 256, block group
 * size 32,768 blocks.
 *
 * @param blocks size in blocks; a last block group too small for its own tables is not used
 * @param reservedBlocks blocks that only root may use
 * @param inodes wanted number of inodes; rounded up to fill whole blocks of each group's table
 * @param reservedDescriptorBlocks blocks kept free behind the group descriptors, so that the file
 *     system can grow while it is mounted; at least 1
 * @param uuid of the file system; also the seed of its metadata checksums
 * @param hashSeed of directory hashes
 * @param epochSecond time of making, in seconds since 1970; at least 1. Where it is later than
 *     2026-01-01, the library's inodes and the last write have that day instead
 */
public record Ext2Parameters(
    long blocks,
    long reservedBlocks,
    int inodes,
    int reservedDescriptorBlocks,
    UUID uuid,
    UUID hashSeed,
    long epochSecond) {}
