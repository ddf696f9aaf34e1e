"""One set of real servers for tests, however they come: handed over, in containers, or private.

`test_servers()` decides. OKIENKO_TEST_SERVERS is `containers`, `private` or `auto`: containers
where a Docker engine answers and already has the images, so that nobody waits for a download.
A run over many test folders starts the servers once and hands them over by their addresses in
OKIENKO_TEST_MONGO_URI, OKIENKO_TEST_AMQP_URL and OKIENKO_TEST_MANAGEMENT_URL.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chassis.testing.private_servers import MongoServer, RabbitServer, ServerError
from chassis.testing.readiness import (
    amqp_answers,
    feature_flags_enabled,
    free_port,
    replica_set_ready,
    wait_until,
)

__all__ = ["MongoServer", "RabbitServer", "ServerError", "Servers", "free_port", "test_servers"]

MONGO_IMAGE = "mongo:6"
RABBITMQ_IMAGE = "rabbitmq:3-management"


@dataclass(frozen=True)
class Servers:
    """Where a run's servers answer; the user in the URLs may do everything."""

    mongo_uri: str
    amqp_url: str
    management_url: str

    def environment(self) -> dict[str, str]:
        """What hands these servers over to another process."""
        return {f"OKIENKO_TEST_{name.upper()}": value for name, value in vars(self).items()}


@contextmanager
def test_servers() -> Iterator[Servers]:
    handed_over = _handed_over()
    if handed_over:
        yield handed_over
        return
    with _variant()() as servers:
        yield servers


test_servers.__test__ = False  # type: ignore[attr-defined]  # its name makes pytest collect it


@contextmanager
def private_servers() -> Iterator[Servers]:
    directory = Path(tempfile.mkdtemp(prefix="okienko-servers-"))
    mongo = MongoServer(directory / "mongo", free_port())
    rabbit = RabbitServer(directory / "rabbit", free_port(span=4))
    with ExitStack() as stack:
        # Nothing here is kept, so nothing waits for an orderly stop, which takes a broker 6 s.
        stack.callback(shutil.rmtree, directory, ignore_errors=True)
        for forget in (rabbit.stop_epmd, rabbit.kill, mongo.kill):
            stack.callback(forget)
        mongo.launch()
        rabbit.launch()
        mongo.wait_ready()
        rabbit.wait_ready()
        yield Servers(mongo.uri, rabbit.amqp_url, rabbit.management_url)


@contextmanager
def container_servers() -> Iterator[Servers]:
    # Only a run with containers needs the library.
    from testcontainers.core.config import testcontainers_config
    from testcontainers.core.container import DockerContainer

    if not _has_images(testcontainers_config.ryuk_image):
        testcontainers_config.ryuk_disabled = True
    # Ports are published on this machine; a bridge's address would be another's business.
    testcontainers_config.tc_host_override = "localhost"
    mongo = DockerContainer(MONGO_IMAGE).with_command("--replSet rs0").with_exposed_ports(27017)
    rabbit = DockerContainer(RABBITMQ_IMAGE).with_exposed_ports(5672, 15672)
    with mongo, rabbit:
        yield _ready(_address(mongo, 27017), _address(rabbit, 5672), _address(rabbit, 15672))


def _handed_over() -> Servers | None:
    names = [f"OKIENKO_TEST_{name}" for name in ("MONGO_URI", "AMQP_URL", "MANAGEMENT_URL")]
    values = [os.environ.get(name) for name in names]
    return Servers(*(value for value in values if value)) if all(values) else None


def _variant() -> Callable[[], Any]:
    choice = os.environ.get("OKIENKO_TEST_SERVERS", "auto")
    if choice == "auto":
        choice = "containers" if _has_images(MONGO_IMAGE, RABBITMQ_IMAGE) else "private"
    variants = {"containers": container_servers, "private": private_servers}
    if choice not in variants:
        raise ServerError(f"OKIENKO_TEST_SERVERS={choice}: use containers, private or auto")
    return variants[choice]


def _has_images(*images: str) -> bool:
    command = ["docker", "image", "inspect", *images]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=5, check=False)
        return answer.returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _address(container: Any, port: int) -> str:
    return f"{container.get_container_host_ip()}:{container.get_exposed_port(port)}"


def _ready(mongo: str, amqp: str, management: str) -> Servers:
    host, port = amqp.split(":")
    # The member's own address is known inside its container only, hence the direct connection.
    servers = Servers(
        f"mongodb://{mongo}/?directConnection=true",
        f"amqp://guest:guest@{amqp}/%2F",
        f"http://guest:guest@{management}",
    )
    conditions = (
        lambda: replica_set_ready(servers.mongo_uri, "127.0.0.1:27017"),
        lambda: amqp_answers(host, int(port)),
        lambda: feature_flags_enabled(servers.management_url),
    )
    if not all(wait_until(condition, 60) for condition in conditions):
        raise ServerError("the containers of MongoDB and RabbitMQ did not become ready")
    return servers
