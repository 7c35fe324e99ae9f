/** The documents of the OCI image specification, and image references. */
@org.jspecify.annotations.NullMarked
module dev.microagent.oci {
  requires static org.jspecify;
  requires transitive dev.microagent.codec;
  requires tools.jackson.jr.ob;
  requires tools.jackson.core;

  exports dev.microagent.oci;
  exports dev.microagent.oci.json to
      dev.microagent.registry;
}
