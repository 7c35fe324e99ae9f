/** The local image store: index, baselines and their locks. */
@org.jspecify.annotations.NullMarked
module dev.microagent.store {
  requires static org.jspecify;
  requires transitive dev.microagent.oci;
  requires tools.jackson.jr.ob;
  requires tools.jackson.core;

  exports dev.microagent.store;
}
