"""A page's cursor: opaque to callers, checked when it comes back."""

import base64
import binascii
import json
import re
from datetime import date

from billing.domain.errors import CursorInvalid
from billing.store.invoices import Place

ID = re.compile(r"[0-9a-f]{24}")


def cursor_of(place: Place | None) -> str | None:
    if place is None:
        return None
    text = json.dumps([place.issued_on, place.id], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def place_of(cursor: str) -> Place | None:
    """Raises CursorInvalid for anything that `cursor_of` did not write."""
    if not cursor:
        return None
    try:
        issued_on, id_ = json.loads(base64.urlsafe_b64decode(cursor))
        if not ID.fullmatch(id_):
            raise CursorInvalid(cursor)
        return Place(date.fromisoformat(issued_on).isoformat(), id_)
    except (binascii.Error, ValueError, TypeError):
        raise CursorInvalid(cursor) from None
