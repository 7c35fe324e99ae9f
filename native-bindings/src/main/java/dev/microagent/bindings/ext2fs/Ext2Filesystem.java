package dev.microagent.bindings.ext2fs;

/** A file system open in libext2fs. */
public final class Ext2Filesystem {}
