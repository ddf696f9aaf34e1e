"""The worker as a process of its own, on real servers, sending to the stand-ins."""

import base64
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from notifications_testing import SEALING_KEYS, SLUG, wait_for

from chassis.messaging.topology import EVENTS
from notifications.consumers import QUEUES
from notifications.store.deliveries import MongoDeliveries


def key_setting(keys: dict[str, bytes]) -> str:
    return ",".join(f"{kid}:{base64.b64encode(key).decode()}" for kid, key in keys.items())


@dataclass
class Post:
    """Events go in at the broker; what came of them is asked of the store and the stand-ins."""

    broker: object
    deliveries: MongoDeliveries
    environment: dict[str, str]
    log: Path
    workers: list[subprocess.Popen] = field(default_factory=list)

    def start(self, lane: str) -> subprocess.Popen:
        with self.log.open("ab") as out:
            worker = subprocess.Popen(
                [sys.executable, "-m", "notifications.worker", lane],
                env=self.environment,
                stdout=out,
                stderr=out,
            )
        self.workers.append(worker)
        return worker

    def publish(self, *events) -> None:
        for event in events:
            self.broker.publish(EVENTS, event.type, event.to_json(), message_id=event.id)

    def states(self, event_id: str) -> list[str]:
        return [str(one.state) for one in self.deliveries.of_event(SLUG, event_id)]

    def wait_for_state(self, event_id: str, state: str) -> None:
        wait_for(lambda: self.states(event_id) == [state], f"{event_id} {state}")


@pytest.fixture
def post(broker, servers, databases, common, sms_sink, mail_sink, tmp_path) -> Iterator[Post]:
    broker.create([SLUG], QUEUES, ["notifications"])
    own = databases("notifications")
    environment = {
        "PYTHONPATH": ":".join(sys.path),
        "ENVIRONMENT": "test",
        "OPERATORS_DIR": str(common.operators_dir),
        "CONTRACTS_DIR": str(common.contracts_dir),
        "LOCAL_BASE_URL": str(common.local_base_url),
        "LOG_LEVEL": "debug",
        "HEARTBEAT_FILE": str(tmp_path / "heartbeat"),
        "MONGO_URI": servers.mongo_uri,
        "MONGO_DATABASE_PREFIX": own.of("x").name.removesuffix("_notifications_x"),
        "AMQP_URL": broker.url_of("notifications"),
        "TOKEN_PUBLIC_KEYS": key_setting({"identity/k1": bytes(32)}),
        "SEALING_KEYS": key_setting(SEALING_KEYS),
        "SMTP_URL": f"smtp://127.0.0.1:{mail_sink.port}",
        "SMSAPI_URL": sms_sink.url,
        "SMSAPI_TOKEN": "a-token",
    }
    post = Post(broker, MongoDeliveries(own), environment, tmp_path / "worker.log")
    yield post
    for worker in post.workers:
        worker.kill()
        worker.wait(10)
