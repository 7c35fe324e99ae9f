package dev.microagent.workspace;

import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.rootfs.GuestConfigException;
import dev.microagent.rootfs.GuestDisk;
import dev.microagent.rootfs.GuestInits;
import dev.microagent.rootfs.GuestOptions;
import dev.microagent.rootfs.LayerOptions;
import dev.microagent.store.Workspaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What workspace to make.
 *
 * @param name as {@link Workspaces#isName} wants it
 * @param image a name that the index knows, or a reference to where the image is to be had
 * @param platform what it must be built for
 * @param guest how the guest differs from its image, but for its disks; its hostname is the
 *     workspace's name if nothing else
 * @param disks to attach
 * @param making how a root file system is made where there is none that will do
 */
public record WorkspaceRequest(
    String name,
    String image,
    Platform platform,
    GuestOptions guest,
    List<AttachedDisk> disks,
    Making making) {

  /**
   * How a root file system is made.
   *
   * @param sizeMib size of the file system in MiB; where empty, any that fits will do
   * @param mke2fs program that makes it; where null, this one does
   * @param guestInits what boots it
   * @param ownInit whether that isn't what boots every other root file system
   * @param source how a registry is to be spoken to
   * @param layers how layers are had
   */
  public record Making(
      OptionalLong sizeMib,
      @Nullable Path mke2fs,
      GuestInits guestInits,
      boolean ownInit,
      SourceOptions source,
      LayerOptions layers) {

    /** Whether a root file system that was made without being told how may be another one. */
    boolean isParticular() {
      return sizeMib.isPresent() || mke2fs != null || ownInit;
    }
  }

  /**
   * Checks what doesn't depend on the image and the disks' files.
   *
   * @throws IllegalArgumentException if something can't be so, with the reason
   */
  public WorkspaceRequest {
    if (!Workspaces.isName(name)) {
      throw new IllegalArgumentException(
          "'%s' is not a workspace's name: %s".formatted(name, Workspaces.NAMES));
    }
    if (!guest.disks().isEmpty()) {
      throw new IllegalArgumentException("disks are attached by their files");
    }
    guest = guest.orHostname(name);
    disks = List.copyOf(disks);
    if (disks.stream().map(AttachedDisk::name).distinct().count() < disks.size()
        || disks.stream().map(AttachedDisk::mountpoint).distinct().count() < disks.size()) {
      throw new IllegalArgumentException("two disks have the same name or mountpoint");
    }
  }

  /**
   * How the guest differs from its image, with the disks as it finds them.
   *
   * @throws GuestConfigException if a disk is none, or two can't be told apart
   * @throws IOException if one can't be read
   */
  GuestOptions guestWithDisks() throws IOException {
    List<GuestDisk> found = new ArrayList<>();
    for (AttachedDisk disk : disks) {
      found.add(disk.inGuest());
    }
    try {
      return guest.withDisks(found);
    } catch (IllegalArgumentException e) {
      throw new GuestConfigException(String.valueOf(e.getMessage()));
    }
  }
}
