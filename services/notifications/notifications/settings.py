"""The only reader of the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from chassis.settings import Common, Env, common, read
from notifications.channels.smtp_server import SmtpServer, smtp_server


@dataclass(frozen=True)
class Settings:
    common: Common
    mongo_uri: str = field(repr=False)
    mongo_database_prefix: str
    amqp_url: str = field(repr=False)
    token_public_keys: Mapping[str, bytes]
    sealing_keys: Mapping[str, bytes] = field(repr=False)
    smtp: SmtpServer
    smsapi_url: str
    smsapi_token: str = field(repr=False)


def build(env: Env) -> Settings:
    return Settings(
        common=common(env),
        mongo_uri=env.text("MONGO_URI"),
        mongo_database_prefix=env.text("MONGO_DATABASE_PREFIX", "okienko"),
        amqp_url=env.text("AMQP_URL"),
        token_public_keys=env.keys("TOKEN_PUBLIC_KEYS"),
        sealing_keys=env.keys("SEALING_KEYS"),
        smtp=_smtp(env),
        smsapi_url=env.text("SMSAPI_URL"),
        smsapi_token=env.text("SMSAPI_TOKEN"),
    )


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    return read(build, environ)


def _smtp(env: Env) -> SmtpServer:
    try:
        return smtp_server(env.text("SMTP_URL") or "smtp://missing")
    except ValueError as problem:
        env.wrong("SMTP_URL", str(problem))
        return smtp_server("smtp://wrong")
