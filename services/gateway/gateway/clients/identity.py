"""Identity: registration, links from mails, sign-in, sessions.

Refusals come out as `ProblemResponse`, silence as `ServiceUnavailable`; pages decide what
a person then reads.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from chassis.http_client import ServiceClient
from chassis.operators import Operator
from chassis.tokens import ANONYMOUS, Caller, TokenMinter

AUDIENCE = "identity"
Answer = dict[str, Any]


class Identity:
    def __init__(self, client: ServiceClient, minter: TokenMinter) -> None:
        self._client = client
        self._minter = minter

    def begin_registration(self, operator: Operator) -> Answer:
        return self._post(operator, "/registrations", {})

    def registration(self, operator: Operator, flow: str) -> Answer:
        answer = self._client.get(_registration(flow), self._anonymous(operator))
        return dict(answer.json())

    def captcha_image(self, operator: Operator, flow: str) -> bytes:
        path = f"{_registration(flow)}/captcha"
        return bytes(self._client.get(path, self._anonymous(operator)).content)

    def renew_captcha(self, operator: Operator, flow: str) -> None:
        self._client.post(f"{_registration(flow)}/captcha", self._anonymous(operator))

    def identify(
        self,
        operator: Operator,
        flow: str,
        *,
        customer_number: str,
        phone: str,
        captcha: str,
        consents: Sequence[str],
        locale: str,
    ) -> Answer:
        claim = {
            "customer_number": customer_number,
            "phone": phone,
            "captcha": captcha,
            "consents": list(consents),
            "locale": locale,
        }
        return self._post(operator, f"{_registration(flow)}/identify", claim)

    def resend_code(self, operator: Operator, flow: str) -> Answer:
        return self._post(operator, f"{_registration(flow)}/resend-code", {})

    def confirm(self, operator: Operator, flow: str, code: str) -> Answer:
        return self._post(operator, f"{_registration(flow)}/confirm", {"code": code})

    def choose_credentials(
        self, operator: Operator, flow: str, *, user_name: str, password: str, email: str
    ) -> Answer:
        chosen = {"user_name": user_name, "password": password, "email": email}
        return self._post(operator, f"{_registration(flow)}/credentials", chosen)

    def peek_link(self, operator: Operator, token: str) -> Answer:
        return self._post(operator, "/links/peek", {"token": token})

    def activate_account(self, operator: Operator, token: str) -> Answer:
        return self._post(operator, "/links/activate-account", {"token": token})

    def sign_in(self, operator: Operator, identifier: str, password: str, device: str) -> str:
        """The secret of a new session, for the cookie."""
        asked = {"identifier": identifier, "password": password, "device": device}
        return str(self._post(operator, "/sign-in", asked)["session"])

    def touch(self, operator: Operator, session: str) -> Answer:
        """Who this is, with tokens for the other services; moves the idle clock."""
        return self._post(operator, "/sessions/touch", {"session": session})

    def sign_out(self, token: str) -> None:
        self._client.post("/sign-out", token)

    def _post(self, operator: Operator, path: str, body: Answer) -> Answer:
        return dict(self._client.post(path, self._anonymous(operator), body).json())

    def _anonymous(self, operator: Operator) -> str:
        return self._minter.mint(Caller(operator.slug, ANONYMOUS), AUDIENCE)


def _registration(flow: str) -> str:
    """The flow comes from a cookie, which anybody may write."""
    return f"/registrations/{quote(flow, safe='')}"
