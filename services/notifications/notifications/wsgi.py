"""The web role: `gunicorn "notifications.wsgi:create_app()"`."""

from flask import Flask

from chassis.logging import configure_logging
from notifications.settings import read_settings
from notifications.wiring import SERVICE, wire_web


def create_app() -> Flask:
    settings = read_settings()
    configure_logging(SERVICE, "web", settings.common)
    return wire_web(settings)
