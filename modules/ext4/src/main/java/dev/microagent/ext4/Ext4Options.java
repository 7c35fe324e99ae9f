package dev.microagent.ext4;

import java.time.Instant;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What decides a file system besides its tree. Nothing else does: the same tree and options give
 * the same bytes.
 *
 * @param sizeMib size of the file system in MiB; where empty, it fits the tree and leaves the guest
 *     a quarter of that, and at least 1 GiB, free
 * @param uuid of the file system
 * @param hashSeed of its directory hashes
 * @param created all times that belong to no file of the tree
 */
public record Ext4Options(OptionalLong sizeMib, UUID uuid, UUID hashSeed, Instant created) {

  /** Largest size, in MiB: 16 TiB, what 32-bit block numbers of 4 KiB blocks reach. */
  public static final long MAX_SIZE_MIB = 16L << 20;

  public Ext4Options {
    if (sizeMib.isPresent() && (sizeMib.getAsLong() < 1 || sizeMib.getAsLong() >= MAX_SIZE_MIB)) {
      throw new IllegalArgumentException(
          "a size of %d MiB is not between 1 and %d MiB"
              .formatted(sizeMib.getAsLong(), MAX_SIZE_MIB - 1));
    }
  }
}
