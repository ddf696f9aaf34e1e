"""Tell people of one event: find who is told, write the text, send it, keep the record.

A record that still says `sending` is sent again with the same provider key, never skipped:
whoever left it so may have died before the provider heard of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import structlog
from jinja2 import UndefinedError

from chassis.clock import Clock
from chassis.messaging.admission import Refused
from chassis.messaging.envelope import Event
from chassis.operators import Operator, Operators
from chassis.sealing import BlindIndex
from notifications.channels.base import (
    Channel,
    Message,
    ProviderAlarm,
    ProviderError,
    Sender,
    Undeliverable,
)
from notifications.domain.delivery import Delivery, Outcome, State, concerns, provider_key
from notifications.domain.entry import Entry
from notifications.entries import Catalogue, NoEntry
from notifications.rendering import Renderer
from notifications.usecases.addressees import Addressee, Addressees
from notifications.words import Occasion, facts_of, locale_for, words

log = structlog.get_logger()


class Deliveries(Protocol):
    """Where records are kept: in MongoDB, in a test in a dictionary."""

    def begin(self, slug: str, delivery: Delivery) -> Delivery:
        """The record as it now stands, one attempt more if it was not settled."""

    def note(self, slug: str, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        """Move the record forward; an outcome that comes too late changes nothing."""


@dataclass(frozen=True)
class _Task:
    """One message: an event may ask for several, one an account."""

    operator: Operator
    entry: Entry
    event: Event
    channel: str
    addressee: Addressee = field(repr=False)


class Deliver:
    def __init__(
        self,
        *,
        operators: Operators,
        catalogue: Catalogue,
        renderer: Renderer,
        channels: Mapping[str, Channel],
        deliveries: Deliveries,
        addressees: Addressees,
        recipients: BlindIndex,
        clock: Clock,
    ) -> None:
        self._operators = operators
        self._catalogue = catalogue
        self._renderer = renderer
        self._channels = channels
        self._deliveries = deliveries
        self._addressees = addressees
        self._recipients = recipients
        self._clock = clock

    def __call__(self, slug: str, event: Event) -> None:
        """One recipient's bad day is not another's: all are tried before a failure is told."""
        problems: list[ProviderError] = []
        for task in self._tasks(self._operators.get(slug), event):
            try:
                self._tell(slug, task)
            except ProviderError as problem:
                problems.append(problem)
        if problems:
            raise problems[0]

    def _tasks(self, operator: Operator, event: Event) -> list[_Task]:
        try:
            entry = self._catalogue.entry_for(event.type, event.data)
        except NoEntry:
            raise Refused("the catalogue has no message for this event") from None
        channels = _channels(entry, event)
        return [
            _Task(operator, entry, event, channel, addressee)
            for addressee in self._addressees.of(operator.slug, event)
            for channel in channels
        ]

    def _tell(self, slug: str, task: _Task) -> None:
        delivery = self._deliveries.begin(slug, self._record(task))
        if delivery.settled:
            _log("delivery_repeated", delivery, Outcome(delivery.state))
            return
        try:
            outcome = self._attempt(task, delivery)
        except ProviderError as problem:
            self._note(slug, delivery, Outcome(State.SENDING, problem.reason))
            if isinstance(problem, ProviderAlarm):
                log.error("provider_refuses_us", channel=delivery.channel, reason=problem.reason)
            raise
        self._note(slug, delivery, outcome)

    def _record(self, task: _Task) -> Delivery:
        event, channel, slug, who = task.event, task.channel, task.operator.slug, task.addressee
        now = self._clock.now()
        return Delivery(
            event_id=event.id,
            event_type=event.type,
            entry=task.entry.name,
            channel=channel,
            locale=locale_for(task.operator, who.locale),
            recipient_digest=self._recipients.of(slug, channel, who.recipient),
            provider_key=provider_key(slug, event.id, channel, who.account),
            created_at=now,
            updated_at=now,
            expires_at=who.expires_at,
            addressee=who.account,
            concerns=concerns(
                who.account or event.data.get("account"), event.data.get("customer_number")
            ),
            facts={name: event.data[name] for name in task.entry.keeps},
        )

    def _attempt(self, task: _Task, delivery: Delivery) -> Outcome:
        message = self._message(task, delivery)
        if self._clock.now() >= delivery.expires_at:
            return Outcome(State.EXPIRED)
        try:
            reference = self._channels[delivery.channel].send(message)
        except Undeliverable as refused:
            return Outcome(State.FAILED, refused.reason)
        return Outcome(State.ACCEPTED, provider_reference=reference)

    def _message(self, task: _Task, delivery: Delivery) -> Message:
        return Message(
            key=delivery.provider_key,
            sender=sender_for(task.operator, delivery.channel),
            recipient=task.addressee.recipient,
            texts=self._texts(task, delivery),
            locale=delivery.locale,
            written_at=self._clock.now(),
        )

    def _texts(self, task: _Task, delivery: Delivery) -> dict[str, str]:
        who, event = task.addressee, task.event
        occasion = Occasion(event.time, who.expires_at, who.values, facts_of(event.data))
        said: dict[str, Any] = words(task.operator, delivery.locale, occasion)
        try:
            return self._renderer.render(delivery.entry, delivery.channel, delivery.locale, said)
        except UndefinedError as missing:
            raise Refused(f"{delivery.entry} lacks a value: {missing.message}") from None

    def _note(self, slug: str, delivery: Delivery, outcome: Outcome) -> None:
        self._deliveries.note(slug, delivery, outcome, self._clock.now())
        _log("delivery_noted", delivery, outcome)


def _channels(entry: Entry, event: Event) -> Iterable[str]:
    """The channel that the event asks for, or all of the entry's."""
    wanted = event.data.get("channel")
    if wanted is not None and wanted not in entry.channels:
        raise Refused(f"{entry.name} has no channel {wanted}")
    return entry.channels if wanted is None else (wanted,)


def _log(event: str, delivery: Delivery, outcome: Outcome) -> None:
    log.info(
        event,
        delivery=delivery.id,
        entry=delivery.entry,
        state=outcome.state,
        reason=outcome.reason,
        provider_key=delivery.provider_key,
        attempt=delivery.attempts,
    )


def sender_for(operator: Operator, channel: str) -> Sender:
    """A mailbox with a name, or an SMS sender name, as the operator's file gives them."""
    given = operator.section("senders")[channel]
    return Sender(given) if isinstance(given, str) else Sender(given["address"], given["name"])
