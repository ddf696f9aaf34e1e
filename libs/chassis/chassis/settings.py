"""Reading the environment: all that is missing or wrong is told at once, then the process stops."""

import base64
import binascii
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

CONFIGURATION_ERROR = 78  # EX_CONFIG of sysexits.h
ENVIRONMENTS = ("local", "test", "staging", "production")
REHEARSAL_ENVIRONMENTS = ("local", "test")
KEY_BYTES = 32
REQUIRED: Any = object()

T = TypeVar("T")


class Env:
    """Typed reads of the environment that remember what was wrong instead of raising.

    A setting that is missing or wrong reads as None; `read` stops the process afterwards.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.problems: dict[str, list[str]] = defaultdict(list)

    def text(self, name: str, default: Any = REQUIRED) -> Any:
        return self._read(name, default, str)

    def integer(self, name: str, default: Any = REQUIRED) -> Any:
        return self._read(name, default, int)

    def path(self, name: str, default: Any = REQUIRED) -> Any:
        return self._read(name, default, Path)

    def texts(self, name: str, default: Any = REQUIRED) -> Any:
        return self._read(name, default, _comma_separated)

    def keys(self, name: str) -> dict[str, bytes]:
        """`kid:base64 of 32 bytes[,kid:base64…]`, in the order written."""
        return self._read(name, REQUIRED, key_list) or {}

    def wrong(self, name: str, reason: str) -> None:
        self.problems[name].append(reason)

    def rehearsal_only(self, name: str, value: T) -> T:
        """`value`, or a complaint where real people's data are."""
        if value and self._values.get("ENVIRONMENT") not in REHEARSAL_ENVIRONMENTS:
            self.wrong(name, "is for ENVIRONMENT=local or test only")
        return value

    def _read(self, name: str, default: Any, convert: Callable[[str], Any]) -> Any:
        text = self._values.get(name, "")
        if not text:
            return self._missing(name) if default is REQUIRED else default
        try:
            return convert(text)
        except ValueError as problem:
            return self.wrong(name, str(problem))

    def _missing(self, name: str) -> None:
        self.wrong(name, "is missing")


@dataclass(frozen=True)
class Common:
    """The settings that every process of the suite has."""

    environment: str
    operators_dir: Path
    contracts_dir: Path
    log_level: str = "info"
    clock_file: Path | None = None
    local_base_url: str | None = None
    heartbeat_file: Path | None = None

    @property
    def rehearsal(self) -> bool:
        """Whether this is a developer's machine or a test."""
        return self.environment in REHEARSAL_ENVIRONMENTS


def common(env: Env) -> Common:
    return Common(
        environment=_environment(env),
        operators_dir=env.path("OPERATORS_DIR"),
        contracts_dir=env.path("CONTRACTS_DIR"),
        log_level=env.text("LOG_LEVEL", "info"),
        clock_file=env.rehearsal_only("CLOCK_FILE", env.path("CLOCK_FILE", None)),
        local_base_url=env.rehearsal_only("LOCAL_BASE_URL", env.text("LOCAL_BASE_URL", None)),
        heartbeat_file=env.path("HEARTBEAT_FILE", None),
    )


def read(build: Callable[[Env], T], environ: Mapping[str, str] = os.environ) -> T:
    """What `build` makes of the environment; exits 78 naming every missing or wrong setting."""
    env = Env(environ)
    try:
        settings = build(env)
    except (TypeError, AttributeError, ValueError):
        if not env.problems:  # otherwise it stumbled over a setting that read as None
            raise
    if env.problems:
        _stop(env.problems)
    return settings


def key_list(text: str) -> dict[str, bytes]:
    """Raises ValueError for anything but `kid:base64 of 32 bytes`, comma-separated."""
    return dict(_key(part) for part in _comma_separated(text))


def _key(part: str) -> tuple[str, bytes]:
    kid, _, encoded = part.rpartition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        key = b""
    if not kid or len(key) != KEY_BYTES:
        raise ValueError("expects kid:base64 of 32 bytes, separated by commas")
    return kid, key


def _comma_separated(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _environment(env: Env) -> str:
    name: str = env.text("ENVIRONMENT")
    if name and name not in ENVIRONMENTS:
        env.wrong("ENVIRONMENT", f"is one of {', '.join(ENVIRONMENTS)}")
    return name


def _stop(problems: Mapping[str, list[str]]) -> NoReturn:
    for name, reasons in sorted(problems.items()):
        sys.stderr.write(f"setting {name}: {'; '.join(reasons)}\n")
    sys.exit(CONFIGURATION_ERROR)
