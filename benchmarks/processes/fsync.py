"""How long a command waits for its data to be on the disk; what is synced while it works doesn't count."""

import glob
import os
import re
import shutil

from .measure import CommandFailed, run

CALL = re.compile(r"^([0-9.]+) (\w+)\(.*<([0-9.]+)>$")
WORK = ("pread64", "pwrite64")


def seconds(script, directory):
    """Runs the script once more, under strace, and adds up what it waited for the disk; None where that can't be."""
    if not shutil.which("strace"):
        return None
    trace = os.path.join(directory, "trace")
    calls = ",".join(("fsync", "fdatasync", *WORK))
    traced = f"strace -ff --seccomp-bpf -qq -ttt -T -e trace={calls} -e signal=none -o trace sh -euc {quoted(script)}"
    try:
        run(traced, directory)
    except CommandFailed:
        return None
    return waited([call for path in glob.glob(trace + ".*") for call in read(path)])


def read(path):
    """The calls of one thread: name, start and end."""
    with open(path, encoding="utf-8", errors="replace") as file:
        for match in map(CALL.search, map(str.rstrip, file)):
            if match:
                start = float(match[1])
                yield match[2], start, start + float(match[3])


def waited(calls):
    """All of fsync, and of fdatasync, which has a thread of its own, what is left when the image is written and read."""
    worked = max((end for name, _, end in calls if name in WORK), default=0)
    total = sum(end - start for name, start, end in calls if name == "fsync")
    return total + sum(max(0, end - max(start, worked)) for name, start, end in calls if name == "fdatasync")


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"
