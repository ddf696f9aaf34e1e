"""Every event is a folder that is complete, and whose examples and refusals mean something."""

from pathlib import Path

import pytest
import yaml

from chassis.contracts import Contract, Contracts, InvalidEvent, load_contracts
from chassis.testing.plugin import ROOT

FOLDERS = sorted((ROOT / "contracts" / "events").iterdir())
CONTRACTS = load_contracts(ROOT / "contracts")
KEYS = {"type", "summary", "owner", "producers", "consumers", "audience", "class", "secret_fields"}


def shortcomings(folder: Path) -> list[str]:
    """What an event's folder lacks to be a contract."""
    needed = {
        "event.yaml": (folder / "event.yaml").exists(),
        "schema.json": (folder / "schema.json").exists(),
        "examples/*.json": any(folder.glob("examples/*.json")),
        "rejected/*.json": any(folder.glob("rejected/*.json")),
    }
    return [name for name, there in needed.items() if not there]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_event_has_schema_examples_and_refused_documents(folder: Path) -> None:
    assert shortcomings(folder) == []


@pytest.mark.parametrize(
    "missing", ["event.yaml", "schema.json", "examples/*.json", "rejected/*.json"]
)
def test_an_incomplete_folder_is_found(missing: str, tmp_path: Path) -> None:
    for name in {"event.yaml", "schema.json", "examples/*.json", "rejected/*.json"} - {missing}:
        file = tmp_path / name.replace("*", "one")
        file.parent.mkdir(exist_ok=True)
        file.touch()
    assert shortcomings(tmp_path) == [missing]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_event_describes_itself_by_its_folders_name(folder: Path) -> None:
    about = yaml.safe_load((folder / "event.yaml").read_text())
    assert set(about) == KEYS
    assert about["type"] == folder.name
    assert about["audience"] in ("internal", "partner")
    assert about["class"] in ("state", "fact", "secret")


@pytest.mark.parametrize("contract", CONTRACTS.all(), ids=lambda contract: contract.type)
def test_examples_pass_as_whole_events(contract: Contract) -> None:
    for example in contract.examples():
        CONTRACTS.check_envelope(example)
        assert example["type"] == contract.type
        contract.validate(example["data"])


@pytest.mark.parametrize("contract", CONTRACTS.all(), ids=lambda contract: contract.type)
def test_refused_documents_fail_for_what_their_data_say(contract: Contract) -> None:
    for document in contract.rejected():
        CONTRACTS.check_envelope(document)
        with pytest.raises(InvalidEvent):
            contract.validate(document["data"])


@pytest.mark.parametrize("contract", CONTRACTS.all(), ids=lambda contract: contract.type)
def test_no_event_accepts_a_field_that_it_does_not_know(contract: Contract) -> None:
    for example in contract.examples():
        with pytest.raises(InvalidEvent):
            contract.validate({**example["data"], "a_field_nobody_agreed_on": 1})


@pytest.mark.parametrize("contract", CONTRACTS.all(), ids=lambda contract: contract.type)
def test_secret_and_code_events_never_leave_the_suite(contract: Contract) -> None:
    if contract.event_class == "secret":
        assert contract.audience == "internal"
        assert contract.secret_fields


def test_state_events_carry_a_sequence(contracts: Contracts) -> None:
    for contract in contracts.all():
        if contract.event_class == "state":
            assert all("sequence" in example["data"] for example in contract.examples())
