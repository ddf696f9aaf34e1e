"""The sandbox as a mail server, and as a page on which people read."""

import smtplib
from email.message import EmailMessage

import pytest
from tests.tools.sandbox_client import Sandbox


def send(sandbox: Sandbox, **headers: str) -> None:
    mail = EmailMessage()
    for name, value in {"From": "eBOK <ebok@example.com>", "To": "jan@example.org"}.items():
        mail[name] = value
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content("Kliknij http://x.localhost/activate/abc\n– zażółć")
    mail.add_alternative("<p>Kliknij <a href='http://x.localhost/'>tu</a></p>", subtype="html")
    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=10) as smtp:
        smtp.send_message(mail)


def test_a_mail_is_shown_as_its_reader_sees_it(sandbox: Sandbox) -> None:
    send(sandbox, Subject="Aktywacja – żółw", Message_ID="<1@okienko>")
    [mail] = sandbox.get("/api/mail", to="jan@example.org").json()
    assert (mail["subject"], mail["message_id"]) == ("Aktywacja – żółw", "<1@okienko>")
    assert mail["text"] == "Kliknij http://x.localhost/activate/abc\n– zażółć\n"
    assert "<a href=" in mail["html"]
    assert sandbox.get("/api/mail", to="else@example.org").json() == []


@pytest.mark.parametrize(
    ("fault", "code", "result"), [("fail", 451, "failed"), ("refuse", 550, "refused")]
)
def test_a_mail_server_turns_away(sandbox: Sandbox, fault: str, code: int, result: str) -> None:
    sandbox.post("/api/faults", {"smtp": {fault: 1}})
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send(sandbox, Message_ID="<1@okienko>")
    assert refusal.value.smtp_code == code
    send(sandbox, Message_ID="<1@okienko>")
    attempts = [(one["key"], one["result"]) for one in sandbox.get("/api/attempts").json()]
    assert attempts == [("<1@okienko>", result), ("<1@okienko>", "accepted")]


def test_a_mail_whose_answer_is_lost_was_accepted(sandbox: Sandbox) -> None:
    sandbox.post("/api/faults", {"smtp": {"lose_answers": 1}})
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(sandbox)
    assert len(sandbox.get("/api/mail").json()) == 1


def test_the_page_shows_foreign_text_as_text(sandbox: Sandbox) -> None:
    send(sandbox, Subject="<script>alert(1)</script>")
    page = sandbox.get("/").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>" not in page


def test_a_mails_html_is_shut_in(sandbox: Sandbox) -> None:
    send(sandbox)
    [mail] = sandbox.get("/api/mail").json()
    page = sandbox.get(f"/messages/{mail['id']}").text
    assert '<a href="http://x.localhost/activate/abc"' in page
    assert 'sandbox="allow-popups' in page
    policy = sandbox.get(f"/messages/{mail['id']}/html").headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "default-src 'none'" in policy
    assert "allow-scripts" not in policy


def test_the_inbox_can_be_searched_by_phone(sandbox: Sandbox) -> None:
    sandbox.sms(message="for the first")
    sandbox.sms(to="500100100", message="for the second")
    page = sandbox.get("/", to="600 100 200").text
    assert "for the first" in page
    assert "for the second" not in page


def test_the_clock_moves_for_all_who_read_its_file(sandbox: Sandbox) -> None:
    assert sandbox.get("/api/clock").json()["offset_seconds"] == 0
    for _ in range(2):
        sandbox.post("/api/clock", {"advance": "24h"})
    assert float(sandbox.clock_file.read_text()) == 48 * 3600
    assert sandbox.get("/api/clock").json()["offset_seconds"] == 48 * 3600
    sandbox.post("/api/clock", {"reset": True})
    assert not sandbox.clock_file.exists()


@pytest.mark.parametrize("body", [{"advance": "24"}, {"advance": "-1h"}, {"reset": False}, {}, []])
def test_the_clock_refuses_what_it_does_not_understand(sandbox: Sandbox, body: object) -> None:
    assert sandbox.post("/api/clock", body).status_code == 422
    assert not sandbox.clock_file.exists()
