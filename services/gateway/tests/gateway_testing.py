"""The services in memory, as far as a person who is signed in goes, and a browser."""

import re
from dataclasses import dataclass, field
from html import unescape

from chassis.http_client import ProblemResponse, ServiceUnavailable
from gateway.app import build_app

HOST = "https://virtual-operator.localhost:8080"
SECRET_KEY = "a key for tests, long enough to be one"
PASSWORD = "Trzy-Zielone-Rowery-7"
SESSION = "s" * 43
FORM_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
TOKENS = {
    "identity": "identity-token",
    "billing": "billing-token",
    "notifications": "notifications-token",
}
ACCOUNT = {
    "id": "a1",
    "user_name": "kornelia",
    "display_name": "Kornelia Szczuka",
    "customers": [{"customer_number": "10482217", "name": "Kornelia Szczuka"}],
}

OWN_FACTS = {
    "user_name": "kornelia",
    "email": "kornelia.szczuka@example.org",
    "phone_masked": "+48 600 ••• 417",
    "customers": ACCOUNT["customers"],
    "consents": [
        {
            "purpose": "ebok-phone-processing",
            "version": "1",
            "given_at": "2026-03-12T23:30:00.000Z",
            "channel": "web",
        }
    ],
    "created_at": "2026-03-12T23:30:00.000Z",
}


def refusal(status, type, headers=None, **facts):
    body = {"type": f"urn:okienko:problem:{type}", "errors": [], **facts}
    return ProblemResponse(status, body, headers or {})


def invalid(**rules):
    errors = [{"field": name, "rule": rule, "message": ""} for name, rule in rules.items()]
    return refusal(422, "validation", errors=errors)


@dataclass
class FakeIdentity:
    """One account; `silent` is a service that does not answer."""

    silent: bool = False
    refuse: ProblemResponse | None = None
    ended: str = ""
    misunderstood: bool = False
    touches: int = 0
    sessions: set = field(default_factory=set)
    account_silent: bool = False
    idle_expires_at: str = "2026-11-21T09:39:00.000Z"
    absolute_expires_at: str = "2026-11-21T21:24:00.000Z"
    password: str = PASSWORD

    def sign_in(self, _operator, identifier, password, _device):
        self._answer()
        if self.refuse:
            raise self.refuse
        if identifier not in ("kornelia", "10482217", "90010112345") or password != PASSWORD:
            raise refusal(401, "credentials-wrong")
        self.sessions.add(SESSION)
        return SESSION

    def touch(self, operator, session):
        self.touches += 1
        return {**self.peek(operator, session), "tokens": TOKENS}

    def peek(self, _operator, session):
        self._answer()
        if self.misunderstood:
            raise refusal(401, "unauthenticated")
        if self.ended or session not in self.sessions:
            raise refusal(401, "session-ended", reason=self.ended or "unknown")
        return {
            "account": ACCOUNT,
            "idle_expires_at": self.idle_expires_at,
            "absolute_expires_at": self.absolute_expires_at,
        }

    def account(self, token):
        self._answer()
        assert token == TOKENS["identity"]
        if self.account_silent:
            raise ServiceUnavailable("identity")
        return OWN_FACTS

    def change_password(self, token, current, new):
        self._answer()
        assert token == TOKENS["identity"]
        if self.refuse:
            raise self.refuse
        if current != self.password:
            raise invalid(current="password.wrong")
        self.password = new

    def sign_out(self, token):
        self._answer()
        assert token == TOKENS["identity"]
        self.sessions.clear()

    def begin_registration(self, _operator):
        self._answer()

    def _answer(self):
        if self.silent:
            raise ServiceUnavailable("identity")


def message(kind="new_invoice", channel="email", **facts):
    return {
        "id": "m1",
        "kind": kind,
        "at": "2026-11-20T07:05:00Z",
        "channel": channel,
        "facts": facts,
    }


@dataclass
class FakeNotifications:
    silent: bool = False
    items: list = field(default_factory=list)
    limit: int = 0

    def messages(self, token, limit):
        assert token == TOKENS["notifications"]
        self.limit = limit
        if self.silent:
            raise ServiceUnavailable("notifications")
        return {"items": self.items}


def gateway(common, operators, identity, billing, clock, notifications=None, **options):
    return build_app(
        operators=operators,
        brands_dir=common.operators_dir,
        identity=identity,
        billing=billing,
        notifications=notifications or FakeNotifications(),
        clock=clock,
        secret_key=SECRET_KEY,
        **options,
    )


class Browser:
    """Keeps cookies, sends the hidden fields of the page it is on, and where it comes from."""

    def __init__(self, app, host=HOST):
        self.client = app.test_client()
        self.host = host
        self.form_token = ""

    def get(self, path, **options):
        return self._kept(self.client.get(path, base_url=self.host, **options))

    def post(self, path, csrf=True, **values):
        fields = {"csrf_token": self.form_token} if csrf else {}
        headers = {"Referer": f"{self.host}{path}"}
        return self._kept(
            self.client.post(path, base_url=self.host, data=fields | values, headers=headers)
        )

    def sign_in(self, identifier="kornelia", password=PASSWORD, **values):
        self.get("/sign-in")
        return self.post("/sign-in", identifier=identifier, password=password, **values)

    def cookie(self, name):
        return self.client.get_cookie(name, domain="virtual-operator.localhost")

    def _kept(self, answer):
        found = FORM_TOKEN.search(answer.text)
        self.form_token = found[1] if found else self.form_token
        return answer


def words(answer):
    """What a page says, without tags, every space alike."""
    text = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(unescape(text).split())


def title(answer):
    return unescape(re.search(r"<title>(.*?)</title>", answer.text)[1])
