package dev.microagent.acceptance;

import static dev.microagent.acceptance.Row.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.microagent.acceptance.Microagent.Input;
import dev.microagent.acceptance.Row.Given;
import dev.microagent.acceptance.Row.Then;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What tag, rm and prune promise, row by row. */
final class ManagementContract {

  static final Given PULLED = place -> place.pull("oci:{one}:v");

  private static final Given TAGGED =
      place -> {
        PULLED.prepare(place);
        place.tag("oci:{one}:v", "local/app:baseline");
      };

  static final Given STALE =
      place -> {
        PULLED.prepare(place);
        Files.delete(baseline(place));
      };

  /** A record of a workspace's own root file system, as a build of a workspace writes it. */
  private static final Given WORKSPACE =
      place -> {
        PULLED.prepare(place);
        State.giveToWorkspace(place.state());
      };

  private static final Given BROKEN = place -> place.writeIndex("{ \"images\": [ ");

  static final Then STILL_THERE =
      place -> {
        assertThat(State.list(place.microagent()).names()).contains(place.fill("oci:{one}:v"));
        assertThat(baseline(place)).exists();
      };

  private static final Then ALL_GONE =
      place -> {
        assertThat(State.list(place.microagent()).names()).isEmpty();
        assertThat(place.state().resolve("images/rootfs")).isEmptyDirectory();
      };

  private static final Then RECORD_GONE =
      place -> {
        assertThat(State.list(place.microagent()).names()).isEmpty();
        assertThat(baseline(place)).exists();
      };

  private static final Then WORKSPACE_STAYS =
      place -> assertThat(place.state().resolve("workspaces/w/rootfs.ext4")).exists();

  private static final String UNCONFIRMED =
      "it needs to be confirmed, and nobody can be asked\nhint: use --yes to go ahead\n";

  static final List<Row> ROWS =
      List.of(
          // tag
          row("tag adds a name", PULLED, "images", "tag", "oci:{one}:v", "local/app:baseline")
              .out("local/app:baseline (linux/{architecture}) is {digest:one}\n")
              .then(place ->
                  assertThat(State.list(place.microagent()).names())
                      .containsExactly("local/app:baseline", place.fill("oci:{one}:v"))),
          row("tag by digest", PULLED, "images", "tag", "{digest:one}", "local/app:baseline")
              .out("local/app:baseline (linux/{architecture}) is {digest:one}\n"),
          row("tag as JSON", PULLED, "--json", "images", "tag", "oci:{one}:v", "x")
              .out(
                  """
                  {
                    "images": [
                      {
                        "image_ref": "x",
                        "resolved_ref": "oci:{one}@{digest:one}",
                        "digest": "{digest:one}",
                        "platform": {
                          "os": "linux",
                          "architecture": "{architecture}"
                        },
                        "output_path": "{state}/images/rootfs/{*}.ext4",
                        "size_bytes": {*},
                        "last_used_at": "{*}Z"
                      }
                    ]
                  }
                  """),
          row(
                  "retagging replaces",
                  place -> {
                    TAGGED.prepare(place);
                    place.pull("oci:{two}:v");
                  },
                  "images",
                  "tag",
                  "oci:{two}:v",
                  "docker.io/local/app:baseline")
              .out("docker.io/local/app:baseline (linux/{architecture}) is {digest:two}\n")
              .then(place -> assertThat(State.list(place.microagent()).records()).hasSize(3)),
          row("tag of nothing", PULLED, "images", "tag", "none", "x")
              .exits(1)
              .err(
                  """
                  microagent: cannot tag none: no such image is recorded
                  hint: see 'microagent images list' for what there is
                  """),
          row("tag by too few digits", PULLED, "images", "tag", "sha256:0123", "x")
              .exits(1)
              .err("microagent: cannot tag sha256:0123: no such image is recorded{*}\n{*}\n"),
          row("tag of what is gone", STALE, "images", "tag", "oci:{one}:v", "x")
              .exits(1)
              .err(
                  """
                  microagent: cannot tag oci:{one}:v: its file {*} is gone
                  hint: pull the image again, or drop the record with 'microagent images prune'
                  """),
          row("a target with a digest", PULLED, "images", "tag", "oci:{one}:v", "x@{digest:one}")
              .exits(2)
              .err("microagent: bad usage: TARGET: {*}\nhint: {*}\n"),
          row("tag with a broken index", BROKEN, "images", "tag", "a", "b")
              .exits(1)
              .err("microagent: cannot tag a: the image index {*} is broken{*}\nhint: {*}\n"),

          // rm
          row("rm keeps the file", PULLED, "images", "rm", "oci:{one}:v")
              .out("removed oci:{one}:v (linux/{architecture})\n")
              .then(RECORD_GONE),
          row("rm --delete deletes it", PULLED, "images", "rm", "--delete", "--yes", "oci:{one}:v")
              .out(
                  """
                  removed oci:{one}:v (linux/{architecture}) and its file
                  deleted {state}/images/rootfs/{*}.ext4
                  """)
              .then(ALL_GONE),
          row(
                  "rm --delete keeps a file that is shared",
                  TAGGED,
                  "images",
                  "rm",
                  "local/app:baseline",
                  "--delete")
              .out("removed local/app:baseline (linux/{architecture})\n")
              .then(STILL_THERE),
          row("rm --delete unasked", PULLED, "images", "rm", "--delete", "oci:{one}:v")
              .exits(3)
              .err("microagent: cannot remove oci:{one}:v: " + UNCONFIRMED)
              .then(STILL_THERE),
          row(
                  "rm --delete unasked, as JSON",
                  PULLED,
                  "images",
                  "rm",
                  "--delete",
                  "oci:{one}:v",
                  "--json")
              .exits(3)
              .err("{\"error\":{\"code\":\"confirmation-needed\",{*}}}\n")
              .then(STILL_THERE),
          row("rm --delete asks", PULLED, "images", "rm", "--delete", "oci:{one}:v")
              .reads(Input.TERMINAL)
              .exits(3)
              .out(
                  "This deletes for good:\r\n  {*}.ext4 (oci:{one}:v)\r\n1 file, {*}\r\n"
                      + "Delete? [y/N] {*}microagent: cannot remove oci:{one}:v:"
                      + " declined, nothing was changed\r\n")
              .then(STILL_THERE),
          row("rm --delete is told yes", TAGGED, "images", "rm", "--delete", "{digest:one}")
              .answered("yes\n")
              .out(
                  """
                  This deletes for good:\r
                    {*}.ext4 (local/app:baseline, oci:{one}:v)\r
                  1 file, {*}\r
                  Delete? [y/N] yes\r
                  removed local/app:baseline (linux/{architecture}) and its file\r
                  removed oci:{one}:v (linux/{architecture}) and its file\r
                  deleted {*}.ext4\r
                  """)
              .then(ALL_GONE),
          row("rm --delete is told no", PULLED, "images", "rm", "--delete", "oci:{one}:v")
              .answered("no\n")
              .exits(3)
              .out(
                  "{*}\r\n{*}\r\n{*}\r\nDelete? [y/N] no\r\nmicroagent: cannot remove oci:{one}:v:"
                      + " declined, nothing was changed\r\n")
              .then(STILL_THERE),
          row("rm --delete is interrupted", PULLED, "images", "rm", "--delete", "oci:{one}:v")
              .answered("\003")
              .exits(130)
              .out(
                  "{*}\r\n{*}\r\n{*}\r\nDelete? [y/N] ^Cmicroagent: interrupted: no incomplete image is kept\r\n")
              .then(STILL_THERE),
          row(
                  "rm --delete of a workspace's own",
                  WORKSPACE,
                  "images",
                  "rm",
                  "--delete",
                  "-y",
                  "oci:{one}:v")
              .out("removed oci:{one}:v (linux/{architecture})\n")
              .then(WORKSPACE_STAYS),
          row("rm of nothing", PULLED, "images", "rm", "none")
              .exits(1)
              .err("microagent: cannot remove none: no such image is recorded\n{*}\n")
              .then(STILL_THERE),

          // prune
          row("prune of what is sound", PULLED, "images", "prune")
              .out("nothing to remove\n")
              .then(STILL_THERE),
          row("prune drops stale records", STALE, "images", "prune")
              .out("removed oci:{one}:v (linux/{architecture})\n")
              .then(ALL_GONE),
          row("prune --delete unasked", PULLED, "images", "prune", "--delete")
              .exits(3)
              .err("microagent: cannot prune the images: " + UNCONFIRMED)
              .then(STILL_THERE),
          row("prune --delete", TAGGED, "images", "prune", "--delete", "--yes")
              .out(
                  """
                  removed local/app:baseline (linux/{architecture}) and its file
                  removed oci:{one}:v (linux/{architecture}) and its file
                  deleted {state}/images/rootfs/{*}.ext4
                  """)
              .then(ALL_GONE),
          row("prune --delete is told yes", PULLED, "images", "prune", "--delete")
              .answered("yes\n")
              .out("{*}\r\n{*}\r\n{*}\r\nDelete? [y/N] yes\r\nremoved {*}\r\ndeleted {*}\r\n")
              .then(ALL_GONE),
          row("prune --delete is told no", PULLED, "images", "prune", "--delete")
              .answered("no\n")
              .exits(3)
              .out("{*}\r\n{*}\r\n{*}\r\nDelete? [y/N] no\r\n{*} declined, nothing was changed\r\n")
              .then(STILL_THERE),
          row("prune as JSON", STALE, "--json", "images", "prune")
              .out(
                  "{\n  \"removed\": [\n    {\n      \"image_ref\": \"oci:{one}:v\",\n"
                      + "{*}\n".repeat(9)
                      + "    }\n  ],\n  \"deleted\": [],\n  \"kept\": []\n}\n"),
          row("prune --delete of a workspace's own", WORKSPACE, "images", "prune", "--delete", "-y")
              .out("nothing to remove\n")
              .then(WORKSPACE_STAYS),
          row("prune of nothing", place -> {}, "images", "prune", "--delete")
              .out("nothing to remove\n"),
          row("prune with a broken index", BROKEN, "images", "prune", "--delete", "--yes")
              .exits(1)
              .err("microagent: cannot prune the images: the image index {*}\nhint: {*}\n"));

  private ManagementContract() {}

  /** The one baseline that was built. */
  static Path baseline(Place place) throws Exception {
    try (var files = Files.list(place.state().resolve("images/rootfs"))) {
      return files.filter(file -> file.toString().endsWith(".ext4")).findFirst().orElseThrow();
    }
  }
}
