"""Runs a command and says what it and all that it started took."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Usage:
    """CPU seconds (user and system, all processes), wall seconds, and the largest process's peak RSS in MiB."""

    cpu: float
    wall: float
    rss: float


class CommandFailed(Exception):
    """A command failed; the message has the last line of what it said."""


def run(script, directory, variables=None):
    """Runs a shell script in a directory that is made for it, and returns its Usage."""
    os.makedirs(directory, exist_ok=True)
    # What an earlier command left to be written shall not be charged to this one.
    os.sync()
    output = os.path.join(directory, "output")
    with open(output, "wb") as out:
        start = time.monotonic()
        process = subprocess.Popen(
            ["sh", "-euc", script],
            cwd=directory,
            env={**os.environ, **(variables or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        with open(output, encoding="utf-8", errors="replace") as out:
            lines = out.read().strip().splitlines() or [f"exit code {process.returncode}"]
        raise CommandFailed(lines[-1])
    return Usage(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def fresh(directory):
    """Empties a directory, which need not be there."""
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    return directory
