"""Personal data at rest: sealed, with a keyed digest beside it where one must be found again."""

import hmac

from chassis.sealing import BlindIndex, Sealer


class Vault:
    def __init__(self, sealer: Sealer, index: BlindIndex) -> None:
        self._sealer = sealer
        self._index = index

    def seal(self, slug: str, place: str, text: str | None) -> str | None:
        """`place` names document and field: sealed text moved elsewhere does not open."""
        return None if text is None else self._sealer.seal(text, f"{slug}/{place}")

    def open(self, slug: str, place: str, sealed: str | None) -> str | None:
        return None if sealed is None else self._sealer.open(sealed, f"{slug}/{place}")

    def index(self, slug: str, field: str, text: str | None) -> str | None:
        return None if text is None else self._index.of(slug, field, text)

    def is_indexed(self, slug: str, field: str, text: str, digest: str | None) -> bool:
        """Takes the same time whether or not there is a digest to compare with."""
        known = self._index.candidates(slug, field, text)
        return True in [hmac.compare_digest(digest or "", candidate) for candidate in known]
