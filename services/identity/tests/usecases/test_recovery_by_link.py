"""A forgotten password, by mailed link: looked at by anybody, used once, within the hour."""

import pytest
from identity_testing import OTHER_PASSWORD, PASSWORD, USER_NAME, at_once

from identity.domain.errors import (
    InvalidFields,
    LinkExpired,
    LinkUnknown,
    LinkUsed,
    SessionEnded,
)

CHANGED = "identity.password-changed.v1"


@pytest.fixture
def world(world):
    world.registered()
    world.wait(minutes=1)
    return world


def mailed(world):
    world.recovering(channel="email")
    return world.link()


@pytest.mark.rule("L10")
def test_a_link_leads_to_a_new_password(world):
    link = mailed(world)
    for _ in range(3):
        assert world.peek(link).purpose == "reset-password"
    assert world.sign_in()
    assert world.reset_by_link(link) == USER_NAME
    assert world.sign_in(password=OTHER_PASSWORD)
    assert len(world.told(CHANGED)) == 1


def test_a_link_works_once(world):
    link = mailed(world)
    world.reset_by_link(link)
    for use in (world.reset_by_link, world.peek):
        with pytest.raises(LinkUsed):
            use(link)
    assert len(world.told(CHANGED)) == 1


def test_a_double_click_resets_once(world):
    link = mailed(world)
    outcomes = at_once(4, lambda _: world.reset_by_link(link))
    assert outcomes.count(USER_NAME) == 1
    assert sum(isinstance(outcome, LinkUsed) for outcome in outcomes) == 3, outcomes
    assert len(world.told(CHANGED)) == 1


def test_a_link_lives_an_hour(world):
    link = mailed(world)
    world.wait(minutes=59)
    world.peek(link)
    world.wait(minutes=1)
    for use in (world.reset_by_link, world.peek):
        with pytest.raises(LinkExpired):
            use(link)
    assert world.sign_in(password=PASSWORD)


def test_another_password_ends_the_links_before_it(world):
    first = mailed(world)
    world.wait(seconds=1)
    world.reset_by_link(mailed(world))
    for use in (world.reset_by_link, world.peek):
        with pytest.raises(LinkExpired):
            use(first)


def test_a_refused_password_does_not_spend_the_link(world):
    link = mailed(world)
    with pytest.raises(InvalidFields):
        world.reset_by_link(link, "krótkie")
    assert world.reset_by_link(link) == USER_NAME


def test_links_of_one_purpose_do_not_serve_another(world):
    reset = mailed(world)
    with pytest.raises(LinkUnknown):
        world.activate(reset)
    with pytest.raises(LinkUnknown):
        world.reset_by_link("an-invented-token")


def test_an_activation_link_sets_no_password(fake_world):
    world = fake_world
    world.knows()
    world.choose(world.at_credentials())
    with pytest.raises(LinkUnknown):
        world.reset_by_link(world.link())


def test_every_session_ends(world):
    session = world.sign_in()
    world.reset_by_link(mailed(world))
    with pytest.raises(SessionEnded):
        world.touch(session)
