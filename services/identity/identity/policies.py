"""What one operator's file says about identity, as the rules the domain works with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from chassis.operators import Operator, duration
from identity.domain.consent import ConsentTerms
from identity.domain.lockout import LockoutPolicy
from identity.domain.one_time_code import CodePolicy, SendCap
from identity.domain.password import PasswordPolicy
from identity.domain.recovery import RecoveryPolicy
from identity.domain.registration import STEPS, RegistrationPolicy
from identity.domain.session import SessionPolicy
from identity.domain.user_name import UserNamePolicy

# National numbers are read as Polish ones; everybody else types the country code.
PHONE_REGION = "PL"

Section = Mapping[str, Any]


class UnsupportedProfile(ValueError):
    """A profile that follows the schema and asks for what this service does not do yet."""


@dataclass(frozen=True)
class Rules:
    """The rules of one operator; every use case is given them."""

    slug: str
    name: str
    base_url: str
    locales: tuple[str, ...]
    registration: RegistrationPolicy
    recovery: RecoveryPolicy
    code: CodePolicy
    identifiers: tuple[str, ...]
    user_name: UserNamePolicy
    password: PasswordPolicy
    lockout: LockoutPolicy
    session: SessionPolicy


@dataclass(frozen=True)
class WordLists:
    common_passwords: frozenset[str]
    reserved_user_names: frozenset[str]


class Rulebook:
    """The rules of every operator, read once when a process starts."""

    def __init__(self, operators: Iterable[Operator]) -> None:
        lists = WordLists(word_list("common_passwords"), word_list("reserved_user_names"))
        self._by_slug = {operator.slug: _rules(operator, lists) for operator in operators}

    def of(self, slug: str) -> Rules:
        return self._by_slug[slug]


def word_list(name: str) -> frozenset[str]:
    """A file of `data/`: one word a line, remarks begin with #."""
    text = files("identity").joinpath(f"data/{name}.txt").read_text(encoding="utf-8")
    lines = (line.strip() for line in text.splitlines())
    return frozenset(line.casefold() for line in lines if line and not line.startswith("#"))


def _rules(operator: Operator, lists: WordLists) -> Rules:
    return Rules(
        slug=operator.slug,
        name=operator.name,
        base_url=operator.base_url,
        locales=operator.locales,
        registration=_registration(operator),
        recovery=_recovery(operator.section("recovery")),
        code=_code(operator.section("one_time_code")),
        identifiers=tuple(operator.section("sign_in")["identifiers"]),
        user_name=_user_name(operator.section("user_name"), lists.reserved_user_names),
        password=_password(operator.section("password"), lists.common_passwords),
        lockout=_lockout(operator.section("lockout")),
        session=_session(operator.section("session")),
    )


def _registration(operator: Operator) -> RegistrationPolicy:
    section = operator.section("registration")
    return RegistrationPolicy(
        steps=_steps(operator.slug, section),
        life=duration(section["life"]),
        captcha=section["captcha"] == "image",
        customer_number_pattern=section["customer_number"]["pattern"],
        phone_region=PHONE_REGION,
        consents=_consents(operator, section["consents"]),
        activation_link_life=duration(section["activation_link_life"]),
        activation_delay=duration(section["activation_delay"]),
        reveal_registered=section["reveal_registered"],
    )


def _recovery(section: Section) -> RecoveryPolicy:
    return RecoveryPolicy(
        channels=tuple(section["channels"]),
        captcha=section["captcha"] == "image",
        life=duration(section["life"]),
        link_life=duration(section["link_life"]),
    )


def _steps(slug: str, section: Section) -> tuple[str, ...]:
    steps = tuple(section["steps"])
    if steps != STEPS:
        raise UnsupportedProfile(f"{slug}: registration.steps other than {', '.join(STEPS)}")
    return steps


def _consents(operator: Operator, keys: Iterable[str]) -> tuple[ConsentTerms, ...]:
    offered = operator.section("consents")
    return tuple(_terms(key, offered[key], operator.locales) for key in keys)


def _terms(key: str, section: Section, locales: tuple[str, ...]) -> ConsentTerms:
    texts = {locale: _on_screen(section, locale, locales[0]) for locale in locales}
    version, purpose = section["version"], section["purpose"]
    return ConsentTerms(key, version, purpose, section["required"], texts)


def _on_screen(section: Section, locale: str, fallback: str) -> str:
    """All that a person reads beside the box they tick."""
    parts = (section.get(name, {}) for name in ("text", "footnote", "accept"))
    return "\n".join(part.get(locale) or part.get(fallback, "") for part in parts)


def _code(section: Section) -> CodePolicy:
    cap = section["max_per_recipient"]
    return CodePolicy(
        digits=section["digits"],
        life=duration(section["life"]),
        tries=section["tries"],
        resend_after=duration(section["resend_after"]),
        caps=(SendCap(cap["count"], duration(cap["window"])),),
    )


def _user_name(section: Section, reserved: frozenset[str]) -> UserNamePolicy:
    return UserNamePolicy(section["min_length"], section["max_length"], reserved)


def _password(section: Section, common: frozenset[str]) -> PasswordPolicy:
    return PasswordPolicy(
        min_length=section["min_length"],
        max_length=section["max_length"],
        blocked=common if section["block_common"] else frozenset(),
        classes=tuple((name,) for name in section["required_classes"]),
    )


def _lockout(section: Section) -> LockoutPolicy:
    return LockoutPolicy(
        max_failures=section["failures"],
        step=duration(section["first_closed_for"]),
        longest=duration(section["closed_for_at_most"]),
        forget_after=duration(section["forget_after"]),
        opened_by=frozenset(section["opened_by"]),
    )


def _session(section: Section) -> SessionPolicy:
    return SessionPolicy(duration(section["idle"]), duration(section["absolute"]))
