package dev.microagent.oci;

import java.util.Set;

/**
 * The media types of images: those of the OCI image specification (media-types.md) and those of
 * Docker's image manifest version 2, schema 2, that mean the same.
 */
public final class MediaTypes {

  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
  public static final String DOCKER_MANIFEST_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
  public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  public static final String DOCKER_LAYER_GZIP =
      "application/vnd.docker.image.rootfs.diff.tar.gzip";
  public static final String DOCKER_LAYER_ZSTD =
      "application/vnd.docker.image.rootfs.diff.tar.zstd";

  /** What Docker 1.10 called an image's configuration when it pushed one. */
  private static final String EARLY_DOCKER_CONFIG = "application/octet-stream";

  private static final Set<String> INDEXES = Set.of(OCI_INDEX, DOCKER_MANIFEST_LIST);
  private static final Set<String> MANIFESTS = Set.of(OCI_MANIFEST, DOCKER_MANIFEST);
  private static final Set<String> CONFIGS = Set.of(OCI_CONFIG, DOCKER_CONFIG, EARLY_DOCKER_CONFIG);
  private static final Set<String> SCHEMA_1 =
      Set.of(
          "application/vnd.docker.distribution.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v1+prettyjws");
  private static final Set<String> LAYERS =
      Set.of(
          "application/vnd.oci.image.layer.v1.tar",
          "application/vnd.oci.image.layer.v1.tar+gzip",
          "application/vnd.oci.image.layer.v1.tar+zstd",
          DOCKER_LAYER,
          DOCKER_LAYER_GZIP,
          DOCKER_LAYER_ZSTD);

  /** Layers that their owner doesn't allow everyone to hand on. */
  private static final Set<String> FOREIGN_LAYERS =
      Set.of(
          "application/vnd.oci.image.layer.nondistributable.v1.tar",
          "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
          "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
          "application/vnd.docker.image.rootfs.foreign.diff.tar",
          "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

  private MediaTypes() {}

  /** Whether it names a list of images, one a platform. */
  public static boolean isIndex(String mediaType) {
    return INDEXES.contains(mediaType);
  }

  /** Whether it names the manifest of one image. */
  public static boolean isManifest(String mediaType) {
    return MANIFESTS.contains(mediaType);
  }

  /** Whether it names Docker's schema 1, which is no longer read. */
  public static boolean isSchema1(String mediaType) {
    return SCHEMA_1.contains(mediaType);
  }

  /** Whether it names an image's configuration. */
  public static boolean isConfig(String mediaType) {
    return CONFIGS.contains(mediaType);
  }

  /** Whether it names a layer: a tar archive, plain, gzip or zstd. */
  public static boolean isLayer(String mediaType) {
    return LAYERS.contains(mediaType) || isForeignLayer(mediaType);
  }

  /** Whether it names a layer that a registry need not hold itself. */
  public static boolean isForeignLayer(String mediaType) {
    return FOREIGN_LAYERS.contains(mediaType);
  }
}
