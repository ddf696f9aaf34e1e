"""A captcha challenge: a text to read or digits to hear, one comparison, then a new one.

`taken_at` marks the comparison under way, so that fifty answers sent at once are
one answer and forty-nine latecomers.
"""

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime

from identity.domain.errors import CaptchaTaken

# No letter or digit that can be mistaken for another one in a distorted image.
ALPHABET = "abcdefhkmnprstuvwxyz2345678"
LENGTH = 6
SPOKEN_DIGITS = 6


@dataclass(frozen=True)
class Challenge:
    id: str
    text: str = field(repr=False)
    taken_at: datetime | None = None
    # What is said to those who do not see the image.
    spoken: str = field(default="", repr=False)

    def taken(self, now: datetime) -> "Challenge":
        if self.taken_at is not None:
            raise CaptchaTaken
        return replace(self, taken_at=now)

    def answered_by(self, answer: str) -> bool:
        given = _plain(answer)
        rights = [_plain(text) for text in (self.text, self.spoken) if text]
        # A list, so that both are compared whichever one matches.
        return True in [hmac.compare_digest(right, given) for right in rights]


def _plain(text: str) -> bytes:
    return "".join(text.split()).casefold().encode()
