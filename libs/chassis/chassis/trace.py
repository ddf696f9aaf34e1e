"""One trace id follows a request through every service, log line and event (W3C Trace Context)."""

import re
import secrets
from contextvars import ContextVar

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_current: ContextVar[str] = ContextVar("trace_id", default="")


def bind_trace(traceparent: str | None) -> str:
    """Continue the given trace, or begin one; answers its id."""
    match = _TRACEPARENT.fullmatch(traceparent or "")
    trace_id = match[1] if match else secrets.token_hex(16)
    _current.set(trace_id)
    return trace_id


def current_trace_id() -> str:
    return _current.get() or bind_trace(None)


def traceparent() -> str:
    """The header for the next hop."""
    return f"00-{current_trace_id()}-{secrets.token_hex(8)}-01"
