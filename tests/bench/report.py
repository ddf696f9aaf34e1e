"""docs/performance.md, written from the newest figures of each bench."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure
from tools.local.machine import ROOT

FIGURES = ROOT / ".run" / "figures"
DOCUMENT = ROOT / "docs" / "performance.md"
STORM = FIGURES / "storm.json"
NAMES = (
    "sign_in",
    "known_unknown",
    "gateway_hop",
    "pages",
    "code_latency",
    "ingest",
    "pdf",
    "at_rest",
    "make_up_cold",
    "make_up_warm",
)
INTRODUCTION = """\
# Performance

Written by `make bench`; not edited by hand. Limits are ratios or CPU per operation wherever
possible, so that they mean something on another machine. CPU is what the processes themselves
report (/proc/PID/stat); times are by the clock of a machine that does other things as well, which
the load average beside them tells. Everything runs on one machine over its loopback: clients,
services, MongoDB and RabbitMQ share its cores.
"""
CONTROL = """\
Customers ask for a registration code at the portal while processes die by kill -9. The control, a
relay that does not wait for the broker's confirms, must lose codes: it is part of the end-to-end
tests (`tests/e2e/test_nothing_is_lost.py`).\
"""
REPEAT = """\
## Again

`make bench` starts a suite of its own in `.run/bench` beside whatever runs, measures everything in
some minutes, and writes this page. `make bench ONLY="pages pdf"` repeats some of it and keeps the
other lines. `make faults` runs the storm. `make test S=bench` runs each bench at a tiny size and
only asks that it still works. Limits: design bars, in each file of `tests/bench`.
"""


@dataclass(frozen=True)
class Result:
    """What one bench brought, when, and how busy the machine was."""

    bench: str
    at: str
    load: str
    machine: str
    yardstick: str
    figures: tuple[Figure, ...]


def keep(result: Result, folder: Path = FIGURES) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(result), ensure_ascii=False, indent=1)
    (folder / f"{result.bench}.json").write_text(f"{text}\n", encoding="utf-8")


def kept(names: Sequence[str], folder: Path = FIGURES) -> list[Result]:
    files = [folder / f"{name}.json" for name in names]
    return [_result(json.loads(file.read_text())) for file in files if file.exists()]


def write() -> str:
    """Only once each bench has run here: a part must not replace what another machine measured."""
    results = kept(NAMES)
    if len(results) < len(NAMES):
        lacking = ", ".join(sorted(set(NAMES) - {result.bench for result in results}))
        return f"{DOCUMENT.name} stays as it is until these have run here too: {lacking}"
    storm = json.loads(STORM.read_text()) if STORM.exists() else None
    DOCUMENT.write_text(document(results, storm), encoding="utf-8")
    return f"written: {DOCUMENT.relative_to(ROOT)}"


def document(results: Sequence[Result], storm: dict[str, Any] | None) -> str:
    machines = {result.machine: None for result in results}
    lines = [
        INTRODUCTION,
        *(f"Machine: {machine}." for machine in machines),
        "",
        "| What | Measured | Limit | Verdict |",
        "|---|---|---|---|",
        *(_row(figure) for result in results for figure in result.figures),
        "",
        *_runs(results),
        *_storm(storm),
        REPEAT,
    ]
    return "\n".join(lines)


def _row(figure: Figure) -> str:
    verdict = figure.verdict if figure.verdict in ("", "met") else f"**{figure.verdict}**"
    return f"| {figure.what} | {figure.measured} | {figure.limit} | {verdict} |"


def _runs(results: Sequence[Result]) -> list[str]:
    return [
        "## The runs",
        "",
        "How busy the machine was (load average of the last minute, before and after), and the",
        "yardstick: CPU of one bare Argon2id hash (19 MiB, t=2, p=1) right after the run. Where it",
        "is high, other people's work slowed all figures of the run.",
        "",
        "| Bench | When | Load | A bare hash |",
        "|---|---|---|---|",
        *(f"| {one.bench} | {one.at} | {one.load} | {one.yardstick} |" for one in results),
        "",
    ]


def _storm(storm: dict[str, Any] | None) -> list[str]:
    if storm is None:
        return []
    lines = [f"| {name} | {value} |" for name, value in storm.items()]
    return ["## The storm (`make faults`)", "", CONTROL, "", "| | |", "|---|---|", *lines, ""]


def _result(facts: dict[str, Any]) -> Result:
    figures = tuple(Figure(**one) for one in facts.pop("figures"))
    return Result(**facts, figures=figures)
