package dev.microagent.rootfs;

import java.util.List;
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

  public GuestOptions {
    command = command == null ? null : List.copyOf(command);
    env = List.copyOf(env);
    setup = List.copyOf(setup);
    disks = List.copyOf(disks);
  }

  /**
   * Whether they must be in the root file system. Otherwise any of the image will do: hostname and
   * shell can be told by the kernel's command line.
   */
  public boolean needBaking() {
    return command != null || !env.isEmpty() || !setup.isEmpty() || !disks.isEmpty();
  }
}
