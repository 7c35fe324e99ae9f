"""What is measured against each other: this program, others' ways to the same end, and the least that has to be done."""

import glob
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import Callable

MICROAGENT = "microagent"
KEPT = "microagent, layers kept"
SECURE = "microagent, over TLS"
REBUILD = "microagent, layers cached"
FLOOR = "floor"
COPY_FLOOR = "floor of a rebuild"
UMOCI = "skopeo, umoci, mke2fs"
TAR = "skopeo, igzip, tar, mke2fs"
TAR2EXT4 = "skopeo, gzip, tar2ext4"


@dataclass(frozen=True)
class Contestant:
    """
    Something that is measured.

    what: what it does, for people
    tools: commands that it needs
    script: makes the shell script that is measured, of an image
    before: brings the directory that it runs in into the state that it needs, unmeasured; returns why it can't, if so
    """

    name: str
    what: str
    tools: tuple
    script: Callable
    before: Callable = lambda image, directory: None

    def missing(self):
        return [tool for tool in self.tools if not shutil.which(tool)]


SKOPEO = "skopeo copy --quiet --insecure-policy --src-tls-verify=false '{source}' oci:layout:image\n"


def skopeo(image):
    return SKOPEO.format(source=image.source)


def mke2fs(image):
    # As large as the one that it is compared with.
    return f"mke2fs -q -F -t ext4 -d rootfs image.ext4 {image.size // 1024}k\n"


def umoci_script(image):
    rootless = "" if os.geteuid() == 0 else "--rootless "
    return skopeo(image) + f"umoci raw unpack {rootless}--image layout:image rootfs\n" + mke2fs(image)


def copied(image, layer):
    """The path of a layer in what skopeo wrote."""
    return "layout/" + os.path.relpath(layer, image.layout)


def tar_script(image):
    lines = [skopeo(image), "mkdir rootfs\n"]
    for layer in image.layers:
        decode = image.decode(layer).replace(layer, copied(image, layer))
        # Whiteouts are left out, not applied: less than it would have to do.
        lines.append(
            f"{decode} | tar --extract --numeric-owner --xattrs --xattrs-include='*' --exclude='.wh.*' -C rootfs\n"
        )
    return "".join(lines) + mke2fs(image)


def tar2ext4_script(image):
    lines = [skopeo(image)]
    for number, layer in enumerate(image.layers):
        decode = image.decode(layer, "gzip").replace(layer, copied(image, layer))
        lines.append(f"{decode} | tar2ext4 -o {number}.ext4\n")
    return "".join(lines)


def floor_script(image):
    layers = " ".join(f"'{layer}'" for layer in image.layers)
    lines = [f"{decode} >/dev/null\n" for decode in image.decode_all()]
    return "".join(lines) + f"openssl dgst -sha256 {layers} '{image.flat}' >/dev/null\ncp '{image.flat}' copy\n"


def copy_script(image):
    return f"openssl dgst -sha256 '{image.flat}' >/dev/null\ncp '{image.flat}' copy\n"


def pull(reference, options=""):
    return f'"$MICROAGENT" --quiet --state-dir state images pull {options} \'{reference}\'\n'


def pull_script(image):
    return pull(image.reference)


def kept_script(image):
    # Given a size, it keeps every layer on any machine.
    return pull(image.reference, "--layer-cache-mib 4096")


def secure_script(image):
    return pull(image.secure_reference, f"--ca-file '{image.authority}'")


def no_secure_registry(image, directory):
    return None if image.secure_reference else "there is no registry that speaks TLS"


def pulled_before(image, directory):
    script = kept_script(image) + '"$MICROAGENT" --quiet --state-dir state images rm --delete --yes "$IMAGE"\n'
    subprocess.run(
        ["sh", "-euc", script],
        cwd=directory,
        env={**os.environ, "IMAGE": image.reference},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return None if glob.glob(os.path.join(directory, "state/images/layers/*.lz4")) else "no layer was kept"


ALL = (
    Contestant(MICROAGENT, "this program, a fresh state directory", (), pull_script),
    Contestant(KEPT, "this program with `--layer-cache-mib 4096`, which keeps every layer", (), kept_script),
    Contestant(SECURE, "this program, from a registry that speaks TLS", (), secure_script, no_secure_registry),
    Contestant(
        FLOOR,
        "`igzip -dc` of each layer, `openssl dgst -sha256` of each layer and of the flat tar, `cp` of the flat tar",
        ("igzip", "openssl", "umoci", "skopeo", "tar"),
        floor_script,
    ),
    Contestant(
        UMOCI,
        "`skopeo copy`, `umoci raw unpack`, `mke2fs -d`",
        ("skopeo", "umoci", "mke2fs"),
        umoci_script,
        lambda image, directory: "umoci reads no zstd" if image.has_zstd() else None,
    ),
    Contestant(
        TAR,
        "`skopeo copy`, `igzip -dc` of each layer into `tar -x`, whiteouts left out, `mke2fs -d`",
        ("skopeo", "igzip", "tar", "mke2fs"),
        tar_script,
    ),
    Contestant(
        TAR2EXT4,
        "`skopeo copy`, `gzip -dc` of each layer into `tar2ext4`: one file system a layer, no journal",
        ("skopeo", "gzip", "tar2ext4"),
        tar2ext4_script,
    ),
    Contestant(REBUILD, "this program, its layer cache full, the image removed", (), pull_script, pulled_before),
    Contestant(
        COPY_FLOOR,
        "`openssl dgst -sha256` and `cp` of the flat tar",
        ("openssl", "umoci", "skopeo", "tar"),
        copy_script,
    ),
)
