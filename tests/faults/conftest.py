"""A suite that may be broken: of this folder's own, with a crowd that its CRM announces."""

from collections.abc import Iterator

import pytest
from tests.bench.make_up import LocalSuite
from tests.e2e.suite import Suite

from chassis.testing.plugin import ROOT

# The crowd is announced by the storm itself; these are only what `make up` insists on.
PEOPLE = 12


@pytest.fixture(scope="session")
def suite() -> Iterator[Suite]:
    local = LocalSuite(ROOT / ".run" / "faults")
    local.reset()
    local.up(PEOPLE)
    try:
        yield Suite(local.run_dir)
    finally:
        local.down()
