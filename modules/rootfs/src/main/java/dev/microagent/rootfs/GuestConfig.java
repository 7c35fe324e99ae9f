package dev.microagent.rootfs;

import dev.microagent.oci.ProcessConfig;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The guest init's configuration, in the format that its README describes: records that end with a
 * NUL each.
 */
final class GuestConfig {

  private static final String FIRST = "microagent-init 1";
  private static final String LAST = "end";

  // What the init takes at most, in its own words.
  static final int MAX_BYTES = 1 << 20;
  private static final int MAX_RECORDS_OF_A_KEY = 4096;
  private static final int MAX_GROUPS = 1024;
  private static final int MAX_DISKS = 64;
  private static final int MAX_PATH_BYTES = 4095;

  private final List<String> records = new ArrayList<>(List.of(FIRST));
  private final Map<String, Integer> counts = new LinkedHashMap<>();

  private GuestConfig() {}

  /**
   * Puts an image's configuration and a guest's together.
   *
   * @param process what the image says
   * @param user the image's user, looked up
   * @throws GuestConfigException if the init would refuse it
   */
  static byte[] encode(ProcessConfig process, GuestUser user, GuestOptions options)
      throws GuestConfigException {
    GuestConfig config = new GuestConfig();
    if (options.hostname() != null) {
      config.add("hostname", options.hostname());
    }
    config.add("uid", Long.toString(user.uid()));
    config.add("gid", Long.toString(user.gid()));
    for (long group : user.groups()) {
      config.add("group", Long.toString(group));
    }
    if (user.home() != null) {
      config.addPath("home", user.home());
    }
    if (!process.workingDir().isEmpty()) {
      // Some builders leave out the slash.
      String path = process.workingDir();
      config.addPath("workdir", path.startsWith("/") ? path : "/" + path);
    }
    for (String variable : process.env()) {
      // A name alone would take a value from who starts a container; here is nobody.
      if (variable.indexOf('=') > 0) {
        config.add("env", variable);
      }
    }
    for (String variable : options.env()) {
      config.add("env", variable);
    }
    for (String argument : command(process, options)) {
      config.add("argv", argument);
    }
    for (String line : options.setup()) {
      config.add("setup", line);
    }
    for (GuestDisk disk : options.disks()) {
      config.add("disk", disk.record());
    }
    if (options.shell() != null) {
      config.addPath("shell", options.shell());
    }
    int signal = StopSignal.number(process.stopSignal()).orElse(0);
    if (signal > 0) {
      config.add("stop-signal", Integer.toString(signal));
    }
    return config.bytes();
  }

  private static List<String> command(ProcessConfig process, GuestOptions options)
      throws GuestConfigException {
    List<String> command = new ArrayList<>();
    if (options.command() != null) {
      command.addAll(options.command());
    } else {
      command.addAll(process.entrypoint());
      command.addAll(process.cmd());
    }
    if (!command.isEmpty() && command.getFirst().isEmpty()) {
      throw new GuestConfigException("the command has no program: its first word is empty");
    }
    return command;
  }

  private void addPath(String key, String path) throws GuestConfigException {
    if (path.getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
      throw new GuestConfigException("%s is longer than %d bytes".formatted(key, MAX_PATH_BYTES));
    }
    add(key, path);
  }

  private void add(String key, String value) throws GuestConfigException {
    if (value.indexOf('\0') >= 0) {
      throw new GuestConfigException("%s has a NUL byte in it".formatted(key));
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw new GuestConfigException(key + " is not text: it has half a character in it");
    }
    int limit =
        switch (key) {
          case "group" -> MAX_GROUPS;
          case "disk" -> MAX_DISKS;
          default -> MAX_RECORDS_OF_A_KEY;
        };
    if (counts.merge(key, 1, Integer::sum) > limit) {
      throw new GuestConfigException("more than %d of %s".formatted(limit, key));
    }
    records.add(key + "=" + value);
  }

  private byte[] bytes() throws GuestConfigException {
    records.add(LAST);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String record : records) {
      bytes.writeBytes(record.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    if (bytes.size() > MAX_BYTES) {
      throw new GuestConfigException(
          "it has %d bytes, and the guest takes %d".formatted(bytes.size(), MAX_BYTES));
    }
    return bytes.toByteArray();
  }
}
