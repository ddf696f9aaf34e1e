"""How to get access, what to do when signing in fails, and whom to call (L3, T9, C19)."""

from flask import Blueprint, render_template
from flask_babel import gettext

from chassis.operators import Operator
from gateway.access import everybody
from gateway.hosts import current_operator


def help_pages() -> Blueprint:
    pages = Blueprint("help", __name__)

    @pages.get("/help")
    @everybody
    def show_help() -> str:
        return render_template("pages/help.html", identifiers_hint=_identifiers(current_operator()))

    return pages


def _identifiers(operator: Operator) -> str:
    if "customer_number" in operator.section("sign_in")["identifiers"]:
        return gettext("Wpisz nazwę użytkownika z rejestracji albo Numer Klienta z faktury.")
    return gettext("Wpisz nazwę użytkownika z rejestracji.")
