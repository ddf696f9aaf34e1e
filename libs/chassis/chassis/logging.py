"""Structured logs: one JSON object a line, constant event names, identifiers instead of people.

Code never logs personal data; the redactor is the net under that rule, not the rule.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from chassis.settings import Common
from chassis.trace import current_trace_id

SECRET_NAMES = re.compile(
    r"password|secret|token|code$|^code|captcha|pesel|^nip$|phone|email|recipient|address"
    r"|cookie|authorization|iban|sealed",
    re.IGNORECASE,
)
# Mailboxes, and what may be a phone, PESEL, NIP or customer number, spaced or dashed or not.
PERSONAL_TEXT = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|(?<![\w.-])\+?\d{9,13}(?![\w.-])|\b\d{3}[ -]\d{3}[ -]\d{3}\b"
)
REDACTED = "[redacted]"


def configure_logging(service: str, role: str, common: Common) -> None:
    level = logging.getLevelNamesMapping()[common.log_level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _naming(service, role),
            structlog.processors.format_exc_info,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, force=True)
    logging.getLogger("pika").setLevel(logging.ERROR)


def redact(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for name, value in entry.items():
        entry[name] = _redacted(name, value)
    return entry


def _redacted(name: str, value: Any) -> Any:
    if SECRET_NAMES.search(name):
        return REDACTED
    if isinstance(value, dict):
        return {key: _redacted(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted("", inner) for inner in value]
    if isinstance(value, bytes | Exception):
        value = str(value)
    return PERSONAL_TEXT.sub(REDACTED, value) if isinstance(value, str) else value


def _naming(service: str, role: str) -> Any:
    def name_entry(_: Any, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {**entry, "service": service, "role": role, "trace": current_trace_id()}

    return name_entry
