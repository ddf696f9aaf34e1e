"""Billing in memory: what one person is charged, and the consent to the e-invoice."""

from dataclasses import dataclass, field

from gateway_testing import TOKENS, refusal

from chassis.http_client import ServiceUnavailable

INVOICE_ID = "65f000000000000000000001"


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


def payer(number="P-10482217", **facts):
    standing = {"active": False, "since": None}
    owner = {"customer_number": "10482217", "name": "Kornelia Szczuka"}
    return {"payer_number": number, **owner, **standing, **facts}


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
    payers: list = field(default_factory=lambda: [payer()])
    agreed: list = field(default_factory=list)
    version: str = "1"
    einvoice_silent: bool = False

    def overview(self, token):
        self._answer(token)
        return {**self.shown, "einvoice": self._standing()}

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

    def einvoice(self, token):
        self._answer(token)
        if self.einvoice_silent:
            raise ServiceUnavailable("billing")
        return self._standing()

    def _standing(self):
        active = bool(self.payers) and all(one["active"] for one in self.payers)
        standing = {"active": active, "payers": self.payers}
        return {"available": True, "text_version": self.version, **standing}

    def activate_einvoice(self, token, version, locale):
        self._answer(token)
        if self.einvoice_silent:
            raise ServiceUnavailable("billing")
        if version != self.version:
            raise refusal(409, "consent-outdated")
        self.agreed.append((version, locale))
        since = {"active": True, "since": "2026-11-21T09:24:00.000Z"}
        self.payers = [one | since for one in self.payers]
        return self.einvoice(token)

    def withdraw_einvoice(self, token):
        self._answer(token)
        if self.einvoice_silent:
            raise ServiceUnavailable("billing")
        self.payers = [one | {"active": False, "since": None} for one in self.payers]
        return self.einvoice(token)

    def _answer(self, token):
        assert token == TOKENS["billing"]
        if self.silent:
            raise ServiceUnavailable("billing")
