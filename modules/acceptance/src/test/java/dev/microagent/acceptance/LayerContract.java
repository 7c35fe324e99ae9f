package dev.microagent.acceptance;

import static dev.microagent.acceptance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Row.Given;
import dev.microagent.acceptance.Row.Then;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The rows on how layers are fetched and kept. */
final class LayerContract {

  private static final String CACHE = "MICROAGENT_LAYER_CACHE_MIB";
  private static final String REPORT = "pulled oci:{one}:v\n{*}\n{*}\n{*}\n{*}\n";
  private static final String HINT = "hint: see 'microagent images pull --help'\n";

  private static final Given FRESH = place -> {};

  /** Its layers are in the cache, the image itself isn't built. */
  private static final Given CACHED =
      place -> {
        place.pull("oci:{one}:v");
        assertThat(place.microagent().run("images", "prune", "--delete", "--yes").code()).isZero();
      };

  private static final Then KEPT = place -> assertThat(cached(place)).isNotEmpty();
  private static final Then NOT_KEPT = place -> assertThat(cached(place)).isEmpty();

  static final List<Row> ROWS =
      List.of(
          row("layers are kept", FRESH, "images", "pull", "-q", "oci:{one}:v")
              .out(REPORT)
              .then(KEPT),
          row("layers that were kept aren't fetched", CACHED, "images", "pull", "oci:{one}:v")
              .out(REPORT)
              .err("layer 1 of 1: cached, {*} unpacked\nwriting file system\n"),
          row(
                  "a cache of no size is emptied",
                  CACHED,
                  "images",
                  "pull",
                  "-q",
                  "--layer-cache-mib",
                  "0",
                  "oci:{one}:v")
              .out(REPORT)
              .then(NOT_KEPT),
          row("the variable does the same", CACHED, "images", "pull", "-q", "oci:{one}:v")
              .variable(CACHE, "0")
              .out(REPORT)
              .then(NOT_KEPT),
          row(
                  "the option beats the variable for the cache",
                  FRESH,
                  "images",
                  "pull",
                  "-q",
                  "oci:{one}:v",
                  "--layer-cache-mib",
                  "64")
              .variable(CACHE, "0")
              .out(REPORT)
              .then(KEPT),
          row("no size of a cache", FRESH, "images", "pull", "--layer-cache-mib", "-1", "a")
              .exits(2)
              .err("microagent: bad usage: --layer-cache-mib: {*}\n" + HINT),
          row("no size of a cache in the variable", FRESH, "images", "pull", "a")
              .variable(CACHE, "4G")
              .exits(2)
              .err("microagent: bad usage: " + CACHE + ": '4G' {*}\n" + HINT),
          row(
                  "one download at a time",
                  FRESH,
                  "images",
                  "pull",
                  "-q",
                  "--max-concurrent-downloads",
                  "1",
                  "oci:{one}:v")
              .out(REPORT),
          row(
                  "no number of downloads",
                  FRESH,
                  "images",
                  "pull",
                  "--max-concurrent-downloads",
                  "0",
                  "a")
              .exits(2)
              .err("microagent: bad usage: --max-concurrent-downloads: {*}\n" + HINT));

  private LayerContract() {}

  private static List<Path> cached(Place place) throws IOException {
    Path layers = place.state().resolve("images/layers");
    if (!Files.isDirectory(layers)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(layers)) {
      return files.toList();
    }
  }
}
