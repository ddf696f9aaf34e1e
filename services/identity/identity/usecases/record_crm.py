"""Take over what the operator's CRM says about customers and contracts, in batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.messaging.envelope import Event
from identity.domain.customer import Contract, Customer
from identity.store.customers import Customers

CUSTOMER_CHANGED = "crm.customer-changed.v1"
CONTRACT_CHANGED = "crm.contract-changed.v1"

Data = Mapping[str, Any]


@dataclass(frozen=True)
class RecordCrm:
    customers: Customers

    def __call__(self, slug: str, events: Sequence[Event]) -> None:
        """Only the newest of each counts; one told before is told in vain."""
        customers = _newest(events, CUSTOMER_CHANGED, "customer_number")
        contracts = _newest(events, CONTRACT_CHANGED, "contract_number")
        self.customers.record(slug, [_customer(data) for data in customers])
        self.customers.record_contracts(slug, [_contract(data) for data in contracts])


def _newest(events: Sequence[Event], type: str, key: str) -> list[Data]:
    ours = sorted((e.data for e in events if e.type == type), key=lambda data: data["sequence"])
    return list({data[key]: data for data in ours}.values())


def _customer(data: Data) -> Customer:
    return Customer(
        number=data["customer_number"],
        sequence=data["sequence"],
        kind=data["kind"],
        name=_name(data["name"]),
        phone=data.get("phone"),
        email=data.get("email"),
        pesel=data.get("pesel"),
        nip=data.get("nip"),
    )


def _name(name: Mapping[str, str]) -> str:
    return name.get("company") or f"{name['first']} {name['last']}"


def _contract(data: Data) -> Contract:
    return Contract(
        number=data["contract_number"],
        sequence=data["sequence"],
        customer_number=data["customer_number"],
        status=data["status"],
        signed_on=data.get("signed_on"),
        description=data.get("description"),
    )
