"""Files that never change under their address: the address holds a digest of the content."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request

from gateway.access import everybody

FOLDER = Path(__file__).parent / "static"
DIGEST_CHARACTERS = 16
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
ONE_YEAR = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    content: bytes
    squeezed: bytes
    media_type: str

    def response(self) -> Response:
        small = "gzip" in request.accept_encodings
        answer = Response(self.squeezed if small else self.content, mimetype=self.media_type)
        answer.headers["Cache-Control"] = ONE_YEAR
        answer.vary.add("Accept-Encoding")
        if small:
            answer.headers["Content-Encoding"] = "gzip"
        return answer


def asset_of(content: bytes, suffix: str) -> Asset:
    return Asset(content, gzip.compress(content, mtime=0), MEDIA_TYPES[suffix])


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGEST_CHARACTERS]


def serve_assets(app: Flask, folder: Path = FOLDER) -> None:
    """`asset("okienko.css")` in a template is the address of the file as it is now."""
    addresses, assets = _read(folder)
    app.register_blueprint(_routes(assets))
    app.jinja_env.globals["asset"] = addresses.__getitem__


def _read(folder: Path) -> tuple[dict[str, str], dict[str, Asset]]:
    addresses, assets = {}, {}
    for file in folder.iterdir():
        content = file.read_bytes()
        address = f"/static/{digest(content)}/{file.name}"
        addresses[file.name] = address
        assets[address] = asset_of(content, file.suffix)
    return addresses, assets


def _routes(assets: Mapping[str, Asset]) -> Blueprint:
    routes = Blueprint("assets", __name__)

    @routes.get("/static/<mark>/<name>")
    @everybody
    def static_file(mark: str, name: str) -> Response:
        asset = assets.get(f"/static/{mark}/{name}") or abort(404)
        return asset.response()

    return routes
