"""The catalogue is complete: every entry, channel, language and operator can be written."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from chassis.operators import Operators
from notifications.consumers import CONTACTS, LANES, QUEUES
from notifications.domain.segments import GSM7, segments
from notifications.entries import (
    ROOT,
    NoEntry,
    WrongEntry,
    example_occasion,
    load_catalogue,
    prove,
)
from notifications.rendering import PARTS, Renderer
from notifications.words import words

ENTRIES = list(load_catalogue())
WRITTEN = [
    pytest.param(entry, channel, locale, id=f"{entry.name}-{channel}-{locale}")
    for entry in ENTRIES
    for channel in entry.channels
    for locale in ("pl", "en")
]


def written(entry, channel, locale, operator, contracts):
    event = contracts.get(entry.trigger).examples()[0]
    said = words(operator, locale, example_occasion(entry, event))
    return Renderer(ROOT).render(entry.name, channel, locale, said)


@pytest.fixture
def own_catalogue(tmp_path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(ROOT, tmp_path / "catalogue"))


@pytest.mark.parametrize(("entry", "channel", "locale"), WRITTEN)
def test_every_message_can_be_written_for_every_operator(
    entry, channel, locale, operators, contracts
):
    for operator in operators.all():
        texts = written(entry, channel, locale, operator, contracts)
        assert texts.keys() == PARTS[channel].keys()
        for text in texts.values():
            assert operator.name in text or operator.legal_name in text
            assert text == text.strip()
            assert "{{" not in text
            assert "None" not in text


@pytest.mark.parametrize(("entry", "channel", "locale"), WRITTEN)
def test_no_message_gives_away_more_than_it_must(entry, channel, locale, operators, contracts):
    for operator in operators.all():
        texts = written(entry, channel, locale, operator, contracts)
        assert entry.example.get("user_name", "-none-") not in "".join(texts.values())
        ours = texts["text"].replace(f"{operator.base_url}/", "/")
        assert "http://" not in ours.replace(entry.example.get("url", "-none-"), "")


def test_the_shipped_entries_are_these():
    assert {entry.name: (entry.trigger, entry.channels) for entry in ENTRIES} == {
        "registration_code": ("identity.code-issued.v1", ("sms",)),
        "already_registered": ("identity.already-registered.v1", ("sms",)),
        "activation_link": ("identity.link-issued.v1", ("email",)),
        "recovery_code": ("identity.code-issued.v1", ("sms",)),
        "recovery_link": ("identity.link-issued.v1", ("email",)),
        "password_changed": ("identity.password-changed.v1", ("email",)),
        "einvoice_activated": ("billing.einvoice-activated.v1", ("email",)),
        "einvoice_withdrawn": ("billing.einvoice-withdrawn.v1", ("email",)),
        "new_invoice": ("billing.invoice-published.v1", ("email",)),
    }


def test_nobody_mutes_what_guards_an_account():
    for entry in ENTRIES:
        assert entry.message_class.can_be_muted is entry.trigger.startswith("billing.")


def test_every_trigger_is_bound_to_the_queue_of_its_lane_and_no_queue_to_more():
    catalogue = load_catalogue()
    for lane, queues in LANES.items():
        speaking = [queue for queue in queues if queue is not CONTACTS]
        bound = tuple(sorted(event for queue in speaking for event in queue.events))
        assert bound == catalogue.triggers(lane)
    assert {queue for queues in LANES.values() for queue in queues} == set(QUEUES)


def test_every_trigger_has_a_contract_that_names_us_as_its_consumer(contracts):
    for entry in ENTRIES:
        assert "notifications" in contracts.get(entry.trigger).consumers
    consumed = {c.type for c in contracts.all() if "notifications" in c.consumers}
    assert consumed == {entry.trigger for entry in ENTRIES} | set(CONTACTS.events)


def test_codes_are_alone_in_their_lane():
    assert [queue.name for queue in LANES["codes"]] == ["notifications.codes"]


@pytest.mark.parametrize("purpose", ["register", "reset-password"])
@pytest.mark.parametrize("locale", ["pl", "en"])
def test_a_code_is_one_segment_and_ends_with_the_line_that_browsers_read(
    locale, purpose, operators, contracts
):
    entry = load_catalogue().entry_for("identity.code-issued.v1", {"purpose": purpose})
    for operator in operators.all():
        text = written(entry, "sms", locale, operator, contracts)["text"]
        host = operator.base_url.split("//")[1].split(":")[0]
        assert text.split("\n")[-1] == f"@{host} #123456"
        assert text.count("123456") == 2
        assert (segments(text).alphabet, segments(text).count) == (GSM7, 1)


@pytest.mark.parametrize("locale", ["pl", "en"])
def test_the_notice_to_a_registered_customer_is_two_segments_at_most(locale, operators, contracts):
    entry = load_catalogue().entry_for("identity.already-registered.v1", {"purpose": "register"})
    for operator in operators.all():
        text = written(entry, "sms", locale, operator, contracts)["text"]
        assert segments(text).count <= 2
        assert operator.section("contact")["phone_display"] in text


def test_no_entry_answers_for_an_unknown_purpose():
    with pytest.raises(NoEntry):
        load_catalogue().entry_for("identity.code-issued.v1", {"purpose": "party"})


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("registration_code", {"class": "loud"}, "unknown class loud"),
        ("registration_code", {"lane": "fast"}, "unknown lane fast"),
        ("registration_code", {"channels": ["pigeon"]}, "unknown or no channels"),
        ("registration_code", {"channels": []}, "unknown or no channels"),
        ("registration_code", {"channels": ["sms", "email"]}, "missing .*email.en.html"),
        ("registration_code", {"mutable": True}, "unknown .*mutable"),
        ("new_invoice", {"keeps": None, "keep": ["invoice_id"]}, "unknown .*keep"),
        ("activation_link", {"trigger": None}, "missing .*trigger"),
    ],
)
def test_a_wrong_entry_stops_the_process(own_catalogue, name, change, reason):
    file = own_catalogue / name / "entry.yaml"
    about = yaml.safe_load(file.read_text()) | change
    file.write_text(yaml.safe_dump({key: v for key, v in about.items() if v is not None}))
    with pytest.raises(WrongEntry, match=f"{name}: .*{reason}"):
        load_catalogue(own_catalogue)


def test_a_template_that_is_missing_or_left_over_stops_the_process(own_catalogue):
    (own_catalogue / "registration_code" / "sms.en.txt").rename(
        own_catalogue / "registration_code" / "sms.de.txt"
    )
    with pytest.raises(WrongEntry, match=r"missing .*sms\.en\.txt.*left over .*sms\.de\.txt"):
        load_catalogue(own_catalogue)


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("registration_code/sms.pl.txt", "{{ secret.cod }}", "cod"),
        ("registration_code/sms.en.txt", "{{ contact.fax }}", "fax"),
        ("registration_code/sms.en.txt", "{% if %}", "TemplateSyntaxError"),
        ("registration_code/sms.pl.txt", "ą" * 202, "more than 3 SMS segments"),
        ("activation_link/email.pl.subject.txt", "a\nb", "one line"),
        ("new_invoice/email.pl.txt", "{{ facts.remaining }}", "remaining"),
        ("new_invoice/email.en.html", "{{ facts.gross | money }}", "money"),
        ("einvoice_activated/email.en.txt", "{{ secret.url }}", "url"),
        ("activation_link/email.en.html", "{{ secret.user_name | upcase }}", "upcase"),
    ],
)
def test_a_template_that_cannot_be_written_stops_the_process(
    own_catalogue, operators, contracts, file, text, reason
):
    (own_catalogue / file).write_text(text)
    with pytest.raises(WrongEntry, match=reason):
        prove(load_catalogue(own_catalogue), Renderer(own_catalogue), operators, contracts)


def test_an_operator_without_a_phone_to_name_stops_the_process(operators, contracts):
    operator = operators.get("virtual-operator")
    contact = {k: v for k, v in operator.section("contact").items() if k != "phone_display"}
    mute = replace(operator, profile={**operator.profile, "contact": contact})
    with pytest.raises(WrongEntry, match=r"virtual-operator.*phone_display"):
        prove(load_catalogue(), Renderer(ROOT), Operators([mute]), contracts)


@pytest.mark.parametrize("name", ["remaining", "gross"])
def test_a_record_may_keep_only_what_the_event_tells_in_words(
    own_catalogue, operators, contracts, name
):
    file = own_catalogue / "new_invoice" / "entry.yaml"
    file.write_text(file.read_text().replace("invoice_number]", f"{name}]"))
    with pytest.raises(WrongEntry, match=f"new_invoice: keeps {name}"):
        prove(load_catalogue(own_catalogue), Renderer(own_catalogue), operators, contracts)


def test_an_entry_that_no_example_fits_stops_the_process(own_catalogue, operators, contracts):
    file = own_catalogue / "registration_code" / "entry.yaml"
    file.write_text(file.read_text().replace("purpose: register", "purpose: party"))
    with pytest.raises(WrongEntry, match="no example"):
        prove(load_catalogue(own_catalogue), Renderer(own_catalogue), operators, contracts)
