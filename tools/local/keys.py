"""Keys and passwords of a local stack: made once, kept in its directory, readable by its owner.

Broker users stand in a file of their own, because the topology command reads that file too.
"""

import json
import os
import secrets
from base64 import b64encode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tools.local.stack import Stack

SERVICE_USERS = ("identity", "billing", "notifications")
PARTNER_SYSTEMS = ("crm", "erp")
KEY_ID = "local"


def local_secrets(stack: Stack) -> dict[str, str]:
    file = stack.run_dir / "secrets.env"
    known = _read(file)
    complete = {**_generated(), **known}
    if complete != known:
        write_private(file, "".join(f"{name}={value}\n" for name, value in complete.items()))
    return complete


def broker_users(stack: Stack) -> dict[str, str]:
    """Passwords by user: one of each service, and one of each system of each operator."""
    file = stack.broker_users_file
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    partners = [f"{slug}.{system}" for slug in stack.slugs for system in PARTNER_SYSTEMS]
    wanted = (*SERVICE_USERS, *partners)
    users = {name: known.get(name) or secrets.token_urlsafe(24) for name in wanted}
    if users != known:
        write_private(file, json.dumps(users, indent=1) + "\n")
    return users


def write_private(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)


def _read(file: Path) -> dict[str, str]:
    lines = file.read_text().splitlines() if file.exists() else []
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _generated() -> dict[str, str]:
    seeds = {issuer: secrets.token_bytes(32) for issuer in ("identity", "gateway")}
    public = [f"{issuer}/{KEY_ID}:{_public_key(seed)}" for issuer, seed in seeds.items()]
    return {
        "IDENTITY_TOKEN_SIGNING_KEY": _key(seeds["identity"]),
        "GATEWAY_TOKEN_SIGNING_KEY": _key(seeds["gateway"]),
        "TOKEN_PUBLIC_KEYS": ",".join(public),
        "SEALING_KEYS": _key(secrets.token_bytes(32)),
        "IDENTITY_STORE_KEYS": _key(secrets.token_bytes(32)),
        "GATEWAY_SECRET_KEY": secrets.token_urlsafe(48),
        "SMSAPI_TOKEN": secrets.token_urlsafe(24),
        "BROKER_ADMIN_PASSWORD": secrets.token_urlsafe(24),
    }


def _key(raw: bytes) -> str:
    return f"{KEY_ID}:{b64encode(raw).decode()}"


def _public_key(seed: bytes) -> str:
    key = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return b64encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()
