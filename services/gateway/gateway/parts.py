"""Parts of a page that can be missing: what a service fails to say takes nothing else away."""

from collections.abc import Callable
from typing import Any

import structlog

from chassis.http_client import ProblemResponse, ServiceUnavailable

log = structlog.get_logger()
Answer = dict[str, Any]


def part(ask: Callable[..., Answer], *about: Any) -> Answer | None:
    """None while the service is silent, and where it refuses what no page could ask differently."""
    try:
        return ask(*about)
    except ServiceUnavailable as silence:
        log.warning("part_missing", backend=silence.service)
    except ProblemResponse as refusal:
        if refusal.status == 401:  # the session has ended: the whole page is not for this person
            raise
        log.error("part_refused", status=refusal.status, type=refusal.type)
    return None
