"""Identity and billing in memory, as far as sign-in, home and invoices go, and a browser."""

import re
from dataclasses import dataclass, field
from html import unescape

from chassis.http_client import ProblemResponse, ServiceUnavailable
from gateway.app import build_app

HOST = "https://virtual-operator.localhost:8080"
SECRET_KEY = "a key for tests, long enough to be one"
PASSWORD = "Trzy-Zielone-Rowery-7"
SESSION = "s" * 43
INVOICE_ID = "65f000000000000000000001"
FORM_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
TOKENS = {"identity": "identity-token", "billing": "billing-token"}
ACCOUNT = {
    "id": "a1",
    "user_name": "kornelia",
    "display_name": "Kornelia Szczuka",
    "customers": [{"customer_number": "10482217", "name": "Kornelia Szczuka"}],
}


def refusal(status, type, headers=None, **facts):
    body = {"type": f"urn:okienko:problem:{type}", "errors": [], **facts}
    return ProblemResponse(status, body, headers or {})


@dataclass
class FakeIdentity:
    """One account; `silent` is a service that does not answer."""

    silent: bool = False
    refuse: ProblemResponse | None = None
    ended: str = ""
    touches: int = 0
    sessions: set = field(default_factory=set)

    def sign_in(self, _operator, identifier, password, _device):
        self._answer()
        if self.refuse:
            raise self.refuse
        if identifier not in ("kornelia", "10482217", "90010112345") or password != PASSWORD:
            raise refusal(401, "credentials-wrong")
        self.sessions.add(SESSION)
        return SESSION

    def touch(self, _operator, session):
        self.touches += 1
        self._answer()
        if self.ended or session not in self.sessions:
            raise refusal(401, "session-ended", reason=self.ended or "unknown")
        return {"account": ACCOUNT, "tokens": TOKENS}

    def sign_out(self, token):
        self._answer()
        assert token == TOKENS["identity"]
        self.sessions.clear()

    def begin_registration(self, _operator):
        self._answer()

    def _answer(self):
        if self.silent:
            raise ServiceUnavailable("identity")


def summary(number="FV/2026/11/004821", status="open", **facts):
    made = {
        "id": INVOICE_ID,
        "number": number,
        "issued_on": "2026-11-20",
        "due_on": "2026-12-04",
        "gross": 12847,
        "remaining": 12847,
        "status": status,
        "payer_number": "P-10482217",
    }
    return made | facts


def invoice(**facts):
    party = {
        "name": "Virtual Operator",
        "nip": "5260250995",
        "address": {"street": "Przykładowa 7", "postal_code": "00-950", "city": "Warszawa"},
    }
    line = {"net": 10445, "vat": 2402, "gross": 12847}
    service = {"name": "Internet 600 Mb/s", "unit": "mies.", "quantity": "1.0000"}
    return (
        summary()
        | {
            "currency": "PLN",
            "period": {"from": "2026-11-01", "to": "2026-11-30"},
            "seller": party,
            "buyer": {"name": "Kornelia Szczuka", "address": party["address"]},
            "lines": [line | service | {"unit_price": "104.45", "vat_rate": "23"}],
            "vat_summary": [line | {"rate": "23"}],
            "net": 10445,
            "vat": 2402,
            "transfer": {"iban": "PL61109010140000071219812874", "title": "FV/2026/11/004821"},
            "payments": [],
        }
        | facts
    )


def overview(**facts):
    late = summary("FV/2026/10/004377", "overdue", due_on="2026-11-14", gross=5898, remaining=5898)
    return {
        "state": "ready",
        "currency": "PLN",
        "due": 18745,
        "overdue": 5898,
        "on_account": 0,
        "next_due_on": "2026-12-04",
        "open": [late, summary()],
        "latest": [summary(), late],
        "updated_at": "2026-11-20T08:00:00+00:00",
    } | facts


class FakeDocument:
    def __init__(self):
        self.headers = {
            "Content-Length": "9",
            "Content-Disposition": 'attachment; filename="FV-2026-11-004821.pdf"',
            "Set-Cookie": "billing=1",
        }

    def iter_content(self, _size):
        return iter([b"%PDF-", b"1.7\n"])

    def close(self):
        """Nothing to give back."""


@dataclass
class FakeBilling:
    silent: bool = False
    shown: dict = field(default_factory=overview)
    one: dict = field(default_factory=invoice)
    asked: list = field(default_factory=list)

    def overview(self, token):
        self._answer(token)
        return self.shown

    def invoices(self, token, status, cursor):
        self._answer(token)
        self.asked.append((status, cursor))
        if cursor == "broken":
            raise refusal(422, "validation")
        return {"items": self.shown["latest"], "next_cursor": None if cursor else "next+page="}

    def invoice(self, token, id):
        self._answer(token)
        if id != INVOICE_ID:
            raise refusal(404, "invoice-unknown")
        return self.one

    def invoice_pdf(self, token, id, _locale):
        self.invoice(token, id)
        return FakeDocument()

    def _answer(self, token):
        assert token == TOKENS["billing"]
        if self.silent:
            raise ServiceUnavailable("billing")


def gateway(common, operators, identity, billing, clock, **options):
    return build_app(
        operators=operators,
        brands_dir=common.operators_dir,
        identity=identity,
        billing=billing,
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
