/** The microagent command line. */
@org.jspecify.annotations.NullMarked
module dev.microagent.cli {
  requires static org.jspecify;
  requires dev.microagent.rootfs;
  requires dev.microagent.workspace;
  requires dev.microagent.layers;
  requires dev.microagent.ext4;
  requires info.picocli;
  requires tools.jackson.jr.ob;
}
