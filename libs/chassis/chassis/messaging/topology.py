"""Exchanges, queues, policies and broker users, derived from contracts, operators and services.

Pure: `definitions` answers a RabbitMQ definitions document, which `chassis.messaging.declare` posts
to the management API and which a cluster may as well load at boot. Services declare nothing
themselves.
"""

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EVENTS = "okienko.events"
DEAD = "okienko.dead"
RETURN = "okienko.return"
UNROUTED = "okienko.unrouted"
INLET_PREFIX = "in."
UNROUTED_QUEUE = "integration.unrouted"
RUNGS_SECONDS = (5, 30, 120, 600, 3600, 21600)
CRASH_GUARD = 20
DEAD_LETTERS_KEPT_MS = 30 * 24 * 3600 * 1000
MOST_STRAYS_BYTES = 256 * 1024 * 1024
PARTNER_SYSTEMS = ("crm", "erp")
NOTHING = "^$"


@dataclass(frozen=True)
class Queue:
    """A service's queue: what it takes, how many at once, and how long it waits to fill a batch."""

    name: str
    events: tuple[str, ...]
    batch: int = 200
    linger_ms: int = 50
    workers: int = 1

    @property
    def service(self) -> str:
        return self.name.split(".")[0]


@dataclass(frozen=True)
class BrokerUser:
    """`reads` names the queues of a service; an operator's system is named `<slug>.<system>`."""

    name: str
    password: str
    reads: tuple[str, ...] = ()

    @property
    def partner(self) -> tuple[str, str] | None:
        slug, dot, system = self.name.rpartition(".")
        return (slug, system) if dot and system in PARTNER_SYSTEMS else None


def inlet(slug: str) -> str:
    return f"{INLET_PREFIX}{slug}"


def outlet(slug: str) -> str:
    return f"out.{slug}"


def dead_queue(queue: str) -> str:
    return f"{queue}.dead"


def rung(seconds: int) -> str:
    return f"okienko.retry.{seconds}s"


def definitions(
    slugs: Iterable[str], queues: Sequence[Queue], users: Sequence[BrokerUser], vhost: str = "/"
) -> dict[str, Any]:
    slugs = tuple(slugs)
    document = {
        "vhosts": [{"name": vhost}],
        "exchanges": _exchanges(slugs),
        "queues": _queues(queues),
        "bindings": [*_bindings(slugs, queues), *_rung_bindings()],
        "policies": [*_queue_policies(queues), *_rung_policies(), *_lasting_policies()],
        "permissions": [_permission(user) for user in users],
        "topic_permissions": [_topic_permission(user) for user in users if user.partner],
    }
    placed = {
        kind: [{**item, "vhost": vhost} if kind != "vhosts" else item for item in items]
        for kind, items in document.items()
    }
    return placed | {"users": [_user(user) for user in users]}


def _exchanges(slugs: Sequence[str]) -> list[dict[str, Any]]:
    topics = [EVENTS, *map(inlet, slugs), *map(outlet, slugs)]
    rungs = [rung(seconds) for seconds in RUNGS_SECONDS]
    return [
        *(_exchange(name, "topic") for name in topics),
        *(_exchange(name, "direct") for name in (DEAD, RETURN)),
        *(_exchange(name, "fanout") for name in (UNROUTED, *rungs)),
    ]


def _queues(queues: Sequence[Queue]) -> list[dict[str, Any]]:
    names = [name for queue in queues for name in (queue.name, dead_queue(queue.name))]
    return [_queue(name) for name in (*names, *map(rung, RUNGS_SECONDS))]


def _bindings(slugs: Sequence[str], queues: Sequence[Queue]) -> list[dict[str, Any]]:
    homes = [
        binding
        for queue in queues
        for binding in (
            _binding(DEAD, dead_queue(queue.name), queue.name),
            _binding(RETURN, queue.name, queue.name),
        )
    ]
    entries = [
        _binding(exchange, queue.name, event)
        for queue in queues
        for event in queue.events
        for exchange in _entrances(event, slugs)
    ]
    strays = [_binding(UNROUTED, q.name, "") for q in queues if q.name == UNROUTED_QUEUE]
    return [*homes, *entries, *strays]


def _entrances(event: str, slugs: Sequence[str]) -> list[str]:
    """Where an event enters: an operator's systems through their own exchange, ours through one."""
    return list(map(inlet, slugs)) if event.split(".")[0] in PARTNER_SYSTEMS else [EVENTS]


def _rung_bindings() -> list[dict[str, Any]]:
    return [_binding(rung(seconds), rung(seconds), "") for seconds in RUNGS_SECONDS]


def _queue_policies(queues: Sequence[Queue]) -> list[dict[str, Any]]:
    return [
        _policy(
            queue.name,
            "queues",
            {
                "dead-letter-exchange": DEAD,
                "dead-letter-routing-key": queue.name,
                "dead-letter-strategy": "at-least-once",
                "overflow": "reject-publish",
                "delivery-limit": CRASH_GUARD,
            },
        )
        for queue in queues
    ]


def _rung_policies() -> list[dict[str, Any]]:
    return [
        _policy(
            rung(seconds),
            "queues",
            {
                "message-ttl": seconds * 1000,
                "dead-letter-exchange": RETURN,
                "dead-letter-strategy": "at-least-once",
                "overflow": "reject-publish",
            },
        )
        for seconds in RUNGS_SECONDS
    ]


def _lasting_policies() -> list[dict[str, Any]]:
    """What nobody is bound to goes where it is refused with a reason; dead letters wait a month,
    and strays, which anybody's system may send, never fill the disk."""
    strays = dead_queue(UNROUTED_QUEUE)
    dead = {"message-ttl": DEAD_LETTERS_KEPT_MS}
    return [
        _general_policy("inlets", r"^in\.", "exchanges", {"alternate-exchange": UNROUTED}, 0),
        _general_policy("dead-letters", r"\.dead$", "queues", dead, 0),
        _general_policy(
            "strays",
            f"^{re.escape(strays)}$",
            "queues",
            dead | {"max-length-bytes": MOST_STRAYS_BYTES, "overflow": "drop-head"},
            1,
        ),
    ]


def _permission(user: BrokerUser) -> dict[str, Any]:
    if user.partner is None:
        return _rights(user, NOTHING, _one_of(_SERVICE_WRITES), _one_of(map(re.escape, user.reads)))
    slug = re.escape(user.partner[0])
    own = rf"out\.{slug}\..+"
    return _rights(user, f"^{own}$", rf"^(in\.{slug}|{own})$", rf"^out\.{slug}(\..+)?$")


_SERVICE_WRITES = (r"okienko\.events", r"okienko\.dead", r"okienko\.retry\..+", r"out\..+")


def _topic_permission(user: BrokerUser) -> dict[str, Any]:
    slug, system = user.partner or ("", "")
    return {"user": user.name, "exchange": inlet(slug), "write": rf"^{system}\.", "read": NOTHING}


def _rights(user: BrokerUser, configure: str, write: str, read_: str) -> dict[str, Any]:
    return {"user": user.name, "configure": configure, "write": write, "read": read_}


def _one_of(patterns: Iterable[str]) -> str:
    return f"^({'|'.join(patterns)})$"


def _exchange(name: str, kind: str) -> dict[str, Any]:
    flags = {"durable": True, "auto_delete": False, "internal": False}
    return {"name": name, "type": kind, **flags, "arguments": {}}


def _queue(name: str) -> dict[str, Any]:
    arguments = {"x-queue-type": "quorum"}
    return {"name": name, "durable": True, "auto_delete": False, "arguments": arguments}


def _binding(source: str, queue: str, key: str) -> dict[str, Any]:
    return {
        "source": source,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": key,
        "arguments": {},
    }


def _policy(name: str, applies_to: str, definition: Mapping[str, Any]) -> dict[str, Any]:
    return _general_policy(name, f"^{re.escape(name)}$", applies_to, definition, 1)


def _general_policy(
    name: str, pattern: str, applies_to: str, definition: Mapping[str, Any], priority: int
) -> dict[str, Any]:
    return {
        "name": name,
        "pattern": pattern,
        "apply-to": applies_to,
        "definition": dict(definition),
        "priority": priority,
    }


def _user(user: BrokerUser) -> dict[str, Any]:
    return {
        "name": user.name,
        "password_hash": password_hash(user.password, os.urandom(4)),
        "hashing_algorithm": "rabbit_password_hashing_sha256",
        "tags": [],
    }


def password_hash(password: str, salt: bytes) -> str:
    """RabbitMQ's own form: base64 of a 4-byte salt and the SHA-256 of salt and password."""
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
