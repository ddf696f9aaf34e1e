"""SMS through an HTTP provider that speaks SMSAPI's protocol.

`idx` with `check_idx=1` makes the provider refuse a message it has already taken, with error
53: for us that is success, and what makes it safe to send again after a lost answer.
"""

import re
import threading
from typing import Any

import requests

from notifications.channels.base import (
    Message,
    ProviderAlarm,
    ProviderError,
    TryAgain,
    Undeliverable,
)

CONNECT_SECONDS, READ_SECONDS = 2.0, 5.0
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")

ALREADY_TAKEN = 53
# The text, the number or the sender name is at fault (11, 13, 14, 27, 57).
PERMANENT = frozenset({11, 13, 14, 27, 57})
# Too many messages to one number in a minute (52), the provider's own failure (201).
TEMPORARY = frozenset({52, 201})


class SmsHttp:
    """Each thread keeps a session of its own, so no lane waits for another's connection."""

    def __init__(
        self,
        url: str,
        token: str,
        timeout: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
    ) -> None:
        self._url = f"{url.rstrip('/')}/sms.do"
        self._token = token
        self._timeout = timeout
        self._threads = threading.local()

    def send(self, message: Message) -> str | None:
        response = self._post(_form(message))
        if response.status_code == 429 or response.status_code >= 500:
            raise TryAgain(f"sms-http-{response.status_code}")
        answer = _answer(response)
        error = _error(answer)
        if error == ALREADY_TAKEN:
            return None
        if error is not None:
            raise _refusal(error)
        return _reference(response, answer)

    def _post(self, form: dict[str, str]) -> requests.Response:
        """A kept connection may have died since the last message: one more try at once."""
        for _ in range(2):
            try:
                return self._session().post(
                    self._url, data=form, timeout=self._timeout, allow_redirects=False
                )
            except requests.Timeout:
                raise TryAgain("sms-timeout") from None
            except requests.ConnectionError:
                continue
            except requests.RequestException as problem:
                raise TryAgain(f"sms-{type(problem).__name__}") from None
        raise TryAgain("sms-unreachable")

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = requests.Session()
            session.trust_env = False
            session.headers["Authorization"] = f"Bearer {self._token}"
        return session


def _form(message: Message) -> dict[str, str]:
    if not _PHONE.fullmatch(message.recipient):
        raise Undeliverable("sms-not-a-phone-number")
    return {
        "to": message.recipient.removeprefix("+"),
        "from": message.sender.address,
        "message": message.texts["text"],
        "encoding": "utf-8",
        "format": "json",
        "idx": message.key,
        "check_idx": "1",
    }


def _answer(response: requests.Response) -> dict[str, Any]:
    """An answer that cannot be read says nothing: the message may have been taken."""
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if isinstance(answer, dict):
        return answer
    if response.status_code >= 300:
        raise ProviderAlarm(f"sms-http-{response.status_code}")
    raise TryAgain("sms-unreadable-answer")


def _error(answer: dict[str, Any]) -> int | None:
    """The error of the call, or of its only message."""
    items = answer.get("list")
    first = items[0] if isinstance(items, list) and items else {}
    error = answer.get("error") or (first.get("error") if isinstance(first, dict) else None)
    text = str(error)
    return int(text) if text.isdecimal() else None


def _refusal(error: int) -> ProviderError:
    reason = f"smsapi-{error}"
    if error in PERMANENT:
        return Undeliverable(reason)
    return TryAgain(reason) if error in TEMPORARY else ProviderAlarm(reason)


def _reference(response: requests.Response, answer: dict[str, Any]) -> str:
    if response.status_code >= 300:
        raise ProviderAlarm(f"sms-http-{response.status_code}")
    try:
        return str(answer["list"][0]["id"])
    except (KeyError, IndexError, TypeError):
        raise TryAgain("sms-unreadable-answer") from None
