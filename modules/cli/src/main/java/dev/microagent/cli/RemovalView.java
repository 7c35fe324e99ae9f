package dev.microagent.cli;

import dev.microagent.store.ImageRecord;
import dev.microagent.store.Removal;
import dev.microagent.store.RemovalResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is said of a removal, before and after. */
final class RemovalView {

  private RemovalView() {}

  /** The question whether files may be deleted; it names all of them. */
  static List<String> question(Removal plan) {
    List<String> lines = new ArrayList<>();
    lines.add("This deletes for good:");
    for (Path file : plan.files()) {
      lines.add("  " + SafeText.of(file.toString()) + names(plan.records(), file));
    }
    lines.add(
        "%s, %s as the guest sees them; on disk they take less."
            .formatted(count(plan.files().size(), "file"), ByteCount.text(plan.bytes())));
    return lines;
  }

  /** The names of the records that point to a file by its real path or, as most do, by that. */
  private static String names(List<ImageRecord> records, Path file) {
    List<String> names =
        records.stream()
            .filter(image -> file.getFileName().equals(image.outputPath().getFileName()))
            .map(image -> SafeText.of(image.imageRef()))
            .distinct()
            .toList();
    return names.isEmpty() ? "" : " (" + String.join(", ", names) + ")";
  }

  /** The result for people. */
  static List<String> lines(RemovalResult result) {
    List<String> lines = new ArrayList<>();
    for (ImageRecord image : result.removed()) {
      lines.add("removed " + name(image));
    }
    for (ImageRecord image : result.deleted()) {
      lines.add("removed " + name(image) + " and its file");
    }
    for (Path file : result.deletedFiles()) {
      lines.add("deleted " + SafeText.of(file.toString()));
    }
    if (lines.isEmpty()) {
      lines.add("nothing to remove");
    }
    return lines;
  }

  private static String name(ImageRecord image) {
    return SafeText.of(image.imageRef() + " (" + image.platform() + ")");
  }

  /** The result for programs. */
  static Map<String, Object> json(RemovalResult result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("removed", records(result.removed()));
    json.put("deleted", records(result.deleted()));
    json.put("kept", records(result.kept()));
    return json;
  }

  private static List<Map<String, Object>> records(List<ImageRecord> images) {
    return images.stream().map(ImageRecord::toJson).toList();
  }

  private static String count(int number, String what) {
    return number == 1 ? "1 " + what : number + " " + what + "s";
  }
}
