"""Identity: registration, recovery, links from mails, sign-in, sessions, the account.

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

    def captcha_sound(self, operator: Operator, flow: str) -> bytes:
        """The same challenge, spoken."""
        path = f"{_registration(flow)}/captcha.wav"
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

    def begin_recovery(self, operator: Operator) -> Answer:
        return self._post(operator, "/recoveries", {})

    def recovery(self, operator: Operator, flow: str) -> Answer:
        return dict(self._client.get(_recovery(flow), self._anonymous(operator)).json())

    def recovery_captcha_image(self, operator: Operator, flow: str) -> bytes:
        path = f"{_recovery(flow)}/captcha"
        return bytes(self._client.get(path, self._anonymous(operator)).content)

    def recovery_captcha_sound(self, operator: Operator, flow: str) -> bytes:
        path = f"{_recovery(flow)}/captcha.wav"
        return bytes(self._client.get(path, self._anonymous(operator)).content)

    def renew_recovery_captcha(self, operator: Operator, flow: str) -> None:
        self._client.post(f"{_recovery(flow)}/captcha", self._anonymous(operator))

    def identify_for_recovery(
        self,
        operator: Operator,
        flow: str,
        *,
        identifier: str,
        captcha: str,
        channel: str,
        locale: str,
    ) -> Answer:
        """The answer is the same for people who have no account."""
        claim = {"identifier": identifier, "captcha": captcha, "channel": channel, "locale": locale}
        return self._post(operator, f"{_recovery(flow)}/identify", claim)

    def resend_recovery_code(self, operator: Operator, flow: str) -> Answer:
        return self._post(operator, f"{_recovery(flow)}/resend-code", {})

    def confirm_recovery(self, operator: Operator, flow: str, code: str) -> Answer:
        return self._post(operator, f"{_recovery(flow)}/confirm", {"code": code})

    def recover_password(self, operator: Operator, flow: str, password: str) -> Answer:
        return self._post(operator, f"{_recovery(flow)}/password", {"password": password})

    def reset_password(self, operator: Operator, token: str, password: str) -> Answer:
        asked = {"token": token, "password": password}
        return self._post(operator, "/links/reset-password", asked)

    def peek_link(self, operator: Operator, token: str) -> Answer:
        return self._ask(operator, "/links/peek", {"token": token})

    def activate_account(self, operator: Operator, token: str) -> Answer:
        return self._post(operator, "/links/activate-account", {"token": token})

    def sign_in(self, operator: Operator, identifier: str, password: str, device: str) -> str:
        """The secret of a new session, for the cookie."""
        asked = {"identifier": identifier, "password": password, "device": device}
        return str(self._post(operator, "/sign-in", asked)["session"])

    def touch(self, operator: Operator, session: str) -> Answer:
        """Who this is, with tokens for the other services; moves the idle clock."""
        return self._ask(operator, "/sessions/touch", {"session": session})

    def peek(self, operator: Operator, session: str) -> Answer:
        """How long the session lasts, without prolonging it."""
        return self._ask(operator, "/sessions/peek", {"session": session})

    def account(self, token: str) -> Answer:
        """The account's own facts, for its owner's settings."""
        return dict(self._client.get("/account", token).json())

    def change_password(self, token: str, current: str, new: str) -> None:
        """Ends every session of the account but this one."""
        self._client.post("/password", token, {"current": current, "new": new})

    def sign_out(self, token: str) -> None:
        self._client.post("/sign-out", token)

    def _post(self, operator: Operator, path: str, body: Answer) -> Answer:
        return dict(self._client.post(path, self._anonymous(operator), body).json())

    def _ask(self, operator: Operator, path: str, body: Answer) -> Answer:
        """A question by POST, since secrets belong into no address; asked again when unheard."""
        token = self._anonymous(operator)
        return dict(self._client.post(path, token, body, repeatable=True).json())

    def _anonymous(self, operator: Operator) -> str:
        return self._minter.mint(Caller(operator.slug, ANONYMOUS), AUDIENCE)


def _registration(flow: str) -> str:
    return f"/registrations/{_safe(flow)}"


def _recovery(flow: str) -> str:
    return f"/recoveries/{_safe(flow)}"


def _safe(flow: str) -> str:
    """The flow comes from a cookie, which anybody may write."""
    return quote(flow, safe="")
