/** lz4-java: its published classes, under a descriptor that lets jlink take them. */
module org.lz4.java {
  requires jdk.unsupported;

  exports net.jpountz.lz4;
  exports net.jpountz.xxhash;
}
