#!/usr/bin/env python3
"""
Measures whole pulls as processes, beside other tools and the least that has to be done, in the same run.

Rounds are interleaved: in each one everything runs once, in a directory of its own, and medians are shown. What a tool is
missing for is left out, and named. Everything is pulled from a registry on the loopback interface where docker-registry and
skopeo are installed, else from the layout.
"""

import argparse
import datetime
import json
import os
import platform
import shutil
import signal
import subprocess
import sys

from processes import contestants, fsync, measure, program, tables
from processes.images import Image, Registry


def arguments():
    parser = argparse.ArgumentParser(
        prog="bench",
        description="Measures whole pulls beside other tools, in the same run.",
        epilog="Without --corpus, the image is a generated one.",
    )
    parser.add_argument("--corpus", metavar="DIR", help="take the images from the OCI layout in DIR/oci")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each is run (default: 5)")
    program.add_arguments(parser, "bench")
    parser.add_argument("image", nargs="*", metavar="IMAGE", help="a name in the layout, such as python:slim")
    args = parser.parse_args()
    if bool(args.corpus) != bool(args.image):
        parser.error("--corpus DIR and IMAGE... go together")
    if args.rounds < 1:
        parser.error("at least one round")
    return args


def say(text):
    print(f"bench: {text}", file=sys.stderr)


def images(args, directory):
    if args.corpus:
        return [Image(os.path.join(os.path.abspath(args.corpus), "oci"), name) for name in args.image]
    say("generating an image")
    layout = os.path.join(directory, "generated")
    subprocess.run([os.path.join(program.TOP, "bin/generated-image"), layout, "generated"], check=True)
    return [Image(layout, "generated")]


def measure_image(image, rounds, directory):
    """Runs everything on one image; returns its part of the results."""
    ready = measure.fresh(os.path.join(directory, "ready"))
    left_out = {}
    runners = []
    for contestant in contestants.ALL:
        missing = contestant.missing()
        if missing:
            left_out[contestant.name] = f"{', '.join(missing)} not installed"
        else:
            runners.append(contestant)
    if all(shutil.which(tool) for tool in ("umoci", "skopeo", "tar")):
        image.flatten(ready)
    image.size = built_size(image, directory)
    usages = {contestant.name: [] for contestant in runners}
    for number in range(rounds):
        say(f"{image.name}: round {number + 1} of {rounds}")
        # Another one begins each time, so that none always comes after the same.
        shift = number % len(runners)
        for contestant in runners[shift:] + runners[:shift]:
            if contestant.name not in left_out:
                why = measure_once(contestant, image, directory, usages[contestant.name])
                if why:
                    left_out[contestant.name] = why
                    say(f"{contestant.name} is left out: {why}")
    result = {
        "name": image.name,
        "layers": len(image.layers),
        "compressed_bytes": sum(map(os.path.getsize, image.layers)),
        "flat_bytes": os.path.getsize(image.flat) if image.flat else None,
        "usages": {name: found for name, found in usages.items() if name not in left_out},
        "left_out": left_out,
        "fsync_seconds": fsync.seconds(contestants.pull_script(image), measure.fresh(os.path.join(directory, "run"))),
    }
    shutil.rmtree(ready)
    return result


def built_size(image, directory):
    """How large the program makes the file system."""
    run = measure.fresh(os.path.join(directory, "run"))
    command = [os.environ["MICROAGENT"], "--json", "--quiet", "--state-dir", "state", "images", "pull", image.reference]
    answer = subprocess.run(command, cwd=run, check=True, stdout=subprocess.PIPE).stdout
    return json.loads(answer)["size_bytes"]


def measure_once(contestant, image, directory, usages):
    """Adds one usage; returns why not, if so."""
    run = measure.fresh(os.path.join(directory, "run"))
    why = contestant.before(image, run)
    if why:
        return why
    try:
        usages.append(vars(measure.run(contestant.script(image), run)))
    except measure.CommandFailed as e:
        return f"it fails: {e}"
    return None


def machine():
    def value(file, key):
        with open(file, encoding="utf-8") as lines:
            return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "unknown")

    memory = value("/proc/meminfo", "MemTotal").split()[0]
    return {
        "cpu": value("/proc/cpuinfo", "model name"),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mib": int(memory) // 1024 if memory.isdigit() else None,
        "kernel": platform.release().split("-")[0],
        "os": platform.freedesktop_os_release().get("PRETTY_NAME", "Linux"),
    }


def versions():
    """First lines of what the tools say of themselves."""
    asked = {
        "microagent": [os.environ["MICROAGENT"], "--version"],
        "skopeo": ["skopeo", "--version"],
        "umoci": ["umoci", "--version"],
        "mke2fs": ["mke2fs", "-V"],
        "igzip": ["igzip", "--version"],
        "openssl": ["openssl", "version"],
        "tar": ["tar", "--version"],
    }
    found = {}
    for name, command in asked.items():
        if shutil.which(command[0]):
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
            found[name] = next(iter(done.stdout.splitlines()), "")
    return found


def main():
    args = arguments()
    # Ended from outside, it takes its registry along, and its directory.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    os.environ["PATH"] += ":/usr/local/sbin:/usr/sbin:/sbin"
    os.environ["MICROAGENT"] = program.require("bench", args.microagent)
    directory = measure.fresh(os.path.abspath(args.work))
    results = {
        "date": datetime.date.today().isoformat(),
        "rounds": args.rounds,
        "load": [os.getloadavg()[0]],
        "machine": machine(),
        "versions": versions(),
        "images": [],
    }
    registry = None
    try:
        chosen = images(args, directory)
        if shutil.which("docker-registry") and shutil.which("skopeo"):
            registry = Registry(os.path.join(directory, "registry"))
        else:
            say("without docker-registry and skopeo, images come from the layout")
        for image in chosen:
            if registry:
                registry.push(image)
            result = measure_image(image, args.rounds, directory)
            results["images"].append(result)
            print(tables.text(result), flush=True)
            write(results, args.json)
    finally:
        if registry:
            registry.close()
        shutil.rmtree(directory, ignore_errors=True)


def write(results, path):
    """Writes what was measured so far."""
    results["load"][1:] = [os.getloadavg()[0]]
    program.write(results, path)


if __name__ == "__main__":
    main()
