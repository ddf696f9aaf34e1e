"""Every folder of tests has the chassis' fixtures: real servers, operators, clocks.

Which rules a test proves goes into the JUnit report, where `make rules` reads it.
"""

import pytest

pytest_plugins = ["chassis.testing.plugin"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for marker in item.iter_markers("rule"):
            kind = "rule-negative" if marker.kwargs.get("negative") else "rule"
            item.user_properties.append((kind, marker.args[0]))
