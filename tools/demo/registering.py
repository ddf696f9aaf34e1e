"""Registering a demo person the way a person does: through the portal's pages.

The SMS and the mail are read where the sandbox received them.
"""

import re
from dataclasses import dataclass
from typing import Any

import requests

from chassis.testing.readiness import wait_until
from tools.demo.browser import Browser, Page, PortalError
from tools.demo.people import Person, plain

CAPTCHA_ANSWER = "okienko"
# A customer whom the portal does not know yet gets the same page, but no SMS.
ATTEMPTS = 4
MESSAGE_SECONDS = 8
WORDS = ("Zielony", "Most", "Rzeka", "Wiatr", "Kamień", "Latarnia", "Sosna", "Obłok")


@dataclass(frozen=True)
class Login:
    user_name: str
    password: str


class NoMessage(PortalError):
    """The provider was handed nothing in time."""


class Registration:
    def __init__(self, base_url: str, sandbox_url: str) -> None:
        self._base_url, self._sandbox_url = base_url, sandbox_url

    def register(self, person: Person) -> Login:
        for attempt in range(ATTEMPTS):
            try:
                return self._register(person, Browser(self._base_url))
            except NoMessage:
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("the last attempt raises or returns")

    def _register(self, person: Person, browser: Browser) -> Login:
        login, email = login_of(person), str(person.email)
        seen = {kind: self._ids(kind, to) for kind, to in (("sms", person.phone), ("mail", email))}
        page = browser.get("/register")
        identification = {
            "customer_number": person.customer_number,
            "phone": person.phone,
            "captcha": CAPTCHA_ANSWER,
            **_consents(page),
        }
        page = browser.submit(page, identification)
        code = self._find("sms", person.phone, seen["sms"], r"#(\d{6,10})\b")
        page = browser.submit(page, {"code": code})
        credentials = {
            "user_name": login.user_name,
            "password": login.password,
            "password_repeat": login.password,
            "email": email,
        }
        browser.submit(page, credentials)
        path = self._find("mail", email, seen["mail"], r"https?://[^/\s]+(/activate/[\w~.-]+)")
        activated = browser.press(browser.get(path), path)
        if activated.status != requests.codes.ok:
            raise PortalError(f"{activated.url} answered {activated.status} after activation")
        return login

    def _find(self, kind: str, to: str, seen: set[int], pattern: str) -> str:
        """What a message that came since then says."""
        found: list[str] = []

        def arrived() -> bool:
            new = (one for one in self._messages(kind, to) if one["id"] not in seen)
            found.extend(match[1] for one in new if (match := re.search(pattern, one["text"])))
            return bool(found)

        if not wait_until(arrived, MESSAGE_SECONDS):
            raise NoMessage(f"no {kind} came to {to} within {MESSAGE_SECONDS} s")
        return found[0]

    def _ids(self, kind: str, to: str) -> set[int]:
        return {message["id"] for message in self._messages(kind, to)}

    def _messages(self, kind: str, to: str) -> list[dict[str, Any]]:
        answer = requests.get(f"{self._sandbox_url}/api/{kind}", params={"to": to}, timeout=10)
        answer.raise_for_status()
        messages: list[dict[str, Any]] = answer.json()
        return messages


def _consents(page: Page) -> dict[str, str]:
    """Yes to whatever the operator asks for."""
    fields = page.form_with("customer_number").fields
    return {name: "y" for name in fields if name.startswith("consent_")}


def login_of(person: Person) -> Login:
    """A password that every shipped policy takes, and that a person can type."""
    first, second, third = (plain(WORDS[(person.place * 3 + n) % len(WORDS)]) for n in range(3))
    number = 10 + person.place
    name = f"{plain(person.first)}.{plain(person.last)}"
    return Login(name, f"{first.title()}-{second}-{third}-{number}")
