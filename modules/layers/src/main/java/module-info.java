/** Decoding layers and merging them into a file tree. */
@org.jspecify.annotations.NullMarked
module dev.microagent.layers {
  requires static org.jspecify;
  requires dev.microagent.bindings;
  requires transitive dev.microagent.filetree;
  requires transitive dev.microagent.codec;
  requires transitive dev.microagent.tar;

  exports dev.microagent.layers;
}
