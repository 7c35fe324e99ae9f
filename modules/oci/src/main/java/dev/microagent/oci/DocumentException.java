package dev.microagent.oci;

import dev.microagent.oci.json.Printable;
import java.io.IOException;

/** A document that doesn't say what it must, or that this program cannot use. */
public final class DocumentException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** The message is made printable, since it may quote the document. */
  public DocumentException(Kind kind, String message) {
    super(Printable.of(message));
    this.kind = kind;
  }

  /** What is wrong with it. */
  public Kind kind() {
    return kind;
  }

  /** What can be wrong with a document. */
  public enum Kind {
    /** It breaks the specification. */
    MALFORMED,
    /** It is right in itself, but of a kind that cannot become a root file system. */
    UNSUPPORTED
  }
}
