package dev.microagent.benchmarks;

import dev.microagent.codec.Backends;
import dev.microagent.codec.CodecException;
import dev.microagent.codec.Compression;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/** Decodes a gzip member with its checksum, by each backend. */
public class GzipInflating {

  @Benchmark
  public long isal(Payload payload) throws CodecException {
    return decode(payload, "ISA-L");
  }

  @Benchmark
  @Fork(jvmArgsAppend = "-Ddev.microagent.codec.inflate=jdk")
  public long jdk(Payload payload) throws CodecException {
    return decode(payload, "JDK");
  }

  private static long decode(Payload payload, String backend) throws CodecException {
    if (!Backends.inUse().inflate().equals(backend)) {
      throw new IllegalStateException("it inflates by " + Backends.inUse().inflate());
    }
    return payload.expectAll(Decoding.decode(Compression.GZIP, payload.gzip(), payload));
  }
}
