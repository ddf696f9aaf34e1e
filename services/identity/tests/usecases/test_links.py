"""The link of the activation mail: looked at by anybody, used once, in time."""

import pytest
from identity_testing import NUMBER, SLUG, USER_NAME, at_once

from identity.domain.errors import LinkExpired, LinkUnknown, LinkUsed


def mailed(world):
    world.knows()
    world.choose(world.at_credentials())
    return world.link()


@pytest.mark.rule("R7")
def test_looking_changes_nothing(world):
    link = mailed(world)
    for _ in range(3):
        assert world.peek(link).purpose == "activate-account"
    assert world.wiring.accounts.is_registered(SLUG, NUMBER) is False
    assert world.told("identity.account-activated.v1") == []
    assert world.activate(link) == USER_NAME


def test_a_link_works_once(world):
    link = mailed(world)
    world.activate(link)
    for use in (world.activate, world.peek):
        with pytest.raises(LinkUsed):
            use(link)
    assert len(world.told("identity.account-activated.v1")) == 1


def test_a_double_click_activates_once(world):
    link = mailed(world)
    outcomes = at_once(4, lambda _: world.activate(link))
    assert outcomes.count(USER_NAME) == 1
    assert sum(isinstance(outcome, LinkUsed) for outcome in outcomes) == 3
    assert len(world.told("identity.account-activated.v1")) == 1


def test_a_link_lives_a_day(world):
    link = mailed(world)
    world.wait(hours=23, minutes=59)
    world.peek(link)
    world.wait(minutes=1)
    for use in (world.activate, world.peek):
        with pytest.raises(LinkExpired):
            use(link)
    assert world.wiring.accounts.is_registered(SLUG, NUMBER) is False


def test_an_invented_link_is_unknown(world):
    for use in (world.activate, world.peek):
        with pytest.raises(LinkUnknown):
            use("an-invented-token")


def test_who_missed_the_link_registers_again(world):
    mailed(world)
    world.wait(hours=25)
    world.choose(world.at_credentials())
    assert world.activate(world.link()) == USER_NAME
