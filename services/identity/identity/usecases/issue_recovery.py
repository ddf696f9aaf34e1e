"""Make what lets somebody set a new password: a code for the phone, or a link for the mailbox.

For people nobody was found for the same is done, and nobody hears of it.
"""

from dataclasses import dataclass
from datetime import datetime

from chassis.messaging.envelope import Event
from identity.codes import Codes
from identity.domain.link import RESET_PASSWORD, Link
from identity.domain.one_time_code import OneTimeCode, issue
from identity.domain.recovery import SMS, Claimant
from identity.domain.token import token_digest
from identity.events import Events
from identity.policies import Rules
from identity.randomness import Randomness
from identity.store.links import Links
from identity.usecases.recovery_sends import RecoverySends


@dataclass(frozen=True)
class IssueRecoveryCode:
    codes: Codes
    sends: RecoverySends
    events: Events

    def __call__(
        self, rules: Rules, flow_id: str, claimant: Claimant, locale: str, now: datetime
    ) -> tuple[OneTimeCode, Event]:
        text = self.codes.fresh(rules.code.digits)
        digest = self.codes.digest_if(claimant.matched, rules.slug, flow_id, text)
        code = issue(digest, rules.code, now)
        event = self.events.recovery_code_issued(
            rules.slug, flow_id, claimant, text, locale, code.expires_at
        )
        return code, event

    def count(self, rules: Rules, claimant: Claimant, now: datetime) -> Claimant:
        return self.sends.count(rules, SMS, claimant, now)

    def take_back(self, rules: Rules, claimant: Claimant, now: datetime) -> None:
        self.sends.take_back(rules, SMS, claimant, now)


@dataclass(frozen=True)
class IssueResetLink:
    links: Links
    events: Events
    randomness: Randomness

    def __call__(
        self,
        rules: Rules,
        flow_id: str,
        claimant: Claimant,
        user_name: str,
        locale: str,
        now: datetime,
    ) -> Event:
        """The link stands before its mail is told of; one that is never mailed opens nothing."""
        token, expires_at = self.randomness.token(), now + rules.recovery.link_life
        account_id = claimant.account_id or ""
        link = Link(
            token_digest(token), RESET_PASSWORD, account_id, expires_at, epoch=claimant.epoch
        )
        self.links.add(rules.slug, link)
        url = f"{rules.base_url}/reset/{token}"
        return self.events.reset_link_issued(
            rules.slug, flow_id, claimant, user_name, url, locale, expires_at
        )
