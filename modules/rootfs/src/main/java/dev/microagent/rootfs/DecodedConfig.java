package dev.microagent.rootfs;

import dev.microagent.oci.ProcessConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a baseline's {@link GuestConfig} was made of, as far as that is in it.
 *
 * @param process the image's command, in its entry point alone, variables, directory and signal
 * @param user the image's user
 */
record DecodedConfig(ProcessConfig process, GuestUser user) {

  /** Reads one; empty where it isn't understood, so that it wouldn't come out the same again. */
  static Optional<DecodedConfig> of(byte[] config) {
    Map<String, List<String>> records = new HashMap<>();
    for (String record : new String(config, StandardCharsets.UTF_8).split("\0", -1)) {
      int end = record.indexOf('=');
      if (end > 0) {
        records
            .computeIfAbsent(record.substring(0, end), _ -> new ArrayList<>())
            .add(record.substring(end + 1));
      }
    }
    try {
      DecodedConfig decoded = of(records);
      byte[] again = GuestConfig.encode(decoded.process, decoded.user, GuestOptions.NONE);
      return Arrays.equals(again, config) ? Optional.of(decoded) : Optional.empty();
    } catch (GuestConfigException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static DecodedConfig of(Map<String, List<String>> records) {
    ProcessConfig process =
        new ProcessConfig(
            "",
            records.getOrDefault("env", List.of()),
            records.getOrDefault("argv", List.of()),
            List.of(),
            first(records, "workdir").orElse(""),
            Set.of(),
            Set.of(),
            Map.of(),
            first(records, "stop-signal").orElse(""));
    GuestUser user =
        new GuestUser(
            Long.parseLong(first(records, "uid").orElse("")),
            Long.parseLong(first(records, "gid").orElse("")),
            records.getOrDefault("group", List.of()).stream().map(Long::valueOf).toList(),
            first(records, "home").orElse(null));
    return new DecodedConfig(process, user);
  }

  private static Optional<String> first(Map<String, List<String>> records, String key) {
    return records.getOrDefault(key, List.of()).stream().findFirst();
  }
}
