"""The environment, read once; all that is missing or wrong is told at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from chassis.settings import Common, Env, common, read


@dataclass(frozen=True)
class Settings:
    common: Common
    mongo_uri: str = field(repr=False)
    mongo_database_prefix: str
    amqp_url: str = field(repr=False)
    token_public_keys: Mapping[str, bytes]


def build(env: Env) -> Settings:
    return Settings(
        common=common(env),
        mongo_uri=env.text("MONGO_URI"),
        mongo_database_prefix=env.text("MONGO_DATABASE_PREFIX", "okienko"),
        amqp_url=env.text("AMQP_URL"),
        token_public_keys=env.keys("TOKEN_PUBLIC_KEYS"),
    )


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    return read(build, environ)
