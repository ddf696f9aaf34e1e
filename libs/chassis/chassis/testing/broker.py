"""A virtual host of one test's own on a real broker, with the topology under test."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import pika
import requests

from chassis.messaging.declare import apply
from chassis.messaging.topology import BrokerUser, Queue, definitions

PASSWORD = "a-password-of-tests"


@dataclass(frozen=True)
class Broker:
    """`amqp_url` may do everything; `url_of` speaks with the rights of one broker user."""

    amqp_host: str
    admin_amqp_url: str
    management_url: str
    vhost: str

    @property
    def amqp_url(self) -> str:
        return self.admin_amqp_url.rsplit("/", 1)[0] + f"/{self.vhost}"

    def url_of(self, user: str) -> str:
        return f"amqp://{quote(self.user_name(user))}:{PASSWORD}@{self.amqp_host}/{self.vhost}"

    def user_name(self, user: str) -> str:
        return f"{self.vhost}-{user}"

    def create(self, slugs: Sequence[str], queues: Sequence[Queue], users: Sequence[str]) -> None:
        """The suite's own topology for these operators, queues and users."""
        own = tuple(queue.name for queue in queues)
        plain = [BrokerUser(name, PASSWORD, own) for name in users]
        document = definitions(slugs, queues, plain, self.vhost)
        apply(self.management_url, _renamed(document, {u: self.user_name(u) for u in users}))
        self._grant_everything()

    def drop(self) -> None:
        self._call("DELETE", f"/api/vhosts/{self.vhost}")
        for user in self._call("GET", "/api/users").json():
            if user["name"].startswith(f"{self.vhost}-"):
                self._call("DELETE", f"/api/users/{quote(user['name'])}")

    def queues(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._call("GET", f"/api/queues/{self.vhost}").json()
        return found

    def policies(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._call("GET", f"/api/policies/{self.vhost}").json()
        return found

    def depth(self, queue: str) -> int:
        """How many messages wait to be delivered."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            declared = connection.channel().queue_declare(queue, passive=True)
            return int(declared.method.message_count)

    def close_connections(self, user: str, seconds: float = 15) -> None:
        """As when the network drops; waits until the broker knows of such a connection."""
        deadline = time.monotonic() + seconds
        name = self.user_name(user)
        while time.monotonic() < deadline:
            found = self._call("GET", "/api/connections").json()
            own = [one["name"] for one in found if one.get("user") == name]
            for connection in own:
                self._call("DELETE", f"/api/connections/{quote(connection, safe='')}")
            if own:
                return
            time.sleep(0.1)
        raise AssertionError(f"no connection of {name}")

    def get(self, queue: str) -> tuple[pika.BasicProperties, dict[str, Any] | bytes] | None:
        """Take one message off a queue: its properties and, where it is JSON, its document."""
        with pika.BlockingConnection(pika.URLParameters(self.amqp_url)) as connection:
            method, properties, body = connection.channel().basic_get(queue, auto_ack=True)
        if method is None:
            return None
        try:
            return properties, json.loads(body)
        except (ValueError, RecursionError):
            return properties, body

    def await_message(
        self, queue: str, seconds: float = 10
    ) -> tuple[pika.BasicProperties, dict[str, Any] | bytes]:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            message = self.get(queue)
            if message is not None:
                return message
            time.sleep(0.05)
        raise AssertionError(f"nothing came to {queue} within {seconds} s")

    def publish(
        self, exchange: str, key: str, body: bytes, *, user: str = "", **about: Any
    ) -> None:
        """Publish with confirm; raises what the broker refuses."""
        url = self.url_of(user) if user else self.amqp_url
        with pika.BlockingConnection(pika.URLParameters(url)) as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            properties = pika.BasicProperties(delivery_mode=2, **about)
            channel.basic_publish(exchange, key, body, properties, mandatory=True)

    def _grant_everything(self) -> None:
        admin = urlsplit(self.admin_amqp_url).username
        rights = {"configure": ".*", "write": ".*", "read": ".*"}
        self._call("PUT", f"/api/permissions/{self.vhost}/{admin}", json=rights)

    def _call(self, method: str, path: str, **options: Any) -> requests.Response:
        parts = urlsplit(self.management_url)
        url = f"http://{parts.hostname}:{parts.port}{path}"
        auth = (parts.username or "", parts.password or "")
        answer = requests.request(method, url, auth=auth, timeout=30, **options)
        answer.raise_for_status()
        return answer


def _renamed(document: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Broker users are global; each test gets users of its own."""
    for user in document["users"]:
        user["name"] = names[user["name"]]
    for right in (*document["permissions"], *document["topic_permissions"]):
        right["user"] = names[right["user"]]
    return document
