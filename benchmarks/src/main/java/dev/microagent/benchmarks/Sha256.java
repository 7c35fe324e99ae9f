package dev.microagent.benchmarks;

import dev.microagent.codec.Backends;
import dev.microagent.codec.Digest;
import dev.microagent.codec.Digester;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/** Computes a SHA-256, by each backend. */
public class Sha256 {

  @Benchmark
  public Digest libcrypto(Payload payload) {
    if (Backends.inUse().digest().startsWith("JDK")) {
      throw new IllegalStateException("it digests by " + Backends.inUse().digest());
    }
    return digest(payload);
  }

  @Benchmark
  @Fork(jvmArgsAppend = "-Ddev.microagent.codec.digest=jdk")
  public Digest jdk(Payload payload) {
    return digest(payload);
  }

  private static Digest digest(Payload payload) {
    try (Digester digester = Digester.of("sha256")) {
      digester.update(payload.plain());
      return digester.digest();
    }
  }
}
