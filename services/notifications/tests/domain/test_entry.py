"""What a catalogue entry is for, and who may silence it."""

import pytest

from notifications.domain.entry import Entry, MessageClass


def an_entry(**about):
    facts = {
        "name": "registration_code",
        "trigger": "identity.code-issued.v1",
        "when": {"purpose": "register"},
        "message_class": MessageClass.SECURITY,
        "lane": "codes",
        "channels": ("sms",),
        "max_segments": 1,
        "example": {"code": "123456"},
    }
    return Entry(**{**facts, **about})


def test_an_entry_answers_to_its_trigger_and_its_condition():
    entry = an_entry()
    assert entry.matches("identity.code-issued.v1", {"purpose": "register", "flow": "f"})
    assert not entry.matches("identity.code-issued.v1", {"purpose": "recover"})
    assert not entry.matches("identity.link-issued.v1", {"purpose": "register"})


@pytest.mark.parametrize(
    ("message_class", "can_be_muted"),
    [("security", False), ("service", True), ("marketing", True)],
)
def test_nobody_mutes_what_guards_an_account(message_class, can_be_muted):
    assert MessageClass(message_class).can_be_muted is can_be_muted
