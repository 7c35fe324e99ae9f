#!/usr/bin/env python3
"""Tells where the CPU time of one pull goes. The image is pulled twice: from where it is, and from the layer cache."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter

from processes import measure, program, tables

RESULTS = program.target("profile.json")

SAMPLES_PER_SECOND = 4000

LIBRARIES = {
    "libisal": "inflating (ISA-L)",
    "libcrypto": "digests (libcrypto)",
    "liblz4": "LZ4",
    "libzstd": "Zstandard",
    "libext2fs": "libext2fs",
}
COMPILERS = "JVM: compilers"
LINE = re.compile(r"\s*([\d.]+)%\s+(\S.*?)\s{2,}(\S.*?)\s{2,}\[(.)\] (.*)")


def part(thread, file, symbol):
    """What a sample counts for."""
    if thread.startswith(("C1 Compiler", "C2 Compiler")):
        return COMPILERS
    if thread == "VM Thread":
        return "JVM: garbage collection"
    for library, name in LIBRARIES.items():
        if file.startswith(library):
            return name
    if file.startswith("[kernel"):
        return "kernel"
    if file.startswith(("[JIT]", "perf-")):
        return "Java, interpreted" if symbol.startswith("Interpreter") else "Java, compiled"
    return "JVM: start, linking, runtime"


def profile(command, directory, environment):
    """CPU time by part, each a share of the whole."""
    data = os.path.join(directory, "perf.data")
    subprocess.run(
        ["perf", "record", "-q", "-F", str(SAMPLES_PER_SECOND), "-g", "-o", data, "--", *command],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    report = subprocess.run(
        ["perf", "report", "-i", data, "--no-children", "-g", "none", "--sort", "comm,dso,sym"],
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ).stdout
    shares = Counter()
    for line in report.splitlines():
        match = LINE.match(line)
        if match:
            shares[part(match[2], match[3], match[5])] += float(match[1])
    total = sum(shares.values())
    if not total:
        sys.exit("profile: perf has no samples")
    return {name: share / total for name, share in shares.most_common()}


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: bin/profile IMAGE [PULL-OPTION ...]")
    image, options = sys.argv[1], sys.argv[2:]
    launcher = program.require("profile")
    directory = measure.fresh(program.target("profile"))
    # Lets perf name what the JVM has compiled.
    environment = {
        **os.environ,
        "JDK_JAVA_OPTIONS": "-XX:+UnlockDiagnosticVMOptions -XX:+DumpPerfMapAtExit",
        # Given a size, it keeps every layer on any machine, so that the second pull finds them.
        "MICROAGENT_LAYER_CACHE_MIB": "4096",
    }
    base = [launcher, "--quiet", "--state-dir", os.path.join(directory, "state"), "images"]
    pull = [*base, "pull", *options, image]
    try:
        found = {"image": image.rpartition("/")[2], "pull": profile(pull, directory, environment)}
        subprocess.run([*base, "rm", "--delete", "--yes", image], check=True, stdout=subprocess.DEVNULL)
        found["rebuild"] = profile(pull, directory, environment)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    print(tables.profile(found))
    results = []
    if os.path.exists(RESULTS):
        with open(RESULTS, encoding="utf-8") as file:
            results = [it for it in json.load(file) if it["image"] != found["image"]]
    program.write([*results, found], RESULTS)


if __name__ == "__main__":
    main()
