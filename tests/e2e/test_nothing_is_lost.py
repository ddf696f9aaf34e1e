"""Fifty people ask for a code while processes die: every code arrives, and a repetition is known.

The control runs the same storm with a relay that does not wait for the broker's confirms. It must
lose codes; otherwise the storm proves nothing.
"""

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pika
import pytest
from pika.exceptions import AMQPError
from tests.e2e.portal import CAPTCHA
from tests.e2e.sandbox import Sandbox, await_value
from tests.e2e.suite import OPERATOR, Person, Suite
from tools.demo.browser import Browser

from chassis.contracts import load_contracts
from chassis.health import Heartbeat
from chassis.messaging.outbox import Outbox
from chassis.messaging.publisher import Message
from chassis.messaging.relay import Relay, start_watching
from chassis.mongo import Databases, connect
from chassis.testing.plugin import ROOT

CROWD = 50
AT_ONCE = 8


@pytest.fixture
def crowd(suite: Suite) -> list[Person]:
    return suite.take_crowd(CROWD)


def test_every_code_arrives_though_relay_and_worker_are_killed(
    suite: Suite, sandbox: Sandbox, crowd: list[Person]
) -> None:
    sandbox.faults(sms={"lose_answers": 5})  # accepted by the provider, the answer never came back
    asked = ask_for_codes(suite, crowd)
    for number, _ in enumerate(asked):
        if number in (10, 25, 40):
            suite.kill("identity-relay")
            suite.kill("notifications-codes")
    assert_all_arrive(suite, sandbox, crowd)
    assert_one_key_each(sandbox, crowd)


def test_every_code_arrives_though_the_broker_dies_before_it_confirms(
    suite: Suite, sandbox: Sandbox, crowd: list[Person]
) -> None:
    with broker_dying_unconfirmed(suite):
        drain(ask_for_codes(suite, crowd))
    assert_all_arrive(suite, sandbox, crowd)
    assert_one_key_each(sandbox, crowd)


def test_the_same_storm_loses_codes_when_nobody_waits_for_confirms(
    suite: Suite, sandbox: Sandbox, crowd: list[Person]
) -> None:
    with careless_relay(suite), broker_dying_unconfirmed(suite):
        drain(ask_for_codes(suite, crowd))
        await_value(lambda: not waiting_events(suite))
    witness = suite.take_newcomer()
    drain(ask_for_codes(suite, [witness]))
    sandbox.await_sms(witness.phone, seconds=60)  # the suite is well again, and yet:
    lost = [person for person in crowd if not sandbox.sms(person.phone)]
    assert lost


def assert_all_arrive(suite: Suite, sandbox: Sandbox, crowd: list[Person]) -> None:
    for person in crowd:
        sandbox.await_sms(person.phone, seconds=60)
    await_value(lambda: not waiting_events(suite))


def assert_one_key_each(sandbox: Sandbox, crowd: list[Person]) -> None:
    keys: dict[str, set[str]] = {}
    for attempt in sandbox.attempts():
        keys.setdefault(digits(attempt["to"]), set()).add(attempt["key"])
    for person in crowd:
        assert len(keys[digits(person.phone)]) == 1
        assert len(sandbox.sms(person.phone)) == 1


def ask_for_codes(suite: Suite, crowd: list[Person]) -> Iterator[Person]:
    """Everybody takes the first step of a registration; yields whoever has."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda person: ask_for_code(suite, person), crowd)


def ask_for_code(suite: Suite, person: Person) -> Person:
    browser = Browser(suite.base_url())
    answer = browser.submit(
        browser.get("/register"),
        {
            "customer_number": person.customer_number,
            "phone": person.phone,
            "captcha": CAPTCHA,
            "consent_phone": "y",
        },
    )
    assert answer.form_with("code")
    return person


def drain(people: Iterator[Person]) -> None:
    for _ in people:
        continue


@contextmanager
def broker_dying_unconfirmed(suite: Suite) -> Iterator[None]:
    """The broker hears and no longer acts, then dies; supervisor starts it again."""
    suite.signal_group("rabbit", signal.SIGSTOP)
    try:
        yield
    finally:
        suite.signal_group("rabbit", signal.SIGKILL)
    await_value(lambda: broker_answers(suite), seconds=60)


@contextmanager
def careless_relay(suite: Suite) -> Iterator[None]:
    """Identity's relay, except that it forgets an event as soon as it has been written out."""
    outbox = identity_outbox(suite)
    publisher = CarelessPublisher(suite.amqp_url("identity"))
    contracts = load_contracts(ROOT / "contracts")
    relay = Relay(outbox, publisher, [OPERATOR], contracts, Heartbeat(None))
    stop = threading.Event()
    wakeups = start_watching(outbox_databases(suite), outbox, stop)
    running = threading.Thread(target=relay.run, args=(wakeups, stop))
    suite.stop("identity-relay")
    running.start()
    try:
        yield
    finally:
        stop.set()
        running.join(10)
        suite.start("identity-relay")


class CarelessPublisher:
    def __init__(self, amqp_url: str) -> None:
        self._channel = pika.BlockingConnection(pika.URLParameters(amqp_url)).channel()

    def publish(self, messages: list[Message]) -> set[str]:
        for message in messages:
            self._write(message)
        return set()

    def _write(self, message: Message) -> None:
        try:
            self._channel.basic_publish(
                message.exchange, message.routing_key, message.body, message.properties()
            )
        except AMQPError:
            return  # nobody looks: that is the carelessness


def identity_outbox(suite: Suite) -> Outbox:
    return Outbox(outbox_databases(suite), ["registrations", "recoveries", "accounts"])


def outbox_databases(suite: Suite) -> Databases:
    return Databases(connect(suite.stack.mongo.uri), "identity")


def waiting_events(suite: Suite) -> list[Any]:
    return identity_outbox(suite).pending(OPERATOR, 1000)


def broker_answers(suite: Suite) -> bool:
    try:
        pika.BlockingConnection(pika.URLParameters(suite.amqp_url("identity"))).close()
    except (AMQPError, OSError):
        return False
    return True


def digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit())
