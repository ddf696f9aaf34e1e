"""The environment, read once; all that is missing or wrong is told at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network

from chassis.settings import Common, Env, common, read

SECRET_KEY_CHARACTERS = 32

Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Settings:
    common: Common
    identity_url: str
    billing_url: str
    notifications_url: str
    secret_key: str = field(repr=False)
    token_signing_key: Mapping[str, bytes] = field(repr=False)
    trusted_proxies: tuple[Network, ...] = ()


def build(env: Env) -> Settings:
    return Settings(
        common=common(env),
        identity_url=env.text("IDENTITY_URL"),
        billing_url=env.text("BILLING_URL"),
        notifications_url=env.text("NOTIFICATIONS_URL"),
        secret_key=_secret_key(env),
        token_signing_key=env.keys("TOKEN_SIGNING_KEY"),
        trusted_proxies=_networks(env, "TRUSTED_PROXIES"),
    )


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    return read(build, environ)


def _secret_key(env: Env) -> str:
    key: str = env.text("SECRET_KEY")
    if key is not None and len(key) < SECRET_KEY_CHARACTERS:
        env.wrong("SECRET_KEY", f"has at least {SECRET_KEY_CHARACTERS} characters")
    return key


def _networks(env: Env, name: str) -> tuple[Network, ...]:
    """Addresses or networks, separated by commas: 10.0.0.7,10.1.0.0/16."""
    try:
        return tuple(ip_network(text) for text in env.texts(name, []))
    except ValueError as problem:
        env.wrong(name, str(problem))
        return ()
