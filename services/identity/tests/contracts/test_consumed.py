"""What the CRM publishes arrives through a real broker, or is refused with a reason."""

import json
import threading
import time
from dataclasses import replace

import pika
import pytest
from identity_testing import NUMBER, SLUG

from chassis.health import Heartbeat
from chassis.messaging.admission import Refused
from chassis.messaging.consumer import run_worker
from chassis.messaging.envelope import Event, new_event_id
from chassis.messaging.topology import dead_queue, inlet, outlet
from identity.consumers import CRM, QUEUES, UNROUTED, handlers

CUSTOMER = "crm.customer-changed.v1"
KEYS = {
    "crm.customer-changed.v1": ("customers", "customer_number"),
    "crm.contract-changed.v1": ("contracts", "contract_number"),
}


@pytest.fixture
def worker(real_world, broker, operators, contracts):
    """Identity's own worker, with the rights of identity's own broker user."""
    broker.create([SLUG], QUEUES, ["identity"])
    stop = threading.Event()
    arguments = {
        "operators": operators,
        "contracts": contracts,
        "clock": real_world.clock,
        "heartbeat": Heartbeat(None),
        "stop": stop,
    }
    thread = threading.Thread(
        target=run_worker,
        args=(broker.url_of("identity"), QUEUES, handlers(real_world.wiring.record_crm)),
        kwargs=arguments,
    )
    thread.start()
    yield real_world, broker
    stop.set()
    thread.join(20)
    assert not thread.is_alive()


def example(contracts, event_type, **changes):
    document = contracts.get(event_type).examples()[0]
    data = {**document["data"], **changes}
    return Event.from_document({**document, "id": new_event_id(), "data": data})


def publish(broker, event):
    broker.publish(inlet(SLUG), event.type, event.to_json(), message_id=event.id)


def eventually(condition, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize("event_type", CRM.events)
def test_every_example_is_digested(real_world, contracts, event_type):
    for document in contracts.get(event_type).examples():
        real_world.wiring.record_crm(SLUG, [Event.from_document(document)])
    database = real_world.wiring.databases.of(SLUG)
    name, key = KEYS[event_type]
    told = {document["data"][key] for document in contracts.get(event_type).examples()}
    assert {document["_id"] for document in database[name].find()} == told


def test_duplicates_and_stale_ones_settle_on_the_newest(worker, contracts):
    world, broker = worker
    changed = [
        example(contracts, CUSTOMER, customer_number=NUMBER, sequence=n, phone=f"+4860010020{n}")
        for n in (1, 3, 3, 2)
    ]
    for event in (*changed, changed[1]):
        publish(broker, event)
    last = example(contracts, "crm.customer-changed.v1", customer_number="20000001")
    publish(broker, last)
    eventually(lambda: world.wiring.customers.is_known(SLUG, "20000001"))
    found = world.wiring.customers.find(SLUG, NUMBER)
    assert (found.sequence, found.phone) == (3, "+48600100203")


def test_an_unknown_type_is_refused_and_its_sender_told(worker, contracts):
    _, broker = worker
    stray = replace(example(contracts, "crm.customer-changed.v1"), type="crm.customer-danced.v1")
    read_by_partner(broker, "replies")
    publish(broker, stray)
    properties, _ = broker.await_message(dead_queue(UNROUTED.name))
    assert "unknown event type crm.customer-danced.v1" in properties.headers["okienko-reason"]
    _, answer = broker.await_message("replies")
    assert answer["type"] == "integration.event-refused.v1"
    assert answer["data"]["refused_id"] == stray.id
    assert answer["data"]["reason"] == "unknown event type crm.customer-danced.v1"


def read_by_partner(broker, queue):
    with pika.BlockingConnection(pika.URLParameters(broker.amqp_url)) as connection:
        channel = connection.channel()
        channel.queue_declare(queue)
        channel.queue_bind(queue, outlet(SLUG), "#")


def test_a_wrong_event_does_not_hold_its_neighbours_back(worker, contracts):
    world, broker = worker
    good = example(contracts, "crm.customer-changed.v1", customer_number="20000002")
    bad = example(contracts, "crm.customer-changed.v1", sequence="first")
    for event in (bad, good, bad):
        publish(broker, replace(event, id=new_event_id()))
    eventually(lambda: world.wiring.customers.is_known(SLUG, "20000002"))
    for _ in range(2):
        properties, _ = broker.await_message(dead_queue(CRM.name))
        assert "/data/sequence" in properties.headers["okienko-reason"]


def test_strays_are_refused_whatever_they_are():
    event = Event("1", "crm.customer-danced.v1", SLUG, "/crm", "s", None, json.loads("{}"))
    with pytest.raises(Refused) as refusal:
        handlers(None)[UNROUTED.name](SLUG, [event])
    assert refusal.value.reason == "unknown event type crm.customer-danced.v1"
