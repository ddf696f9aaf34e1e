"""A delivery record only ever moves forward."""

from datetime import UTC, datetime

import pytest

from notifications.domain.delivery import Delivery, State, provider_key, states_before

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def a_delivery(state):
    return Delivery(
        event_id="e1",
        event_type="identity.code-issued.v1",
        entry="registration_code",
        channel="sms",
        locale="pl",
        recipient_digest="k1.aa",
        provider_key="key",
        created_at=NOON,
        updated_at=NOON,
        expires_at=NOON,
        state=state,
    )


@pytest.mark.parametrize("late", list(State))
@pytest.mark.parametrize("final", [State.DELIVERED, State.FAILED, State.EXPIRED])
def test_nothing_moves_a_record_from_its_end(final, late):
    assert final not in states_before(late)


def test_an_accepted_message_is_never_taken_for_unsent_or_expired_again():
    assert State.ACCEPTED not in states_before(State.SENDING)
    assert State.ACCEPTED not in states_before(State.EXPIRED)


@pytest.mark.parametrize("receipt", [State.DELIVERED, State.FAILED])
def test_a_receipt_may_overtake_our_own_note_of_acceptance(receipt):
    assert states_before(receipt) == {State.SENDING, State.ACCEPTED}


@pytest.mark.parametrize("state", list(State))
def test_only_a_message_of_unknown_fate_is_sent_again(state):
    assert a_delivery(state).settled == (state is not State.SENDING)


def test_the_provider_key_is_the_same_in_every_attempt_and_differs_between_messages():
    key = provider_key("virtual-operator", "e1", "sms")
    assert key == provider_key("virtual-operator", "e1", "sms")
    others = {
        provider_key("virtual-operator", "e1", "email"),
        provider_key("virtual-operator", "e2", "sms"),
        provider_key("vectra", "e1", "sms"),
        provider_key("virtual-operator", "e1", "sms", "a1"),
        provider_key("virtual-operator", "e1", "sms", "a2"),
    }
    assert len(others | {key}) == 6


def test_the_provider_key_is_plain_whatever_the_event_id_holds():
    key = provider_key("virtual-operator", "a|b\r\nBcc: x@example.com", "email")
    assert len(key) == 32
    assert key.isalnum()
