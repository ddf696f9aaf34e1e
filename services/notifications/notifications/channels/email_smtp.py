"""E-mail through an SMTP server, one kept connection a thread.

What smtplib leaves to its caller is settled here: a kept connection that died between two
mails, a 421 in the middle, a refusal that must not spoil the next mail, a silence after the
last dot, of which nobody knows whether the mail was taken.
"""

import re
import smtplib
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from notifications.channels.base import (
    Message,
    ProviderAlarm,
    ProviderError,
    TryAgain,
    Undeliverable,
)
from notifications.channels.email_message import Envelope, compose
from notifications.channels.smtp_server import SmtpServer, connect

MAX_MAILS, MAX_IDLE_SECONDS = 500, 60.0
CLOSING = 421  # said instead of any answer: the server is about to hang up
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")


class EmailSmtp:
    def __init__(
        self,
        server: SmtpServer,
        tls: ssl.SSLContext | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._tls = tls or ssl.create_default_context()
        self._monotonic = monotonic
        self._threads = threading.local()

    def send(self, message: Message) -> str | None:
        envelope = compose(message)
        try:
            self._line().send(envelope, self._monotonic())
        except _DiedUnheard:
            self._line().send(envelope, self._monotonic())
        return None

    def _line(self) -> "_Line":
        line: _Line | None = getattr(self._threads, "line", None)
        if line is None or not line.usable(self._monotonic()):
            if line is not None:
                line.close()
            line = self._threads.line = _Line(connect(self._server, self._tls))
        return line


class _DiedUnheard(Exception):
    """A kept connection was gone before the server had heard anything of this mail."""


class _Line:
    """One connection and what it has carried."""

    def __init__(self, client: smtplib.SMTP) -> None:
        self._client = client
        self._open = True
        self._mails = 0
        self._used_at = 0.0

    def usable(self, now: float) -> bool:
        idle = self._mails > 0 and now - self._used_at > MAX_IDLE_SECONDS
        return self._open and not idle and self._mails < MAX_MAILS

    def send(self, envelope: Envelope, now: float) -> None:
        try:
            self._say("mail", self._client.mail, envelope.sender)
            self._say("rcpt", self._client.rcpt, envelope.recipient)
            self._say("data", self._client.data, envelope.content)
        finally:
            self._mails, self._used_at = self._mails + 1, now

    def close(self) -> None:
        self._open = False
        with suppress(OSError):
            self._client.close()

    def _say(self, stage: str, command: Callable[[Any], tuple[int, bytes]], what: Any) -> None:
        try:
            code, text = command(what)
        except smtplib.SMTPDataError as refused:
            code, text = refused.smtp_code, _bytes(refused.smtp_error)
        except OSError:  # smtplib's disconnection and time-out are of this kind
            raise self._lost(stage) from None
        if code == CLOSING:
            raise self._lost(stage)
        if code // 100 != 2:
            self._forget_mail()
            raise _refusal(stage, code, text)

    def _lost(self, stage: str) -> Exception:
        self.close()
        unheard = stage == "mail" and self._mails > 0
        return _DiedUnheard() if unheard else TryAgain(f"smtp-lost-at-{stage}")

    def _forget_mail(self) -> None:
        try:
            self._client.rset()
        except OSError:
            self.close()


def _refusal(stage: str, code: int, text: bytes) -> ProviderError:
    """5xx speaks of this recipient or mail, unless it is our sender or the server's policy."""
    enhanced = _ENHANCED.match(text)
    detail = enhanced[0].decode() if enhanced else ""
    reason = f"smtp-{code} {detail}".strip()
    if code // 100 != 5:
        return TryAgain(reason)
    ours = stage == "mail" or code in (530, 535, 538) or detail.startswith("5.7.")
    return ProviderAlarm(reason) if ours else Undeliverable(reason)


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text
