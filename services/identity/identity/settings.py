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
    token_signing_key: Mapping[str, bytes] = field(repr=False)
    token_public_keys: Mapping[str, bytes]
    sealing_keys: Mapping[str, bytes] = field(repr=False)
    store_keys: Mapping[str, bytes] = field(repr=False)
    captcha_test_answer: str | None
    hash_slots: int


def build(env: Env) -> Settings:
    answer = env.text("CAPTCHA_TEST_ANSWER", None)
    return Settings(
        common=common(env),
        mongo_uri=env.text("MONGO_URI"),
        mongo_database_prefix=env.text("MONGO_DATABASE_PREFIX", "okienko"),
        amqp_url=env.text("AMQP_URL"),
        token_signing_key=env.keys("TOKEN_SIGNING_KEY"),
        token_public_keys=env.keys("TOKEN_PUBLIC_KEYS"),
        sealing_keys=env.keys("SEALING_KEYS"),
        store_keys=env.keys("IDENTITY_STORE_KEYS"),
        captcha_test_answer=env.rehearsal_only("CAPTCHA_TEST_ANSWER", answer),
        hash_slots=_positive(env, "HASH_SLOTS", 2),
    )


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    return read(build, environ)


def _positive(env: Env, name: str, default: int) -> int:
    number: int = env.integer(name, default)
    if number is not None and number < 1:
        env.wrong(name, "is at least 1")
    return number
