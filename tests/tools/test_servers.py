"""The private servers of tests and of make up: what a power cut must not take from them."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pika
import pytest
from pymongo import MongoClient

from chassis.testing import servers
from chassis.testing.readiness import manage, wait_until
from chassis.testing.servers import MongoServer, RabbitServer, ServerError, free_port

QUEUE = "kept"


@pytest.fixture
def mongo(tmp_path: Path) -> Iterator[MongoServer]:
    server = MongoServer(tmp_path / "mongo", free_port())
    yield server
    server.kill()


@pytest.fixture
def rabbit(tmp_path: Path) -> Iterator[RabbitServer]:
    server = RabbitServer(tmp_path / "rabbit", free_port(span=4))
    yield server
    server.kill()
    server.stop_epmd()


def test_mongodb_keeps_what_it_acknowledged_before_a_kill(mongo: MongoServer) -> None:
    mongo.start()
    with MongoClient(mongo.uri) as client, client.start_session() as session:
        with session.start_transaction():
            client.kept.things.insert_one({"_id": 1}, session=session)
        mongo.kill()
        mongo.start()
        assert client.kept.things.count_documents({}) == 1


def test_mongodb_may_move_to_another_port(mongo: MongoServer) -> None:
    mongo.start()
    with MongoClient(mongo.uri) as client:
        client.kept.things.insert_one({"_id": 1})
    mongo.stop()
    moved = MongoServer(mongo.directory, free_port())
    try:
        moved.start()
        with MongoClient(moved.uri) as client:
            assert client.kept.things.count_documents({}) == 1
    finally:
        moved.kill()


def test_rabbitmq_keeps_what_it_confirmed_before_a_kill_and_may_move(rabbit: RabbitServer) -> None:
    rabbit.start()
    flags = manage(rabbit.management_url, "GET", "/api/feature-flags")
    assert {flag["state"] for flag in flags if flag["stability"] == "stable"} == {"enabled"}
    with pika.BlockingConnection(pika.URLParameters(rabbit.amqp_url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
        durable = pika.BasicProperties(delivery_mode=2)
        channel.basic_publish("", QUEUE, b"kept", durable, mandatory=True)
    # The broker lists a new quorum queue half a second late; a kill before that loses the queue.
    assert wait_until(lambda: lists_quorum_queue(rabbit), 10)
    rabbit.kill()
    rabbit.stop_epmd()
    moved = RabbitServer(rabbit.directory, free_port(span=4))
    try:
        moved.start()
        with pika.BlockingConnection(pika.URLParameters(moved.amqp_url)) as connection:
            _, _, body = connection.channel().basic_get(QUEUE)
            assert body == b"kept"
    finally:
        moved.kill()
        moved.stop_epmd()


def lists_quorum_queue(rabbit: RabbitServer) -> bool:
    tables = rabbit.directory.glob("mnesia/*/quorum/*/names.dets")
    return any(QUEUE.encode() in table.read_bytes() for table in tables)


def test_a_server_that_cannot_start_says_why(mongo: MongoServer) -> None:
    told = pytest.raises(ServerError, match=r"(?s)MongoDB on port \d+ did not come up.*in use")
    with socket.create_server(("127.0.0.1", mongo.port)), told:
        mongo.start()


def test_servers_are_handed_over_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = servers.Servers("mongodb://a", "amqp://b", "http://c")
    for name, value in given.environment().items():
        monkeypatch.setenv(name, value)
    with servers.test_servers() as found:
        assert found == given


def test_an_unknown_choice_of_servers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in servers.Servers("", "", "").environment():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OKIENKO_TEST_SERVERS", "somewhere")
    told = pytest.raises(ServerError, match="use containers, private or auto")
    with told, servers.test_servers():
        pass
