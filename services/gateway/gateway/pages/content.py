"""Pages whose words are the operator's: benefits, questions, terms, privacy, manual (C20)."""

from flask import Blueprint, abort, render_template

from gateway.access import everybody
from gateway.hosts import current_operator

WITH_CONTACT = frozenset({"faq"})


def content_pages() -> Blueprint:
    pages = Blueprint("content", __name__)

    @pages.get("/pages/<name>")
    @everybody
    def content(name: str) -> str:
        page = current_operator().section("pages").get(name) or abort(404)
        return render_template("pages/content.html", page=page, shows_contact=name in WITH_CONTACT)

    return pages
