"""The program that is measured: this clone's, as it was built."""

import json
import os
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
LAUNCHER = os.path.join(TOP, "modules/image/target/microagent/bin/microagent")


def target(name):
    """A path below the directory for what is made."""
    return os.path.join(TOP, "target", name)


def require(command, launcher=LAUNCHER):
    """The absolute path of a launcher that can be run; ends the command, by its name, if there is none."""
    if not os.access(launcher, os.X_OK):
        sys.exit(f"{command}: there is no runtime image; make it with: bin/microagent --version")
    return os.path.abspath(launcher)


def add_arguments(parser, name):
    """Adds the options that say what is run and where results go."""
    parser.add_argument("--microagent", default=LAUNCHER, metavar="FILE", help="the launcher (default: the clone's)")
    parser.add_argument("--work", default=target(name), metavar="DIR", help="for what is made")
    parser.add_argument("--json", default=target(f"{name}.json"), metavar="FILE", help="takes the results")


def write(results, path):
    """Writes results, for report.py."""
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(results, file, indent=2)
        file.write("\n")
