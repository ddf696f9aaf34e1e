"""Field types of this service's bodies."""

from datetime import datetime
from typing import Any

from marshmallow import ValidationError, fields, validate

from chassis.clock import rfc3339


class Text(fields.String):
    """Bounded text that every store and hash can take: no lone surrogates, no NUL."""

    def __init__(self, most: int, **options: Any) -> None:
        super().__init__(validate=validate.Length(max=most), **options)

    def _deserialize(self, *args: Any, **options: Any) -> str:
        text: str = super()._deserialize(*args, **options)
        if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
            raise ValidationError("Not valid text.")
        return text


class Instant(fields.DateTime):
    """2026-11-21T10:00:00.000Z"""

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else rfc3339(value)
