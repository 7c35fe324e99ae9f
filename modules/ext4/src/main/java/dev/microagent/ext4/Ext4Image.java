package dev.microagent.ext4;

/** An ext4 file system image being written. */
public final class Ext4Image {}
