"""The catalogue: one folder per kind of message, read and proved when a process starts.

A wrong entry stops the process: an unknown field, a missing template, a value that a template
needs and the event does not bring, a text longer than the entry allows.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from jinja2 import TemplateError

from chassis.contracts import Contracts
from chassis.operators import Operator, Operators
from notifications.domain.entry import Entry, MessageClass
from notifications.domain.segments import segments
from notifications.domain.wording import LOCALES
from notifications.rendering import PARTS, Renderer, template_files
from notifications.words import Occasion, facts_of, words

ROOT = Path(__file__).parent / "catalogue"
LANES = ("codes", "messages")

_REQUIRED = {"trigger", "class", "lane", "channels", "example"}
_OPTIONAL = {"when", "max_segments", "keeps"}


class WrongEntry(ValueError):
    """A catalogue entry that cannot be used: which one, and why."""

    def __init__(self, entry: str, reason: str) -> None:
        super().__init__(f"catalogue entry {entry}: {reason}")


class NoEntry(LookupError):
    """An event for which the catalogue has no message."""


class Catalogue:
    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = dict(entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def entry_for(self, event_type: str, data: Mapping[str, Any]) -> Entry:
        for entry in self:
            if entry.matches(event_type, data):
                return entry
        raise NoEntry(event_type)

    def triggers(self, lane: str) -> tuple[str, ...]:
        """The event types that the queue of a lane must be bound to."""
        return tuple(sorted({entry.trigger for entry in self if entry.lane == lane}))


def load_catalogue(root: Path = ROOT) -> Catalogue:
    folders = sorted(path.parent for path in root.glob("*/entry.yaml"))
    return Catalogue({folder.name: _entry(folder) for folder in folders})


def prove(
    catalogue: Catalogue, renderer: Renderer, operators: Operators, contracts: Contracts
) -> None:
    """Write every message to every operator's customers once, of the contracts' examples."""
    for entry in catalogue:
        examples = _examples(entry, contracts)
        for operator in operators.all():
            for event in examples:
                _prove_for(entry, renderer, operator, event)


def example_occasion(entry: Entry, event: Mapping[str, Any]) -> Occasion:
    """What is sealed is the entry's own example; an event without a secret has none."""
    data, at = event["data"], event["time"]
    expires_at = data["secret"]["expires_at"] if "secret" in data else at
    return Occasion(_moment(at), _moment(expires_at), entry.example, facts_of(data))


def _prove_for(
    entry: Entry, renderer: Renderer, operator: Operator, event: Mapping[str, Any]
) -> None:
    occasion = example_occasion(entry, event)
    for channel in entry.channels:
        for locale in operator.locales:
            try:
                said = words(operator, locale, occasion)
                texts = renderer.render(entry.name, channel, locale, said)
            except (TemplateError, LookupError, TypeError, ValueError) as problem:
                where = f"{channel}.{locale} for {operator.slug}"
                raise WrongEntry(entry.name, f"{where}: {problem!r}") from None
            _check_length(entry, channel, f"{operator.slug}, {locale}", texts)


def _check_length(entry: Entry, channel: str, where: str, texts: Mapping[str, str]) -> None:
    if channel == "sms" and segments(texts["text"]).count > entry.max_segments:
        raise WrongEntry(entry.name, f"{where}: more than {entry.max_segments} SMS segments")
    if "\n" in texts.get("subject", ""):
        raise WrongEntry(entry.name, f"{where}: a subject is one line")


def _examples(entry: Entry, contracts: Contracts) -> list[dict[str, Any]]:
    examples = contracts.get(entry.trigger).examples()
    fitting = [event for event in examples if entry.matches(entry.trigger, event["data"])]
    if not fitting:
        raise WrongEntry(entry.name, f"no example of {entry.trigger} matches `when`")
    for name in entry.keeps:
        if not all(isinstance(event["data"].get(name), str) for event in fitting):
            raise WrongEntry(entry.name, f"keeps {name}, which {entry.trigger} does not tell")
    return fitting


def _entry(folder: Path) -> Entry:
    about = yaml.safe_load((folder / "entry.yaml").read_text(encoding="utf-8"))
    _check_fields(folder.name, about)
    _check_files(folder, about["channels"])
    return Entry(
        name=folder.name,
        trigger=about["trigger"],
        when=about.get("when", {}),
        message_class=MessageClass(about["class"]),
        lane=about["lane"],
        channels=tuple(about["channels"]),
        max_segments=about.get("max_segments", 1),
        example=about["example"],
        keeps=tuple(about.get("keeps", ())),
    )


def _check_fields(name: str, about: Mapping[str, Any]) -> None:
    missing, unknown = _REQUIRED - about.keys(), about.keys() - _REQUIRED - _OPTIONAL
    if missing or unknown:
        raise WrongEntry(name, f"missing {sorted(missing)}, unknown {sorted(unknown)}")
    if about["class"] not in list(MessageClass):
        raise WrongEntry(name, f"unknown class {about['class']}")
    if about["lane"] not in LANES:
        raise WrongEntry(name, f"unknown lane {about['lane']}")
    if not about["channels"] or not set(about["channels"]) <= PARTS.keys():
        raise WrongEntry(name, f"unknown or no channels {about['channels']}")


def _check_files(folder: Path, channels: list[str]) -> None:
    """Exactly the templates that its channels need, in every language of the suite."""
    wanted = {
        file
        for channel in channels
        for locale in LOCALES
        for file in template_files(channel, locale).values()
    }
    found = {path.name for path in folder.iterdir()} - {"entry.yaml"}
    if wanted != found:
        raise WrongEntry(
            folder.name, f"missing {sorted(wanted - found)}, left over {sorted(found - wanted)}"
        )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
