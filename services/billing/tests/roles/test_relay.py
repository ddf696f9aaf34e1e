"""`python -m billing.relay`: what consents and invoices have to tell reaches the broker, once."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pika
from billing_testing import SLUG, invoice, payer

from chassis.messaging.topology import dead_queue, outlet

LIMIT_SECONDS = 30
PARTNER_QUEUE = f"{outlet(SLUG)}.books"


def partner_listens(broker):
    with pika.BlockingConnection(pika.URLParameters(broker.amqp_url)) as connection:
        channel = connection.channel()
        channel.queue_declare(PARTNER_QUEUE, durable=True)
        channel.queue_bind(PARTNER_QUEUE, outlet(SLUG), "#")


def wait_until_told(books):
    deadline = time.monotonic() + LIMIT_SECONDS
    while books.wiring.outbox.pending(SLUG, 10):
        assert time.monotonic() < deadline, "the outbox is not empty"
        time.sleep(0.05)


def all_of(broker, queue):
    found = []
    while (message := broker.get(queue)) is not None:
        found.append(message[1])
    return found


def test_decisions_reach_the_partner_and_us_and_notices_only_us(office):
    broker, books = office.broker, office.books
    partner_listens(broker)
    relay = office.start("relay")
    books.record(payer())
    books.activate()
    books.record(invoice("A", issued_on="2026-11-21"))
    wait_until_told(books)
    books.withdraw()
    wait_until_told(books)
    kinds = [event["type"] for event in all_of(broker, "listener.all")]
    assert sorted(kinds) == [
        "billing.einvoice-activated.v1",
        "billing.einvoice-withdrawn.v1",
        "billing.invoice-published.v1",
    ]
    told = all_of(broker, PARTNER_QUEUE)
    assert [event["type"] for event in told] == [
        "billing.einvoice-activated.v1",
        "billing.einvoice-withdrawn.v1",
    ]
    assert {(event["operator"], event["source"]) for event in told} == {(SLUG, "/billing")}
    assert broker.get(dead_queue("listener.all")) is None
    assert Path(office.environment["HEARTBEAT_FILE"]).exists()
    relay.send_signal(signal.SIGTERM)
    assert relay.wait(10) == 0


def test_what_was_written_while_no_relay_ran_is_told_when_one_comes(office):
    books = office.books
    books.record(payer())
    books.activate()
    books.record(*(invoice(f"N{n}", issued_on="2026-11-21") for n in range(300)))
    office.start("relay")
    wait_until_told(books)
    numbers = [event["subject"] for event in all_of(office.broker, "listener.all")]
    assert sorted(numbers) == sorted([*(f"N{n}" for n in range(300)), "P-10482217"])


def test_the_indexes_command_makes_the_outboxes_indexes(office):
    command = [sys.executable, "-m", "billing.indexes"]
    for _ in range(2):
        subprocess.run(command, env=office.environment, check=True, timeout=30)
    database = office.books.wiring.databases.of(SLUG)
    for collection in ("einvoice", "invoices"):
        assert "outbox.id_1" in database[collection].index_information()
