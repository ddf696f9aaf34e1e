"""An operator's colours and logos: custom properties written from its file, checked at start.

A file whose colours could not be read is refused: 4.5:1 for text, 3:1 for controls (WCAG 1.4.3
and 1.4.11), against the grounds that okienko.css has.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort

from chassis.operators import Operator, Operators
from gateway.access import everybody
from gateway.assets import Asset, asset_of, digest
from gateway.hosts import current_operator

TEXT, CONTROL = 4.5, 3.0
# --ok-surface, --ok-canvas and --ok-ink of okienko.css
GROUNDS = {
    "light": {"surface": "#ffffff", "canvas": "#f4f3ef", "text": "#1d1c1a"},
    "dark": {"surface": "#1b1e22", "canvas": "#121417", "text": "#f0f1f3"},
}
WHITE = "#ffffff"
# foreground, ground, least contrast; names of the brand's colours or of a theme's grounds
PAIRS = (
    ("ink", "brand", TEXT),
    ("ink", "strong", TEXT),
    ("brand", "surface", TEXT),
    ("brand", "canvas", TEXT),
    ("brand", "soft", TEXT),
    ("strong", "surface", TEXT),
    ("strong", "canvas", TEXT),
    ("text", "soft", TEXT),
    ("white", "panel", TEXT),
    ("accent", "panel", CONTROL),
)
VARIABLES = {
    "light": {"brand": "brand", "strong": "brand-strong", "soft": "brand-soft",
              "ink": "brand-ink", "panel": "brand-panel", "accent": "brand-accent"},
    "dark": {"brand": "brand-d", "strong": "brand-d-strong", "soft": "brand-d-soft",
             "ink": "brand-d-ink", "panel": "brand-d-panel"},
}  # fmt: skip
# A logo is shown as an image and runs nothing; what it could run is refused all the same.
ACTIVE_SVG = re.compile(r"<script|<foreignObject|\son\w+\s*=|javascript:|<!ENTITY", re.IGNORECASE)


class WrongBrand(ValueError):
    """A brand that cannot be shown: the operator, the place in its file, the reason."""

    def __init__(self, slug: str, path: str, reason: str) -> None:
        super().__init__(f"operator file {slug}.yaml: brand/{path}: {reason}")


@dataclass(frozen=True)
class Brand:
    """The addresses of an operator's stylesheet and images."""

    css: str
    logo: str
    logo_dark: str
    mark: str


def serve_brands(app: Flask, operators: Operators, folder: Path) -> None:
    brands: dict[str, Brand] = {}
    assets: dict[str, Asset] = {}
    for operator in operators.all():
        files = _files(operator, folder)
        addresses = {name: _address(content, suffix) for name, (content, suffix) in files.items()}
        assets |= {addresses[name]: asset_of(*file) for name, file in files.items()}
        brands[operator.slug] = Brand(**addresses)
    app.register_blueprint(_routes(assets))
    app.jinja_env.globals["brand"] = lambda: brands[current_operator().slug]


def check_contrast(slug: str, colours: Mapping[str, Mapping[str, str]]) -> None:
    for theme, grounds in GROUNDS.items():
        known = {"white": WHITE, **grounds, **colours["light"], **colours[theme]}
        for front, ground, least in PAIRS:
            found = contrast(known[front], known[ground])
            if found < least:
                reason = f"contrast of {front} on {ground} is {found:.2f}:1, least {least}:1"
                raise WrongBrand(slug, theme, reason)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two #rrggbb colours."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _files(operator: Operator, folder: Path) -> dict[str, tuple[bytes, str]]:
    section = operator.section("brand")
    check_contrast(operator.slug, section)
    images = {
        name: (_image(operator, folder, name), ".svg") for name in ("logo", "logo_dark", "mark")
    }
    return {"css": (_stylesheet(section), ".css"), **images}


def _stylesheet(section: Mapping[str, Any]) -> bytes:
    lines = [
        f"  --{variable}: {section[theme][name]};"
        for theme, names in VARIABLES.items()
        for name, variable in names.items()
    ]
    return "\n".join([":root {", *lines, "}\n"]).encode()


def _image(operator: Operator, folder: Path, name: str) -> bytes:
    file = folder / str(operator.section("brand")[name])
    try:
        content = file.read_bytes()
    except OSError:
        raise WrongBrand(operator.slug, name, f"{file} cannot be read") from None
    if ACTIVE_SVG.search(content.decode("utf-8", "replace")):
        raise WrongBrand(operator.slug, name, f"{file} holds something that runs")
    return content


def _address(content: bytes, suffix: str) -> str:
    return f"/brand/{digest(content)}{suffix}"


def _routes(assets: Mapping[str, Asset]) -> Blueprint:
    routes = Blueprint("brand", __name__)

    @routes.get("/brand/<name>")
    @everybody
    def brand_file(name: str) -> Response:
        asset = assets.get(f"/brand/{name}") or abort(404)
        return asset.response()

    return routes
