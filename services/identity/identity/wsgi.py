"""The web role: `gunicorn "identity.wsgi:create_app()"`."""

from flask import Flask

from chassis.logging import configure_logging
from identity.settings import read_settings
from identity.wiring import SERVICE, Wiring


def create_app() -> Flask:
    settings = read_settings()
    configure_logging(SERVICE, "web", settings.common)
    return Wiring(settings).web()
