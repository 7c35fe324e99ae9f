package dev.microagent.oci;

import dev.microagent.oci.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a container of an image is to be run: the {@code config} member of the image's configuration.
 * What it leaves out is empty.
 *
 * @param user name or number, with a group after a colon
 * @param env {@code NAME=VALUE}, in order
 * @param entrypoint first part of the command
 * @param cmd second part, or the whole where there is no entry point
 * @param workingDir absolute path
 * @param exposedPorts such as {@code 8080/tcp}
 * @param volumes paths that expect a mount
 * @param labels whatever else is said of the image
 * @param stopSignal such as {@code SIGTERM}
 */
public record ProcessConfig(
    String user,
    List<String> env,
    List<String> entrypoint,
    List<String> cmd,
    String workingDir,
    Set<String> exposedPorts,
    Set<String> volumes,
    Map<String, String> labels,
    String stopSignal) {

  /** Of an image that says nothing. */
  public static final ProcessConfig EMPTY =
      new ProcessConfig("", List.of(), List.of(), List.of(), "", Set.of(), Set.of(), Map.of(), "");

  public ProcessConfig {
    env = List.copyOf(env);
    entrypoint = List.copyOf(entrypoint);
    cmd = List.copyOf(cmd);
    exposedPorts = Collections.unmodifiableSet(new TreeSet<>(exposedPorts));
    volumes = Collections.unmodifiableSet(new TreeSet<>(volumes));
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  static ProcessConfig from(@Nullable JsonObject json) throws DocumentException {
    if (json == null) {
      return EMPTY;
    }
    return new ProcessConfig(
        json.stringOrEmpty("User"),
        json.strings("Env"),
        json.strings("Entrypoint"),
        json.strings("Cmd"),
        json.stringOrEmpty("WorkingDir"),
        json.namesOf("ExposedPorts"),
        json.namesOf("Volumes"),
        json.stringMap("Labels"),
        json.stringOrEmpty("StopSignal"));
  }
}
