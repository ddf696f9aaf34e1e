"""Delivery records in MongoDB and in the fake that stands for it: one set of rules for both."""

from dataclasses import replace
from datetime import timedelta

import pytest
from notifications_testing import NOW, SLUG, FakeDeliveries

from chassis.mongo import create_indexes
from notifications.domain.delivery import Delivery, Outcome, State
from notifications.store.deliveries import COLLECTION, INDEXES, MongoDeliveries

LATER = NOW + timedelta(seconds=7)
ACCEPTED = Outcome(State.ACCEPTED, provider_reference="A1")


@pytest.fixture(params=["fake", "mongo"])
def deliveries(request):
    if request.param == "fake":
        return FakeDeliveries()
    return MongoDeliveries(request.getfixturevalue("databases")("notifications"))


def a_delivery(event_id="e1", channel="sms"):
    return Delivery(
        event_id=event_id,
        event_type="identity.code-issued.v1",
        entry="registration_code",
        channel=channel,
        locale="pl",
        recipient_digest="k1.aa",
        provider_key=f"key-of-{event_id}-{channel}",
        created_at=NOW,
        updated_at=NOW,
        expires_at=NOW + timedelta(minutes=5),
    )


def test_a_new_record_says_sending_and_counts_its_first_attempt(deliveries):
    begun = deliveries.begin(SLUG, a_delivery())
    assert begun == replace(a_delivery(), attempts=1)
    assert deliveries.of_event(SLUG, "e1") == [begun]


def test_a_record_begun_again_keeps_its_first_facts_and_counts(deliveries):
    deliveries.begin(SLUG, a_delivery())
    again = replace(a_delivery(), created_at=LATER, updated_at=LATER, locale="en")
    begun = deliveries.begin(SLUG, again)
    assert begun == replace(a_delivery(), attempts=2, updated_at=LATER)


def test_a_settled_record_is_found_as_it_is(deliveries):
    deliveries.begin(SLUG, a_delivery())
    deliveries.note(SLUG, a_delivery(), ACCEPTED, NOW)
    found = deliveries.begin(SLUG, replace(a_delivery(), updated_at=LATER))
    assert found.settled
    assert (found.attempts, found.provider_reference, found.updated_at) == (1, "A1", NOW)


def test_a_postponed_attempt_leaves_its_reason_until_the_next_outcome(deliveries):
    deliveries.begin(SLUG, a_delivery())
    deliveries.note(SLUG, a_delivery(), Outcome(State.SENDING, "sms-timeout"), LATER)
    (waiting,) = deliveries.of_event(SLUG, "e1")
    assert (waiting.state, waiting.reason, waiting.updated_at) == (
        State.SENDING,
        "sms-timeout",
        LATER,
    )
    deliveries.note(SLUG, a_delivery(), ACCEPTED, LATER)
    (accepted,) = deliveries.of_event(SLUG, "e1")
    assert (accepted.state, accepted.reason) == (State.ACCEPTED, None)


@pytest.mark.parametrize(
    ("outcomes", "end"),
    [
        ([State.ACCEPTED, State.SENDING], State.ACCEPTED),
        ([State.ACCEPTED, State.EXPIRED], State.ACCEPTED),
        ([State.ACCEPTED, State.DELIVERED], State.DELIVERED),
        ([State.DELIVERED, State.ACCEPTED], State.DELIVERED),
        ([State.DELIVERED, State.FAILED], State.DELIVERED),
        ([State.FAILED, State.ACCEPTED, State.DELIVERED], State.FAILED),
        ([State.EXPIRED, State.ACCEPTED], State.EXPIRED),
    ],
)
def test_no_late_news_moves_a_record_back(deliveries, outcomes, end):
    deliveries.begin(SLUG, a_delivery())
    for state in outcomes:
        deliveries.note(SLUG, a_delivery(), Outcome(state), LATER)
    (record,) = deliveries.of_event(SLUG, "e1")
    assert record.state is end


def test_a_receipt_does_not_lose_the_providers_reference(deliveries):
    deliveries.begin(SLUG, a_delivery())
    deliveries.note(SLUG, a_delivery(), ACCEPTED, NOW)
    deliveries.note(SLUG, a_delivery(), Outcome(State.DELIVERED), LATER)
    (record,) = deliveries.of_event(SLUG, "e1")
    assert record.provider_reference == "A1"


def test_an_event_has_a_record_for_each_channel_and_operator(deliveries):
    deliveries.begin(SLUG, a_delivery(channel="sms"))
    deliveries.begin(SLUG, a_delivery(channel="email"))
    deliveries.begin(SLUG, a_delivery(event_id="e2"))
    deliveries.begin("vectra", a_delivery())
    assert [one.channel for one in deliveries.of_event(SLUG, "e1")] == ["email", "sms"]
    assert deliveries.of_event("vectra", "e2") == []


def test_the_indexes_can_be_created_twice(databases):
    own = databases("notifications")
    for _ in range(2):
        create_indexes(own, [SLUG], INDEXES)
    names = own.of(SLUG)[COLLECTION].index_information()
    assert {"event_id_1", "created_at_1"} <= names.keys()


def test_a_record_in_mongodb_holds_nothing_but_these_fields(databases):
    """Neither text nor recipient: what is not stored cannot leak."""
    own = databases("notifications")
    MongoDeliveries(own).begin(SLUG, a_delivery())
    document = own.of(SLUG)[COLLECTION].find_one()
    assert document["_id"] == "e1:sms"
    assert set(document) == {
        "_id",
        "event_id",
        "event_type",
        "entry",
        "channel",
        "locale",
        "recipient_digest",
        "provider_key",
        "provider_reference",
        "state",
        "reason",
        "attempts",
        "created_at",
        "updated_at",
        "expires_at",
    }
