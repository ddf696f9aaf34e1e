"""An identity service in memory, as far as recovery goes: one account, `kornelia`."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from registration_testing import CAPTCHA, CODE, LINK, problem

from chassis.clock import rfc3339
from chassis.http_client import ProblemResponse

PASSWORD = "Cztery-Spokojne-Żółwie-9"
SOUND = b"RIFF sound"


@dataclass
class Recovery:
    step: str = "identify"
    tries_left: int = 5
    sent_at: Any = None
    challenge: int = 1


@dataclass
class FakeIdentity:
    clock: Any
    flows: dict[str, Recovery] = field(default_factory=dict)
    claims: list[dict[str, Any]] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)
    link: str = "usable"
    # the next call of a method is refused with this
    refuse: dict[str, ProblemResponse] = field(default_factory=dict)

    def begin_recovery(self, operator):
        token = f"recovery-{len(self.flows)}-{'y' * 30}"
        self.flows[token] = Recovery()
        return self.recovery(operator, token)

    def recovery(self, _operator, token):
        flow = self._flow(token)
        confirming = flow.step == "confirm"
        sent_at = flow.sent_at
        return {
            "flow": token,
            "step": flow.step,
            "channel": None,
            "expires_at": rfc3339(self.clock.now() + timedelta(hours=1)),
            "resend_at": rfc3339(sent_at + timedelta(seconds=60)) if confirming else None,
            "code_expires_at": rfc3339(sent_at + timedelta(minutes=5)) if confirming else None,
            "tries_left": flow.tries_left if confirming else None,
        }

    def recovery_captcha_image(self, _operator, token):
        return b"\x89PNG image %d" % self._at(token, "identify").challenge

    def recovery_captcha_sound(self, _operator, token):
        self._at(token, "identify")
        return SOUND

    def renew_recovery_captcha(self, _operator, token):
        self._at(token, "identify").challenge += 1

    def identify_for_recovery(self, operator, token, **claim):
        flow = self._at(token, "identify")
        self._refuse("identify")
        if claim["captcha"] != CAPTCHA:
            flow.challenge += 1
            raise problem(422, "captcha-wrong")
        self.claims.append(claim)
        flow.step = {"sms": "confirm", "email": "sent"}[claim["channel"]]
        flow.sent_at = self.clock.now()
        return self.recovery(operator, token)

    def resend_recovery_code(self, operator, token):
        flow = self._at(token, "confirm")
        self._refuse("resend")
        resend_at = flow.sent_at + timedelta(seconds=60)
        if self.clock.now() < resend_at:
            raise problem(429, "resend-too-soon", retry_at=rfc3339(resend_at))
        flow.sent_at = self.clock.now()
        return self.recovery(operator, token)

    def confirm_recovery(self, operator, token, code):
        flow = self._at(token, "confirm")
        self._refuse("confirm")
        if flow.tries_left == 0:
            raise problem(410, "code-exhausted")
        if self.clock.now() >= flow.sent_at + timedelta(minutes=5):
            raise problem(410, "code-expired")
        if code != CODE:
            flow.tries_left -= 1
            raise problem(422, "code-wrong", tries_left=flow.tries_left)
        flow.step = "password"
        return self.recovery(operator, token)

    def recover_password(self, operator, token, password):
        flow = self._at(token, "password")
        self._refuse("password")
        self.passwords.append(password)
        flow.step = "done"
        return self.recovery(operator, token)

    def peek_link(self, _operator, token):
        if token != LINK:
            raise problem(404, "link-unknown")
        if self.link != "usable":
            raise problem(410, f"link-{self.link}")
        return {"purpose": "reset-password", "state": "usable"}

    def reset_password(self, operator, token, password):
        self._refuse("password")
        self.peek_link(operator, token)
        self.link = "used"
        self.passwords.append(password)
        return {"user_name": "kornelia"}

    def _at(self, token, step):
        flow = self._flow(token)
        if flow.step != step:
            raise problem(409, "wrong-step", step=flow.step)
        return flow

    def _flow(self, token):
        if token not in self.flows:
            raise problem(404, "flow-unknown")
        return self.flows[token]

    def _refuse(self, method):
        if method in self.refuse:
            raise self.refuse.pop(method)
