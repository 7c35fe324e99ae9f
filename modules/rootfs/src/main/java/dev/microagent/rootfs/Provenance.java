package dev.microagent.rootfs;

import dev.microagent.ext4.Ext4Summary;
import dev.microagent.oci.ImageConfig;
import dev.microagent.oci.Layer;
import dev.microagent.oci.ProcessConfig;
import dev.microagent.registry.ResolvedImage;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is recorded of a baseline's making: who built it, of what, and what came out. The same image
 * gives the same record, so that there's no time in it but the image's own.
 */
final class Provenance {

  static final String SIZE_BYTES = "size_bytes";
  static final String CHECKSUM = "checksum";

  private Provenance() {}

  /** Of a file that is finished. */
  static Map<String, Object> of(
      FileSystemMaker maker,
      ResolvedImage image,
      Optional<GuestInit> init,
      Ext4Summary summary,
      Path file)
      throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("builder", maker.toJson());
    json.put("format_version", RootfsBuilder.FORMAT_VERSION);
    json.put("digest", image.digest().toString());
    json.put("platform", image.platform().toJson());
    json.put("config", config(image));
    json.put("layers", layers(image.layers()));
    init.ifPresent(guest -> json.put("guest_init", guestInit(guest)));
    json.put("file_system", Superblock.read(file).toJson());
    json.put("omitted_xattrs", summary.omittedXattrs());
    json.put(SIZE_BYTES, summary.sizeBytes());
    json.put(CHECKSUM, summary.checksum());
    return json;
  }

  static String version() {
    ModuleDescriptor module = Provenance.class.getModule().getDescriptor();
    return module == null ? "unknown" : module.rawVersion().orElse("unknown");
  }

  private static Map<String, Object> config(ResolvedImage image) {
    ImageConfig config = image.config();
    ProcessConfig process = config.process();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("digest", image.manifest().config().digest().toString());
    Instant created = config.created();
    if (created != null) {
      json.put("created", created.toString());
    }
    json.put("user", process.user());
    json.put("env", process.env());
    json.put("entrypoint", process.entrypoint());
    json.put("cmd", process.cmd());
    json.put("working_dir", process.workingDir());
    json.put("exposed_ports", List.copyOf(process.exposedPorts()));
    json.put("volumes", List.copyOf(process.volumes()));
    json.put("labels", process.labels());
    json.put("stop_signal", process.stopSignal());
    return json;
  }

  private static Map<String, Object> guestInit(GuestInit init) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("architecture", init.architecture());
    json.put("digest", init.digest());
    return json;
  }

  private static List<Map<String, Object>> layers(List<Layer> layers) {
    List<Map<String, Object>> result = new ArrayList<>();
    for (Layer layer : layers) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("digest", layer.digest().toString());
      json.put("diff_id", layer.diffId().toString());
      json.put("media_type", layer.descriptor().mediaType());
      json.put(SIZE_BYTES, layer.size());
      result.add(json);
    }
    return result;
  }
}
