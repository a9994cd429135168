"""What every benchmark shares: figures with targets, printed as a table or as JSON lines."""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One number measured; `met` is None where there is no target."""

    figure: str
    value: float
    unit: str
    target: str | None = None
    met: bool | None = None


def at_most(figure: str, value: float, limit: float, unit: str) -> Figure:
    """Return a figure that should not exceed `limit`."""
    return Figure(figure, value, unit, f"≤ {limit:g}", value <= limit)


def at_least(figure: str, value: float, limit: float, unit: str) -> Figure:
    """Return a figure that should reach `limit`."""
    return Figure(figure, value, unit, f"≥ {limit:g}", value >= limit)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the values lie, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Iterable[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def data_folder(name: str) -> Path:
    """Return a folder of the public data sets; end the benchmark where it is absent."""
    root = os.environ.get("COACH_DATA")
    folder = Path(root) / name if root else None
    if folder is None or not folder.is_dir():
        print(
            f"This benchmark reads {name}/ below COACH_DATA, which is not there. Nothing was run."
        )
        sys.exit(0)
    return folder


def main(title: str, run: Callable[[bool], Iterable[Figure]]) -> None:
    """Run a benchmark from the command line: `--quick` ends within a minute, `--json` prints lines."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--quick", action="store_true", help="fewer runs, within a minute")
    parser.add_argument("--json", action="store_true", help="one object a line")
    options = parser.parse_args()
    if not options.json:
        print(title)
    for each in run(options.quick):
        print(
            json.dumps(asdict(each), ensure_ascii=False) if options.json else _row(each), flush=True
        )


def _row(each: Figure) -> str:
    verdict = {True: "met", False: "NOT MET", None: ""}[each.met]
    return (
        f"{each.figure:<58} {each.value:>10.3f} {each.unit:<10} {each.target or '':<10} {verdict}"
    )
