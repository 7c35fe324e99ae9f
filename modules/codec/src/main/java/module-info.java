/** Digests and decompression of byte streams. */
@org.jspecify.annotations.NullMarked
module dev.microagent.codec {
  requires static org.jspecify;
  requires com.github.luben.zstd_jni;

  exports dev.microagent.codec;
}
