"""Contacts and notices on real servers: from two services' events to a mail in the right box."""

import json
from datetime import timedelta

import pytest
from notifications_testing import (
    ACCOUNT,
    CUSTOMER,
    INVOICE_ID,
    MAILBOX,
    NOW,
    SEALING_KEYS,
    SLUG,
    USER_NAME,
    contact_changed,
    einvoice_changed,
    invoice_published,
    password_changed,
    wait_for,
)

from chassis.clock import SystemClock
from chassis.messaging.topology import dead_queue
from chassis.sealing import Sealer
from notifications.consumers import CONTACTS
from notifications.store.contacts import MongoContacts

NEW_MAILBOX = "nowy.adres@poczta.example"


@pytest.fixture
def contacts(databases):
    return MongoContacts(databases("notifications"), Sealer(SEALING_KEYS))


@pytest.fixture(autouse=True)
def the_log_tells_nobody(post):
    yield
    told = post.log.read_text()
    assert "Traceback" not in told
    for secret in (MAILBOX, NEW_MAILBOX, USER_NAME):
        assert secret not in told
    for line in told.splitlines():
        assert json.loads(line)["service"] == "notifications"


def published(id, **about):
    return invoice_published(id, at=SystemClock().now(), **about)


def accepted(post, id, account=ACCOUNT):
    post.wait_for_state(id, "accepted")
    (record,) = post.deliveries.of_event(SLUG, id)
    assert record.addressee == account


def addresses(contacts):
    return [one.email for one in contacts.of_customer(SLUG, CUSTOMER)]


def test_a_new_invoice_reaches_the_accounts_address_once(post, contacts, mail_sink):
    post.start("messages")
    post.publish(contact_changed())
    wait_for(lambda: addresses(contacts) == [MAILBOX], "the contact")
    again = published("e1")
    post.publish(again)
    accepted(post, "e1")
    post.publish(again, einvoice_changed(id="e2", at=SystemClock().now()))
    accepted(post, "e2")
    wait_for(lambda: "delivery_repeated" in post.log.read_text(), "the repetition")
    assert [mail.rcpt_tos for mail in mail_sink.mails] == [[MAILBOX]] * 2
    content = mail_sink.mails[0].content.decode().replace("=\r\n", "")
    assert f"http://virtual-operator.localhost:8080/invoices/{INVOICE_ID}" in content


def test_a_notice_before_its_contact_climbs_the_ladder_and_is_sent(post, contacts, mail_sink):
    post.start("messages")
    post.publish(published("e1"))
    wait_for(lambda: "event_retried" in post.log.read_text(), "the first try")
    assert post.states("e1") == []
    assert mail_sink.mails == []
    post.publish(contact_changed())
    accepted(post, "e1")
    assert [mail.rcpt_tos for mail in mail_sink.mails] == [[MAILBOX]]
    (retried,) = [line for line in post.log.read_text().splitlines() if "event_retried" in line]
    assert json.loads(retried)["problem"] == "NoContactYet"


def test_a_stale_contact_does_not_move_the_mail(post, contacts, mail_sink):
    post.start("messages")
    post.publish(contact_changed(2, mailbox=NEW_MAILBOX), contact_changed(1))
    post.publish(contact_changed(1, account="last", customers=["99999999"]))
    wait_for(lambda: contacts.of_customer(SLUG, "99999999") != [], "the last contact")
    post.publish(published("e1"))
    accepted(post, "e1")
    assert [mail.rcpt_tos for mail in mail_sink.mails] == [[NEW_MAILBOX]]


def test_a_bad_contact_does_not_hold_its_batch_back(post, contacts, broker):
    stolen = contact_changed(5)
    stolen.data["secret"] = contact_changed(6).data["secret"]
    others = [contact_changed(account=f"b{n}", mailbox=f"n{n}@poczta.example") for n in range(20)]
    post.publish(*others[:10], stolen, *others[10:])
    post.start("messages")
    wait_for(lambda: len(addresses(contacts)) == 20, "the other contacts")
    about, document = broker.await_message(dead_queue(CONTACTS.name))
    assert document["id"] == stolen.id
    assert "cannot be opened" in str(about.headers)


def test_a_changed_password_is_a_mail_of_the_messages_role(post, mail_sink):
    post.start("messages")
    life = SystemClock().now() - NOW + timedelta(days=1)
    post.publish(password_changed("e1", life=life))
    post.wait_for_state("e1", "accepted")
    assert mail_sink.mails[0].rcpt_tos == [MAILBOX]
