"""Sealing personal data and secrets (AES-256-GCM) and finding them again (keyed blind index).

A key list opens with any of its keys and seals with the first, so keys can be rotated.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class Unsealable(ValueError):
    """Sealed with an unknown key, for another context, or tampered with."""


class Sealer:
    """The context is bound to the text: what was sealed for one place opens in no other."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._ciphers = {kid: AESGCM(_derived(key, "seal")) for kid, key in keys.items()}
        self._active = next(iter(keys))
        self._digest_key = _derived(keys[self._active], "digest")

    def digest(self, text: str) -> str:
        """Keyed, so that a short text such as a phone number cannot be found by trying."""
        return hmac.new(self._digest_key, text.encode(), hashlib.sha256).hexdigest()

    def seal(self, text: str, context: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._active].encrypt(nonce, text.encode(), context.encode())
        return f"{self._active}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, context: str) -> str:
        kid, _, encoded = sealed.rpartition(".")
        try:
            raw = base64.urlsafe_b64decode(encoded)
            nonce, text = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
            return self._ciphers[kid].decrypt(nonce, text, context.encode()).decode()
        except (KeyError, InvalidTag, ValueError, binascii.Error):
            raise Unsealable(f"cannot be opened with key {kid!r}") from None


class BlindIndex:
    """A keyed digest by which a sealed value can be looked up, different for every operator."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = dict(keys)
        self._active = next(iter(keys))

    def of(self, slug: str, field: str, value: str) -> str:
        return self._digest(self._active, slug, field, value)

    def candidates(self, slug: str, field: str, value: str) -> list[str]:
        """The digest under every key still known, for look-ups during a rotation."""
        return [self._digest(kid, slug, field, value) for kid in self._keys]

    def _digest(self, kid: str, slug: str, field: str, value: str) -> str:
        key = _derived(self._keys[kid], f"index/{slug}")
        digest = hmac.new(key, f"{field}\0{value}".encode(), hashlib.sha256)
        return f"{kid}.{digest.hexdigest()}"


def _derived(key: bytes, purpose: str) -> bytes:
    """One setting, several uses: no use sees another's key (HKDF-Expand, one block)."""
    return hmac.new(key, f"okienko/{purpose}\x01".encode(), hashlib.sha256).digest()
