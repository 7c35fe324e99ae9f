package dev.microagent.rootfs;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a guest differs from what its image says.
 *
 * @param command what is run in place of the image's entry point and its arguments; null for those
 * @param env {@code NAME=VALUE}, on top of the image's; the last of a name counts
 * @param setup command lines that {@code /bin/sh} runs at the first boot, in order
 * @param disks file systems to mount
 * @param hostname of the guest; null for the init's own choice
 * @param shell absolute path of a shell for the console; null for none
 */
public record GuestOptions(
    @Nullable List<String> command,
    List<String> env,
    List<String> setup,
    List<GuestDisk> disks,
    @Nullable String hostname,
    @Nullable String shell) {

  /** Of a guest that is as its image says. */
  public static final GuestOptions NONE =
      new GuestOptions(null, List.of(), List.of(), List.of(), null, null);

  /** The kernel takes 64 bytes; names between dots as hosts(5) has them. */
  private static final Pattern HOSTNAME =
      Pattern.compile("(?=.{1,64}$)[A-Za-z0-9][A-Za-z0-9-]*(?:\\.[A-Za-z0-9][A-Za-z0-9-]*)*");

  /** As the kernel's command line takes it, where quotes have a meaning and space is short. */
  private static final Pattern SHELL = Pattern.compile("/[!#-~]{1,254}");

  /**
   * Checks what doesn't depend on the image.
   *
   * @throws IllegalArgumentException if something can't be so, with the reason
   */
  public GuestOptions {
    command = command == null ? null : List.copyOf(command);
    env = List.copyOf(env);
    setup = List.copyOf(setup);
    disks = List.copyOf(disks);
    if (command != null && (command.isEmpty() || command.getFirst().isEmpty())) {
      throw new IllegalArgumentException("the entry point is empty");
    }
    for (String variable : env) {
      if (variable.indexOf('=') < 1) {
        throw new IllegalArgumentException(
            "'%s' is not of the form NAME=VALUE".formatted(variable));
      }
    }
    if (setup.contains("")) {
      throw new IllegalArgumentException("a setup command is empty");
    }
    if (disks.stream().map(GuestDisk::uuid).distinct().count() < disks.size()) {
      throw new IllegalArgumentException(
          "two disks have the same UUID: the guest can't tell them apart");
    }
    if (hostname != null && !HOSTNAME.matcher(hostname).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a hostname: 1 to 64 letters, digits and hyphens, with dots between"
              .formatted(hostname));
    }
    if (shell != null && !SHELL.matcher(shell).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not the absolute path of a shell, without spaces and quotes".formatted(shell));
    }
  }

  /** The same with these file systems to mount. */
  public GuestOptions withDisks(List<GuestDisk> attached) {
    return new GuestOptions(command, env, setup, attached, hostname, shell);
  }

  /** The same; where it has no hostname, with this one. */
  public GuestOptions orHostname(String name) {
    return new GuestOptions(command, env, setup, disks, hostname == null ? name : hostname, shell);
  }

  /**
   * Whether they must be in the root file system. Otherwise any of the image will do: hostname and
   * shell can be told by the kernel's command line.
   */
  public boolean needBaking() {
    return command != null || !env.isEmpty() || !setup.isEmpty() || !disks.isEmpty();
  }
}
