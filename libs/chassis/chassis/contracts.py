"""Event contracts as data: one folder per version with schema, examples and refused documents."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

PARTNER = "partner"


class UnknownEventType(KeyError):
    """No contract bears this type."""


class InvalidEvent(ValueError):
    """An event that breaks its contract: where, and which rule."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Contract:
    def __init__(self, folder: Path) -> None:
        about = yaml.safe_load((folder / "event.yaml").read_text(encoding="utf-8"))
        self.folder = folder
        self.type: str = about["type"]
        self.owner: str = about["owner"]
        self.producers: tuple[str, ...] = tuple(about["producers"])
        self.consumers: tuple[str, ...] = tuple(about["consumers"])
        self.audience: str = about["audience"]
        self.event_class: str = about["class"]
        self.secret_fields: tuple[str, ...] = tuple(about["secret_fields"])
        self._validator = schema_validator(folder / "schema.json")

    def validate(self, data: Mapping[str, Any]) -> None:
        """Raises InvalidEvent with the first broken rule."""
        check(self._validator, data, "/data")

    def examples(self) -> list[dict[str, Any]]:
        """Whole events that must pass."""
        return self._documents("examples")

    def rejected(self) -> list[dict[str, Any]]:
        """Whole events that must fail."""
        return self._documents("rejected")

    def _documents(self, kind: str) -> list[dict[str, Any]]:
        return [json.loads(file.read_text()) for file in sorted(self.folder.glob(f"{kind}/*.json"))]


@dataclass(frozen=True)
class Contracts:
    by_type: Mapping[str, Contract]
    envelope: Any

    def get(self, event_type: str) -> Contract:
        try:
            return self.by_type[event_type]
        except KeyError:
            raise UnknownEventType(event_type) from None

    def all(self) -> Iterable[Contract]:
        return self.by_type.values()

    def check_envelope(self, document: Any) -> None:
        check(self.envelope, document, "")


def load_contracts(directory: Path) -> Contracts:
    folders = sorted(path.parent for path in directory.glob("events/*/event.yaml"))
    contracts = [Contract(folder) for folder in folders]
    envelope = schema_validator(directory / "envelope.schema.json")
    return Contracts({contract.type: contract for contract in contracts}, envelope)


def schema_validator(file: Path) -> Any:
    schema = json.loads(file.read_text(encoding="utf-8"))
    return jsonschema_rs.validator_for(schema, validate_formats=True)


def check(validator: Any, document: Any, root: str) -> None:
    for error in validator.iter_errors(document):
        path = "/".join([root, *map(str, error.instance_path)])
        raise InvalidEvent(path, _without_values(error))


def _without_values(error: Any) -> str:
    """The broken rule without the offending value, which may be somebody's PESEL."""
    rule = "/".join(map(str, error.schema_path))
    return f"breaks the rule {rule}: {masked_message(error)}"


def masked_message(error: Any) -> str:
    return str(error.message) if _names_only(error) else f"value of type {_kind(error.instance)}"


def _names_only(error: Any) -> bool:
    """Whether the message speaks of field names only: a missing or an unknown field."""
    return str(error.schema_path[-1]) in ("required", "additionalProperties")


def _kind(value: Any) -> str:
    return type(value).__name__
