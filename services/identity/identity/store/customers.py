"""Customers and contracts as the CRM last told them; an older `sequence` never wins."""

from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import ReplaceOne
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from chassis.mongo import Databases, Document, Index
from identity.domain.customer import Contract, Customer
from identity.store.vault import Vault

CUSTOMERS = "customers"
CONTRACTS = "contracts"
INDEXES = (Index(CONTRACTS, [("customer_number", 1)]),)
SEALED = ("pesel", "nip", "phone", "email")
DUPLICATE_KEY = 11000


class Customers:
    def __init__(self, databases: Databases, vault: Vault) -> None:
        self._databases = databases
        self._vault = vault

    def record(self, slug: str, customers: Iterable[Customer]) -> None:
        collection = self._databases.of(slug)[CUSTOMERS]
        _record(collection, {c.number: self._fields(slug, c) for c in customers})

    def record_contracts(self, slug: str, contracts: Iterable[Contract]) -> None:
        collection = self._databases.of(slug)[CONTRACTS]
        _record(collection, {c.number: _contract_fields(c) for c in contracts})

    def find(self, slug: str, number: str) -> Customer | None:
        document = self._databases.of(slug)[CUSTOMERS].find_one({"_id": number})
        return None if document is None else self._customer(slug, document)

    def is_known(self, slug: str, number: str) -> bool:
        return self._databases.of(slug)[CUSTOMERS].count_documents({"_id": number}, limit=1) > 0

    def phone_matches(self, slug: str, number: str, phone: str) -> bool:
        """Does the same work for a customer who does not exist."""
        found = self._databases.of(slug)[CUSTOMERS].find_one({"_id": number}, {"phone_index": 1})
        digest = (found or {}).get("phone_index")
        return self._vault.is_indexed(slug, "phone", phone, digest)

    def names(self, slug: str, numbers: Iterable[str]) -> dict[str, str]:
        wanted = {"_id": {"$in": list(numbers)}}
        found = self._databases.of(slug)[CUSTOMERS].find(wanted, {"name": 1})
        return {document["_id"]: document["name"] for document in found}

    def _fields(self, slug: str, customer: Customer) -> dict[str, Any]:
        fields = {"kind": customer.kind, "name": customer.name, "sequence": customer.sequence}
        for name in SEALED:
            text = getattr(customer, name)
            fields[name] = self._vault.seal(slug, _place(customer.number, name), text)
            fields[f"{name}_index"] = self._vault.index(slug, name, text)
        return fields

    def _customer(self, slug: str, document: Document) -> Customer:
        number = document["_id"]
        opened = {
            name: self._vault.open(slug, _place(number, name), document[name]) for name in SEALED
        }
        sequence, kind, name = document["sequence"], document["kind"], document["name"]
        return Customer(number, sequence, kind, name, **opened)


def _place(number: str, field: str) -> str:
    return f"customers/{number}/{field}"


def _contract_fields(contract: Contract) -> dict[str, Any]:
    return {
        "customer_number": contract.customer_number,
        "sequence": contract.sequence,
        "status": contract.status,
        "signed_on": contract.signed_on,
        "description": contract.description,
    }


def _record(collection: Collection[Document], fields: Mapping[str, dict[str, Any]]) -> None:
    """Two rounds: the first may lose the race to create a document, the second cannot."""
    refused = _write(collection, fields)
    _write(collection, {key: fields[key] for key in refused})


def _write(collection: Collection[Document], fields: Mapping[str, dict[str, Any]]) -> list[str]:
    """The keys that were refused: for those an equal or newer sequence is known."""
    if not fields:
        return []
    keys = list(fields)
    try:
        collection.bulk_write([_newer(key, fields[key]) for key in keys], ordered=False)
    except BulkWriteError as problem:
        return [keys[error["index"]] for error in _duplicates(problem)]
    return []


def _newer(key: str, fields: dict[str, Any]) -> ReplaceOne[Document]:
    """Where a newer one is known the filter finds nothing, and the insert hits the key."""
    guard = {"_id": key, "sequence": {"$lt": fields["sequence"]}}
    return ReplaceOne(guard, fields, upsert=True)


def _duplicates(problem: BulkWriteError) -> list[dict[str, Any]]:
    errors: list[dict[str, Any]] = problem.details["writeErrors"]
    if any(error["code"] != DUPLICATE_KEY for error in errors):
        raise problem
    return errors
