"""Consents as the operator words them, and the ledger entry of one given.

The ledger keeps the hash of the very text that was on the screen, so that what was
agreed to can be proven after the text has changed.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from identity.domain.errors import Fault, InvalidFields


@dataclass(frozen=True)
class ConsentTerms:
    key: str
    version: str
    purpose: str
    required: bool
    texts: Mapping[str, str]

    def text_hash(self, locale: str) -> str:
        return hashlib.sha256(self.texts[locale].encode()).hexdigest()


@dataclass(frozen=True)
class Consent:
    key: str
    version: str
    purpose: str
    text_hash: str
    locale: str
    channel: str
    given_at: datetime
    withdrawn_at: datetime | None = None


def consents_given(
    terms: Iterable[ConsentTerms], keys: Collection[str], locale: str, channel: str, now: datetime
) -> tuple[Consent, ...]:
    """The ledger entries of what was ticked; what must be ticked and was not is refused."""
    offered = {term.key: term for term in terms}
    faults = [Fault("consents", "consent.unknown") for key in keys if key not in offered]
    missing = [key for key, term in offered.items() if term.required and key not in keys]
    faults += [Fault("consents", "consent.required") for _ in missing]
    if faults:
        raise InvalidFields(tuple(faults))
    return tuple(_entry(offered[key], locale, channel, now) for key in dict.fromkeys(keys))


def _entry(term: ConsentTerms, locale: str, channel: str, now: datetime) -> Consent:
    text_hash = term.text_hash(locale)
    return Consent(term.key, term.version, term.purpose, text_hash, locale, channel, now)
