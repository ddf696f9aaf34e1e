"""An e-mail as bytes: its headers, plain text and HTML. Nothing given can add a header."""

import re
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from notifications.channels.base import Message, Undeliverable

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
_DOMAIN = re.compile(r"(?=.{1,253}$)[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})*")


@dataclass(frozen=True)
class Envelope:
    sender: str
    recipient: str = field(repr=False)
    content: bytes = field(repr=False)


def compose(message: Message) -> Envelope:
    sender, recipient = address(message.sender.address), address(message.recipient)
    email = EmailMessage(policy=SMTP)
    try:
        email["From"] = Address(message.sender.name, addr_spec=sender)
        email["To"] = Address(addr_spec=recipient)
        email["Subject"] = message.texts["subject"]
    except ValueError:  # a line break in a header
        raise Undeliverable("email-header") from None
    email["Date"] = message.written_at
    email["Message-ID"] = f"<{message.key}@{sender.rpartition('@')[2]}>"
    email["Auto-Submitted"] = "auto-generated"
    email.set_content(message.texts["text"], cte="quoted-printable")
    email.add_alternative(message.texts["html"], subtype="html", cte="quoted-printable")
    email["Content-Language"] = message.locale  # last: earlier it would move into the first part
    return Envelope(sender, recipient, email.as_bytes())


def address(text: str) -> str:
    """The address as SMTP takes it: ASCII, an international domain in its encoded form."""
    local, _, domain = text.rpartition("@")
    try:
        domain = domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        domain = ""
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise Undeliverable("email-not-an-address")
    return f"{local}@{domain}"
