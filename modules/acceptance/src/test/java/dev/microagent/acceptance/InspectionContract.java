package dev.microagent.acceptance;

import static dev.microagent.acceptance.ManagementContract.PULLED;
import static dev.microagent.acceptance.ManagementContract.STALE;
import static dev.microagent.acceptance.ManagementContract.STILL_THERE;
import static dev.microagent.acceptance.ManagementContract.baseline;
import static dev.microagent.acceptance.Row.row;

import dev.microagent.acceptance.Row.Given;
import dev.microagent.acceptance.Row.Then;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.List;

/** What inspect and verify promise, row by row. */
final class InspectionContract {

  /** In free space, where only the checksum sees it. */
  private static final Given DAMAGED =
      place -> {
        PULLED.prepare(place);
        try (RandomAccessFile file = new RandomAccessFile(baseline(place).toFile(), "rw")) {
          file.seek(file.length() - 1);
          file.write(1);
        }
      };

  private static final Given CUT =
      place -> {
        PULLED.prepare(place);
        try (RandomAccessFile file = new RandomAccessFile(baseline(place).toFile(), "rw")) {
          file.setLength(file.length() - 1);
        }
      };

  private static final Given UNDOCUMENTED =
      place -> {
        PULLED.prepare(place);
        Files.delete(
            baseline(place)
                .resolveSibling(
                    baseline(place).getFileName().toString().replace(".ext4", ".json")));
      };

  /** What the hint says helps, other names or not. */
  private static final Then MENDED_BY_PULLING_AGAIN =
      place -> {
        place.tag("oci:{one}:v", "local/app:baseline");
        place.run("images", "rm", "--delete", "--yes", "{digest:one}");
        place.pull("oci:{one}:v");
        place.run("images", "verify", "oci:{one}:v");
      };

  private static final String REBUILD =
      "remove it by its digest with 'microagent images rm --delete', then pull it again";

  private static final String RECORD =
      """
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
      """;

  private static final String FACTS =
      """
      image ref: oci:{one}:v
      resolved ref: oci:{one}@{digest:one}
      digest: {digest:one}
      platform:
        os: linux
        architecture: {architecture}
      output path: {state}/images/rootfs/{*}.ext4
      size: {*} ({*})
      last used at: {*}Z
      provenance:
        builder:
          name: microagent
          version: {*}
        format version: {*}
        digest: {digest:one}
        platform:
          os: linux
          architecture: {architecture}
        config:
          digest: sha256:{*}
          created: 2026-01-01T00:00:00Z
          cmd:
            - /bin/sh
        layers:
          - digest: sha256:{*}
            diff id: sha256:{*}
            media type: application/vnd.oci.image.layer.v1.tar+gzip
            size: {*} ({*})
        guest init:
          architecture: {architecture}
          digest: sha256:{*}
        file system:
          uuid: {*}
          features:
            - has_journal
            - ext_attr
            - resize_inode
            - dir_index
            - filetype
            - extent
            - 64bit
            - flex_bg
            - sparse_super
            - large_file
            - huge_file
            - dir_nlink
            - extra_isize
            - metadata_csum
          block size: 4.0 KiB (4096)
          blocks: {*}
          free blocks: {*}
          inodes: {*}
          free inodes: {*}
        size: {*} ({*})
        checksum: crc32c-64k:{*}
      """;

  private static final String PROVENANCE =
      """
            "provenance": {
              "builder": {
                "name": "microagent",
                "version": "{*}"
              },
              "format_version": {*},
              "digest": "{digest:one}",
              "platform": {
                "os": "linux",
                "architecture": "{architecture}"
              },
              "config": {
                "digest": "sha256:{*}",
                "created": "2026-01-01T00:00:00Z",
                "user": "",
                "env": [],
                "entrypoint": [],
                "cmd": [
                  "/bin/sh"
                ],
                "working_dir": "",
                "exposed_ports": [],
                "volumes": [],
                "labels": {},
                "stop_signal": ""
              },
              "layers": [
                {
                  "digest": "sha256:{*}",
                  "diff_id": "sha256:{*}",
                  "media_type": "application/vnd.oci.image.layer.v1.tar+gzip",
                  "size_bytes": {*}
                }
              ],
              "guest_init": {
                "architecture": "{architecture}",
                "digest": "sha256:{*}"
              },
              "file_system": {
                "uuid": "{*}",
                "features": [
                  "has_journal",
                  "ext_attr",
                  "resize_inode",
                  "dir_index",
                  "filetype",
                  "extent",
                  "64bit",
                  "flex_bg",
                  "sparse_super",
                  "large_file",
                  "huge_file",
                  "dir_nlink",
                  "extra_isize",
                  "metadata_csum"
                ],
                "block_size_bytes": 4096,
                "blocks": {*},
                "free_blocks": {*},
                "inodes": {*},
                "free_inodes": {*}
              },
              "omitted_xattrs": [],
              "size_bytes": {*},
              "checksum": "crc32c-64k:{*}"
            }
      """;

  static final List<Row> ROWS =
      List.of(
          row("inspect", PULLED, "images", "inspect", "oci:{one}:v").out(FACTS).then(STILL_THERE),
          row("inspect as JSON", PULLED, "--json", "images", "inspect", "{digest:one}")
              .out("{\n  \"images\": [\n    {\n" + RECORD + PROVENANCE + "    }\n  ]\n}\n")
              .then(STILL_THERE),
          row("inspect of what is not recorded", UNDOCUMENTED, "images", "inspect", "oci:{one}:v")
              .out("{*}\n".repeat(8) + "last used at: {*}\nprovenance: not recorded\n"),
          row("inspect of what is gone", STALE, "--json", "images", "inspect", "oci:{one}:v")
              .exits(1)
              .err(
                  "{\"error\":{\"code\":\"missing-file\",\"message\":\"cannot inspect oci:{one}:v: its file"
                      + " {*}.ext4 is gone\",\"hint\":\"{*}images prune'\"}}\n"),
          row("inspect of nothing", PULLED, "images", "inspect", "none")
              .exits(1)
              .err("microagent: cannot inspect none: no such image is recorded\n{*}\n"),
          row("verify of what is sound", PULLED, "images", "verify", "oci:{one}:v")
              .out("oci:{one}:v (linux/{architecture}) is sound: size, checksum, e2fsck\n")
              .then(STILL_THERE),
          row("verify as JSON", PULLED, "--json", "images", "verify", "oci:{one}:v")
              .out(
                  "{\n  \"images\": [\n    {\n"
                      + RECORD
                      + """
                            "verified": {
                              "size": true,
                              "checksum": true,
                              "e2fsck": true
                            }
                          }
                        ]
                      }
                      """)
              .then(STILL_THERE),
          row("verify without a checksum", UNDOCUMENTED, "images", "verify", "oci:{one}:v")
              .out("{*} is sound: size, no checksum recorded, e2fsck\n"),
          row("verify of a changed byte", DAMAGED, "images", "verify", "oci:{one}:v")
              .exits(1)
              .err(
                  "microagent: cannot verify oci:{one}:v: {*}.ext4 is damaged: its checksum is {*}, and was {*}\nhint: "
                      + REBUILD
                      + "\n")
              .then(MENDED_BY_PULLING_AGAIN),
          row("verify of a cut file, as JSON", CUT, "--json", "images", "verify", "oci:{one}:v")
              .exits(1)
              .err(
                  "{\"error\":{\"code\":\"damaged\",\"message\":\"{*}.ext4 is damaged: it has {*} bytes, and had {*}\",\"hint\":\""
                      + REBUILD
                      + "\"}}\n")
              .then(MENDED_BY_PULLING_AGAIN),
          row("verify of what is gone", STALE, "images", "verify", "oci:{one}:v")
              .exits(1)
              .err(
                  """
                  microagent: cannot verify oci:{one}:v: its file {*}.ext4 is gone
                  hint: pull the image again, or drop the record with 'microagent images prune'
                  """)
              .then(place -> {
                place.pull("oci:{one}:v");
                place.run("images", "verify", "oci:{one}:v");
              }),
          row("verify of nothing", PULLED, "images", "verify", "none")
              .exits(1)
              .err("microagent: cannot verify none: no such image is recorded\n{*}\n"));

  private InspectionContract() {}
}
