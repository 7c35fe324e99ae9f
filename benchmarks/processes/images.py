"""The images that are measured: where they are, and what of them the commands need ready."""

import json
import os
import platform
import shutil
import socket
import subprocess
import time

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


class Image:
    """An image in an OCI layout, and what was made ready of it."""

    def __init__(self, layout, name):
        self.layout = layout
        self.name = name
        self.manifest = self._manifest()
        self.layers = [self._blob(layer["digest"]) for layer in self.manifest["layers"]]
        # How the program under test names it, and skopeo.
        self.reference = f"oci:{layout}:{name}"
        self.source = self.reference
        # How the program names it in a registry that speaks TLS, and the file of who vouches for that.
        self.secure_reference = None
        self.authority = None
        # The final tree as one tar, if it could be made.
        self.flat = None
        # Size that the file system is made with, in bytes.
        self.size = None

    def is_zstd(self, layer):
        with open(layer, "rb") as file:
            return file.read(4) == b"\x28\xb5\x2f\xfd"

    def has_zstd(self):
        return any(self.is_zstd(layer) for layer in self.layers)

    def decode(self, layer, gunzip="igzip"):
        """The command that decodes a layer to standard output."""
        return f"zstd -qdc '{layer}'" if self.is_zstd(layer) else f"{gunzip} -dc '{layer}'"

    def decode_all(self):
        return [self.decode(layer) for layer in self.layers]

    def _blob(self, digest):
        algorithm, digits = digest.split(":")
        return os.path.join(self.layout, "blobs", algorithm, digits)

    def _manifest(self):
        with open(os.path.join(self.layout, "index.json"), encoding="utf-8") as file:
            entries = json.load(file)["manifests"]
        for entry in entries:
            if entry.get("annotations", {}).get("org.opencontainers.image.ref.name") == self.name:
                return self._resolve(entry)
        raise SystemExit(f"bench: {self.layout} has no image {self.name}")

    def _resolve(self, descriptor):
        with open(self._blob(descriptor["digest"]), encoding="utf-8") as file:
            document = json.load(file)
        if "manifests" not in document:
            return document
        wanted = ARCHITECTURES.get(platform.machine(), platform.machine())
        for entry in document["manifests"]:
            if entry.get("platform", {}).get("architecture") == wanted:
                return self._resolve(entry)
        raise SystemExit(f"bench: {self.name} isn't there for {wanted}")

    def flatten(self, directory):
        """Makes the flat tar."""
        source = f"{self.layout}:{self.name}"
        rootless = "" if os.geteuid() == 0 else "--rootless"
        # umoci reads no zstd.
        convert = f"""
        skopeo copy --quiet --insecure-policy --dest-compress-format gzip 'oci:{source}' oci:gzip:image
        """
        unpack = f"""
        umoci raw unpack {rootless} --image '{"gzip:image" if self.has_zstd() else source}' rootfs
        tar --create --format=posix --numeric-owner --xattrs --xattrs-include='*' -C rootfs --file flat.tar .
        rm -rf rootfs gzip
        """
        script = (convert if self.has_zstd() else "") + unpack
        subprocess.run(["sh", "-euc", script], cwd=directory, check=True, stdout=subprocess.DEVNULL)
        self.flat = os.path.join(directory, "flat.tar")


class Registry:
    """A registry of its own on the loopback interface: one store, spoken to in plain HTTP or, where openssl is, with TLS."""

    def __init__(self, directory):
        self.directory = directory
        self.processes = []
        self.authority = None
        self.secure_port = None
        os.makedirs(directory)
        self.port = self._serve("plain", "")
        if shutil.which("openssl"):
            self.authority, key = self._certificate()
            self.secure_port = self._serve("tls", f", tls: {json.dumps({'certificate': self.authority, 'key': key})}")

    def _certificate(self):
        certificate, key = (os.path.join(self.directory, name) for name in ("certificate.pem", "key.pem"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
            + ["-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate, "-keyout", key],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        return certificate, key

    def _serve(self, name, tls):
        """Starts a process and returns its port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        config = os.path.join(self.directory, name + ".yml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(
                "version: 0.1\n"
                "log: {level: error, accesslog: {disabled: true}}\n"
                "storage:\n"
                f"  filesystem: {{rootdirectory: {json.dumps(os.path.join(self.directory, 'data'))}}}\n"
                "  cache: {blobdescriptor: inmemory}\n"
                f'http: {{addr: "127.0.0.1:{port}"{tls}}}\n'
            )
        with open(os.path.join(self.directory, name + ".log"), "wb") as log:
            self.processes.append(
                subprocess.Popen(
                    ["docker-registry", "serve", config], stdin=subprocess.DEVNULL, stdout=log, stderr=log
                )
            )
        self._wait(port)
        return port

    def _wait(self, port):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.processes[-1].poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.1)
        self.close()
        raise SystemExit("bench: docker-registry does not start")

    def push(self, image):
        repository, _, tag = image.name.partition(":")
        path = f"{repository}:{tag or 'latest'}"
        reference = f"127.0.0.1:{self.port}/{path}"
        subprocess.run(
            ["skopeo", "copy", "--quiet", "--insecure-policy", "--preserve-digests"]
            + ["--dest-tls-verify=false", image.source, f"docker://{reference}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        image.reference = reference
        image.source = f"docker://{reference}"
        if self.secure_port:
            image.secure_reference = f"127.0.0.1:{self.secure_port}/{path}"
            image.authority = self.authority

    def close(self):
        for process in self.processes:
            process.terminate()
            process.wait()
