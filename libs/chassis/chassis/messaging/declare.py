"""Declaring the topology on a broker: a command, in a cluster a Job.

python -m chassis.messaging.declare identity.consumers billing.consumers
"""

import importlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

from chassis.messaging.topology import UNROUTED_QUEUE, BrokerUser, Queue, definitions
from chassis.operators import load_operators
from chassis.settings import Common, Env, common, read


def apply(management_url: str, document: Mapping[str, Any]) -> None:
    """Create what is missing; `management_url` is http://user:password@host:port."""
    parts = urlsplit(management_url)
    url = urlunsplit((parts.scheme, f"{parts.hostname}:{parts.port}", "/api/definitions", "", ""))
    answer = requests.post(
        url, json=document, auth=(parts.username or "", parts.password or ""), timeout=60
    )
    if not answer.ok:
        raise RuntimeError(f"RabbitMQ refused the topology: {answer.status_code} {answer.text}")


@dataclass(frozen=True)
class TopologySettings:
    common: Common
    management_url: str
    users_file: Path


def main() -> None:
    settings = read(_settings)
    queues = [queue for module in sys.argv[1:] for queue in importlib.import_module(module).QUEUES]
    passwords = json.loads(settings.users_file.read_text())
    users = [
        BrokerUser(name, password, tuple(q.name for q in queues if reader(q) == name))
        for name, password in passwords.items()
    ]
    slugs = load_operators(settings.common).slugs()
    apply(settings.management_url, definitions(slugs, queues, users))


def reader(queue: Queue) -> str:
    """Which service's user reads a queue; refusing strays is identity's, who knows the CRM."""
    return "identity" if queue.name == UNROUTED_QUEUE else queue.service


def _settings(env: Env) -> TopologySettings:
    return TopologySettings(
        common=common(env),
        management_url=env.text("RABBITMQ_MANAGEMENT_URL"),
        users_file=env.path("BROKER_USERS_FILE"),
    )


if __name__ == "__main__":
    main()
