"""Images of any size, as OCI layouts: quick to make, the same bytes each time."""

import gzip
import hashlib
import json
import os
import random

from .images import ARCHITECTURES

TAR_BLOCK = 512
MIB = 1 << 20

# Some text compresses to about a third, as programs do.
TEXT_BYTES = 4 * MIB


class Layer:
    """
    A tar archive in gzip that is being written: one gzip member after another, so that contents which repeat are compressed
    once.
    """

    def __init__(self, path):
        self.path = path
        self.file = open(path, "wb")
        self.compressed = hashlib.sha256()
        self.plain = hashlib.sha256()
        self.pending = bytearray()

    def directory(self, name):
        self._put(header(name + "/", 0, b"5", 0o755))

    def small_file(self, name, content):
        self._put(header(name, len(content), b"0", 0o644) + content + bytes(-len(content) % TAR_BLOCK))

    def large_file(self, name, content, member, times):
        """A file whose content is the same bytes several times; `member` is these compressed."""
        self._put(header(name, len(content) * times, b"0", 0o644))
        for _ in range(times):
            self._write(content, member)
        self._put(bytes(-len(content) * times % TAR_BLOCK))

    def close(self):
        """Returns the digests of what was written: compressed, and not."""
        self._put(bytes(2 * TAR_BLOCK))
        self._flush()
        self.file.close()
        return self.compressed.hexdigest(), self.plain.hexdigest()

    def _put(self, data):
        # A member for each would be far from what images look like.
        self.pending += data
        if len(self.pending) > MIB:
            self._flush()

    def _flush(self):
        if self.pending:
            self._write(self.pending, compress(self.pending), True)
            self.pending.clear()

    def _write(self, data, member, flushing=False):
        if not flushing:
            self._flush()
        self.plain.update(data)
        self.compressed.update(member)
        self.file.write(member)


def compress(data):
    return gzip.compress(data, 6, mtime=0)


def header(name, size, kind, mode):
    """The header of a tar entry (POSIX ustar). Names are ASCII, and short."""
    fields = [
        name.encode().ljust(100, b"\0"),
        b"%07o\0" % mode,
        b"%07o\0" % 0,
        b"%07o\0" % 0,
        b"%011o\0" % size if size < 1 << 33 else b"\x80" + size.to_bytes(11, "big"),
        b"%011o\0" % 1_700_000_000,
        b"        ",
        kind,
        bytes(100),
        b"ustar\x0000",
        bytes(32 + 32 + 8 + 8 + 155 + 12),
    ]
    block = b"".join(fields)
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def text(size):
    """Bytes that compress as programs do, from a seed."""
    seeded = random.Random(4)
    words = [seeded.randbytes(seeded.randint(3, 9)) for _ in range(4096)]
    out = bytearray()
    while len(out) < size:
        out += b"".join(seeded.choices(words, k=4096))
    return bytes(out[:size])


def small_contents(count=256):
    """Contents of small files; most programs' are below a block."""
    seeded = random.Random(5)
    source = text(64 << 10)
    return [source[start : start + seeded.randint(50, 1500)] for start in (seeded.randrange(60_000) for _ in range(count))]


def many_files(layer, files, each_directory, first=0):
    """Small files; `first` is the first one's number, which its name and its directory's are made of."""
    contents = small_contents()
    for number in range(first, first + files):
        directory = f"d{number // each_directory:05}"
        if number == first or number % each_directory == 0:
            layer.directory(directory)
        layer.small_file(f"{directory}/file-{number:07}.js", contents[number % len(contents)])


def many_bytes(layer, gib):
    content = text(TEXT_BYTES)
    member = compress(content)
    # Files of 64 MiB.
    for number in range(gib * 16):
        layer.large_file(f"file-{number:03}", content, member, 16)


def layout(directory, fills):
    """Makes an image with the tag `generated`; each of `fills` writes one layer."""
    blobs = os.path.join(directory, "blobs/sha256")
    os.makedirs(blobs)

    def add(document):
        data = json.dumps(document).encode()
        digest = hashlib.sha256(data).hexdigest()
        with open(os.path.join(blobs, digest), "wb") as file:
            file.write(data)
        return {"digest": "sha256:" + digest, "size": len(data)}

    layers = []
    diff_ids = []
    for fill in fills:
        layer = Layer(os.path.join(blobs, "new"))
        fill(layer)
        digest, diff_id = layer.close()
        path = os.path.join(blobs, digest)
        os.rename(layer.path, path)
        layers.append(
            {
                "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
                "digest": "sha256:" + digest,
                "size": os.path.getsize(path),
            }
        )
        diff_ids.append("sha256:" + diff_id)
    architecture = ARCHITECTURES.get(os.uname().machine, os.uname().machine)
    config = add(
        {"architecture": architecture, "os": "linux", "rootfs": {"type": "layers", "diff_ids": diff_ids}}
    )
    manifest = add(
        {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": {"mediaType": "application/vnd.oci.image.config.v1+json", **config},
            "layers": layers,
        }
    )
    entry = {
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        **manifest,
        "annotations": {"org.opencontainers.image.ref.name": "generated"},
    }
    with open(os.path.join(directory, "index.json"), "w", encoding="utf-8") as file:
        json.dump({"schemaVersion": 2, "manifests": [entry]}, file)
    with open(os.path.join(directory, "oci-layout"), "w", encoding="utf-8") as file:
        json.dump({"imageLayoutVersion": "1.0.0"}, file)
    return f"oci:{directory}:generated"
