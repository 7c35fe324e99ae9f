package dev.microagent.workspace;

import dev.microagent.oci.Platform;
import dev.microagent.rootfs.GuestOptions;
import dev.microagent.store.ImageRecord;
import dev.microagent.store.StoreException;
import dev.microagent.store.Workspaces;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A workspace that is there.
 *
 * @param name its own
 * @param imageRef the image that it was made of, as the index names it
 * @param resolvedRef the same with the manifest's digest
 * @param platform what it is built for
 * @param rootfs absolute path of its root file system
 * @param sizeBytes size of that in bytes
 * @param createdAt when it was made; whole seconds
 * @param baked whether its configuration is in the root file system; else that is a baseline's copy
 * @param command what is run in place of the image's entry point; null for that
 * @param env the names of the variables that were added; their values may be secrets
 * @param setup what is run at the first boot
 * @param disks attached to it
 * @param hostname of the guest
 * @param shell on the console; null for none
 */
public record Workspace(
    String name,
    String imageRef,
    String resolvedRef,
    Platform platform,
    Path rootfs,
    long sizeBytes,
    Instant createdAt,
    boolean baked,
    @Nullable List<String> command,
    List<String> env,
    List<String> setup,
    List<AttachedDisk> disks,
    String hostname,
    @Nullable String shell) {

  public Workspace {
    command = command == null ? null : List.copyOf(command);
    env = List.copyOf(env);
    setup = List.copyOf(setup);
    disks = List.copyOf(disks);
  }

  static Workspace of(WorkspaceRequest request, WorkspacePlan plan, ImageRecord record) {
    GuestOptions guest = request.guest();
    return new Workspace(
        request.name(),
        record.imageRef(),
        record.resolvedRef(),
        record.platform(),
        record.outputPath(),
        record.sizeBytes(),
        record.lastUsedAt(),
        plan.way().isBaked(),
        guest.command(),
        guest.env().stream()
            .map(variable -> variable.substring(0, variable.indexOf('=')))
            .distinct()
            .toList(),
        guest.setup(),
        request.disks(),
        Objects.requireNonNull(guest.hostname()),
        guest.shell());
  }

  /** How to boot it; empty where that isn't known for its architecture. */
  public Optional<BootGuide> boot() {
    return BootGuide.of(this);
  }

  /** Ready for JSON, as {@code workspace.json} has it. */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("image_ref", imageRef);
    json.put("resolved_ref", resolvedRef);
    json.put("platform", platform.toJson());
    json.put("output_path", rootfs.toString());
    json.put("size_bytes", sizeBytes);
    json.put("created_at", createdAt.toString());
    json.put("baked", baked);
    if (command != null) {
      json.put("entrypoint", command);
    }
    json.put("env", env);
    json.put("setup", setup);
    json.put("disks", disks.stream().map(AttachedDisk::toJson).toList());
    json.put("hostname", hostname);
    if (shell != null) {
      json.put("shell", shell);
    }
    return json;
  }

  static Workspace read(Workspaces workspaces, String name) throws IOException {
    Map<String, Object> json = workspaces.read(name);
    try {
      List<AttachedDisk> disks = new ArrayList<>();
      for (Object disk : list(json, "disks")) {
        Map<?, ?> facts = (Map<?, ?>) disk;
        disks.add(
            new AttachedDisk(
                string(facts, "name"),
                Path.of(string(facts, "path")),
                string(facts, "mountpoint"),
                Boolean.TRUE.equals(facts.get("read_only"))));
      }
      return new Workspace(
          name,
          string(json, "image_ref"),
          string(json, "resolved_ref"),
          platform(json),
          workspaces.rootfs(name),
          json.get("size_bytes") instanceof Number size ? size.longValue() : 0,
          Instant.parse(string(json, "created_at")),
          Boolean.TRUE.equals(json.get("baked")),
          json.containsKey("entrypoint") ? strings(json, "entrypoint") : null,
          strings(json, "env"),
          strings(json, "setup"),
          disks,
          string(json, "hostname"),
          json.containsKey("shell") ? string(json, "shell") : null);
    } catch (ClassCastException | DateTimeException | IllegalArgumentException e) {
      throw StoreException.brokenWorkspace(workspaces.path(name), e);
    }
  }

  private static String string(Map<?, ?> json, String key) {
    if (json.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(key + " is not a string");
  }

  private static Platform platform(Map<?, ?> json) {
    if (json.get("platform") instanceof Map<?, ?> facts) {
      return new Platform(
          string(facts, "os"),
          string(facts, "architecture"),
          facts.containsKey("variant") ? string(facts, "variant") : null);
    }
    // As earlier versions wrote it.
    return Platform.parse(string(json, "platform"));
  }

  private static List<String> strings(Map<?, ?> json, String key) {
    return list(json, key).stream().map(String.class::cast).toList();
  }

  private static List<?> list(Map<?, ?> json, String key) {
    List<?> values = json.get(key) instanceof List<?> list ? list : List.of();
    if (values.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(key + " has a null in it");
    }
    return values;
  }
}
