"""What tests of the sandbox say to it."""

from dataclasses import dataclass
from pathlib import Path

import requests

TOKEN = "the-token"


@dataclass(frozen=True)
class Sandbox:
    url: str
    smtp_port: int
    clock_file: Path

    def get(self, path: str, **params: str) -> requests.Response:
        return requests.get(f"{self.url}{path}", params=params, timeout=10)

    def post(self, path: str, body: object) -> requests.Response:
        return requests.post(f"{self.url}{path}", json=body, timeout=10)

    def sms(self, token: str = TOKEN, **form: str) -> requests.Response:
        """One SMS as a client of the provider sends it."""
        usual = {"to": "48600100200", "message": "Kod: 123456", "format": "json"}
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self.url}/smsapi/sms.do"
        return requests.post(url, data=usual | form, headers=headers, timeout=10)
