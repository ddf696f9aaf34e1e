"""How often one recipient is written to about a forgotten password.

Two counters. What was typed is counted openly: known or unknown, too many are refused. Where
the message would go is counted silently: a refusal there would tell that two names, or a name
and a telephone, belong together; nothing is sent, and the page is the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from identity.domain.one_time_code import Sends
from identity.domain.recovery import Claimant
from identity.policies import Rules
from identity.store.counters import Counters
from identity.usecases.sign_in import counted_as


@dataclass(frozen=True)
class RecoverySends:
    counters: Counters

    def count(self, rules: Rules, channel: str, claimant: Claimant, now: datetime) -> Claimant:
        """Who is to be told: raises TooManyCodes for what was typed, mutes for the recipient."""
        caps = rules.code.caps
        self._typed(rules, channel, claimant, lambda sends: sends.one_more(caps, now), now)
        sends = self._told(
            rules, channel, claimant, lambda sends: sends.one_more_or_refused(caps, now), now
        )
        return claimant.muted() if sends.refused else claimant

    def take_back(self, rules: Rules, channel: str, claimant: Claimant, now: datetime) -> None:
        """The send that was counted at `now` did not happen."""
        self._typed(rules, channel, claimant, lambda sends: sends.one_less(now), now)
        self._told(rules, channel, claimant, lambda sends: sends.one_less(now), now)

    def _typed(
        self,
        rules: Rules,
        channel: str,
        claimant: Claimant,
        decide: Callable[[Sends], Sends],
        now: datetime,
    ) -> Sends:
        kind, typed = f"recovery-{channel}-for", counted_as(claimant.identifier)
        return self.counters.change_sends(rules.slug, kind, typed, decide, now)

    def _told(
        self,
        rules: Rules,
        channel: str,
        claimant: Claimant,
        decide: Callable[[Sends], Sends],
        now: datetime,
    ) -> Sends:
        # Nobody's recipient is made of what no form accepts, so it is nobody else's either.
        recipient = claimant.recipient.casefold() or f"\0{counted_as(claimant.identifier)}"
        kind = f"recovery-{channel}-to"
        return self.counters.change_sends(rules.slug, kind, recipient, decide, now)
