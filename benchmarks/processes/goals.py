"""What the program is held to, in multiples of what else was measured in the same run."""

from dataclasses import dataclass

from .contestants import COPY_FLOOR, FLOOR, MICROAGENT, REBUILD, TAR2EXT4, UMOCI

PEAK_MIB = 256
REBUILD_LIMIT = 1.6


@dataclass(frozen=True)
class Goal:
    """At most, or at least, `limit` for the quotient of two measurements."""

    what: str
    limit: float
    at_most: bool
    value: float

    def met(self):
        return self.value <= self.limit if self.at_most else self.value >= self.limit

    def wanted(self):
        return f"{'at most' if self.at_most else 'at least'} {self.limit:g}"


# Of this program's CPU time by the floor's.
CPU_BY_FLOOR = {"node:app": 1.35, "node:icons": 1.35, "big:blob": 1.35, "python:slim": 2, "debian:slim": 3}
# Of this program's wall time by the floor's CPU time, on two cores.
WALL_BY_FLOOR = {"node:app": 0.85, "big:blob": 0.85}
# Of the other's time by this program's.
CPU_OF_TAR2EXT4 = {"node:app": 2.5, "big:blob": 2.5, "python:slim": 2}
TIME_OF_UMOCI = {"node:app": 5, "python:slim": 3, "big:blob": 3, "debian:slim": 1.5, "node:icons": 30}


def goals(name, medians):
    """The goals for an image, with what was measured; `medians` is by contestant, then by cpu, wall and rss."""
    ours = medians.get(MICROAGENT)
    if not ours:
        return []
    found = []

    def add(what, limits, at_most, contestant, value):
        if name in limits and contestant in medians:
            found.append(Goal(what, limits[name], at_most, value(medians[contestant])))

    add("CPU, times the floor's", CPU_BY_FLOOR, True, FLOOR, lambda floor: ours["cpu"] / floor["cpu"])
    add("wall, times the floor's CPU", WALL_BY_FLOOR, True, FLOOR, lambda floor: ours["wall"] / floor["cpu"])
    add("CPU less than tar2ext4, times", CPU_OF_TAR2EXT4, False, TAR2EXT4, lambda it: it["cpu"] / ours["cpu"])
    add("CPU less than umoci and mke2fs, times", TIME_OF_UMOCI, False, UMOCI, lambda it: it["cpu"] / ours["cpu"])
    add("wall less than umoci and mke2fs, times", TIME_OF_UMOCI, False, UMOCI, lambda it: it["wall"] / ours["wall"])
    if REBUILD in medians and COPY_FLOOR in medians:
        ratio = medians[REBUILD]["cpu"] / medians[COPY_FLOOR]["cpu"]
        found.append(Goal("CPU of a rebuild, times copy and digest", REBUILD_LIMIT, True, ratio))
    found.append(Goal("peak memory, MiB", PEAK_MIB, True, ours["rss"]))
    return found
