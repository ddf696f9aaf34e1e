"""Unknown, mismatched and registered people cause the same commands to the database."""

from dataclasses import replace

import pytest
from identity_testing import JAN, SLUG, World, settings
from pymongo import MongoClient
from pymongo.monitoring import CommandListener

from chassis.mongo import Databases
from identity.domain.errors import CodeWrong, CredentialsWrong, ResendTooSoon
from identity.wiring import Wiring


class Watch(CommandListener):
    def __init__(self):
        self.commands = []

    def started(self, event):
        name = event.command_name
        self.commands.append((name, event.command.get(name)))

    def succeeded(self, event):
        pass

    def failed(self, event):
        pass


@pytest.fixture
def watched(common, fake_clock, servers, real_world):
    """The world of `real_world`, through a client that notes each command."""
    watch = Watch()
    client = MongoClient(servers.mongo_uri, tz_aware=True, event_listeners=[watch])
    prefix = real_world.wiring.databases.of(SLUG).name.removesuffix(f"_identity_{SLUG}")
    wiring = Wiring(settings(common), fake_clock, Databases(client, "identity", prefix))
    yield World(wiring, fake_clock), watch
    client.close()


def noted(watch, work):
    watch.commands.clear()
    work()
    return list(watch.commands)


SAID = {
    "matched": {"customer_number": "20000001", "phone": "+48600100299"},
    "unknown": {"customer_number": "99999999", "phone": "+48600100298"},
    "mismatched": {"phone": "+48600100297"},
    "registered": {},
}


@pytest.fixture
def four_people(watched):
    """Each has been here before, so that nobody's counter is a new document."""
    world, watch = watched
    world.registered()
    world.knows(replace(JAN, number="20000001", phone="+48600100299"))
    for said in SAID.values():
        world.at_confirm(**said)
    return world, watch


def test_identification(four_people):
    world, watch = four_people
    flows = {who: world.begin() for who in SAID}
    seen = {who: noted(watch, lambda w=who: world.identify(flows[w], **SAID[w])) for who in SAID}
    assert all(commands == seen["matched"] for commands in seen.values())
    # The image is taken, then everything changes in one update.
    assert seen["matched"].count(("update", "registrations")) == 2


def test_wrong_codes(four_people):
    world, watch = four_people
    flows = {who: world.at_confirm(**said) for who, said in SAID.items()}

    def try_(who):
        with pytest.raises(CodeWrong):
            world.confirm(flows[who], "1")

    seen = [noted(watch, lambda w=who: try_(w)) for who in SAID]
    assert all(commands == seen[0] for commands in seen)
    assert len(seen[0]) >= 3


def test_wrong_passwords(four_people):
    world, watch = four_people

    def try_(name):
        with pytest.raises(CredentialsWrong):
            world.sign_in(name, "zupełnie inne hasło")

    names = ("jan.probny", "10482217", "nikt.taki", "99999999")
    seen = [noted(watch, lambda n=name: try_(n)) for name in names]
    assert all(commands == seen[0] for commands in seen)
    assert len(seen[0]) >= 3


# A user name, a customer number; a name nobody has, a customer without an account.
NAMES = ("jan.probny", "10482217", "nikt.taki", "99999999", "20000001")


@pytest.fixture
def recovering(watched):
    """Each name has been typed before, so that nobody's counter is a new document."""
    world, watch = watched
    world.registered()
    world.knows(replace(JAN, number="20000001", phone="+48600100299"))
    for name in NAMES:
        for channel in ("sms", "email"):
            world.recovering(identifier=name, channel=channel)
    return world, watch


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_recovery(recovering, channel):
    world, watch = recovering
    flows = {name: world.recover() for name in NAMES}

    def say(name):
        world.say_who(flows[name], identifier=name, channel=channel)

    seen = {name: noted(watch, lambda n=name: say(n)) for name in NAMES}
    assert all(commands == seen[NAMES[0]] for commands in seen.values()), seen
    # The challenge is taken, then everything changes in one update.
    assert seen[NAMES[0]].count(("update", "recoveries")) == 2
    assert seen[NAMES[0]].count(("insert", "links")) == (channel == "email")


def test_recovery_of_who_was_written_to_often_enough(recovering):
    """The silent cap costs what a send costs."""
    world, watch = recovering
    flow = world.recover()
    told = noted(watch, lambda: world.say_who(flow, identifier="nikt.taki"))
    for _ in range(3):
        world.recovering(identifier="jan.probny")
    flow = world.recover()
    muted = noted(watch, lambda: world.say_who(flow, identifier="10482217"))
    assert muted == told
    assert len(world.told("identity.code-issued.v1")) == 1 + 5  # one of the registration


def test_wrong_codes_of_a_recovery(recovering):
    world, watch = recovering
    flows = {name: world.recovering(identifier=name) for name in NAMES}

    def try_(name):
        with pytest.raises(CodeWrong):
            world.confirm_recovery(flows[name], "1")

    seen = [noted(watch, lambda n=name: try_(n)) for name in NAMES]
    assert all(commands == seen[0] for commands in seen)
    assert len(seen[0]) >= 3


def test_another_code_of_a_recovery(recovering):
    world, watch = recovering
    flows = {name: world.recovering(identifier=name) for name in NAMES}
    for flow in flows.values():
        with pytest.raises(ResendTooSoon):
            world.resend_recovery(flow)
    world.wait(minutes=1)
    seen = [noted(watch, lambda f=flow: world.resend_recovery(f)) for flow in flows.values()]
    assert all(commands == seen[0] for commands in seen)
    assert seen[0].count(("update", "recoveries")) == 1
