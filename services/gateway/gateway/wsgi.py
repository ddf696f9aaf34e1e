"""The web role: `gunicorn "gateway.wsgi:create_app()"`."""

from flask import Flask

from chassis.logging import configure_logging
from gateway.settings import read_settings
from gateway.wiring import SERVICE, web


def create_app() -> Flask:
    settings = read_settings()
    configure_logging(SERVICE, "web", settings.common)
    return web(settings)
