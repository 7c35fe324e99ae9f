package dev.microagent.acceptance;

import static dev.microagent.acceptance.Contract.REPORT;
import static dev.microagent.acceptance.Row.row;

import dev.microagent.acceptance.Row.Given;
import java.util.List;

/** Where images may be pulled from, row by row. */
final class SourceContract {

  private static final Given FRESH = place -> {};

  static final List<Row> ROWS =
      List.of(
          row("pull from a registry", FRESH, "images", "pull", "-q", "{registry}/app:one")
              .out("pulled {registry}/app:one\n" + REPORT)
              .then(place -> Contract.assertRecords(place, "{registry}/app:one")),
          row(
                  "pull by digest, which beats the tag",
                  FRESH,
                  "images",
                  "pull",
                  "-q",
                  "--plain-http",
                  "{registry}/app:none@{digest:one}")
              .out("pulled {registry}/app{*}@{digest:one}\n" + REPORT),
          row("pull from a tar of a layout", FRESH, "images", "pull", "-q", "oci-archive:{tar}")
              .out("pulled oci-archive:{tar}\n" + REPORT)
              .then(place -> Contract.assertRecords(place, "oci-archive:{tar}")),
          row(
                  "pull from a tar of a layout by tag",
                  FRESH,
                  "images",
                  "pull",
                  "-q",
                  "oci-archive:{tar}:v")
              .out("pulled oci-archive:{tar}:v\n" + REPORT),
          row(
                  "pull from what docker save wrote",
                  FRESH,
                  "images",
                  "pull",
                  "-q",
                  "docker-archive:{saved}:app:v")
              .out("pulled docker-archive:{saved}:app:v\n  digest    sha256:{*}\n{*}\n{*}\n{*}\n")
              .then(place -> Contract.assertRecords(place, "docker-archive:{saved}:app:v")),
          row(
                  "pull of a tag that the tar lacks",
                  FRESH,
                  "images",
                  "pull",
                  "docker-archive:{saved}:app:w")
              .exits(1)
              .err(
                  "microagent: cannot pull docker-archive:{saved}:app:w: {*}\nhint: check the name and the tag\n")
              .then(Contract::assertNothingBuilt),
          row("pull from a tar of another kind", FRESH, "images", "pull", "oci-archive:{saved}")
              .exits(1)
              .err("microagent: cannot pull oci-archive:{saved}: {*}\nhint: {*}\n")
              .then(Contract::assertNothingBuilt),
          row("pull from no tar", FRESH, "images", "pull", "oci-archive:{home}/none.tar")
              .exits(1)
              .err(
                  """
                  microagent: cannot pull oci-archive:{home}/none.tar: {home}/none.tar: no such file
                  hint: check the name and the tag
                  """)
              .then(Contract::assertNothingBuilt));

  private SourceContract() {}
}
