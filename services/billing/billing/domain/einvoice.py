"""Consent to electronic delivery: the invoice in the portal instead of on paper.

A consent belongs to a payer and the customer who gave it, and names the very text that was on
the screen. One is never rewritten: it ends, and the next one is another.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from billing.domain.errors import ConsentOutdated


@dataclass(frozen=True)
class ConsentText:
    version: str
    locale: str
    sha256: str


@dataclass(frozen=True)
class Consent:
    """`channel` is where it was given, `since` when."""

    customer_number: str
    payer_number: str
    text: ConsentText
    account: str
    channel: str
    since: datetime


def text_read(version: str, current: str, texts: Mapping[str, str], locale: str) -> ConsentText:
    """What a person agrees to; raises ConsentOutdated when it is no longer what we ask."""
    if version != current:
        raise ConsentOutdated(current)
    return ConsentText(version, locale, hashlib.sha256(texts[locale].encode()).hexdigest())


def earliest_noticed(today: date, notice_for: timedelta) -> date:
    """An invoice issued before this day is a backfilled one: it brings no notice."""
    return today - notice_for


def brings_notice(issued_on: date, earliest: date, consent_day: date) -> bool:
    """An invoice from before the consent went out on paper."""
    return issued_on >= max(earliest, consent_day)
