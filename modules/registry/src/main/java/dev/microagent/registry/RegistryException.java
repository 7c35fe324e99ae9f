package dev.microagent.registry;

import dev.microagent.oci.DocumentException;
import dev.microagent.oci.ImageReference;
import dev.microagent.oci.json.Printable;
import java.io.IOException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An image, or a part of one, that cannot be had from where it is sought. The message is one
 * printable line without secrets.
 */
public final class RegistryException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why it cannot be had. */
  public enum Kind {
    /** There is no such image, blob, layout or archive. */
    NOT_FOUND,
    /** The registry wants credentials, or others. */
    UNAUTHORIZED,
    /** The registry doesn't take the name and password that a user wants to log in with. */
    LOGIN_REFUSED,
    /** The user's own credentials cannot be read, or not be stored. */
    CREDENTIALS,
    /** The registry cannot be connected to, or the connection was lost. */
    UNREACHABLE,
    /** The registry's certificate is from an authority that isn't trusted. */
    UNTRUSTED,
    /** The registry was spoken to without TLS, and wants it. */
    TLS_ONLY,
    /** The registry was spoken to with TLS, and knows nothing of it. */
    NO_TLS,
    /** The registry asks to be left alone for a while. */
    RATE_LIMITED,
    /** The registry is in trouble itself. */
    SERVER_ERROR,
    /** The registry answers in a way that the distribution specification doesn't know. */
    BAD_RESPONSE,
    /** The image, layout or archive breaks its specification. */
    INVALID_IMAGE,
    /** It is whole, but of a kind that cannot become a root file system. */
    UNSUPPORTED,
    /** There is no image for the platform. */
    NO_PLATFORM
  }

  private final Kind kind;
  private final @Nullable String registry;
  private final int status;
  private final @Nullable String registryCode;
  private final @Nullable String url;

  private RegistryException(
      Kind kind,
      String message,
      @Nullable String registry,
      int status,
      @Nullable String registryCode,
      @Nullable String url,
      @Nullable Throwable cause) {
    super(Printable.of(message), cause);
    this.kind = kind;
    this.registry = registry;
    this.status = status;
    this.registryCode = registryCode;
    this.url = url;
  }

  RegistryException(Kind kind, String message) {
    this(kind, message, null, 0, null, null, null);
  }

  RegistryException(Kind kind, String message, Throwable cause) {
    this(kind, message, null, 0, null, null, cause);
  }

  /** What a registry answered. */
  static RegistryException ofResponse(
      Kind kind,
      String message,
      String registry,
      int status,
      @Nullable String registryCode,
      String redactedUrl) {
    return new RegistryException(kind, message, registry, status, registryCode, redactedUrl, null);
  }

  /** A document of an image that cannot be used. */
  static RegistryException ofDocument(ImageReference image, DocumentException e) {
    Kind kind =
        switch (e.kind()) {
          case MALFORMED -> Kind.INVALID_IMAGE;
          case UNSUPPORTED -> Kind.UNSUPPORTED;
        };
    return new RegistryException(kind, image.canonical() + ": " + e.getMessage(), e);
  }

  /** Why it cannot be had. */
  public Kind kind() {
    return kind;
  }

  /** The registry that was asked, as references name it; null where none answered. */
  public @Nullable String registry() {
    return registry;
  }

  /** The HTTP status that the registry answered with; empty where it didn't answer. */
  public OptionalInt status() {
    return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /** The registry's own word for it, such as {@code MANIFEST_UNKNOWN}. */
  public @Nullable String registryCode() {
    return registryCode;
  }

  /** What was asked for, without query and credentials, which may hold secrets. */
  public @Nullable String url() {
    return url;
  }
}
