package dev.microagent.cli;

import dev.microagent.ext4.Ext4Exception;
import dev.microagent.ext4.ImageTooSmallException;
import dev.microagent.ext4.Mke2fsException;
import dev.microagent.layers.LayerException;
import dev.microagent.registry.RegistryException;
import dev.microagent.registry.VerificationException;
import dev.microagent.rootfs.DamagedBaselineException;
import dev.microagent.rootfs.GuestConfigException;
import dev.microagent.rootfs.GuestInitException;
import dev.microagent.store.StateDirectory;
import dev.microagent.store.StoreException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What users are told of each kind of failure: the one table of codes, exit codes and hints. */
final class Failures {

  private static final String ALTERED =
      "try again; if it stays so, the image was altered at the registry or on its way";
  private static final String REBUILD =
      "remove it by its digest with 'microagent images rm --delete', then pull it again";
  private static final String BROKEN_IMAGE = "the image is broken: tell those who publish it";

  private Failures() {}

  /**
   * What is told of an exception.
   *
   * @param intent what the command was about to do; null where it didn't come to that
   */
  static Failure of(Throwable e, @Nullable String intent) {
    return switch (e) {
      case StoreException store ->
          switch (store.kind()) {
            case BROKEN_INDEX ->
                failed(
                    "broken-index",
                    e,
                    intent,
                    "mend the file, or move it away and pull the images again");
            case NOT_A_DIRECTORY ->
                failed("bad-state-directory", e, intent, "choose another with --state-dir");
            case NO_SUCH_IMAGE ->
                failed("not-found", e, intent, "see 'microagent images list' for what there is");
            case AMBIGUOUS ->
                failed("ambiguous", e, intent, "name one, or give more digits of its digest");
            case MISSING_FILE ->
                failed(
                    "missing-file",
                    e,
                    intent,
                    "pull the image again, or drop the record with 'microagent images prune'");
            case IN_USE -> failed("in-use", e, intent, "wait until it is done, then try again");
            case NO_SUCH_WORKSPACE ->
                failed("not-found", e, intent, "see 'microagent list' for what there is");
            case WORKSPACE_EXISTS ->
                failed(
                    "exists",
                    e,
                    intent,
                    "choose another name, or delete it with 'microagent delete'");
            case BROKEN_WORKSPACE ->
                failed("broken-workspace", e, intent, "delete it with 'microagent delete'");
            case BROKEN_PROVENANCE -> failed("broken-provenance", e, intent, REBUILD);
          };
      case ConfirmationException unconfirmed ->
          switch (unconfirmed.kind()) {
            case NEEDED -> unconfirmed("confirmation-needed", e, intent, "use --yes to go ahead");
            case DECLINED -> unconfirmed("declined", e, intent, null);
          };
      case RegistryException registry -> registry(registry, intent);
      case VerificationException _ -> failed("verification", e, intent, ALTERED);
      case LayerException layer ->
          switch (layer.kind()) {
            case DIGEST -> failed("verification", e, intent, ALTERED);
            case ENCODING, ARCHIVE, ENTRY -> failed("invalid-image", e, intent, BROKEN_IMAGE);
          };
      case ImageTooSmallException small ->
          failed(
              "too-small",
              e,
              intent,
              "use --size-mib " + small.neededMib() + " or more, or leave it out");
      case DamagedBaselineException _ -> failed("damaged", e, intent, REBUILD);
      case Ext4Exception _ -> failed("unsupported", e, intent, null);
      case GuestInitException init ->
          failed(
              "guest-init",
              e,
              intent,
              switch (init.kind()) {
                case MISSING -> "give one with --guest-init PATH";
                case UNFIT -> "without --guest-init the one that comes with microagent is used";
                case NO_PLACE -> BROKEN_IMAGE;
              });
      case GuestConfigException _ -> failed("guest-config", e, intent, null);
      case Mke2fsException _ ->
          failed("mke2fs", e, intent, "without --mke2fs no such program is needed");
      case AccessDeniedException denied ->
          failed(
              "permission-denied",
              e,
              intent,
              "see who owns " + denied.getFile() + ", or choose another --state-dir");
      case InterruptedIOException _, ClosedByInterruptException _ -> interrupted();
      case IOException io when StateDirectory.isOutOfSpace(io) ->
          failed("no-space", e, intent, "free some, or choose another place with --state-dir");
      case IOException _ -> failed("io", e, intent, null);
      case OutOfMemoryError _ ->
          failed(
              "out-of-memory",
              e,
              intent,
              "allow more memory, for instance with JDK_JAVA_OPTIONS=-Xmx2g");
      default ->
          new Failure(
              "internal",
              ExitCode.FAILED,
              what(intent) + ": unexpected " + e,
              "this is a bug; run again with --verbose to see where it happened");
    };
  }

  private static Failure registry(RegistryException e, @Nullable String intent) {
    return switch (e.kind()) {
      case NOT_FOUND -> failed("not-found", e, intent, "check the name and the tag");
      case UNAUTHORIZED ->
          failed(
              "unauthorized",
              e,
              intent,
              "check the name, or log in with 'microagent registry login %s'"
                  .formatted(Objects.requireNonNullElse(e.registry(), "REGISTRY")));
      case LOGIN_REFUSED ->
          failed(
              "unauthorized",
              e,
              intent,
              "check both; some registries want an access token in place of the password");
      case CREDENTIALS ->
          failed("credentials", e, intent, "repair what it names, or log in to the registry again");
      case UNREACHABLE ->
          failed(
              "unreachable",
              e,
              intent,
              "check the registry's name and the network; --plain-http is for one without TLS only");
      case UNTRUSTED ->
          failed(
              "untrusted",
              e,
              intent,
              "if that is right, name the authority's certificate with --ca-file");
      case TLS_ONLY ->
          failed(
              "tls-only",
              e,
              intent,
              "leave out --plain-http; if it is on this machine, name its certificate's authority"
                  + " with --ca-file");
      case NO_TLS ->
          failed(
              "no-tls",
              e,
              intent,
              "if nobody else is on the way to it, speak to it without TLS: --plain-http");
      case RATE_LIMITED -> failed("rate-limited", e, intent, "wait a while, then try again");
      case SERVER_ERROR -> failed("registry-error", e, intent, "try again later");
      case BAD_RESPONSE ->
          failed("bad-response", e, intent, "make sure that the address is a registry's");
      case INVALID_IMAGE -> failed("invalid-image", e, intent, BROKEN_IMAGE);
      case UNSUPPORTED -> failed("unsupported", e, intent, null);
      case NO_PLATFORM -> failed("no-platform", e, intent, "choose another with --arch");
    };
  }

  static Failure interrupted() {
    return new Failure(
        "interrupted", ExitCode.INTERRUPTED, "interrupted: no incomplete image is kept", null);
  }

  static Failure outputLost() {
    return new Failure(
        "io", ExitCode.FAILED, "cannot write the result: standard output fails", null);
  }

  private static Failure failed(
      String code, Throwable e, @Nullable String intent, @Nullable String hint) {
    return new Failure(code, ExitCode.FAILED, what(intent) + ": " + why(e, intent), hint);
  }

  private static Failure unconfirmed(
      String code, Throwable e, @Nullable String intent, @Nullable String hint) {
    return new Failure(code, ExitCode.UNCONFIRMED, what(intent) + ": " + why(e, intent), hint);
  }

  /** Many messages begin with the image's name, which stands at the intent's end already. */
  private static String why(Throwable e, @Nullable String intent) {
    String reason = reason(e);
    int colon = reason.indexOf(": ");
    return intent != null && colon > 0 && intent.endsWith(" " + reason.substring(0, colon))
        ? reason.substring(colon + 2)
        : reason;
  }

  private static String what(@Nullable String intent) {
    return intent == null ? "cannot run" : "cannot " + intent;
  }

  /** Why it failed, in words: the message of some exceptions is the name of a file, or nothing. */
  private static String reason(Throwable e) {
    String message = e.getMessage();
    return switch (e) {
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case NoSuchFileException missing -> missing.getFile() + ": no such file";
      case FileSystemException other when other.getReason() == null ->
          other.getFile() + ": " + other.getClass().getSimpleName();
      default -> message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    };
  }
}
