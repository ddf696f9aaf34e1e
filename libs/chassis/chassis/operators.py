"""Operators are data: one file each, checked against the profile's schema when a process starts."""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, NoReturn

import jsonschema_rs
import yaml

from chassis.settings import CONFIGURATION_ERROR, Common

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


class UnknownOperator(KeyError):
    """No operator file bears this slug."""


class WrongProfile(ValueError):
    """An operator's file that does not follow the schema; says file, path and reason."""

    def __init__(self, file: Path, path: str, reason: str) -> None:
        super().__init__(f"operator file {file}: {path or '/'}: {reason}")


class AmbiguousHost(ValueError):
    """Two operator files claim one host."""


@dataclass(frozen=True)
class Operator:
    """Who the operator is; what a service needs besides stands in `section`."""

    slug: str
    name: str
    legal_name: str
    hosts: tuple[str, ...]
    base_url: str
    locales: tuple[str, ...]
    timezone: str
    profile: Mapping[str, Any]

    def section(self, name: str) -> Mapping[str, Any]:
        section: Mapping[str, Any] = self.profile[name]
        return section


class Operators:
    def __init__(self, operators: Iterable[Operator]) -> None:
        self._by_slug = {operator.slug: operator for operator in operators}
        self._by_host = _by_host(self._by_slug.values())

    def all(self) -> tuple[Operator, ...]:
        return tuple(self._by_slug.values())

    def slugs(self) -> tuple[str, ...]:
        return tuple(self._by_slug)

    def get(self, slug: str) -> Operator:
        try:
            return self._by_slug[slug]
        except KeyError:
            raise UnknownOperator(slug) from None

    def by_host(self, host: str) -> Operator | None:
        """The operator of a request's Host header, its port left aside."""
        return self._by_host.get(host.rsplit(":", 1)[0].lower())


def load_operators(common: Common) -> Operators:
    """All operators, or the end of the process with file, path and reason of what is wrong."""
    try:
        return read_operators(common)
    except (WrongProfile, AmbiguousHost, OSError) as problem:
        _stop(problem)


def read_operators(common: Common) -> Operators:
    validator = _validator(common.contracts_dir / "operator-profile.schema.json")
    files = sorted(common.operators_dir.glob("*.yaml"))
    if not files:
        raise FileNotFoundError(f"no operator file in {common.operators_dir}")
    return Operators(_operator(file, validator, common.local_base_url) for file in files)


def duration(text: str) -> timedelta:
    """`15m`, `24h`, `3d`, `90s`."""
    match = re.fullmatch(r"(\d+)([smhd])", text)
    if match is None:
        raise ValueError(f"not a duration: {text!r}")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def _by_host(operators: Iterable[Operator]) -> dict[str, Operator]:
    """Raises AmbiguousHost: a request must never reach another operator's customers."""
    found: dict[str, Operator] = {}
    for operator in operators:
        for host in operator.hosts:
            if found.setdefault(host, operator) is not operator:
                raise AmbiguousHost(f"{host} is claimed by {found[host].slug} and {operator.slug}")
    return found


def _validator(schema: Path) -> Any:
    return jsonschema_rs.validator_for(json.loads(schema.read_text()), validate_formats=True)


def _operator(file: Path, validator: Any, local_base_url: str | None) -> Operator:
    profile = _profile(file, validator)
    base_url, hosts = _addresses(profile, local_base_url)
    return Operator(
        slug=profile["slug"],
        name=profile["name"],
        legal_name=profile["legal_name"],
        hosts=hosts,
        base_url=base_url,
        locales=tuple(profile["locales"]),
        timezone=profile["timezone"],
        profile=profile,
    )


def _profile(file: Path, validator: Any) -> dict[str, Any]:
    try:
        profile = yaml.safe_load(file.read_text(encoding="utf-8"))
    except yaml.YAMLError as problem:
        raise WrongProfile(file, "", f"not YAML: {problem}") from None
    for error in validator.iter_errors(profile):
        raise WrongProfile(file, "/".join(map(str, error.instance_path)), error.message)
    if profile["slug"] != file.stem:
        raise WrongProfile(file, "slug", "differs from the file's name")
    return dict(profile)


def _addresses(profile: Mapping[str, Any], template: str | None) -> tuple[str, tuple[str, ...]]:
    hosts = tuple(profile["hosts"])
    if template is None:
        return f"https://{hosts[0]}", hosts
    local = template.format(slug=profile["slug"])
    return local, (local.split("//", 1)[1].split(":", 1)[0], *hosts)


def _stop(problem: Exception) -> NoReturn:
    sys.stderr.write(f"{problem}\n")
    sys.exit(CONFIGURATION_ERROR)
