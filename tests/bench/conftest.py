"""A small suite of this folder's own."""

from collections.abc import Iterator

import pytest
from tests.bench.bench import Bench
from tests.bench.figures import SMALL
from tests.bench.make_up import LocalSuite
from tests.e2e.suite import Suite

from chassis.testing.plugin import ROOT


@pytest.fixture(scope="session")
def local() -> Iterator[LocalSuite]:
    made = LocalSuite(ROOT / ".run" / "bench-small")
    made.reset()
    made.up(SMALL.people)
    try:
        yield made
    finally:
        made.down()


@pytest.fixture(scope="session")
def bench(local: LocalSuite) -> Bench:
    return Bench(Suite(local.run_dir))
