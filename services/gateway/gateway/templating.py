"""What templates may call besides Flask's own: formats in the person's language, icons, counts."""

import re
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import format_timedelta, gettext
from markupsafe import Markup

from chassis.operators import duration
from gateway import formats
from gateway.access import here
from gateway.features import has_einvoice
from gateway.hosts import current_operator
from gateway.languages import NAMES, current_language, in_language

ICONS = Path(__file__).parent / "templates" / "icons.svg"
SYMBOL = re.compile(r'<symbol id="([\w-]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


def equip_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        counted=counted,
        current_language=current_language,
        current_operator=current_operator,
        has_einvoice=has_einvoice,
        here=here,
        icon_shapes=_icon_shapes(),
        language_names=NAMES,
    )
    app.jinja_env.filters.update(
        figures=lambda grosze: formats.figures(grosze, current_language()),
        hours=lambda hours: formats.opening_hours(hours, current_language()),
        iban=formats.iban_groups,
        in_words=lambda life: format_timedelta(duration(life), granularity="minute", threshold=2),
        in_language=lambda texts: formats.tied(in_language(texts)),
        local_day=lambda instant: formats.local_day(instant, current_operator().timezone),
        long_date=lambda day: formats.long_date(day, current_language()),
        moment=_moment,
        money=lambda grosze: formats.money(grosze, current_language()),
        paragraphs=lambda texts: formats.paragraphs(in_language(texts)),
        quantity=lambda amount: formats.quantity(amount, current_language()),
        short_date=lambda day: formats.short_date(day, current_language()),
        time_of_day=lambda instant: formats.time_of_day(instant, current_operator().timezone),
        unbroken=formats.unbroken,
        vat_rate=formats.vat_rate,
    )


def counted(number: int, one: str, few: str, many: str, **facts: Any) -> str:
    """A sentence with a number in it; `%(num)s` stands for the number.

    English needs a text for `one` and for `many`.
    """
    if current_language() == "pl":
        form = formats.polish_form(number, one, few, many)
    else:
        form = one if number == 1 else many
    return gettext(form, num=number, **facts)


def _moment(instant: str) -> str:
    return formats.moment(instant, current_operator().timezone, current_language())


def _icon_shapes() -> dict[str, Markup]:
    """The shapes of our own sprite file; it holds no text of anybody else's."""
    return {name: Markup(shape) for name, shape in SYMBOL.findall(ICONS.read_text())}  # noqa: S704
