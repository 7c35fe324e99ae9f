package dev.microagent.bindings.crypto;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A call of libcrypto that failed, or the library itself missing. */
public final class LibcryptoException extends IOException {

  private static final long serialVersionUID = 1L;

  LibcryptoException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
