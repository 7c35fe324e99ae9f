package dev.microagent.codec;

import dev.microagent.bindings.crypto.LibcryptoDigest;
import dev.microagent.bindings.crypto.LibcryptoException;
import dev.microagent.bindings.isal.IsalException;
import dev.microagent.bindings.isal.IsalInflater;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which code inflates and digests in this process: a native library where there is one, else the
 * JDK. Each is chosen when it is first needed, and then stays.
 *
 * <p>The system properties {@value #INFLATE_PROPERTY} and {@value #DIGEST_PROPERTY} with the value
 * {@code jdk} choose the JDK, to compare or to rule out a library.
 *
 * @param inflate what inflates, for people
 * @param digest what computes digests, for people
 */
public record Backends(String inflate, String digest) {

  static final String INFLATE_PROPERTY = "dev.microagent.codec.inflate";
  static final String DIGEST_PROPERTY = "dev.microagent.codec.digest";

  private static final String JDK = "JDK";

  /**
   * A choice.
   *
   * @param <F> makes what does the work
   * @param describe says what it is, for people
   */
  record Choice<F>(Supplier<String> describe, F factory) {

    Choice(String description, F factory) {
      this(() -> description, factory);
    }

    String description() {
      return describe.get();
    }
  }

  /** Those of this process; chooses what isn't chosen yet. */
  public static Backends inUse() {
    return new Backends(Inflating.CHOICE.description(), Digesting.CHOICE.description());
  }

  static Inflate newInflate() {
    return Inflating.CHOICE.factory().get();
  }

  static Digester newDigester(String algorithm) {
    return Digesting.CHOICE.factory().apply(algorithm);
  }

  static Choice<Supplier<Inflate>> chooseInflate(boolean jdk) {
    if (jdk) {
      return new Choice<>(JDK, JdkInflate::new);
    }
    try {
      IsalInflater.verify();
      return new Choice<>("ISA-L", IsalInflate::new);
    } catch (IsalException e) {
      return new Choice<>(instead(e), JdkInflate::new);
    }
  }

  static Choice<Function<String, Digester>> chooseDigest(boolean jdk) {
    if (jdk) {
      return new Choice<>(JDK, MessageDigester::new);
    }
    try {
      LibcryptoDigest.verify();
      return new Choice<>(LibcryptoDigest::version, LibcryptoDigester::new);
    } catch (LibcryptoException e) {
      return new Choice<>(instead(e), MessageDigester::new);
    }
  }

  private static String instead(Exception e) {
    return JDK + " (" + e.getMessage() + ")";
  }

  private static boolean isJdk(String property) {
    return "jdk".equals(System.getProperty(property));
  }

  private static final class Inflating {
    static final Choice<Supplier<Inflate>> CHOICE = chooseInflate(isJdk(INFLATE_PROPERTY));
  }

  private static final class Digesting {
    static final Choice<Function<String, Digester>> CHOICE = chooseDigest(isJdk(DIGEST_PROPERTY));
  }
}
