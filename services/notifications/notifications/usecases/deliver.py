"""Tell a person of one event: open its secret, write the text, send it, keep the record.

A record that still says `sending` is sent again with the same provider key, never skipped:
whoever left it so may have died before the provider heard of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog
from jinja2 import UndefinedError

from chassis.clock import Clock
from chassis.messaging.admission import Refused
from chassis.messaging.envelope import Event
from chassis.messaging.secrets import Secret, open_secret
from chassis.operators import Operator, Operators
from chassis.sealing import BlindIndex, Sealer, Unsealable
from notifications.channels.base import (
    Channel,
    Message,
    ProviderAlarm,
    ProviderError,
    Sender,
    Undeliverable,
)
from notifications.domain.delivery import Delivery, Outcome, State, provider_key
from notifications.domain.entry import Entry
from notifications.entries import Catalogue, NoEntry
from notifications.rendering import Renderer
from notifications.words import Occasion, locale_for, words

log = structlog.get_logger()


class Deliveries(Protocol):
    """Where records are kept: in MongoDB, in a test in a dictionary."""

    def begin(self, slug: str, delivery: Delivery) -> Delivery:
        """The record as it now stands, one attempt more if it was not settled."""

    def note(self, slug: str, delivery: Delivery, outcome: Outcome, now: datetime) -> None:
        """Move the record forward; an outcome that comes too late changes nothing."""


@dataclass(frozen=True)
class _Task:
    operator: Operator
    entry: Entry
    event: Event
    secret: Secret = field(repr=False)


class Deliver:
    def __init__(
        self,
        *,
        operators: Operators,
        catalogue: Catalogue,
        renderer: Renderer,
        channels: Mapping[str, Channel],
        deliveries: Deliveries,
        sealer: Sealer,
        recipients: BlindIndex,
        clock: Clock,
    ) -> None:
        self._operators = operators
        self._catalogue = catalogue
        self._renderer = renderer
        self._channels = channels
        self._deliveries = deliveries
        self._sealer = sealer
        self._recipients = recipients
        self._clock = clock

    def __call__(self, slug: str, event: Event) -> None:
        task = self._task(self._operators.get(slug), event)
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

    def _task(self, operator: Operator, event: Event) -> _Task:
        try:
            entry = self._catalogue.entry_for(event.type, event.data)
            secret = open_secret(self._sealer, event)
        except NoEntry:
            raise Refused("the catalogue has no message for this event") from None
        except Unsealable:
            raise Refused("the secret cannot be opened") from None
        if event.data["channel"] not in entry.channels:
            raise Refused(f"{entry.name} has no channel {event.data['channel']}")
        return _Task(operator, entry, event, secret)

    def _record(self, task: _Task) -> Delivery:
        event, channel, slug = task.event, task.event.data["channel"], task.operator.slug
        now = self._clock.now()
        return Delivery(
            event_id=event.id,
            event_type=event.type,
            entry=task.entry.name,
            channel=channel,
            locale=locale_for(task.operator, event.data["locale"]),
            recipient_digest=self._recipients.of(slug, channel, task.secret.recipient),
            provider_key=provider_key(slug, event.id, channel),
            created_at=now,
            updated_at=now,
            expires_at=task.secret.expires_at,
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
        occasion = Occasion(task.event.time, task.secret.expires_at, task.secret.values)
        said = words(task.operator, delivery.locale, occasion)
        try:
            texts = self._renderer.render(delivery.entry, delivery.channel, delivery.locale, said)
        except UndefinedError as missing:
            raise Refused(f"{delivery.entry} lacks a value: {missing.message}") from None
        return Message(
            key=delivery.provider_key,
            sender=sender_for(task.operator, delivery.channel),
            recipient=task.secret.recipient,
            texts=texts,
            locale=delivery.locale,
            written_at=self._clock.now(),
        )

    def _note(self, slug: str, delivery: Delivery, outcome: Outcome) -> None:
        self._deliveries.note(slug, delivery, outcome, self._clock.now())
        _log("delivery_noted", delivery, outcome)


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
