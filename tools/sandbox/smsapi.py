"""An endpoint that speaks SMSAPI's sms.do: form parameters in, its JSON or text out.

Only what the provider documents: several recipients, idx with check_idx, normalize, nounicode,
max_parts, test, details, and the error numbers a client must tell apart.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tools.sandbox import ledger as results
from tools.sandbox.clock import Clock
from tools.sandbox.faults import FaultPlan
from tools.sandbox.ledger import Attempt, Ledger, Message
from tools.sandbox.sms_text import is_gsm, normalized, parts

SENDER_LENGTH = 11
POINTS_PER_PART = 0.16
ERRORS = {
    11: "The message is empty or holds characters that nounicode forbids",
    12: "Message has more parts than max_parts allows",
    13: "No valid phone numbers",
    14: "Wrong sender name",
    53: "Not unique idx: a message with this idx has already been accepted",
    54: "Wrong number of idx values",
    101: "Authorization failed",
    201: "Internal system error",
}


class Refusal(Exception):
    def __init__(self, error: int) -> None:
        super().__init__(ERRORS[error])
        self.error = error


class AnswerLost(Exception):
    """The message was accepted; the sender never hears of it."""


@dataclass(frozen=True)
class Order:
    """One request as the provider understood it; idx values stand beside their recipients."""

    sender: str
    text: str
    recipients: tuple[tuple[str, str], ...]
    checks_idx: bool
    is_test: bool

    @property
    def parts(self) -> int:
        return parts(self.text)


class SmsApi:
    def __init__(self, ledger: Ledger, clock: Clock, faults: FaultPlan, token: str | None) -> None:
        self._ledger, self._clock, self._faults, self._token = ledger, clock, faults, token

    def send(self, authorization: str, form: Mapping[str, str]) -> list[dict[str, Any]]:
        """The accepted messages; raises Refusal with the provider's number, or AnswerLost."""
        at = self._clock.now()
        try:
            return self._send(authorization, form, at)
        except Refusal as refusal:
            self._note_refusal(form, at, refusal)
            raise

    def _send(self, authorization: str, form: Mapping[str, str], at: datetime) -> list[Any]:
        self._check_token(authorization)
        faults = self._faults.take("sms")
        time.sleep(faults.seconds)
        if faults.fail or faults.refuse:
            raise Refusal(201 if faults.fail else 13)
        order = read_order(form)
        if order.checks_idx:
            self._claim(order, at)
        result = results.ANSWER_LOST if faults.lose_answers else results.ACCEPTED
        accepted = [
            self._accept(order, number, idx, at, result) for number, idx in order.recipients
        ]
        if faults.lose_answers:
            raise AnswerLost
        return accepted

    def _check_token(self, authorization: str) -> None:
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token or self._token not in (None, token):
            raise Refusal(101)

    def _claim(self, order: Order, at: datetime) -> None:
        for _, idx in order.recipients:
            if idx and not self._ledger.claim(idx, at):
                raise Refusal(53)

    def _accept(self, order: Order, number: str, idx: str, at: datetime, result: str) -> Any:
        message = Message("sms", number, order.sender, order.text, idx, at, parts=order.parts)
        number_here = 0 if order.is_test else self._ledger.accept(message, result)
        return {
            "id": f"{int(at.timestamp() * 1000)}{number_here:06}",
            "points": round(POINTS_PER_PART * order.parts, 4),
            "number": number.removeprefix("+"),
            "date_sent": int(at.timestamp()),
            "submitted_number": number.removeprefix("+"),
            "status": "QUEUE",
            "error": None,
            "idx": idx or None,
            "parts": order.parts,
        }

    def _note_refusal(self, form: Mapping[str, str], at: datetime, refusal: Refusal) -> None:
        result = {53: results.DUPLICATE, 201: results.FAILED}.get(refusal.error, results.REFUSED)
        for number, idx in _pairs(form):
            self._ledger.attempted(Attempt("sms", number, idx, at, result))


def read_order(form: Mapping[str, str]) -> Order:
    text = form.get("message", "")
    text = normalized(text) if form.get("normalize") == "1" else text
    pairs = _pairs(form)
    order = Order(
        form.get("from", ""), text, tuple(pairs), _is_set(form, "check_idx"), _is_set(form, "test")
    )
    _check(order, form)
    return order


def phone(text: str) -> str:
    """+48600100200 from any of the spellings the provider takes."""
    digits = re.sub(r"\D", "", text).removeprefix("00")
    return f"+48{digits}" if len(digits) == 9 else f"+{digits}"


def _check(order: Order, form: Mapping[str, str]) -> None:
    wrong = {
        11: not order.text or (_is_set(form, "nounicode") and not is_gsm(order.text)),
        12: order.parts > int(form.get("max_parts") or 10),
        13: not order.recipients or not all(_is_phone(number) for number, _ in order.recipients),
        14: len(order.sender) > SENDER_LENGTH,
        54: len(_split(form.get("idx", ""), "|")) not in (0, len(order.recipients)),
    }
    for error, found in wrong.items():
        if found:
            raise Refusal(error)


def _pairs(form: Mapping[str, str]) -> list[tuple[str, str]]:
    numbers = [phone(number) for number in _split(form.get("to", ""), ",")]
    keys = _split(form.get("idx", ""), "|")
    return [(number, keys[n] if n < len(keys) else "") for n, number in enumerate(numbers)]


def _split(text: str, separator: str) -> list[str]:
    return [piece.strip() for piece in text.split(separator) if piece.strip()]


def _is_phone(number: str) -> bool:
    return re.fullmatch(r"\+\d{10,15}", number) is not None


def _is_set(form: Mapping[str, str], name: str) -> bool:
    return form.get(name) == "1"
