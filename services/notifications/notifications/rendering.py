"""Templates into texts, strictly: a value that is missing is an error, never an empty place."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from notifications.domain.wording import masked, money
from notifications.words import long_day

# Which texts a message of each channel consists of, and the files they are made of.
PARTS: Mapping[str, Mapping[str, str]] = {
    "sms": {"text": "sms.{locale}.txt"},
    "email": {
        "subject": "email.{locale}.subject.txt",
        "text": "email.{locale}.txt",
        "html": "email.{locale}.html",
    },
}


def template_files(channel: str, locale: str) -> dict[str, str]:
    return {part: name.format(locale=locale) for part, name in PARTS[channel].items()}


class Renderer:
    def __init__(self, root: Path) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(root),
            undefined=StrictUndefined,
            autoescape=select_autoescape(["html"]),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters.update(day=long_day, masked=masked, money=money)

    def render(
        self, entry: str, channel: str, locale: str, words: Mapping[str, Any]
    ) -> dict[str, str]:
        """The message's texts by part; later parts may quote the subject."""
        texts: dict[str, str] = {}
        for part, file in template_files(channel, locale).items():
            template = self._templates.get_template(f"{entry}/{file}")
            texts[part] = template.render({**words, **texts, "locale": locale})
        return texts
