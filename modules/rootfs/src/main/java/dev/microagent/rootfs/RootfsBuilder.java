package dev.microagent.rootfs;

import dev.microagent.codec.Digest;
import dev.microagent.ext4.Ext4Options;
import dev.microagent.ext4.Ext4Summary;
import dev.microagent.ext4.Ext4Writer;
import dev.microagent.filetree.Attributes;
import dev.microagent.filetree.FileTree;
import dev.microagent.layers.LayerMerger;
import dev.microagent.registry.ResolvedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Builds a root file system out of an image: layers are fetched and decoded ahead, merged in order,
 * and their files written straight to their places in the ext4 image. The same image gives the same
 * bytes.
 */
public final class RootfsBuilder {

  /**
   * Version of what is written. It is part of every baseline's name, so that a program that writes
   * other bytes does not take old ones for its own.
   */
  public static final int FORMAT_VERSION = 2;

  /** Permissions of the root directory and of others that no layer lists. */
  private static final int IMPLIED_MODE = 0755;

  private RootfsBuilder() {}

  /** Begins an image file; one that was begun before is closed then, and of no use. */
  @FunctionalInterface
  public interface Writers {
    Ext4Writer begin(Ext4Options options) throws IOException;
  }

  /**
   * Builds one. A layer, or a part of one, that the cache has and that turns out to be damaged is
   * removed from there, and the build begun again without it.
   *
   * @param supply where the image's layers are to be had
   * @param image the image
   * @param writers begins the image's file, which is complete when this returns, but not yet synced
   * @param sizeMib size of the file system; where empty it is chosen to fit
   * @param guest who the file system boots as; where empty, it holds the image's own tree alone
   * @param listener told what was left out, too
   * @throws IOException if a layer can't be had, is damaged or isn't the one it should be; if ext4
   *     can't hold the tree; or if writing fails. The file then is of no use.
   */
  public static Ext4Summary build(
      LayerSupply supply,
      ResolvedImage image,
      Writers writers,
      OptionalLong sizeMib,
      Optional<Guest> guest,
      PullListener listener)
      throws IOException {
    while (true) {
      CachedLayers layers = new CachedLayers(supply, image.layers(), listener);
      try {
        return build(layers, image, writers, sizeMib, guest, listener);
      } catch (IOException e) {
        // Each turn removes something from the cache, so there is an end to it.
        if (!layers.removeDamaged(e)) {
          throw e;
        }
        listener.resolved(image);
      }
    }
  }

  private static Ext4Summary build(
      CachedLayers layers,
      ResolvedImage image,
      Writers writers,
      OptionalLong sizeMib,
      Optional<Guest> guest,
      PullListener listener)
      throws IOException {
    Instant created = image.config().created();
    if (created == null) {
      created = Instant.EPOCH;
    }
    Ext4Options options =
        new Ext4Options(
            sizeMib,
            derived(image.digest(), "file system"),
            derived(image.digest(), "directory hash"),
            created);
    try (Ext4Writer ext4 = writers.begin(options)) {
      FileTree tree = new FileTree(ext4, new Attributes(IMPLIED_MODE, 0, 0, created));
      layers.forEach(new LayerMerger(tree, ext4)::apply);
      if (guest.isPresent()) {
        new GuestLayout(tree, ext4, created).add(guest.get(), listener);
      }
      listener.writingFileSystem();
      Ext4Summary summary = ext4.finish(tree);
      for (String name : summary.omittedXattrs()) {
        listener.note("extended attribute " + name + " left out: Linux has no such namespace");
      }
      return summary;
    }
  }

  /** A UUID that an image has for a purpose: version 8 of RFC 9562, made of a SHA-256. */
  private static UUID derived(Digest manifest, String purpose) {
    byte[] made = (purpose + "\n" + manifest).getBytes(StandardCharsets.UTF_8);
    String hex = Digest.sha256(made).hex();
    long high = HexFormat.fromHexDigitsToLong(hex, 0, Long.BYTES * 2);
    long low = HexFormat.fromHexDigitsToLong(hex, Long.BYTES * 2, Long.BYTES * 4);
    return new UUID((high & ~0xf000L) | 0x8000L, (low & (-1L >>> 2)) | Long.MIN_VALUE);
  }
}
