/** Digests and compression of byte streams. */
@org.jspecify.annotations.NullMarked
module dev.microagent.codec {
  requires static org.jspecify;
  requires dev.microagent.bindings;
  requires com.github.luben.zstd_jni;
  requires org.lz4.java;

  exports dev.microagent.codec;
}
