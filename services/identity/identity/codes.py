"""One-time codes: fresh ones, and the keyed digest that is kept instead of the code.

The key stands outside the database: who reads a copy of it cannot try out a million codes.
"""

import hmac

from chassis.sealing import BlindIndex
from identity.randomness import Randomness


class Codes:
    def __init__(self, index: BlindIndex, randomness: Randomness) -> None:
        self._index = index
        self._randomness = randomness

    def fresh(self, digits: int) -> str:
        return self._randomness.code(digits)

    def digest(self, slug: str, flow_id: str, code: str) -> str:
        return self._index.of(slug, f"code/{flow_id}", code)

    def digest_if(self, matched: bool, slug: str, flow_id: str, code: str) -> str:
        """For people nobody was found for: a digest that no code of digits has."""
        of_code = self.digest(slug, flow_id, code)
        of_nothing = self.digest(slug, flow_id, self._randomness.token())
        return of_code if matched else of_nothing

    def matches(self, slug: str, flow_id: str, code: str, digest: str) -> bool:
        known = self._index.candidates(slug, f"code/{flow_id}", code)
        # A list, so that every candidate is compared whichever one matches.
        return True in [hmac.compare_digest(candidate, digest) for candidate in known]
