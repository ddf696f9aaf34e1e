"""make rules: what counts as a proof, and what a rule lacks."""

import os
from pathlib import Path

import pytest
from tools.rules import RULES as SHIPPED
from tools.rules import Rule, assign, document, faults, outdated, read_proofs, read_rules, table

RULES = "built:\n  R5: A code opens step two\nbegun:\n  B1: All payers in one account\n"
pytest_plugins = ["pytester"]


def case(name: str, outcome: str = "", **properties: str) -> str:
    told = "".join(f'<property name="{k}" value="{v}"/>' for k, v in properties.items())
    told = told.replace("rule_negative", "rule-negative")
    return (
        f'<testcase classname="tests.e2e.test_register" name="{name}">'
        f"<properties>{told}</properties>{outcome}</testcase>"
    )


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return tmp_path / "e2e.xml"


@pytest.fixture
def rules(tmp_path: Path) -> dict[str, Rule]:
    file = tmp_path / "rules.yaml"
    file.write_text(RULES)
    return read_rules(file)


def judged(rules: dict[str, Rule], report: Path, *cases: str) -> list[str]:
    report.write_text(f"<testsuites><testsuite>{''.join(cases)}</testsuite></testsuites>")
    return faults(rules, assign(rules, read_proofs([report])))


def test_a_rule_is_proven_end_to_end_and_by_what_must_not_happen(
    rules: dict[str, Rule], report: Path
) -> None:
    right, wrong = case("test_a_code_opens", rule="R5"), case("test_no_code", rule_negative="R5")
    assert judged(rules, report, right, wrong) == []
    assert any(line.startswith("R5       1    1") and "proven" in line for line in table(rules))


def test_each_kind_of_proof_is_missed(rules: dict[str, Rule], report: Path) -> None:
    assert judged(rules, report) == ["R5: no end-to-end proof; no negative proof"]


def test_one_test_may_show_only_one_side(rules: dict[str, Rule], report: Path) -> None:
    only_negative = case("test_no_code", rule_negative="R5")
    assert judged(rules, report, only_negative) == ["R5: no end-to-end proof"]


def test_a_test_of_one_service_is_no_end_to_end_proof(
    rules: dict[str, Rule], tmp_path: Path
) -> None:
    right, wrong = case("test_a_code_opens", rule="R5"), case("test_no_code", rule_negative="R5")
    found = judged(rules, tmp_path / "identity.xml", right, wrong)
    assert found == ["R5: no end-to-end proof"]


def test_a_skipped_test_proves_nothing_and_a_failed_one_spoils_the_rule(
    rules: dict[str, Rule], report: Path
) -> None:
    skipped = case("test_a_code_opens", "<skipped/>", rule="R5")
    failed = case("test_no_code", "<failure/>", rule_negative="R5")
    found = judged(rules, report, skipped, failed)
    failed = "R5: tests.e2e.test_register: test_no_code failed"
    assert found == [f"{failed}; no end-to-end proof; no negative proof"]


def test_nothing_is_demanded_of_a_rule_that_is_only_begun(
    rules: dict[str, Rule], report: Path
) -> None:
    found = judged(rules, report, case("test_two_payers", rule="B1"))
    assert not any(fault.startswith("B1") for fault in found)


def test_the_shipped_list_has_the_journey_of_registration() -> None:
    rules = read_rules(SHIPPED)
    assert all(rules[f"R{number}"].built for number in range(1, 8))
    assert not rules["B1"].built


def test_a_number_that_no_rule_has_is_told(rules: dict[str, Rule], report: Path) -> None:
    found = judged(rules, report, case("test_something", rule="R55"))
    expected = "R55: not in tests/rules.yaml (tests.e2e.test_register: test_something)"
    assert expected in found


def test_a_report_older_than_its_tests_is_told(tmp_path: Path) -> None:
    test, report = tmp_path / "tests" / "e2e" / "test_new.py", tmp_path / "e2e.xml"
    test.parent.mkdir(parents=True)
    report.write_text("<testsuites/>")
    test.touch()
    os.utime(report, (0, 0))
    told = outdated([report], tmp_path)
    assert told == ["the report of e2e is older than its tests: make test S=e2e"]
    os.utime(test, (0, 0))
    assert outdated([report], tmp_path) == []


def test_the_page_names_the_tests_as_sentences(rules: dict[str, Rule], report: Path) -> None:
    judged(rules, report, case("test_a_code_opens[pl]", rule="R5"))
    page = document(rules, "2026-11-21")
    assert "- end to end: [a code opens](../tests/e2e/test_register.py)" in page
    assert "| R5 | A code opens step two | 1 | 0 | 0 | no negative proof |" in page


def test_markers_reach_the_report(pytester: pytest.Pytester) -> None:
    """By the root's conftest.py, as every run of pytest here loads it."""
    root = Path(__file__).parents[2] / "conftest.py"
    hook = root.read_text().replace('pytest_plugins = ["chassis.testing.plugin"]', "")
    pytester.makeconftest(hook)
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.rule("R5")
        @pytest.mark.rule("R7", negative=True)
        def test_both(): pass
        """
    )
    pytester.inline_run("--junitxml=e2e.xml", "-p", "no:cacheprovider")
    found = list(read_proofs([pytester.path / "e2e.xml"]))
    assert {(proof.rule, proof.negative) for proof in found} == {("R5", False), ("R7", True)}
