"""Who is calling: short-lived tokens signed with Ed25519, one audience each.

Identity says who a person is. The gateway's own key can only say "anonymous, this operator".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chassis.clock import Clock

LIFETIME = timedelta(seconds=60)
ANONYMOUS = "anonymous"
MAY_NAME_PEOPLE = "identity"


class Unauthenticated(Exception):
    """No token, or one that is forged, expired, for another audience or says too much."""


@dataclass(frozen=True)
class Grant:
    """What an account may do for a customer."""

    customer: str
    role: str


@dataclass(frozen=True)
class Caller:
    operator: str
    role: str
    account: str | None = None
    session: str | None = None
    grants: tuple[Grant, ...] = ()


class TokenMinter:
    def __init__(self, issuer: str, signing_keys: Mapping[str, bytes], clock: Clock) -> None:
        self._kid, seed = next(iter(signing_keys.items()))
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._issuer = issuer
        self._clock = clock

    def mint(self, caller: Caller, audience: str) -> str:
        claims = _claims(caller) | {
            "iss": self._issuer,
            "aud": audience,
            "exp": self._clock.now() + LIFETIME,
        }
        return jwt.encode(claims, self._key, "EdDSA", {"kid": f"{self._issuer}/{self._kid}"})


class TokenVerifier:
    """`public_keys` maps `issuer/kid` to the raw 32 bytes of a public key."""

    def __init__(self, public_keys: Mapping[str, bytes], audience: str, clock: Clock) -> None:
        self._keys = {
            kid: Ed25519PublicKey.from_public_bytes(key) for kid, key in public_keys.items()
        }
        self._audience = audience
        self._clock = clock

    def verify(self, token: str) -> Caller:
        claims = self._decode(token)
        if claims["exp"] <= self._clock.now().timestamp():
            raise Unauthenticated("expired")
        caller = _caller(claims)
        if claims["iss"] != MAY_NAME_PEOPLE and caller != Caller(caller.operator, ANONYMOUS):
            raise Unauthenticated("this issuer may only say anonymous")
        return caller

    def _decode(self, token: str) -> dict[str, Any]:
        try:
            kid = jwt.get_unverified_header(token)["kid"]
            # expiry is compared with the suite's own clock in `verify`
            return dict(
                jwt.decode(
                    token,
                    self._keys[kid],
                    ["EdDSA"],
                    audience=self._audience,
                    issuer=kid.split("/")[0],
                    options={"require": ["exp", "aud", "iss"], "verify_exp": False},
                )
            )
        except (jwt.InvalidTokenError, KeyError) as problem:
            raise Unauthenticated(type(problem).__name__) from None


def public_key(seed: bytes) -> bytes:
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _claims(caller: Caller) -> dict[str, Any]:
    return {
        "op": caller.operator,
        "role": caller.role,
        "acc": caller.account,
        "ses": caller.session,
        "grants": [[grant.customer, grant.role] for grant in caller.grants],
    }


def _caller(claims: Mapping[str, Any]) -> Caller:
    try:
        grants = tuple(Grant(customer, role) for customer, role in claims["grants"])
        return Caller(claims["op"], claims["role"], claims["acc"], claims["ses"], grants)
    except (KeyError, TypeError, ValueError):
        raise Unauthenticated("claims are incomplete") from None
