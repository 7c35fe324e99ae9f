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

  private static final String JAVA_OPTIONS = "JDK_JAVA_OPTIONS";
  private static final String TWO = "-XX:ActiveProcessorCount=2";
  private static final String THREE = "-XX:ActiveProcessorCount=3";

  /** What Java says wherever that variable is set. */
  private static final String NOTE = "NOTE: Picked up JDK_JAVA_OPTIONS: {*}\n";

  private static final Given FRESH = place -> {};

  /** Its layers are in the cache, the image itself isn't built. */
  private static final Given CACHED =
      place -> {
        place.run("images", "pull", "--layer-cache-mib", "4096", "oci:{one}:v");
        place.run("images", "prune", "--delete", "--yes");
      };

  /** Its layers were fetched once, where no processor was spare. */
  private static final Given FETCHED =
      place -> {
        place.microagent().variable(JAVA_OPTIONS, TWO);
        place.pull("oci:{one}:v");
        place.run("images", "prune", "--delete", "--yes");
      };

  private static final Given FETCHED_TWICE =
      place -> {
        FETCHED.prepare(place);
        FETCHED.prepare(place);
      };

  private static final Then KEPT =
      place -> assertThat(files(place)).anyMatch(name -> name.endsWith(".lz4"));
  private static final Then NOTED =
      place -> assertThat(files(place)).isNotEmpty().allMatch(name -> name.startsWith("seen/"));
  private static final Then EMPTY = place -> assertThat(files(place)).isEmpty();

  static final List<Row> ROWS =
      List.of(
          row("layers are kept", FRESH, "images", "pull", "-q", "oci:{one}:v")
              .variable(CACHE, "4096")
              .out(REPORT)
              .then(KEPT),
          row("so they are with three processors", FRESH, "images", "pull", "-q", "oci:{one}:v")
              .variable(JAVA_OPTIONS, THREE)
              .out(REPORT)
              .err(NOTE)
              .then(KEPT),
          row("with two they are noted", FRESH, "images", "pull", "-q", "oci:{one}:v")
              .variable(JAVA_OPTIONS, TWO)
              .out(REPORT)
              .err(NOTE)
              .then(NOTED),
          row("with two they are kept the next time", FETCHED, "images", "pull", "oci:{one}:v")
              .out(REPORT)
              .err(NOTE + "layer 1 of 1: {*}B, {*} unpacked\nwriting file system\n")
              .then(KEPT),
          row("and not fetched after that", FETCHED_TWICE, "images", "pull", "oci:{one}:v")
              .out(REPORT)
              .err(NOTE + "layer 1 of 1: cached, {*} unpacked\nwriting file system\n"),
          pullWithCache("a cache of no size has no notes", FETCHED, "0").err(NOTE).then(EMPTY),
          pullWithCache("with two they are kept where a size is given", FRESH, "64")
              .variable(JAVA_OPTIONS, TWO)
              .err(NOTE)
              .then(KEPT),
          row("layers that were kept aren't fetched", CACHED, "images", "pull", "oci:{one}:v")
              .out(REPORT)
              .err("layer 1 of 1: cached, {*} unpacked\nwriting file system\n"),
          pullWithCache("a cache of no size is emptied", CACHED, "0").then(EMPTY),
          row("the variable does the same", CACHED, "images", "pull", "-q", "oci:{one}:v")
              .variable(CACHE, "0")
              .out(REPORT)
              .then(EMPTY),
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

  /** A pull that says how large the cache may be. */
  private static Row pullWithCache(String name, Given given, String mib) {
    return row(name, given, "images", "pull", "-q", "--layer-cache-mib", mib, "oci:{one}:v")
        .out(REPORT);
  }

  private static List<String> files(Place place) throws IOException {
    Path layers = place.state().resolve("images/layers");
    if (!Files.isDirectory(layers)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(layers)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> layers.relativize(file).toString())
          .toList();
    }
  }
}
