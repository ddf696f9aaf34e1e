"""What the CRM tells: the newest counts, in whatever order and however often it comes."""

from identity_testing import NUMBER, SLUG, at_once

from chassis.messaging.envelope import Event


def customer(sequence, **changes):
    data = {
        "customer_number": NUMBER,
        "sequence": sequence,
        "kind": "individual",
        "name": {"first": "Jan", "last": f"Próbny {sequence}"},
        "phone": "+48600100200",
        "address": {"street": "ul. Próbna 1", "postal_code": "00-950", "city": "Warszawa"},
        **changes,
    }
    return event("crm.customer-changed.v1", data)


def contract(number, sequence, status):
    data = {"contract_number": number, "sequence": sequence, "status": status}
    return event("crm.contract-changed.v1", {**data, "customer_number": NUMBER})


def event(event_type, data):
    return Event("1", event_type, SLUG, "/crm", NUMBER, None, data)


def known(world):
    return world.wiring.customers.find(SLUG, NUMBER)


def test_a_customer_is_known_with_all_that_identifies_them(world):
    told = customer(1, pesel="02070803628", nip="1234563218", email="jan@poczta.example")
    world.wiring.record_crm(SLUG, [told])
    found = known(world)
    assert (found.name, found.phone) == ("Jan Próbny 1", "+48600100200")
    assert (found.pesel, found.nip, found.email) == (
        "02070803628",
        "1234563218",
        "jan@poczta.example",
    )


def test_a_business_goes_by_its_name(world):
    world.wiring.record_crm(SLUG, [customer(1, kind="business", name={"company": "Próba sp. k."})])
    assert known(world).name == "Próba sp. k."


def test_a_stale_sequence_is_dropped(world):
    world.wiring.record_crm(SLUG, [customer(5)])
    world.wiring.record_crm(SLUG, [customer(4), customer(3)])
    assert (known(world).sequence, known(world).name) == (5, "Jan Próbny 5")


def test_a_duplicate_is_harmless(world):
    for _ in range(2):
        world.wiring.record_crm(SLUG, [customer(2), customer(2)])
    assert known(world).sequence == 2


def test_the_newest_of_a_batch_counts_in_any_order(world):
    world.wiring.record_crm(SLUG, [customer(2), customer(7), customer(3)])
    assert known(world).sequence == 7


def test_two_workers_that_meet_a_new_customer_at_once(world):
    for round_ in range(5):
        first = round_ * 10 + 1
        at_once(6, lambda i, first=first: world.wiring.record_crm(SLUG, [customer(first + i)]))
        assert known(world).sequence == first + 5


def test_what_the_crm_no_longer_says_is_gone(world):
    world.wiring.record_crm(SLUG, [customer(1)])
    without = customer(2)
    del without.data["phone"]
    world.wiring.record_crm(SLUG, [without])
    assert known(world).phone is None
    assert world.wiring.customers.phone_matches(SLUG, NUMBER, "+48600100200") is False


def test_a_new_phone_replaces_the_old_one_for_identification(world):
    world.wiring.record_crm(SLUG, [customer(1)])
    world.wiring.record_crm(SLUG, [customer(2, phone="+48600100299")])
    assert world.wiring.customers.phone_matches(SLUG, NUMBER, "+48600100299") is True
    assert world.wiring.customers.phone_matches(SLUG, NUMBER, "+48600100200") is False


def test_contracts_follow_the_same_rule_and_may_come_before_their_customer(real_world):
    world = real_world
    world.wiring.record_crm(SLUG, [contract("U/1", 2, "active"), contract("U/2", 1, "prepared")])
    world.wiring.record_crm(SLUG, [contract("U/1", 1, "prepared"), customer(1)])
    found = world.wiring.databases.of(SLUG)["contracts"].find().sort("_id")
    assert [(c["_id"], c["status"]) for c in found] == [("U/1", "active"), ("U/2", "prepared")]
    assert known(world) is not None
