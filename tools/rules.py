"""Which rules of the source documents are proven: python -m tools.rules, after `make test`.

A test names the rules that it proves by markers; the JUnit reports of `make test` say how it went.
A built rule needs an end-to-end proof and a negative one that ran and passed, and none that failed.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import yaml

from tools.local.machine import ROOT

REPORTS = ROOT / ".run" / "test"
RULES = ROOT / "tests" / "rules.yaml"
DOCUMENT = ROOT / "docs" / "rules.md"
END_TO_END = "e2e"
KINDS = {"rule": False, "rule-negative": True}
UNHAPPY = ("failure", "error", "skipped")


@dataclass(frozen=True)
class Proof:
    """A test as one rule sees it; the suite is the folder of `make test S=…`."""

    rule: str
    suite: str
    module: str
    test: str
    negative: bool
    outcome: str

    @property
    def passed(self) -> bool:
        return self.outcome == "passed"

    @property
    def end_to_end(self) -> bool:
        return self.suite == END_TO_END

    @property
    def sentence(self) -> str:
        """Its name as one reads it, without its parameters."""
        return self.test.partition("[")[0].removeprefix("test_").replace("_", " ")


@dataclass
class Rule:
    number: str
    text: str
    built: bool
    proofs: list[Proof] = field(default_factory=list)

    def lacks(self) -> list[str]:
        """Why a built rule does not count as proven."""
        failed = [f"{p.module}: {p.test} {p.outcome}" for p in self.proofs if p.outcome == "failed"]
        if not self.built:
            return failed
        passed = [proof for proof in self.proofs if proof.passed]
        if not any(proof.end_to_end and not proof.negative for proof in passed):
            failed.append("no end-to-end proof")
        if not any(proof.negative for proof in passed):
            failed.append("no negative proof")
        return failed

    def count(self, *, negative: bool, end_to_end: bool) -> int:
        chosen = [p for p in self.proofs if p.passed and p.negative == negative]
        return sum(proof.end_to_end == end_to_end for proof in chosen)


def read_rules(file: Path) -> dict[str, Rule]:
    known = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        number: Rule(number, text, built=part == "built")
        for part in ("built", "begun")
        for number, text in known[part].items()
    }


def read_proofs(reports: Sequence[Path]) -> Iterator[Proof]:
    for report in reports:
        for case in ET.parse(report).getroot().iter("testcase"):
            yield from _proofs(report.stem, case)


def _proofs(suite: str, case: Any) -> Iterator[Proof]:
    outcome = _outcome(case)
    module, name = case.get("classname", ""), case.get("name", "")
    for fact in case.iterfind("properties/property"):
        if fact.get("name") in KINDS:
            negative = KINDS[fact.get("name")]
            yield Proof(fact.get("value"), suite, module, name, negative, outcome)


def _outcome(case: Any) -> str:
    found = [kind for kind in UNHAPPY if case.find(kind) is not None]
    if not found:
        return "passed"
    return "skipped" if found == ["skipped"] else "failed"


def assign(rules: Mapping[str, Rule], proofs: Iterator[Proof]) -> list[str]:
    """Numbers that tests name and the list of rules does not."""
    unknown: dict[str, list[str]] = defaultdict(list)
    for proof in proofs:
        if proof.rule in rules:
            rules[proof.rule].proofs.append(proof)
        else:
            unknown[proof.rule].append(f"{proof.module}: {proof.test}")
    return [f"{number}: not in tests/rules.yaml ({tests[0]})" for number, tests in unknown.items()]


def faults(rules: Mapping[str, Rule], unknown: Sequence[str]) -> list[str]:
    lacking = {rule.number: "; ".join(rule.lacks()) for rule in rules.values()}
    return [*(f"{number}: {lack}" for number, lack in lacking.items() if lack), *unknown]


def outdated(reports: Sequence[Path], root: Path = ROOT) -> list[str]:
    """Reports that are older than a test of their folder: what they say may no longer be so."""
    return [
        f"the report of {report.stem} is older than its tests: make test S={report.stem}"
        for report in reports
        if _newest(_folder(root, report.stem)) > report.stat().st_mtime
    ]


def _folder(root: Path, suite: str) -> Path:
    places = (root / "services" / suite / "tests", root / "libs" / suite / "tests")
    return next((place for place in places if place.exists()), root / "tests" / suite)


def _newest(folder: Path) -> float:
    return max((file.stat().st_mtime for file in folder.rglob("*.py")), default=0)


def table(rules: Mapping[str, Rule]) -> Iterator[str]:
    yield f"{'rule':5} {'e2e':>4} {'neg':>4} {'other':>5}  {'result':8}  text"
    for rule in rules.values():
        yield (
            f"{rule.number:5} {_count_e2e(rule):4} {_count_negative(rule):4}"
            f" {rule.count(negative=False, end_to_end=False):5}  {_verdict(rule):8}  {rule.text}"
        )


def _count_e2e(rule: Rule) -> int:
    return rule.count(negative=False, end_to_end=True)


def _count_negative(rule: Rule) -> int:
    return sum(rule.count(negative=True, end_to_end=where) for where in (True, False))


def _verdict(rule: Rule) -> str:
    if rule.lacks():
        return "MISSING"
    return "proven" if rule.built else "begun"


def document(rules: Mapping[str, Rule], day: str) -> str:
    lines = [
        "# Rules and their proofs",
        "",
        f"Written by `make rules` from the test reports of {day}; not edited by hand. A built rule",
        "needs an end-to-end test and a negative one (what must not happen), and none that fails.",
        "Rules and their numbers: [tests/rules.yaml](../tests/rules.yaml).",
        "",
        "| Rule | It demands | End to end | Negative | Other tests | Result |",
        "|---|---|---|---|---|---|",
        *(_row(rule) for rule in rules.values()),
        "",
        "## The tests",
    ]
    for rule in rules.values():
        lines += ["", f"### {rule.number}: {rule.text}", "", *_tests(rule)]
    return "\n".join(lines) + "\n"


def _row(rule: Rule) -> str:
    other = rule.count(negative=False, end_to_end=False)
    counts = f"{_count_e2e(rule)} | {_count_negative(rule)} | {other}"
    lacks = "; ".join(rule.lacks())
    return f"| {rule.number} | {rule.text} | {counts} | {lacks or _verdict(rule)} |"


def _tests(rule: Rule) -> list[str]:
    lines = sorted({_line(proof) for proof in rule.proofs})
    return lines or ["None yet."]


def _line(proof: Proof) -> str:
    kind = "negative" if proof.negative else "end to end" if proof.end_to_end else "part"
    file = f"{proof.module.replace('.', '/')}.py"
    outcome = "" if proof.passed else f" **{proof.outcome}**"
    return f"- {kind}: [{proof.sentence}](../{file}){outcome}"


def main() -> int:
    reports = sorted(REPORTS.glob("*.xml"))
    if not reports:
        print("There is no report of any test yet: make test")
        return 1
    rules = read_rules(RULES)
    found = faults(rules, assign(rules, read_proofs(reports)))
    day = datetime.fromtimestamp(max(report.stat().st_mtime for report in reports)).astimezone()
    DOCUMENT.write_text(document(rules, f"{day:%Y-%m-%d}"), encoding="utf-8")
    print(*table(rules), "", sep="\n")
    print(*(f"note: {note}" for note in outdated(reports)), *found, sep="\n")
    print(f"{len(rules)} rules, {len(found)} faults; tests by rule: {DOCUMENT.relative_to(ROOT)}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
