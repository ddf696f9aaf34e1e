"""Where unpredictable values come from: tokens, one-time codes, captcha texts, ids."""

import secrets
from dataclasses import dataclass

from identity.domain.captcha import ALPHABET, LENGTH, SPOKEN_DIGITS


@dataclass(frozen=True)
class Randomness:
    # A fixed captcha answer, so that tests and demonstrations can read the image.
    captcha_answer: str | None = None

    def token(self) -> str:
        return secrets.token_urlsafe(32)

    def id(self) -> str:
        return secrets.token_hex(16)

    def code(self, digits: int) -> str:
        return "".join(secrets.choice("0123456789") for _ in range(digits))

    def captcha_text(self) -> str:
        return self.captcha_answer or "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))

    def captcha_digits(self) -> str:
        return self.code(SPOKEN_DIGITS)
