/** Writing ext4 file systems through libext2fs, without mke2fs and without root. */
@org.jspecify.annotations.NullMarked
module dev.microagent.ext4 {
  requires static org.jspecify;
  requires transitive dev.microagent.filetree;
  requires dev.microagent.bindings;

  exports dev.microagent.ext4;
}
