package dev.microagent.registry;

import dev.microagent.codec.Digest;
import dev.microagent.oci.Descriptor;
import dev.microagent.oci.MediaTypes;
import dev.microagent.oci.Platform;
import dev.microagent.oci.RegistryReference;
import dev.microagent.registry.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ReadableByteChannel;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An image in a registry, by the distribution specification 1.1. */
final class RegistrySource implements ImageSource {

  private static final String ACCEPT_MANIFESTS =
      String.join(
          ", ",
          MediaTypes.OCI_INDEX,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.DOCKER_MANIFEST_LIST,
          MediaTypes.DOCKER_MANIFEST);

  private static final String ACCEPT_ANYTHING = "*/*";

  private final RegistryReference reference;
  private final Endpoint endpoint;
  private final RegistryClient client;
  private final PartialBlobs partialBlobs;

  RegistrySource(RegistryReference reference, SourceOptions options, Retry.Pause pause) {
    this.reference = reference;
    this.endpoint = Endpoint.of(reference, options);
    this.partialBlobs = options.partialBlobs();
    this.client = new RegistryClient(reference.registry(), endpoint, options, pause);
  }

  @Override
  public ResolvedImage resolve(Platform platform) throws IOException {
    return new ImageResolver(reference, platform, this::open).resolve(root());
  }

  /** The manifest or index that the reference names. */
  private Document root() throws IOException {
    Digest wanted = reference.digest();
    URI address =
        endpoint.manifest(
            wanted == null ? Objects.requireNonNull(reference.tag()) : wanted.toString());
    HttpResponse response = client.get(address, ACCEPT_MANIFESTS, reference.canonical());
    String mediaType = response.headers().firstValue("Content-Type").orElse("");
    if (mediaType.toLowerCase(Locale.ROOT).startsWith("text/html")) {
      response.body().close();
      throw badResponse("a web page, not a manifest: is it a registry?");
    }
    byte[] bytes;
    try {
      bytes = response.body().readUpTo(Document.MAX_BYTES);
    } catch (IOException e) {
      throw HttpErrors.unreachable(address, e);
    }
    if (bytes.length > Document.MAX_BYTES) {
      throw badResponse("a manifest of more than " + Document.MAX_BYTES + " bytes");
    }
    Digest promised = wanted == null ? announced(response) : wanted;
    if (promised == null) {
      return Document.of(mediaType, bytes);
    }
    Digest actual = Document.digest(promised.algorithm(), bytes);
    VerifyingChannel.requireDigest(promised, actual, "manifest of " + reference.canonical());
    return new Document(new Descriptor(mediaType, actual, bytes.length), bytes);
  }

  /** What the registry says that the digest is; null where it says nothing of use. */
  private static @Nullable Digest announced(HttpResponse response) {
    String header = response.headers().firstValue("Docker-Content-Digest").orElse("");
    try {
      return header.isEmpty() ? null : Digest.parse(header);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public ReadableByteChannel open(Descriptor blob) throws IOException {
    boolean manifest =
        MediaTypes.isManifest(blob.mediaType()) || MediaTypes.isIndex(blob.mediaType());
    String digest = blob.digest().toString();
    URI address = manifest ? endpoint.manifest(digest) : endpoint.blob(digest);
    String what = (manifest ? "manifest " : "blob ") + digest + " of " + repository();
    String accept = manifest ? ACCEPT_MANIFESTS : ACCEPT_ANYTHING;
    KeptChannel.Opener opener = offset -> client.open(address, accept, offset, blob.size(), what);
    PartialBlob part = manifest ? null : part(blob);
    try {
      return part == null
          ? new VerifyingChannel(opener.open(0), blob, what)
          : KeptChannel.open(part, blob, what, opener);
    } catch (RegistryException e) {
      throw MediaTypes.isForeignLayer(blob.mediaType())
              && e.kind() == RegistryException.Kind.NOT_FOUND
          ? new RegistryException(
              RegistryException.Kind.UNSUPPORTED,
              what + ": a foreign layer, which the registry itself doesn't hold",
              e)
          : e;
    }
  }

  private @Nullable PartialBlob part(Descriptor blob) {
    try {
      return partialBlobs.open(blob).orElse(null);
    } catch (IOException e) {
      // Nothing was kept then, and nothing will be.
      return null;
    }
  }

  private String repository() {
    return reference.registry() + "/" + reference.repository();
  }

  private RegistryException badResponse(String why) {
    return new RegistryException(
        RegistryException.Kind.BAD_RESPONSE,
        reference.canonical() + ": " + endpoint.origin().getAuthority() + " answered with " + why);
  }

  @Override
  public void close() {
    client.close();
  }
}
