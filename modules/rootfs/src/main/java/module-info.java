/** From an image source to a published root file system. */
@org.jspecify.annotations.NullMarked
module dev.microagent.rootfs {
  requires static org.jspecify;
  requires transitive dev.microagent.registry;
  requires transitive dev.microagent.store;
  requires dev.microagent.layers;
  requires dev.microagent.ext4;

  exports dev.microagent.rootfs;
}
