"""Delivery records in MongoDB and in the fake that stands for it: one set of rules for both."""

from dataclasses import replace
from datetime import timedelta

import pytest
from notifications_testing import NOW, SLUG, FakeDeliveries

from chassis.mongo import create_indexes
from notifications.domain.delivery import Delivery, Outcome, State
from notifications.store.deliveries import COLLECTION, MongoDeliveries
from notifications.store.indexes import INDEXES

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
    assert {"event_id_1", "created_at_1", "concerns_1_created_at_-1"} <= names.keys()
    assert "customers_1" in own.of(SLUG)["contacts"].index_information()


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
        "addressee",
        "concerns",
        "facts",
    }


def accepted(deliveries, event_id, *concerns, addressee=None, slug=SLUG, at=NOW, **about):
    record = replace(
        a_delivery(event_id, "email"),
        addressee=addressee,
        concerns=concerns,
        created_at=at,
        provider_key=f"key-of-{event_id}-{addressee}",
        **about,
    )
    deliveries.begin(slug, record)
    deliveries.note(slug, record, ACCEPTED, LATER)
    return record


def told(deliveries, *concerns, own="account a1", limit=10):
    return [one.event_id for one in deliveries.told(SLUG, [own, *concerns], own, limit)]


def test_what_went_out_is_listed_newest_first_with_its_facts(deliveries):
    accepted(deliveries, "e1", "account a1", at=NOW)
    facts = {"invoice_id": "0a", "invoice_number": "FV/1"}
    accepted(deliveries, "e2", "account a1", "customer c1", at=LATER, facts=facts)
    assert told(deliveries) == ["e2", "e1"]
    (newest,) = deliveries.told(SLUG, ["customer c1"], "account a1", 1)
    assert (newest.facts, newest.concerns) == (facts, ("account a1", "customer c1"))


def test_nothing_of_others_other_operators_or_that_did_not_go_out_is_listed(deliveries):
    accepted(deliveries, "e1", "account a2", "customer c2")
    accepted(deliveries, "e2", "account a1", slug="vectra")
    accepted(deliveries, "e3")
    for number, state in enumerate((State.SENDING, State.FAILED, State.EXPIRED)):
        record = replace(a_delivery(f"f{number}"), concerns=("account a1",))
        deliveries.begin(SLUG, record)
        deliveries.note(SLUG, record, Outcome(state), LATER)
    assert told(deliveries, "customer c1") == []


def test_a_delivered_message_stays_listed(deliveries):
    record = accepted(deliveries, "e1", "account a1")
    deliveries.note(SLUG, record, Outcome(State.DELIVERED), LATER)
    assert told(deliveries) == ["e1"]


def test_of_one_event_told_to_several_people_the_callers_own_is_listed_once(deliveries):
    for account in ("a0", "a1", "a2"):
        accepted(deliveries, "e1", f"account {account}", "customer c1", addressee=account)
    for account in ("a1", "a2", "a3"):
        found = deliveries.told(
            SLUG, [f"account {account}", "customer c1"], f"account {account}", 9
        )
        expected = account if account != "a3" else "a0"  # a3 came later: somebody else's will do
        assert [one.addressee for one in found] == [expected]


def test_the_list_ends_at_its_limit(deliveries):
    for number in range(5):
        accepted(deliveries, f"e{number}", "account a1", at=NOW + timedelta(seconds=number))
    assert told(deliveries, limit=2) == ["e4", "e3"]


def test_records_made_before_there_was_a_list_are_read(databases):
    own = databases("notifications")
    deliveries = MongoDeliveries(own)
    deliveries.begin(SLUG, a_delivery())
    gone = {"addressee": "", "concerns": "", "facts": ""}
    own.of(SLUG)[COLLECTION].update_one({"_id": "e1:sms"}, {"$unset": gone})
    assert deliveries.of_event(SLUG, "e1") == [replace(a_delivery(), attempts=1)]
    assert told(deliveries) == []


def test_the_list_reads_an_index(databases):
    own = databases("notifications")
    create_indexes(own, [SLUG], INDEXES)
    query = {"concerns": {"$in": ["account a1", "customer c1"]}}
    plan = own.of(SLUG)[COLLECTION].find(query).explain()["queryPlanner"]["winningPlan"]
    assert "COLLSCAN" not in str(plan)
    assert len([one for one in INDEXES if one.collection == COLLECTION]) <= 3
