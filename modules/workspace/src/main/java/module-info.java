/** Workspaces: root file systems that are one guest's own, ready to boot. */
@org.jspecify.annotations.NullMarked
module dev.microagent.workspace {
  requires static org.jspecify;
  requires transitive dev.microagent.rootfs;
  requires dev.microagent.ext4;

  exports dev.microagent.workspace;
}
