"""Calls to the suite's other services: always with a timeout, the caller's token and the trace."""

import threading
from collections.abc import Mapping
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from chassis.trace import traceparent

TIMEOUT_SECONDS = (2.0, 5.0)
READ_ATTEMPTS = 2


class ServiceUnavailable(Exception):
    """The service did not answer, or answered that it cannot."""

    def __init__(self, service: str) -> None:
        super().__init__(service)
        self.service = service


class ProblemResponse(Exception):
    """The service refused, with a problem document (RFC 9457)."""

    def __init__(self, status: int, problem: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        super().__init__(f"{status} {problem.get('type')}")
        self.status = status
        self.problem = problem
        self.headers = headers

    @property
    def type(self) -> str:
        return str(self.problem.get("type", "")).removeprefix("urn:okienko:problem:")


class ServiceClient:
    """One per service; each thread keeps a connection of its own."""

    def __init__(self, base_url: str, service: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._service = service
        self._local = threading.local()

    def get(
        self,
        path: str,
        token: str,
        params: Mapping[str, Any] | None = None,
        *,
        stream: bool = False,
    ) -> requests.Response:
        return self._call("GET", path, token, READ_ATTEMPTS, params=params, stream=stream)

    def post(
        self, path: str, token: str, json: Any = None, *, repeatable: bool = False
    ) -> requests.Response:
        """`repeatable` is for questions that are asked by POST, and change nothing twice."""
        attempts = READ_ATTEMPTS if repeatable else 1
        return self._call("POST", path, token, attempts, json={} if json is None else json)

    def _call(
        self, method: str, path: str, token: str, attempts: int, **options: Any
    ) -> requests.Response:
        for attempt in range(1, attempts + 1):
            try:
                answer = self._send(method, path, token, **options)
            except requests.RequestException:
                if attempt == attempts:
                    raise ServiceUnavailable(self._service) from None
            else:
                return self._checked(answer)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _send(self, method: str, path: str, token: str, **options: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}", "traceparent": traceparent()}
        url = self._base_url + path
        return self._session().request(
            method, url, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False, **options
        )

    def _checked(self, answer: requests.Response) -> requests.Response:
        if answer.status_code >= 500:
            raise ServiceUnavailable(self._service)
        if answer.status_code >= 400:
            raise ProblemResponse(answer.status_code, _problem(answer), answer.headers)
        return answer

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = _new_session()
        session: requests.Session = self._local.session
        return session


def _new_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False  # no proxy or netrc look-up on every call
    session.mount("http://", HTTPAdapter(pool_maxsize=1, max_retries=0))
    return session


def _problem(answer: requests.Response) -> dict[str, Any]:
    try:
        return dict(answer.json())
    except ValueError:
        return {"type": "urn:okienko:problem:unreadable"}
