/** Benchmarks of the stages of a pull. Open, since JMH finds and calls them by reflection. */
@org.jspecify.annotations.NullMarked
open module dev.microagent.benchmarks {
  requires static org.jspecify;
  requires dev.microagent.codec;
  requires dev.microagent.tar;
  requires dev.microagent.filetree;
  requires dev.microagent.layers;
  requires dev.microagent.ext4;
  requires dev.microagent.oci;
  requires dev.microagent.registry;
  requires dev.microagent.rootfs;
  requires java.net.http;
  requires jmh.core;
}
