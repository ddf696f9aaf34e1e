"""make test: one pytest for each folder of tests, all on one set of servers, and the totals."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from chassis.testing.servers import test_servers
from tools.local.machine import ROOT
from tools.local.progress import Failed

CROSS_SERVICE = ("contracts", "tools", "bench", "e2e")


@dataclass(frozen=True)
class Result:
    suite: str
    passed: int
    failed: int
    skipped: int
    seconds: float
    exit_code: int

    def __str__(self) -> str:
        counts = f"{self.passed:5} passed {self.failed:4} failed {self.skipped:4} skipped"
        ending = "" if self.exit_code in (0, 1) else f"  pytest ended with {self.exit_code}"
        return f"{self.suite:16} {counts} {self.seconds:8.1f} s{ending}"


def run_tests(report_dir: Path, chosen: Sequence[str]) -> int:
    folders = _chosen(dict(suites()), chosen)
    with test_servers() as servers:
        return run_suites(folders, report_dir, servers.environment())


def run_suites(
    folders: Mapping[str, Path], report_dir: Path, environment: Mapping[str, str]
) -> int:
    """Zero only if every pytest ended with zero; a folder without tests does not."""
    report_dir.mkdir(parents=True, exist_ok=True)
    results = [
        _run(suite, folder, report_dir / f"{suite}.xml", environment)
        for suite, folder in folders.items()
    ]
    print(f"\n{'=' * 72}", *results, sep="\n")
    print(_total(results), flush=True)
    return int(any(result.exit_code for result in results))


def suites() -> Iterator[tuple[str, Path]]:
    yield "chassis", ROOT / "libs" / "chassis" / "tests"
    for folder in sorted(ROOT.glob("services/*/tests")):
        yield folder.parent.name, folder
    for name in CROSS_SERVICE:
        yield name, ROOT / "tests" / name


def _chosen(known: Mapping[str, Path], names: Sequence[str]) -> Mapping[str, Path]:
    unknown = set(names) - known.keys()
    if unknown:
        raise Failed(f"no tests named {', '.join(unknown)}; there are: {', '.join(known)}")
    return {name: known[name] for name in names or known}


def _run(suite: str, folder: Path, report: Path, environment: Mapping[str, str]) -> Result:
    print(f"\n--- {suite}: pytest {os.path.relpath(folder, ROOT)}", flush=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", str(folder), f"--junitxml={report}"]
    answer = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False)
    return _result(suite, report, answer.returncode)


def _result(suite: str, report: Path, exit_code: int) -> Result:
    if not report.exists():
        return Result(suite, 0, 0, 0, 0.0, exit_code)
    counts = ET.parse(report).getroot()[0].attrib
    total, skipped = int(counts["tests"]), int(counts["skipped"])
    failed = int(counts["failures"]) + int(counts["errors"])
    seconds = float(counts["time"])
    return Result(suite, total - failed - skipped, failed, skipped, seconds, exit_code)


def _total(results: Sequence[Result]) -> Result:
    return Result(
        "total",
        sum(result.passed for result in results),
        sum(result.failed for result in results),
        sum(result.skipped for result in results),
        sum(result.seconds for result in results),
        max((result.exit_code for result in results), default=0),
    )
