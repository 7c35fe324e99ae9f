"""Results as text, in Markdown that reads well on a terminal too."""

from statistics import median

from .contestants import MICROAGENT
from .goals import goals


def medians(image):
    """By contestant, the medians of cpu, wall and rss."""
    return {
        name: {key: median(usage[key] for usage in usages) for key in ("cpu", "wall", "rss")}
        for name, usages in image["usages"].items()
    }


def table(header, rows):
    """A Markdown table; all columns but the first are numbers."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]

    def text(line):
        cells = [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:]))]
        return "| " + " | ".join(cells) + " |"

    rule = "|" + "-" * (widths[0] + 2) + "|" + "|".join("-" * (width + 1) + ":" for width in widths[1:]) + "|"
    return "\n".join([text(header), rule, *map(text, rows)])


def title(image):
    mib = image["compressed_bytes"] / 2**20
    flat = f", {image['flat_bytes'] / 2**20:,.0f} MiB unpacked" if image["flat_bytes"] else ""
    layers = "1 layer" if image["layers"] == 1 else f"{image['layers']} layers"
    return f"{image['name']}: {layers}, {mib:,.0f} MiB{flat}"


def usage_table(image):
    found = medians(image)
    ours = found.get(MICROAGENT)
    rows = []
    for name, usage in found.items():
        ratios = ("", "")
        if ours and name != MICROAGENT:
            ratios = (f"{usage['cpu'] / ours['cpu']:.2f}", f"{usage['wall'] / ours['wall']:.2f}")
        rows.append((name, f"{usage['cpu']:.2f}", f"{usage['wall']:.2f}", f"{usage['rss']:.0f}", *ratios))
    return table(("", "CPU s", "wall s", "peak MiB", "CPU, times ours", "wall, times ours"), rows)


def goal_table(image):
    rows = [
        (goal.what, goal.wanted(), f"{goal.value:.2f}", "yes" if goal.met() else "NO")
        for goal in goals(image["name"], medians(image))
    ]
    return table(("goal", "wanted", "measured", "met"), rows)


def notes(image):
    lines = [f"Left out: {name}: {why}." for name, why in image["left_out"].items()]
    if image["fsync_seconds"] is not None:
        lines.append(
            f"Of the program's wall time, waiting for the disk (fsync), in one more run: {image['fsync_seconds']:.2f} s."
        )
    return lines


def text(image, heading="## "):
    parts = [heading + title(image), usage_table(image), goal_table(image), "\n".join(f"* {n}" for n in notes(image))]
    return "\n\n".join(part for part in parts if part) + "\n"


def growth(series):
    """A series of growing images: medians, and what one more unit takes beyond the smallest image."""
    first = series["points"][0]
    per_thousand = series["unit"].startswith("1,000")
    rows = []
    for point in series["points"]:
        more = (point["size"] - first["size"]) / (1000 if per_thousand else 1)
        each = f"{(point['cpu'] - first['cpu']) / more * 1000:.1f}" if more else ""
        rows.append(
            (f"{point['size']:,}", f"{point['cpu']:.2f}", f"{point['wall']:.2f}", f"{point['rss']:.0f}", each)
        )
    header = (series["what"], "CPU s", "wall s", "peak MiB", f"CPU ms each further {series['unit']}")
    return table(header, rows) + "\n"


def profile(found):
    """Shares of CPU time: of a pull, and of a rebuild from the layer cache."""
    parts = list(found["pull"]) + [name for name in found["rebuild"] if name not in found["pull"]]
    rows = [
        (name, *(f"{100 * found[way].get(name, 0):.0f} %" for way in ("pull", "rebuild")))
        for name in parts
        if max(found["pull"].get(name, 0), found["rebuild"].get(name, 0)) >= 0.005
    ]
    return table((found["image"], "pull", "rebuild"), rows) + "\n"
