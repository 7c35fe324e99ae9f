"""How long a command waits for its data to be on the disk; what is synced beside the work, by fdatasync, doesn't count."""

import glob
import os
import re
import shutil

from .measure import CommandFailed, run

DURATION = re.compile(r"<([0-9.]+)>$")


def seconds(script, directory):
    """Runs the script once more, under strace, and adds up what fsync took; None where that can't be."""
    if not shutil.which("strace"):
        return None
    trace = os.path.join(directory, "trace")
    traced = f"strace -ff --seccomp-bpf -qq -T -e trace=fsync -e signal=none -o trace sh -euc {quoted(script)}"
    try:
        run(traced, directory)
    except CommandFailed:
        return None
    total = 0.0
    for path in glob.glob(trace + ".*"):
        with open(path, encoding="utf-8", errors="replace") as file:
            total += sum(float(match[1]) for match in map(DURATION.search, map(str.rstrip, file)) if match)
    return total


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"
