"""What identity publishes keeps its contract and reaches who waits for it."""

import pytest
from identity_testing import SLUG

from chassis.health import Heartbeat
from chassis.messaging.publisher import Publisher
from chassis.messaging.relay import Relay
from chassis.messaging.topology import Queue

CODES = Queue("notifications.codes", ("identity.code-issued.v1", "identity.already-registered.v1"))
LINKS = Queue("notifications.links", ("identity.link-issued.v1", "identity.password-changed.v1"))
CONTACTS = Queue("notifications.contacts", ("identity.contact-changed.v1",))


@pytest.fixture
def all_told(fake_world):
    """One event of each type."""
    world = fake_world
    world.knows()
    world.at_confirm(customer_number="99999999")
    world.registered()
    world.at_confirm()
    world.reset(world.at_new_password())
    world.recovering(channel="email")
    world.recovering(channel="email", identifier="nikt.taki")
    return world.told()


def test_every_type_is_told_and_keeps_its_contract(all_told, contracts):
    owned = {contract.type for contract in contracts.all() if contract.owner == "identity"}
    published = {name for name in owned if "identity" in contracts.get(name).producers}
    assert {event.type for event in all_told} == published
    for event in all_told:
        contracts.check_envelope(event.to_document())
        contracts.get(event.type).validate(event.data)


def test_what_is_secret_is_sealed(all_told):
    for event in all_told:
        text = event.to_json().decode()
        assert "+48600100200" not in text
        assert "@poczta.example" not in text
        assert "/activate/" not in text
        assert "/reset/" not in text


def test_the_relay_brings_them_to_their_queues_and_forgets_them(real_world, broker, contracts):
    world = real_world
    broker.create([SLUG], [CODES, LINKS, CONTACTS], ["identity"])
    world.registered()
    publisher = Publisher(broker.url_of("identity"), "identity-relay")
    relay = Relay(world.wiring.outbox, publisher, [SLUG], contracts, Heartbeat(None))
    expected = [event.id for event in world.told()]
    assert len(expected) == 4
    assert relay.drain(SLUG) == 4
    publisher.close()
    assert world.told() == []
    code, _ = broker.await_message("notifications.codes")
    link, _ = broker.await_message("notifications.links")
    contact, _ = broker.await_message("notifications.contacts")
    assert {code.message_id, link.message_id, contact.message_id} < set(expected)


def test_only_activations_are_for_the_operators_systems(all_told, contracts):
    partners = {e.type for e in all_told if contracts.get(e.type).audience == "partner"}
    assert partners == {"identity.account-activated.v1"}
