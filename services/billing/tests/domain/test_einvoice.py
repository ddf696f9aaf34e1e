"""Which text was agreed to, and which invoices a consent brings a notice for."""

import hashlib
from datetime import date, timedelta

import pytest

from billing.domain.einvoice import ConsentText, brings_notice, earliest_noticed, text_read
from billing.domain.errors import ConsentOutdated

TEXTS = {"pl": "Zgadzam się.", "en": "I agree."}


@pytest.mark.parametrize("locale", ["pl", "en"])
def test_the_ledger_keeps_the_hash_of_the_very_text_that_was_read(locale):
    digest = hashlib.sha256(TEXTS[locale].encode()).hexdigest()
    assert text_read("2", "2", TEXTS, locale) == ConsentText("2", locale, digest)


def test_an_older_text_is_not_what_we_ask_for():
    with pytest.raises(ConsentOutdated) as outdated:
        text_read("1", "2", TEXTS, "pl")
    assert outdated.value.current == "2"


@pytest.mark.parametrize(
    ("issued_on", "consent_day", "told"),
    [
        ("2026-11-21", "2026-11-21", True),
        ("2026-11-20", "2026-11-21", False),
        ("2026-11-22", "2026-11-21", True),
        ("2026-10-22", "2026-01-01", True),
        ("2026-10-21", "2026-01-01", False),
    ],
)
def test_a_notice_is_for_a_new_invoice_of_the_time_since_the_consent(issued_on, consent_day, told):
    earliest = earliest_noticed(date(2026, 11, 21), timedelta(days=30))
    issued, consented = date.fromisoformat(issued_on), date.fromisoformat(consent_day)
    assert brings_notice(issued, earliest, consented) is told
