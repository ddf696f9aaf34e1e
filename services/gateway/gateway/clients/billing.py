"""Billing: what is owed, the invoices, their documents, the e-invoice. The token says whose."""

from typing import Any
from urllib.parse import quote

import requests

from chassis.http_client import ServiceClient

AUDIENCE = "billing"
Answer = dict[str, Any]


class Billing:
    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def overview(self, token: str) -> Answer:
        return dict(self._client.get("/overview", token).json())

    def invoices(self, token: str, status: str, cursor: str) -> Answer:
        asked = {"status": status} | ({"cursor": cursor} if cursor else {})
        return dict(self._client.get("/invoices", token, asked).json())

    def invoice(self, token: str, id: str) -> Answer:
        return dict(self._client.get(f"/invoices/{quote(id, safe='')}", token).json())

    def invoice_pdf(self, token: str, id: str, locale: str) -> requests.Response:
        """The document as it comes, not yet read."""
        path = f"/invoices/{quote(id, safe='')}/pdf"
        return self._client.get(path, token, {"locale": locale}, stream=True)

    def einvoice(self, token: str) -> Answer:
        return dict(self._client.get("/einvoice", token).json())

    def activate_einvoice(self, token: str, version: str, locale: str) -> Answer:
        """`version` and `locale` name the very text that was on the screen."""
        agreed = {"version": version, "locale": locale}
        return dict(self._client.post("/einvoice/activate", token, agreed).json())

    def withdraw_einvoice(self, token: str) -> Answer:
        return dict(self._client.post("/einvoice/withdraw", token, {}).json())
