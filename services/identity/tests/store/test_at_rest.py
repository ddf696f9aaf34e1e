"""What a thief of the database would find, and what the indexes promise."""

import json
from collections import Counter as Tally

import pytest
from identity_testing import (
    EMAIL,
    JAN,
    OTHER_PASSWORD,
    PASSWORD,
    PHONE,
    SLUG,
    claim,
    recovery_claim,
)

from chassis.sealing import Unsealable
from identity.domain.customer import Finding
from identity.domain.recovery import Claimant
from identity.domain.registration import Applicant
from identity.store.indexes import INDEXES
from identity.usecases.choose_credentials import Credentials


def everything(world):
    database = world.wiring.databases.of(SLUG)
    documents = [doc for name in database.list_collection_names() for doc in database[name].find()]
    return json.dumps(documents, default=str, ensure_ascii=False)


def test_no_secret_and_no_number_stands_in_the_clear(real_world):
    world = real_world
    world.knows()
    typed = "haslo.zamiast.nazwy"
    flow = world.at_confirm()
    code = world.code()
    other = world.at_confirm()
    world.confirm(other, world.code())
    world.choose(other)
    link = world.link()
    world.activate(link)
    session = world.sign_in()
    world.wait(seconds=1)
    recovery = world.recovering(identifier=typed)
    mailed = world.recovering(channel="email")
    reset = world.link()
    stored = everything(world)
    secrets = (JAN.pesel, PHONE, PHONE[3:], EMAIL, PASSWORD, flow, other, link, session)
    secrets += (typed, recovery, mailed, reset)
    assert [secret for secret in secrets if secret in stored] == []
    assert f'"{code}"' not in stored
    assert "Jan Próbny" in stored  # the check looks at what is there


def test_what_was_sealed_for_one_place_opens_in_no_other(real_world):
    world = real_world
    world.knows()
    customers = world.wiring.databases.of(SLUG)["customers"]
    document = customers.find_one({"_id": JAN.number})
    customers.insert_one({**document, "_id": "20000001"})
    with pytest.raises(Unsealable):
        world.wiring.customers.find(SLUG, "20000001")


def test_counters_do_not_tell_whose_they_are(real_world):
    world = real_world
    world.wiring.counters.change(SLUG, "sign-in", "jan.probny", lambda c: c, world.clock.now())
    assert "jan.probny" not in everything(world)


def test_operators_do_not_share_digests(real_world):
    index = real_world.wiring.index
    assert index.of(SLUG, "phone", PHONE) != index.of("pwik-gliwice", "phone", PHONE)


def test_there_are_few_collections_and_few_indexes():
    per_collection = Tally(index.collection for index in INDEXES)
    assert max(per_collection.values()) <= 3
    assert len({*per_collection, "customers", "contracts"}) <= 8


def test_every_look_up_uses_an_index(real_world):
    """No sign-in, no registration and no recovery reads a whole collection."""
    world = real_world
    world.registered()
    database = world.wiring.databases.of(SLUG)
    profiled = database["system.profile"]
    database.command("profile", 2)
    try:
        world.identify(world.begin())
        world.sign_in()
        world.wait(minutes=1)
        world.at_new_password()
        world.recovering(channel="email")
        world.reset_by_link(world.link())
        world.wiring.open_sessions.touch(world.rules, world.sign_in(JAN.number, OTHER_PASSWORD))
    finally:
        database.command("profile", 0)
    ours = {"ns": {"$not": {"$regex": "system"}}}
    scans = list(profiled.find({**ours, "planSummary": {"$regex": "COLLSCAN"}}))
    looked = profiled.count_documents({"planSummary": {"$regex": "IXSCAN|IDHACK"}})
    profiled.drop()
    assert scans == []
    assert looked > 5


def test_no_representation_tells_a_person():
    """What a form or a document says must not slip into a log line by way of repr."""
    applicant = Applicant(Finding.MATCHED, JAN.number, PHONE)
    chosen = Credentials("jan.probny", PASSWORD, EMAIL)
    claimant = Claimant("jan.probny", "a1", 0, PHONE)
    said = [claim(phone=PHONE), recovery_claim(identifier=PHONE)]
    told = repr([*said, JAN, applicant, claimant, chosen])
    secrets = (PHONE, EMAIL, PASSWORD, JAN.pesel, JAN.name)
    assert [secret for secret in secrets if secret in told] == []
