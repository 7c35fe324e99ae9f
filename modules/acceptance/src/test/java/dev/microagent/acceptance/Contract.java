package dev.microagent.acceptance;

import static dev.microagent.acceptance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Input;
import dev.microagent.acceptance.Row.Given;
import dev.microagent.acceptance.Row.Then;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the command line promises, row by row. */
final class Contract {

  private static final String PULLING =
      """
      layer 1 of 1: {*} unpacked
      writing file system
      """;

  private static final String HINT_PULL = "hint: see 'microagent images pull --help'\n";

  private static final Given FRESH = place -> {};
  private static final Given PULLED = place -> place.pull("oci:{one}:v");
  private static final Given BROKEN_INDEX = place -> place.writeIndex("{ \"images\": [ ");

  private static final Given SYMLINKED =
      place -> {
        Path elsewhere = Files.createDirectory(place.home().resolve("elsewhere"));
        Files.createSymbolicLink(place.state(), elsewhere);
      };

  private static final Given UNKNOWN_KEYS =
      place ->
          place.writeIndex(
              """
              {
                "images": [
                  {
                    "image_ref": "zzz",
                    "resolved_ref": "zzz@{digest:two}",
                    "digest": "{digest:two}",
                    "platform": {
                      "os": "linux",
                      "architecture": "amd64",
                      "features": "later"
                    },
                    "output_path": "/nowhere.ext4",
                    "size_bytes": 1,
                    "last_used_at": "2026-06-01T12:00:00Z",
                    "colour": "blue"
                  }
                ],
                "version_of_another": 7
              }
              """);

  private static final Given MOVED =
      place -> {
        Path moving = place.images().make("moving");
        place.pull("oci:" + moving + ":v");
        SampleImages.move(moving, Path.of(place.fill("{two}")));
      };

  private static final Then NOTHING_LEFT = place -> assertThat(place.home()).isEmptyDirectory();
  private static final Then ONE_RECORD = place -> assertRecords(place, "oci:{one}:v");

  static final String REPORT =
      """
        digest    {digest:one}
        platform  linux/{architecture}
        size      {*}
        path      {state}/images/rootfs/{*}.ext4
      """;

  static final List<Row> ROWS =
      List.of(
          // pull
          row("pull builds and records", FRESH, "images", "pull", "oci:{one}:v")
              .out("pulled oci:{one}:v\n" + REPORT)
              .err(PULLING)
              .then(ONE_RECORD),
          row("pull of what is built says so", PULLED, "images", "pull", "oci:{one}:v")
              .out("oci:{one}:v is already built\n" + REPORT)
              .then(ONE_RECORD),
          row("pull needs no input", FRESH, "images", "pull", "-q", "oci:{one}:v")
              .reads(Input.CLOSED)
              .out("pulled oci:{one}:v\n" + REPORT)
              .then(ONE_RECORD),
          row("pull is quiet", FRESH, "images", "pull", "--quiet", "oci:{one}:v")
              .out("pulled oci:{one}:v\n" + REPORT)
              .then(ONE_RECORD),
          row(
                  "pull of a tag that moved keeps the old file",
                  MOVED,
                  "images",
                  "pull",
                  "-q",
                  "oci:{home}/moving:v")
              .out("pulled oci:{home}/moving:v\n{*}{digest:two}\n{*}\n{*}\n{*}\n")
              .then(place -> {
                assertRecords(place, "oci:{home}/moving:v");
                assertBaselines(place, 2);
              }),
          row("pull with no authorities", FRESH, "images", "pull", "--ca-file", "{home}/none", "x")
              .exits(1)
              .err(
                  "microagent: cannot pull docker.io/library/x:latest: {home}/none: no such file\n")
              .then(NOTHING_LEFT),
          row("pull at a size", FRESH, "images", "pull", "-q", "--size-mib", "64", "oci:{one}:v")
              .out("pulled oci:{one}:v\n{*}\n{*}\n  size      64.0 MiB\n{*}\n")
              .then(ONE_RECORD),
          row(
                  "pull at a size that is too small",
                  FRESH,
                  "images",
                  "pull",
                  "-q",
                  "--size-mib",
                  "1",
                  "oci:{one}:v")
              .exits(1)
              .err(
                  """
                  microagent: cannot pull oci:{one}:v: a file system of 1 MiB is too small {*}
                  hint: use --size-mib {*} or more, or leave it out
                  """)
              .then(Contract::assertNothingBuilt),
          row(
                  "pull for this architecture",
                  FRESH,
                  "images",
                  "pull",
                  "-q",
                  "--arch",
                  "{architecture}",
                  "oci:{one}:v")
              .out("pulled oci:{one}:v\n" + REPORT),
          row(
                  "pull for one that isn't there",
                  FRESH,
                  "images",
                  "pull",
                  "-q",
                  "--arch",
                  "s390x",
                  "oci:{one}:v")
              .exits(1)
              .err(
                  """
                  microagent: cannot pull oci:{one}:v: {*}
                  hint: choose another with --arch
                  """)
              .then(Contract::assertNothingBuilt),
          row("pull of a missing layout", FRESH, "images", "pull", "oci:{home}/none:v")
              .exits(1)
              .err(
                  """
                  microagent: cannot pull oci:{home}/none:v: {home}/none: no such directory
                  hint: check the name and the tag
                  """)
              .then(Contract::assertNothingBuilt),
          row("pull of a missing tag", FRESH, "images", "pull", "{registry}/app:none")
              .exits(1)
              .err(
                  "microagent: cannot pull {registry}/app:none: {*}\nhint: check the name and the tag\n")
              .then(Contract::assertNothingBuilt),
          row("an error as JSON", FRESH, "--json", "images", "pull", "{registry}/app:none")
              .exits(1)
              .err(
                  "{\"error\":{\"code\":\"not-found\",\"message\":\"cannot pull {registry}/app:none: {*}\",\"hint\":\"check the name and the tag\"}}\n"),
          row("pull where nobody listens", FRESH, "images", "pull", "127.0.0.1:1/app")
              .exits(1)
              .err("microagent: cannot pull 127.0.0.1:1/app:latest: {*}\nhint: {*}\n")
              .then(Contract::assertNothingBuilt),
          row(
                  "a stack trace is for the verbose only",
                  FRESH,
                  "images",
                  "pull",
                  "--verbose",
                  "--json",
                  "oci:{home}/none:v")
              .exits(1)
              .err(
                  "{\"error\":{\"code\":\"not-found\",\"message\":\"{*}\",\"hint\":\"{*}\",\"trace\":\"{*}\"}}\n"),
          row(
                  "the verbose hear what inflates, digests and decrypts",
                  FRESH,
                  "images",
                  "pull",
                  "--verbose",
                  "oci:{one}:v")
              .out("pulled oci:{one}:v\n" + REPORT)
              .err("inflating: ISA-L\ndigests: OpenSSL {*}\nTLS: OpenSSL {*}\n" + PULLING),
          row(
                  "pull with JSON before the command",
                  FRESH,
                  "--json",
                  "images",
                  "pull",
                  "-q",
                  "oci:{one}:v")
              .out(json("false")),
          row("pull with JSON after the command", PULLED, "images", "pull", "oci:{one}:v", "--json")
              .out(json("true")),

          // list
          row("list of nothing", FRESH, "images", "list")
              .err("No images in {state} yet. To get one:\n{*}\n")
              .then(NOTHING_LEFT),
          row("list of nothing as JSON", FRESH, "images", "list", "--json")
              .out("{\n  \"images\": []\n}\n")
              .then(NOTHING_LEFT),
          row("list", PULLED, "images", "list")
              .out(
                  "IMAGE{*}DIGEST{*}PLATFORM{*}SIZE{*}LAST USED\noci:{one}:v {*}linux/{architecture}{*}\n"),
          row("list on a terminal", PULLED, "images", "list")
              .reads(Input.TERMINAL)
              .out(
                  "IMAGE{*}DIGEST{*}PLATFORM{*}SIZE{*}LAST USED\r\noci:{one}:v {*}linux/{architecture}{*}\r\n"),
          row("list on a terminal as JSON", FRESH, "images", "list", "--json")
              .reads(Input.TERMINAL)
              .out("{\r\n  \"images\": []\r\n}\r\n"),
          row("list of a broken index", BROKEN_INDEX, "images", "list")
              .exits(1)
              .err(
                  "microagent: cannot list the images: the image index {state}/images/index.json is broken{*}\nhint: mend the file, or move it away and pull the images again\n")
              .then(Contract::assertStillBroken),
          row("pull with a broken index", BROKEN_INDEX, "images", "pull", "-q", "oci:{one}:v")
              .exits(1)
              .err(
                  "microagent: cannot pull oci:{one}:v: the image index {state}/images/index.json is broken{*}\nhint: {*}\n")
              .then(Contract::assertStillBroken),

          // the index
          row(
                  "keys of another version survive",
                  UNKNOWN_KEYS,
                  "images",
                  "pull",
                  "-q",
                  "oci:{one}:v")
              .out("pulled oci:{one}:v\n" + REPORT)
              .then(place -> {
                assertRecords(place, "oci:{one}:v", "zzz");
                assertThat(Files.readString(place.index()))
                    .contains("\"colour\": \"blue\"", "\"features\": \"later\"")
                    .contains("\"version_of_another\": 7")
                    .endsWith("}\n");
              }),
          row(
                  "a file that is gone is built again",
                  Contract::pulledWithoutFile,
                  "images",
                  "pull",
                  "-q",
                  "oci:{one}:v")
              .out("pulled oci:{one}:v\n" + REPORT)
              .then(ONE_RECORD),

          // the state directory
          row(
                  "the option beats the variable",
                  FRESH,
                  "--state-dir",
                  "{home}/option",
                  "images",
                  "pull",
                  "-q",
                  "oci:{one}:v")
              .variable("MICROAGENT_STATE_DIR", "{home}/variable")
              .out(
                  "pulled oci:{one}:v\n{*}\n{*}\n{*}\n  path      {home}/option/images/rootfs/{*}.ext4\n")
              .then(place -> assertThat(place.home().resolve("variable")).doesNotExist()),
          row(
                  "the option may stand after the command",
                  FRESH,
                  "images",
                  "list",
                  "--state-dir",
                  "{home}/option")
              .variable("MICROAGENT_STATE_DIR", "{home}/variable")
              .err("No images in {home}/option yet. To get one:\n{*}\n")
              .then(NOTHING_LEFT),
          row("the variable beats the home directory", FRESH, "images", "list")
              .variable("MICROAGENT_STATE_DIR", "{home}/variable")
              .err("No images in {home}/variable yet. To get one:\n{*}\n"),
          row("it may be a symbolic link", SYMLINKED, "images", "pull", "-q", "oci:{one}:v")
              .out("pulled oci:{one}:v\n" + REPORT)
              .then(place -> {
                assertThat(place.home().resolve("elsewhere/images/index.json")).exists();
                assertThat(place.state()).isSymbolicLink();
              }),
          row(
                  "it must not be a file",
                  place -> Files.createFile(place.state()),
                  "images",
                  "pull",
                  "-q",
                  "oci:{one}:v")
              .exits(1)
              .err(
                  "microagent: cannot pull oci:{one}:v: {state} is not a directory\nhint: choose another with --state-dir\n"),

          // usage
          row("help", FRESH, "images", "pull", "no/such/image", "--help").out("{help}"),
          row("version", FRESH, "--version").out("microagent {*}\n").then(NOTHING_LEFT),
          row("no command", FRESH, "images")
              .exits(2)
              .err("microagent: bad usage: {*}\nhint: {*}see 'microagent images --help'\n"),
          row("an unknown command", FRESH, "images", "pul")
              .exits(2)
              .err(
                  "microagent: bad usage: unknown command pul\nhint: pull{*}? see 'microagent images --help'\n"),
          row("an unknown option", FRESH, "images", "pull", "--frob", "a")
              .exits(2)
              .err("microagent: bad usage: unknown option --frob\n{*}\n"),
          row("no image", FRESH, "images", "pull")
              .exits(2)
              .err("microagent: bad usage: IMAGE is missing\n" + HINT_PULL),
          row("no name of an image", FRESH, "images", "pull", "UPPER")
              .exits(2)
              .err("microagent: bad usage: IMAGE: {*}\n" + HINT_PULL),
          row("half a digest", FRESH, "images", "pull", "a@sha256:12")
              .exits(2)
              .err("microagent: bad usage: IMAGE: {*}\n" + HINT_PULL),
          row("no size", FRESH, "images", "pull", "--size-mib", "0", "a")
              .exits(2)
              .err("microagent: bad usage: --size-mib: {*}\n" + HINT_PULL),
          row("bad usage as JSON", FRESH, "images", "pull", "--json")
              .exits(2)
              .err(
                  "{\"error\":{\"code\":\"usage\",\"message\":\"bad usage: IMAGE is missing\",\"hint\":\"see 'microagent images pull --help'\"}}\n")
              .then(NOTHING_LEFT));

  private Contract() {}

  private static String json(String reused) {
    return """
    {
      "image_ref": "oci:{one}:v",
      "resolved_ref": "oci:{one}@{digest:one}",
      "digest": "{digest:one}",
      "platform": {
        "os": "linux",
        "architecture": "{architecture}"
      },
      "output_path": "{state}/images/rootfs/{*}.ext4",
      "size_bytes": {*},
      "last_used_at": "{*}Z",
      "reused": REUSED
    }
    """
        .replace("REUSED", reused);
  }

  private static void pulledWithoutFile(Place place) throws Exception {
    PULLED.prepare(place);
    State state = State.list(place.microagent());
    Files.delete(state.file(state.records().getFirst()));
  }

  static void assertRecords(Place place, String... names) throws Exception {
    State state = State.list(place.microagent());
    assertThat(state.names())
        .containsExactly(List.of(names).stream().map(place::fill).toArray(String[]::new));
    State.assertNoLitter(place.state());
  }

  private static void assertBaselines(Place place, int count) throws Exception {
    try (var files = Files.list(place.state().resolve("images/rootfs"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".ext4"))).hasSize(count);
    }
  }

  static void assertNothingBuilt(Place place) throws Exception {
    if (Files.exists(place.state())) {
      assertRecords(place);
      if (Files.exists(place.state().resolve("images/rootfs"))) {
        assertBaselines(place, 0);
      }
    }
  }

  private static void assertStillBroken(Place place) {
    assertThat(place.index()).hasContent("{ \"images\": [ ");
  }
}
