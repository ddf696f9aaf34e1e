"""Tokens for tests: real keys, real signatures, made for one run."""

import os

from chassis.clock import Clock, SystemClock
from chassis.tokens import ANONYMOUS, Caller, TokenMinter, TokenVerifier, public_key

KID = "test"
SIGNING_KEYS = {KID: os.urandom(32)}
GATEWAY_KEYS = {KID: os.urandom(32)}
PUBLIC_KEYS = {
    f"identity/{KID}": public_key(SIGNING_KEYS[KID]),
    f"gateway/{KID}": public_key(GATEWAY_KEYS[KID]),
}


def test_verifier(audience: str, clock: Clock | None = None) -> TokenVerifier:  # noqa: PT028
    return TokenVerifier(PUBLIC_KEYS, audience, clock or SystemClock())


test_verifier.__test__ = False  # type: ignore[attr-defined]  # its name makes pytest collect it


def signed(caller: Caller, audience: str, clock: Clock | None = None) -> dict[str, str]:
    """The header of a call: anonymous as the gateway signs it, anybody else as identity does."""
    anonymous = caller.role == ANONYMOUS
    issuer, keys = ("gateway", GATEWAY_KEYS) if anonymous else ("identity", SIGNING_KEYS)
    token = TokenMinter(issuer, keys, clock or SystemClock()).mint(caller, audience)
    return {"Authorization": f"Bearer {token}"}
