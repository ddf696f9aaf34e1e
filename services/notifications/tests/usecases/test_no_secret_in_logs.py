"""Whatever happens to a message, no log line tells its code, its link or its recipient.

Taken before the redactor, which is only the net under this rule.
"""

import logging

import pytest
import structlog
from notifications_testing import (
    ACCOUNT,
    CODE,
    CUSTOMER,
    LINK,
    MAILBOX,
    NOW,
    PHONE,
    SEALING_KEYS,
    SLUG,
    USER_NAME,
    FakeContacts,
    FakeDeliveries,
    already_registered,
    code_issued,
    contact_changed,
    deliver_with,
    einvoice_changed,
    invoice_published,
    link_issued,
    password_changed,
)
from provider_sinks import free_port

from chassis.sealing import Sealer
from chassis.testing.clock import FakeClock
from notifications.channels.email_smtp import EmailSmtp
from notifications.channels.sms_http import SmsHttp
from notifications.channels.smtp_server import SmtpServer
from notifications.domain.contact import Contact
from notifications.usecases.record_contacts import RecordContacts

SECRETS = (CODE, LINK, "pEZr3Ax0xqkFMO4VZ1GJ6vN5Yc2bXh8L", PHONE, PHONE[3:], MAILBOX, USER_NAME)
SINKS_OWN_LOG = "mail.log"  # aiosmtpd's: the far side of the wire
MALFORMED_PHONE, MALFORMED_MAILBOX = "600 100 417", "jan.kowalski poczta.example"


def known():
    contacts = FakeContacts()
    contacts.record(SLUG, [Contact(ACCOUNT, 1, (CUSTOMER,), "pl", MAILBOX)])
    return contacts


@pytest.fixture
def deliver(operators, sms_sink, mail_sink):
    channels = {
        "sms": SmsHttp(sms_sink.url, "a-token", timeout=(1.0, 0.2)),
        "email": EmailSmtp(SmtpServer("smtp", "127.0.0.1", mail_sink.port, timeout=0.5)),
    }
    return deliver_with(operators, FakeDeliveries(), channels, FakeClock(NOW), known())


@pytest.fixture
def nobody_listens(operators):
    channels = {
        "sms": SmsHttp(f"http://127.0.0.1:{free_port()}", "a-token"),
        "email": EmailSmtp(SmtpServer("smtp", "127.0.0.1", free_port(), timeout=0.5)),
    }
    return deliver_with(operators, FakeDeliveries(), channels, FakeClock(NOW))


def all_that_is_told(caplog, deliver, *events):
    """Log lines of ours and of the libraries, and what the consumer would learn of failures."""
    log = structlog.get_logger()
    with caplog.at_level(logging.DEBUG), structlog.testing.capture_logs() as lines:
        for event in events:
            try:
                deliver(SLUG, event)
            except Exception as problem:
                log.warning("event_retried", problem=repr(problem), exc_info=problem)
                caplog.records.append(_as_record(problem))
    assert lines
    formatter = logging.Formatter()
    ours = [record for record in caplog.records if record.name != SINKS_OWN_LOG]
    return repr(lines) + "".join(map(formatter.format, ours))


def _as_record(problem):
    about = (type(problem), problem, problem.__traceback__)
    return logging.LogRecord("test", logging.ERROR, "", 0, "failed", (), about)


def assert_tells_nothing(told):
    for secret in (*SECRETS, MALFORMED_PHONE, MALFORMED_MAILBOX):
        assert secret not in told


def test_the_net_of_this_test_catches(caplog):
    def careless(_slug, event):
        raise ValueError(f"cannot send {CODE} to {PHONE}: {event.id}")

    told = all_that_is_told(caplog, careless, code_issued())
    assert CODE in told
    assert PHONE in told


def test_messages_that_go_out(caplog, deliver):
    events = (code_issued(), code_issued(), already_registered(), link_issued())
    assert_tells_nothing(all_that_is_told(caplog, deliver, *events))


def test_messages_to_known_contacts(caplog, deliver, mail_sink):
    events = (password_changed(), invoice_published(), einvoice_changed())
    assert_tells_nothing(all_that_is_told(caplog, deliver, *events))
    assert len(mail_sink.mails) == 3


def test_contacts_that_are_learnt_or_refused(caplog):
    record = RecordContacts(FakeContacts(), Sealer(SEALING_KEYS))
    stolen = contact_changed(2)
    stolen.data["secret"] = contact_changed(1).data["secret"]

    def learn(slug, event):
        structlog.get_logger().info("learning", event_id=event.id)
        record(slug, [event])

    assert_tells_nothing(all_that_is_told(caplog, learn, contact_changed(), stolen))


@pytest.mark.parametrize(
    "how", [13, 52, 101, 500, 401, "hang", "drop", "garbage", "take, then 500", "take, then drop"]
)
def test_an_sms_that_does_not(caplog, deliver, sms_sink, how):
    sms_sink.script.extend([how, how])
    assert_tells_nothing(all_that_is_told(caplog, deliver, code_issued()))


@pytest.mark.parametrize(
    ("stage", "how"),
    [
        ("MAIL", "530 5.7.0 who are you"),
        ("RCPT", f"550 5.1.1 <{MAILBOX}> is unknown here"),
        ("RCPT", f"450 4.2.0 <{MAILBOX}> greylisted"),
        ("DATA", f"554 5.6.0 {LINK} looks bad"),
        ("DATA", "take, then drop"),
        ("MAIL", "drop"),
    ],
)
def test_a_mail_that_does_not(caplog, deliver, mail_sink, stage, how):
    mail_sink.script[stage].append(how)
    mail_sink.script[stage].append(how)
    events = (link_issued(), invoice_published())
    assert_tells_nothing(all_that_is_told(caplog, deliver, *events))


def test_providers_that_are_away(caplog, nobody_listens):
    told = all_that_is_told(caplog, nobody_listens, code_issued(), link_issued())
    assert_tells_nothing(told)


def test_recipients_that_are_none(caplog, deliver):
    events = (code_issued(phone=MALFORMED_PHONE), link_issued(mailbox=MALFORMED_MAILBOX))
    assert_tells_nothing(all_that_is_told(caplog, deliver, *events))
