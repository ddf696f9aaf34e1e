"""The captcha challenge of a flow: show it, renew it, let one request compare an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from chassis.clock import Clock
from identity.captcha_image import captcha_png
from identity.domain.captcha import Challenge
from identity.domain.errors import CaptchaTaken, CaptchaWrong
from identity.domain.registration import IDENTIFY, Registration
from identity.domain.token import token_digest
from identity.policies import Rules
from identity.randomness import Randomness
from identity.store.registrations import Registrations

POLL_SECONDS = 0.02
POLLS = 50


@dataclass(frozen=True)
class Captchas:
    registrations: Registrations
    clock: Clock
    randomness: Randomness
    pause: Callable[[float], None]

    def image(self, rules: Rules, token: str) -> bytes:
        flow = self.registrations.get(rules.slug, token_digest(token), self.clock.now())
        flow.require(IDENTIFY)
        return captcha_png(flow.captcha.text)

    def another_image(self, rules: Rules, token: str) -> None:
        self.renew(rules, token_digest(token))

    def challenge(self) -> Challenge:
        return Challenge(self.randomness.id(), self.randomness.captcha_text())

    def renew(self, rules: Rules, flow_id: str) -> None:
        renewed = partial(Registration.captcha_renewed, challenge=self.challenge())
        self.registrations.change(rules.slug, flow_id, renewed, self.clock.now())

    def take(self, rules: Rules, flow_id: str) -> Registration:
        """Only who takes a challenge may answer it; a double submit waits for the first one."""
        now = self.clock.now()
        try:
            return self.registrations.change(
                rules.slug, flow_id, lambda flow: flow.captcha_taken(now), now
            )
        except CaptchaTaken:
            self._wait(rules, flow_id)
            raise CaptchaWrong from None

    def _wait(self, rules: Rules, flow_id: str) -> None:
        """Until the other request is done: raises WrongStep when it moved the flow on."""
        taken = self.registrations.get(rules.slug, flow_id, self.clock.now()).captcha.id
        for _ in range(POLLS):
            flow = self.registrations.get(rules.slug, flow_id, self.clock.now())
            flow.require(IDENTIFY)
            if flow.captcha.id != taken:
                return
            self.pause(POLL_SECONDS)
        self.renew(rules, flow_id)  # the other request died
