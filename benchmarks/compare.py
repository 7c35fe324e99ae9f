#!/usr/bin/env python3
"""Holds the results of JMH against the baseline.

Times are told in multiples of reference work that was measured in the same run, so that a baseline means
something on another machine. What is allocated needs no reference.
"""

import argparse
import json
import sys

PACKAGE = "dev.microagent.benchmarks."

# The image that a benchmark builds unless it is told another.
GENERATED = "generated"

# What mostly moves bytes is held against a copy in memory, everything else against inflating.
REFERENCES = {"inflate": "ReferenceWork.inflate", "copy": "ReferenceWork.copy"}
MOVES_BYTES = {"Lz4Frames.read", "ReferenceWork.copy"}

# Changes that are no news: what two runs on one idle machine differ by, and some.
TIME_TOLERANCE = 0.25
ALLOCATION_TOLERANCE = 0.10
# Allocations below this are the harness's own.
ALLOCATION_NOISE_BYTES = 64 << 10

# More than a benchmark can take, in milliseconds: it hangs, or the clock does.
IMPLAUSIBLE_MS = 120_000


def main():
    parser = argparse.ArgumentParser(description="Holds the results of JMH against the baseline.")
    parser.add_argument("--smoke", action="store_true", help="only see that every benchmark gave a number")
    parser.add_argument("--record", action="store_true", help="write the baseline anew")
    parser.add_argument("--partial", action="store_true", help="not all benchmarks were run")
    parser.add_argument("results")
    parser.add_argument("baseline")
    args = parser.parse_args()
    measured = read_results(args.results)
    if args.record:
        write_baseline(args.baseline, measured)
        print(f"wrote {args.baseline}")
        return
    with open(args.baseline, encoding="utf-8") as file:
        baseline = json.load(file)["benchmarks"]
    if not args.partial:
        check_complete(measured, baseline)
    if args.smoke:
        print(f"all {len(measured)} benchmarks run")
    else:
        print_table(measured, baseline)


def read_results(path):
    """Returns, by name, the time in ms and the bytes allocated for one operation."""
    with open(path, encoding="utf-8") as file:
        results = json.load(file)
    measured = {}
    for result in results:
        name = result["benchmark"].removeprefix(PACKAGE)
        image = result.get("params", {}).get("image", GENERATED)
        if image != GENERATED:
            # Of another image there is no baseline.
            name += " " + image.rpartition("/")[2]
        # The fastest time of all: whatever else the machine does only ever adds.
        time = result["primaryMetric"]["scorePercentiles"]["0.0"]
        if not 0 < time < IMPLAUSIBLE_MS:
            sys.exit(f"{name}: {time} ms can't be")
        measured[name] = {"ms": time, "bytes": result["secondaryMetrics"]["gc.alloc.rate.norm"]["score"]}
    for reference in REFERENCES.values():
        if reference not in measured:
            sys.exit(f"{reference} is missing; it failed, see what JMH said")
    for name, values in measured.items():
        values["reference"] = "copy" if name in MOVES_BYTES else "inflate"
        values["ratio"] = values["ms"] / measured[REFERENCES[values["reference"]]]["ms"]
    return measured


def check_complete(measured, baseline):
    missing = sorted(baseline.keys() - measured.keys())
    if missing:
        sys.exit(f"these failed, see what JMH said: {', '.join(missing)}")
    unknown = sorted(measured.keys() - baseline.keys())
    if unknown:
        sys.exit(f"these have no baseline, run bin/benchmarks --record: {', '.join(unknown)}")


def write_baseline(path, measured):
    benchmarks = {
        name: {
            "reference": values["reference"],
            "ratio": float(f"{values['ratio']:.3g}"),
            "bytes": round(values["bytes"]),
        }
        for name, values in sorted(measured.items())
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"benchmarks": benchmarks}, file, indent=2)
        file.write("\n")


def change(now, before, tolerance):
    """A relative change, marked if it is one."""
    relative = now / before - 1
    mark = "" if abs(relative) <= tolerance else " slower" if relative > 0 else " faster"
    return f"{relative:+.0%}{mark}"


def allocation_change(now, before):
    if max(now, before) < ALLOCATION_NOISE_BYTES:
        return ""
    return change(now, max(before, 1), ALLOCATION_TOLERANCE).replace("slower", "more").replace("faster", "less")


def print_table(measured, baseline):
    rows = [("benchmark", "ms", "ratio to", "", "baseline", "change", "KiB allocated", "change")]
    for name, now in sorted(measured.items()):
        before = baseline.get(name)
        rows.append(
            (
                name,
                f"{now['ms']:.2f}",
                now["reference"],
                f"{now['ratio']:.3g}",
                f"{before['ratio']:.3g}" if before else "none",
                change(now["ratio"], before["ratio"], TIME_TOLERANCE) if before else "",
                f"{now['bytes'] / 1024:,.0f}",
                allocation_change(now["bytes"], before["bytes"]) if before else "",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if column in (0, 2, 5, 7) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths))
        ]
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    main()
