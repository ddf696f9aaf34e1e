"""Polish first, English second: the texts' ids are the Polish texts.

The catalogue is compiled in memory when the process starts, so that there is no compiled
file to forget.
"""

from collections.abc import Mapping
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain, get_locale

from gateway.formats import tied
from gateway.hosts import current_operator

LANGUAGE_COOKIE = "__Host-okienko-language"
DEFAULT = "pl"
NAMES = {"pl": "polski", "en": "English"}
CATALOGUES = Path(__file__).parent / "translations"


class PolishTexts(NullTranslations):
    """The ids themselves, with one-letter words tied to the word that follows."""

    def ugettext(self, message: str) -> str:
        return tied(message)


class Texts(Domain):
    def __init__(self, catalogues: Mapping[str, NullTranslations]) -> None:
        super().__init__()
        self._catalogues = catalogues

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return self._catalogues[locale.language if locale else DEFAULT]


class PortalBabel(Babel):
    domain_instance = Texts({})


def speak_languages(app: Flask) -> None:
    texts = Texts({DEFAULT: PolishTexts(), "en": _compiled("en")})
    babel = PortalBabel()
    babel.domain_instance = texts
    babel.init_app(app, default_locale=DEFAULT, locale_selector=_selected)


def current_language() -> str:
    locale: Locale | None = get_locale()
    return str(locale.language) if locale else DEFAULT


def in_language(texts: Mapping[str, str]) -> str:
    """A text of the operator's file, which knows at least its first language."""
    return texts[language_of(texts)]


def language_of(texts: Mapping[str, str]) -> str:
    """The language in which `in_language` shows a text."""
    language = current_language()
    return language if language in texts else next(iter(texts))


def _selected() -> str:
    """What the person chose, else what the browser asks for, else the operator's first."""
    if not has_request_context() or "operator" not in g:
        return DEFAULT
    known = current_operator().locales
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in known:
        return chosen
    return request.accept_languages.best_match(known) or known[0]


def _compiled(language: str) -> Any:
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
