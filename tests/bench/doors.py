"""A thin client: one connection that stays open, so that little of a figure is the client's own."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

TIMEOUT_SECONDS = 30
IDLE_SECONDS = 1.0


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


class Door:
    """One service, entered with a token for the caller; serves one thread."""

    def __init__(self, port: int, token: Callable[[], str]) -> None:
        self._connection = Connection(port)
        self._token = token

    def get(self, path: str) -> Answer:
        return self._connection.send("GET", path, headers=self._headers())

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        headers = self._headers() | {"Content-Type": "application/json"}
        return self._connection.send("POST", path, json.dumps(body).encode(), headers)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token()}"}


class Portal:
    """The gateway as one customer's browser asks it; serves one thread."""

    def __init__(self, base_url: str, port: int, cookies: Mapping[str, str]) -> None:
        self._connection = Connection(port)
        jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
        host = base_url.partition("//")[2]
        self._headers = {"Host": host, "Cookie": jar, "Accept-Encoding": "gzip"}

    def get(self, path: str, **headers: str) -> Answer:
        return self._connection.send("GET", path, headers={**self._headers, **headers})


class Connection:
    """Opened again after a pause, because servers close connections that wait for two seconds."""

    def __init__(self, port: int) -> None:
        self._http = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        self._used = 0.0

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = {}
    ) -> Answer:
        start = time.perf_counter()
        if start - self._used > IDLE_SECONDS:
            self._http.close()
        self._http.request(method, path, body, dict(headers))
        answer = self._http.getresponse()
        content = answer.read()
        self._used = time.perf_counter()
        return Answer(answer.status, content, self._used - start)


def must(answer: Answer, *statuses: int) -> Answer:
    """A figure of something else than what was asked for would be worth nothing."""
    if answer.status not in statuses:
        raise AssertionError(f"{answer.status} instead of {statuses}: {answer.body[:300]!r}")
    return answer
