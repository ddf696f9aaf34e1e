"""What the operator's providers saw: the independent witness of what was sent."""

import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

import requests

PATIENCE_SECONDS = 10.0
T = TypeVar("T")


class Sandbox:
    def __init__(self, url: str) -> None:
        self._url = url

    def sms(self, to: str) -> list[dict[str, Any]]:
        """Newest first."""
        return self._get("sms", to=to)

    def mail(self, to: str) -> list[dict[str, Any]]:
        return self._get("mail", to=to)

    def attempts(self) -> list[dict[str, Any]]:
        return self._get("attempts")

    def await_sms(
        self, to: str, after: int = 0, seconds: float = PATIENCE_SECONDS
    ) -> dict[str, Any]:
        """The newest message once there are more than `after`."""
        return await_value(lambda: newest(self.sms(to), after), seconds)

    def await_mail(
        self, to: str, after: int = 0, seconds: float = PATIENCE_SECONDS
    ) -> dict[str, Any]:
        return await_value(lambda: newest(self.mail(to), after), seconds)

    def await_code(self, to: str, after: int = 0) -> str:
        found = re.search(r"#(\d{6})\b", self.await_sms(to, after)["text"])
        assert found is not None
        return found[1]

    def await_link(self, to: str, after: int = 0) -> str:
        found = re.search(r"https?://\S+/activate/\S+", self.await_mail(to, after)["text"])
        assert found is not None
        return found[0]

    def advance(self, by: str) -> None:
        self._post("clock", {"advance": by})

    def reset_clock(self) -> None:
        self._post("clock", {"reset": True})

    def faults(self, **faults: Any) -> None:
        self._post("faults", faults)

    def clear_faults(self) -> None:
        self._post("faults", {})

    def _get(self, kind: str, **query: str) -> list[dict[str, Any]]:
        answer = requests.get(f"{self._url}/api/{kind}", params=query, timeout=5)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()
        return found

    def _post(self, kind: str, body: dict[str, Any]) -> None:
        requests.post(f"{self._url}/api/{kind}", json=body, timeout=5).raise_for_status()


def newest(messages: list[dict[str, Any]], after: int) -> dict[str, Any] | None:
    return messages[0] if len(messages) > after else None


def await_value(look: Callable[[], T | None], seconds: float = PATIENCE_SECONDS) -> T:
    """What `look` finds, as soon as it finds something; fails after the limit."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"nothing was seen within {seconds} s")
