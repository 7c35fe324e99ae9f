/** Images from registries, layouts and archives, every byte verified. */
@org.jspecify.annotations.NullMarked
module dev.microagent.registry {
  requires static org.jspecify;
  requires transitive dev.microagent.oci;
  requires transitive dev.microagent.codec;
  requires dev.microagent.bindings;
  requires dev.microagent.tar;

  exports dev.microagent.registry;
}
