"""User names, contacts, captcha, links, consents: the short rules."""

from datetime import UTC, datetime, timedelta

import pytest

from identity.domain.captcha import Challenge
from identity.domain.consent import ConsentTerms, consents_given
from identity.domain.contact import e164, is_email
from identity.domain.customer import Finding, finding
from identity.domain.errors import CaptchaTaken, InvalidFields, LinkExpired, LinkUsed
from identity.domain.link import Link
from identity.domain.user_name import UserNamePolicy, user_name_faults, user_name_key

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NAMES = UserNamePolicy(3, 64, frozenset({"admin"}))
TERMS = ConsentTerms("phone", "2", "ebok-phone", True, {"pl": "Zgoda", "en": "Consent"})


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("jan.probny", ()),
        ("żółw", ()),
        ("jan@poczta.example", ()),
        ("jan+dom_2-3", ()),
        ("ja", ("user-name.too-short",)),
        ("", ("user-name.too-short",)),
        ("j" * 65, ("user-name.too-long",)),
        ("1jan", ("user-name.characters",)),
        ("10482217", ("user-name.characters",)),
        ("_jan", ("user-name.characters",)),
        ("jan probny", ("user-name.characters",)),
        ("jan\u200bprobny", ("user-name.characters",)),
        ("jan<b>", ("user-name.characters",)),
        ("ADMIN", ("user-name.reserved",)),
        ("\uff21dmin", ("user-name.reserved",)),
    ],
)
def test_user_names(name, rules):
    assert user_name_faults(name, NAMES) == rules


def test_names_are_one_in_any_case_and_width():
    assert user_name_key("Jan") == user_name_key("\uff2a\uff21\uff2e") == "jan"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("600 100 200", "+48600100200"),
        ("+48 600-100-200", "+48600100200"),
        ("0048600100200", "+48600100200"),
        ("+49 1512 3456789", "+4915123456789"),
        ("600 100 20", None),
        ("telefon", None),
        ("", None),
        ("112", None),
    ],
)
def test_telephone_numbers(text, number):
    assert e164(text, "PL") == number


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("jan@poczta.example", True),
        ("jan.probny+ebok@sub.poczta.example", True),
        ("jan@poczta", False),
        ("jan@@poczta.example", False),
        ("jan probny@poczta.example", False),
        ("jan@poczta.example\n", False),
        ("jan@poczta.example, x@y.example", False),
        ("józef@poczta.example", False),
        ("@poczta.example", False),
        ("a" * 65 + "@poczta.example", False),
        ("jan@" + "a." * 100 + "pl", False),
    ],
)
def test_email_addresses(text, right):
    assert is_email(text) is right


def test_a_hostile_address_is_refused_quickly():
    assert is_email("a@" + "a." * 50_000) is False


def test_a_challenge_is_taken_once():
    taken = Challenge("1", "kot7").taken(NOON)
    with pytest.raises(CaptchaTaken):
        taken.taken(NOON)


@pytest.mark.parametrize(
    ("answer", "right"), [("kot7", True), (" KOT 7", True), ("kot8", False), ("", False)]
)
def test_answers_to_a_challenge(answer, right):
    assert Challenge("1", "kot7").answered_by(answer) is right


@pytest.mark.parametrize(
    ("used_at", "minutes", "refusal"),
    [
        (None, 59, None),
        (None, 60, LinkExpired),
        (NOON, 59, LinkUsed),
        (NOON, 61, LinkUsed),
    ],
)
def test_links(used_at, minutes, refusal):
    link = Link("digest", "activate-account", "a1", NOON + timedelta(hours=1), used_at)
    later = NOON + timedelta(minutes=minutes)
    if refusal is None:
        link.require_usable(later)
        return
    with pytest.raises(refusal):
        link.require_usable(later)


@pytest.mark.parametrize(
    ("matches", "registered", "found"),
    [
        (True, False, Finding.MATCHED),
        (True, True, Finding.REGISTERED),
        (False, True, Finding.REFUSED),
        (False, False, Finding.REFUSED),
    ],
)
def test_findings(matches, registered, found):
    assert finding(matches, registered) is found


def test_a_consent_keeps_the_hash_of_the_text_in_the_persons_language():
    polish, english = (
        consents_given([TERMS], ["phone"], locale, "web", NOON)[0] for locale in ("pl", "en")
    )
    assert polish.text_hash != english.text_hash
    assert (polish.version, polish.given_at, polish.withdrawn_at) == ("2", NOON, None)


def test_a_required_consent_is_required_and_an_unknown_one_refused():
    with pytest.raises(InvalidFields) as refusal:
        consents_given([TERMS], ["marketing"], "pl", "web", NOON)
    rules = {fault.rule for fault in refusal.value.faults}
    assert rules == {"consent.unknown", "consent.required"}


def test_a_consent_given_twice_is_one():
    assert len(consents_given([TERMS], ["phone", "phone"], "pl", "web", NOON)) == 1
