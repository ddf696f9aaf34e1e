"""Opaque tokens of 256 bits: whoever holds one may use it, so only its digest is kept."""

import hashlib


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
