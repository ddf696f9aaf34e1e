"""Every refusal that identity knows has a sentence here."""

import re
from pathlib import Path

import pytest
from flask_babel import force_locale

from gateway.messages import PROBLEMS, RULES, UNKNOWN_RULE, first_minute, rule_message

IDENTITY = Path(__file__).parents[3] / "identity" / "identity" / "app.py"


def test_every_rule_of_identity_has_a_sentence():
    known = re.findall(r'^    "([a-z-]+\.[a-z-]+)": "', IDENTITY.read_text(), re.MULTILINE)
    assert len(known) > 15
    assert set(known) == set(RULES)


def test_the_problems_are_ones_that_identity_has():
    known = re.findall(r'Problem\(\s*\d+,\s*"([a-z-]+)"', IDENTITY.read_text())
    assert set(PROBLEMS) <= set(known)


@pytest.mark.parametrize("language", ["pl", "en"])
def test_a_sentence_names_the_operators_numbers(app, operators, language):
    operator = operators.get("virtual-operator")
    with app.test_request_context(), force_locale(language):
        sentences = [rule_message(rule, operator) for rule in RULES]
        assert not [text for text in sentences if "%" in text or text == str(UNKNOWN_RULE)]
        assert rule_message("password.too-short", operator).count("12") == 1
        assert rule_message("a.new-rule", operator) == str(UNKNOWN_RULE)


@pytest.mark.parametrize(
    ("instant", "minute"),
    [
        ("2026-11-21T09:25:40.000Z", "10:26"),
        ("2026-11-21T09:25:00.001Z", "10:26"),
        ("2026-11-21T09:25:00.000Z", "10:25"),
        ("2026-07-21T23:59:59.000Z", "02:00"),
    ],
)
def test_the_first_minute_is_never_too_early(instant, minute):
    assert first_minute(instant, "Europe/Warsaw") == minute
