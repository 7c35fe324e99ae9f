/** Native libraries by the Foreign Function and Memory API. */
@org.jspecify.annotations.NullMarked
module dev.microagent.bindings {
  requires static org.jspecify;

  exports dev.microagent.bindings.crypto to
      dev.microagent.codec;
  exports dev.microagent.bindings.ext2fs to
      dev.microagent.ext4;
  exports dev.microagent.bindings.isal to
      dev.microagent.codec;
  exports dev.microagent.bindings.linux to
      dev.microagent.ext4;
  exports dev.microagent.bindings.memory to
      dev.microagent.layers;
  exports dev.microagent.bindings.tls to
      dev.microagent.registry;
}
