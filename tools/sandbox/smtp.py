"""A mail sink: takes every message, keeps what a reader would see, misbehaves on demand."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tools.sandbox import ledger as results
from tools.sandbox.clock import Clock
from tools.sandbox.faults import FaultPlan
from tools.sandbox.ledger import Ledger, Message, attempt_of


class Sink:
    def __init__(self, ledger: Ledger, clock: Clock, faults: FaultPlan) -> None:
        self._ledger, self._clock, self._faults = ledger, clock, faults

    # The name is aiosmtpd's.
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002
        messages = self._read(envelope)
        faults = self._faults.take("smtp")
        await asyncio.sleep(faults.seconds)
        if faults.fail or faults.refuse:
            return self._turn_away(messages, failed=bool(faults.fail))
        result = results.ANSWER_LOST if faults.lose_answers else results.ACCEPTED
        ids = [self._ledger.accept(message, result) for message in messages]
        if faults.lose_answers:
            cast(Any, server).transport.abort()
        return f"250 2.0.0 Ok: queued as {ids[0]}"

    def _read(self, envelope: Envelope) -> list[Message]:
        at = self._clock.now()
        raw = cast(bytes, envelope.content)
        mail = message_from_bytes(raw, policy=default)
        fields: dict[str, Any] = {
            "sender": str(mail["From"] or envelope.mail_from),
            "subject": str(mail["Subject"] or ""),
            "key": str(mail["Message-ID"] or ""),
            "text": _body(mail, "plain"),
            "html": _body(mail, "html"),
        }
        return [Message("mail", to, at=at, raw=raw, **fields) for to in envelope.rcpt_tos]

    def _turn_away(self, messages: list[Message], *, failed: bool) -> str:
        result = results.FAILED if failed else results.REFUSED
        for message in messages:
            self._ledger.attempted(attempt_of(message, result))
        if failed:
            return "451 4.3.0 Try again later"
        return "550 5.1.1 No such mailbox"


def sink_server(sink: Sink, port: int) -> Controller:
    # Named here, because looking up the machine's own name may wait for a dead name server.
    name = "sandbox.localhost"
    return Controller(
        sink, hostname="127.0.0.1", port=port, server_hostname=name, enable_SMTPUTF8=True
    )


def _body(mail: EmailMessage, subtype: str) -> str:
    part = mail.get_body(preferencelist=(subtype,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""
