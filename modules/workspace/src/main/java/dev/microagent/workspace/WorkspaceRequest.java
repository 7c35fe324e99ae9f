package dev.microagent.workspace;

import dev.microagent.oci.Platform;
import dev.microagent.registry.SourceOptions;
import dev.microagent.rootfs.GuestInits;
import dev.microagent.rootfs.LayerOptions;
import dev.microagent.store.Workspaces;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What workspace to make.
 *
 * @param name as {@link Workspaces#isName} wants it
 * @param image a name that the index knows, or a reference to where the image is to be had
 * @param platform what it must be built for
 * @param command what is run in place of the image's entry point and its arguments; null for those
 * @param env {@code NAME=VALUE}, on top of the image's
 * @param setup command lines that {@code /bin/sh} runs at the first boot
 * @param disks to attach; by mountpoint
 * @param hostname of the guest; null for the workspace's name
 * @param shell absolute path of a shell on the console; null for none
 * @param making how a root file system is made where there is none that will do
 */
public record WorkspaceRequest(
    String name,
    String image,
    Platform platform,
    @Nullable List<String> command,
    List<String> env,
    List<String> setup,
    List<AttachedDisk> disks,
    @Nullable String hostname,
    @Nullable String shell,
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

  /** The kernel takes 64 bytes; names between dots as hosts(5) has them. */
  private static final Pattern HOSTNAME =
      Pattern.compile("(?=.{1,64}$)[A-Za-z0-9][A-Za-z0-9-]*(?:\\.[A-Za-z0-9][A-Za-z0-9-]*)*");

  /**
   * Checks what doesn't depend on the image.
   *
   * @throws IllegalArgumentException if something can't be so, with the reason
   */
  public WorkspaceRequest {
    command = command == null ? null : List.copyOf(command);
    env = List.copyOf(env);
    setup = List.copyOf(setup);
    // The guest mounts them in this order: what is within another one's place comes after it.
    disks = disks.stream().sorted(Comparator.comparing(AttachedDisk::mountpoint)).toList();
    if (!Workspaces.isName(name)) {
      throw new IllegalArgumentException(
          "'%s' is not a workspace's name: %s".formatted(name, Workspaces.NAMES));
    }
    if (hostname != null && !HOSTNAME.matcher(hostname).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a hostname: 1 to 64 letters, digits and hyphens, with dots between"
              .formatted(hostname));
    }
    // It may be told by the kernel's command line, where quotes have a meaning and space is short.
    if (shell != null && !shell.matches("/[!#-~]{1,254}")) {
      throw new IllegalArgumentException(
          "'%s' is not the absolute path of a shell, without spaces and quotes".formatted(shell));
    }
    for (String variable : env) {
      if (variable.indexOf('=') < 1) {
        throw new IllegalArgumentException(
            "'%s' is not of the form NAME=VALUE".formatted(variable));
      }
    }
    if (command != null && (command.isEmpty() || command.getFirst().isEmpty())) {
      throw new IllegalArgumentException("the entry point is empty");
    }
    if (setup.contains("")) {
      throw new IllegalArgumentException("a setup command is empty");
    }
    if (disks.stream().map(AttachedDisk::name).distinct().count() < disks.size()
        || disks.stream().map(AttachedDisk::mountpoint).distinct().count() < disks.size()) {
      throw new IllegalArgumentException("two disks have the same name or mountpoint");
    }
  }

  /** Whether any root file system of the image will do, as nothing needs to be in it. */
  public boolean isClean() {
    return command == null && env.isEmpty() && setup.isEmpty() && disks.isEmpty();
  }

  String hostnameOrName() {
    return hostname == null ? name : hostname;
  }
}
