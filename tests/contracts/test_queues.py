"""Queues, their consumers and the contracts of what they take: none without the other."""

import importlib

import pytest

from chassis.contracts import load_contracts
from chassis.messaging.topology import UNROUTED_QUEUE, Queue, dead_queue, definitions
from chassis.testing.plugin import ROOT

SERVICES = ("identity", "billing", "notifications")
CONSUMERS = {name: importlib.import_module(f"{name}.consumers") for name in SERVICES}
QUEUES = [(name, queue) for name, module in CONSUMERS.items() for queue in module.QUEUES]
CONTRACTS = load_contracts(ROOT / "contracts")


@pytest.mark.parametrize(
    ("service", "queue"), QUEUES, ids=lambda value: getattr(value, "name", value)
)
def test_a_queue_takes_only_events_that_have_a_contract_naming_its_service(
    service: str, queue: Queue
) -> None:
    for event in queue.events:
        assert service in CONTRACTS.get(event).consumers


def test_every_consumer_that_a_contract_names_has_a_queue_for_it() -> None:
    taken = {(service, event) for service, queue in QUEUES for event in queue.events}
    named = {(name, contract.type) for contract in CONTRACTS.all() for name in contract.consumers}
    assert named == taken


def test_every_queue_has_dead_letters_and_strays_are_caught() -> None:
    queues = [queue for _, queue in QUEUES]
    document = definitions(["virtual-operator"], queues, [])
    declared = {queue["name"] for queue in document["queues"]}
    bound = {(b["source"], b["destination"]) for b in document["bindings"]}
    for queue in queues:
        assert dead_queue(queue.name) in declared
        assert ("okienko.dead", dead_queue(queue.name)) in bound
        assert ("okienko.return", queue.name) in bound
    assert ("okienko.unrouted", UNROUTED_QUEUE) in bound


def test_no_two_services_share_a_queue() -> None:
    names = [queue.name for _, queue in QUEUES]
    assert len(names) == len(set(names))
