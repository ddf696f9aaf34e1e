"""When a MongoDB or RabbitMQ server is ready to work, wherever it runs."""

import json
import random
import socket
import time
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

NOT_YET_INITIALIZED = 94
NOT_A_MEMBER = 93  # its data were last served on another port


def replica_set_ready(direct_uri: str, member: str) -> bool:
    """Whether the server is a primary; one without a replica set is given it first."""
    client: MongoClient[dict[str, Any]] = MongoClient(direct_uri, serverSelectionTimeoutMS=500)
    with client, suppress(PyMongoError):
        _initiate_once(client, member)
        return bool(client.admin.command("hello")["isWritablePrimary"])
    return False


def _initiate_once(client: MongoClient[dict[str, Any]], member: str) -> None:
    members = [{"_id": 0, "host": member}]
    try:
        client.admin.command("replSetGetStatus")
    except OperationFailure as failure:
        if failure.code == NOT_YET_INITIALIZED:
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
        elif failure.code == NOT_A_MEMBER:
            known = client.local["system.replset"].find_one() or {}
            moved = {**known, "version": known["version"] + 1, "members": members}
            client.admin.command("replSetReconfig", moved, force=True)


def amqp_answers(host: str, port: int) -> bool:
    """The management plugin and `ping` answer seconds before the broker takes connections."""
    with suppress(OSError), socket.create_connection((host, port), timeout=2) as connection:
        connection.sendall(b"AMQP\x00\x00\x09\x01")
        return connection.recv(1) == b"\x01"
    return False


def feature_flags_enabled(management_url: str) -> bool:
    """Whether the management API answers and every stable flag is on; switches on what is off."""
    try:
        flags = manage(management_url, "GET", "/api/feature-flags")
    except (OSError, HTTPException, ValueError):
        return False
    off = [f for f in flags if f["stability"] == "stable" and f["state"] == "disabled"]
    for flag in off:
        manage(management_url, "PUT", f"/api/feature-flags/{flag['name']}/enable", {})
    return not off


def manage(management_url: str, method: str, path: str, body: object = None) -> Any:
    """One call of RabbitMQ's management API."""
    url = urlsplit(management_url)
    token = b64encode(f"{url.username}:{url.password}".encode()).decode()
    connection = HTTPConnection(url.hostname or "", url.port, timeout=5)
    headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status >= 400:
        raise ValueError(f"{method} {path}: {answer.status} {text.decode(errors='replace')}")
    return json.loads(text) if text else None


def free_port(span: int = 1) -> int:
    """The first of `span` neighbouring free ports, below those the system hands out itself."""
    while True:
        first = random.randrange(20000, 28000)
        if all(_is_free(port) for port in range(first, first + span)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe, suppress(OSError):
        probe.bind(("127.0.0.1", port))
        return True
    return False


def wait_until(condition: Callable[[], bool], limit: float) -> bool:
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
