#!/usr/bin/env python3
"""
Measures how the cost of a pull grows: with files, with the files of one directory, with layers, with bytes.

Each series pulls generated images of growing size from a layout, in interleaved rounds, and tells medians, and the CPU time of each
unit beyond the smallest image. Where that stays the same, time is linear.
"""

import argparse
import datetime
import os
import shutil
import sys
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Callable

from processes import generated, measure, program, tables

# Files in all layers together, where layers are counted.
FILES_OF_LAYERS = 127 * 192


@dataclass(frozen=True)
class Series:
    """
    Images that differ in one thing.

    what: what grows, for people
    unit: what the CPU time is told for
    sizes: how many units each image has
    fills: makes, of a size, what fills the layers
    """

    what: str
    unit: str
    sizes: tuple
    fills: Callable


def layers(count):
    each = FILES_OF_LAYERS // count
    return [
        partial(generated.many_files, files=each, each_directory=100, first=number * each) for number in range(count)
    ]


SERIES = {
    "files": Series(
        "files in directories of 100",
        "1,000 files",
        (100_000, 200_000, 400_000),
        lambda files: [partial(generated.many_files, files=files, each_directory=100)],
    ),
    "directory": Series(
        "files in one directory",
        "1,000 files",
        (100_000, 200_000, 400_000),
        lambda files: [partial(generated.many_files, files=files, each_directory=files)],
    ),
    "layers": Series(f"layers, with {FILES_OF_LAYERS:,} files in all", "layer", (1, 32, 127), layers),
    "bytes": Series(
        "GiB in files of 64 MiB", "GiB", (1, 2, 4, 8), lambda gib: [partial(generated.many_bytes, gib=gib)]
    ),
}


def arguments():
    parser = argparse.ArgumentParser(prog="growth", description="Measures how the cost of a pull grows.")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each is run (default: 3)")
    parser.add_argument(
        "--series", action="append", choices=SERIES, help="only this one; may be repeated (default: all)"
    )
    program.add_arguments(parser, "growth")
    args = parser.parse_args()
    if args.rounds < 1:
        parser.error("at least one round")
    return args


def say(text):
    print(f"growth: {text}", file=sys.stderr)


def measure_series(series, rounds, launcher, directory):
    references = {}
    for size in series.sizes:
        say(f"{series.what}: making {size:,}")
        references[size] = generated.layout(os.path.join(directory, str(size)), series.fills(size))
    usages = {size: [] for size in series.sizes}
    for number in range(rounds):
        say(f"{series.what}: round {number + 1} of {rounds}")
        for size, reference in references.items():
            run = measure.fresh(os.path.join(directory, "run"))
            script = f"'{launcher}' --quiet --state-dir state images pull '{reference}'"
            usages[size].append(vars(measure.run(script, run)))
            shutil.rmtree(run)
    for size in series.sizes:
        shutil.rmtree(os.path.join(directory, str(size)))
    points = [
        {"size": size, **{key: median(usage[key] for usage in found) for key in ("cpu", "wall", "rss")}}
        for size, found in usages.items()
    ]
    return {"what": series.what, "unit": series.unit, "points": points}


def main():
    args = arguments()
    launcher = program.require("growth", args.microagent)
    directory = measure.fresh(os.path.abspath(args.work))
    results = {"date": datetime.date.today().isoformat(), "rounds": args.rounds, "series": []}
    try:
        for name in args.series or SERIES:
            found = measure_series(SERIES[name], args.rounds, launcher, directory)
            results["series"].append(found)
            print(tables.growth(found), flush=True)
            program.write(results, args.json)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
