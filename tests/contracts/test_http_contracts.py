"""Each service's OpenAPI document is generated; what is committed must be what the code says."""

import pytest
import yaml
from tools.contracts import SERVICES, generated

from chassis.testing.plugin import ROOT


@pytest.mark.parametrize("service", SERVICES)
def test_the_committed_document_is_what_the_code_says(service: str) -> None:
    committed = ROOT / "contracts" / "http" / f"{service}.openapi.yaml"
    assert committed.read_text() == generated(service), "run `make contracts` and read the diff"


@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_states_its_role(service: str) -> None:
    document = yaml.safe_load((ROOT / "contracts" / "http" / f"{service}.openapi.yaml").read_text())
    operations = [
        (path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]
    assert operations
    for path, method, operation in operations:
        assert operation.get("x-role") in ("anonymous", "customer", "staff"), (path, method)
