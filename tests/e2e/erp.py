"""The operator's ERP, speaking with its own broker user."""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import pika
from tests.e2e.suite import OPERATOR, Suite

ADDRESS = {"street": "ul. Przykładowa 7/2", "postal_code": "00-950", "city": "Warszawa"}
IBAN = "PL61109010140000071219812874"


def publish(suite: Suite, event_type: str, subject: str, data: dict[str, Any]) -> None:
    """Raises what the broker refuses."""
    event = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "type": event_type,
        "source": "/erp",
        "subject": subject,
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "operator": OPERATOR,
        "data": data,
    }
    url = suite.amqp_url(f"{OPERATOR}.erp")
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        channel.basic_publish(
            f"in.{OPERATOR}",
            event_type,
            json.dumps(event).encode(),
            pika.BasicProperties(delivery_mode=2, message_id=str(event["id"])),
            mandatory=True,
        )


def issue_invoice(
    suite: Suite, payer: str, number: str, issued_on: str, due_on: str, **changes: Any
) -> None:
    """One line of 100,00 zł net at 23 %."""
    amounts = {"net": 10000, "vat": 2300, "gross": 12300}
    line = {"name": "Internet 600 Mb/s", "unit": "mies.", "quantity": "1", "unit_price": "100.00"}
    data = {
        "invoice_number": number,
        "payer_number": payer,
        "issued_on": issued_on,
        "sold_on": issued_on,
        "due_on": due_on,
        "currency": "PLN",
        "seller": {"name": "Virtual Operator", "nip": "5260250995", "address": ADDRESS},
        "buyer": {"name": "Ktoś Wymyślony", "address": ADDRESS},
        "lines": [{**line, "vat_rate": "23", **amounts}],
        "vat_summary": [{"rate": "23", **amounts}],
        **amounts,
        "transfer": {"iban": IBAN, "title": number},
    }
    publish(suite, "erp.invoice-issued.v1", number, data | changes)
