/**
 * The part of libext2fs that makes the skeleton of a file system: superblock, group descriptors,
 * bitmaps, resize inode and journal. Everything here takes and gives plain Java values; what the
 * library hands out stays inside.
 */
package dev.microagent.bindings.ext2fs;
