package dev.microagent.codec;

import dev.microagent.codec.CodecException.Kind;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates by the JDK's zlib. */
final class JdkInflate implements Inflate {

  private final Inflater inflater = new Inflater(true);

  @Override
  public void reset() {
    inflater.reset();
  }

  @Override
  public boolean inflate(ByteBuffer in, ByteBuffer out) throws CodecException {
    inflater.setInput(in);
    try {
      inflater.inflate(out);
    } catch (DataFormatException e) {
      throw new CodecException(Kind.CORRUPT, "gzip data are corrupt: " + e.getMessage(), e);
    }
    if (inflater.needsDictionary()) {
      throw new CodecException(Kind.CORRUPT, "gzip data are corrupt: they need a dictionary");
    }
    return inflater.finished();
  }

  @Override
  public void close() {
    inflater.end();
  }
}
