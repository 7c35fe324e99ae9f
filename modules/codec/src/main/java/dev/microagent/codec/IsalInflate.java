package dev.microagent.codec;

import dev.microagent.bindings.isal.IsalException;
import dev.microagent.bindings.isal.IsalInflater;
import dev.microagent.codec.CodecException.Kind;
import java.nio.ByteBuffer;

/** Inflates by ISA-L, at about twice the speed of the JDK. */
final class IsalInflate implements Inflate {

  private final IsalInflater inflater = new IsalInflater();

  @Override
  public void reset() {
    inflater.reset();
  }

  @Override
  public boolean inflate(ByteBuffer in, ByteBuffer out) throws CodecException {
    try {
      return inflater.inflate(in, out);
    } catch (IsalException e) {
      throw new CodecException(Kind.CORRUPT, "gzip data are corrupt: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    inflater.close();
  }
}
