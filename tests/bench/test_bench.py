"""Each bench still measures what it says; how fast that is, a busy machine cannot tell."""

from pathlib import Path

import pytest
from tests.bench import make_up
from tests.bench.__main__ import BENCHES
from tests.bench.bench import Bench
from tests.bench.figures import SMALL, Figure, paired_difference, percentile
from tests.bench.make_up import LocalSuite
from tests.bench.report import Result, document, keep, kept


@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_brings_figures_and_a_limit(bench: Bench, name: str) -> None:
    figures = BENCHES[name](bench, SMALL)
    assert any(figure.limit for figure in figures)
    for figure in figures:
        assert figure.what
        assert any(character.isdigit() for character in figure.measured)


def test_make_up_is_timed_again_and_after_a_stop(local: LocalSuite, bench: Bench) -> None:
    figures = make_up.warm(local, SMALL.people)
    assert [figure.limit for figure in figures] == ["≤ 20 s", "≤ 20 s"]


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(value) for value in range(1, 101)]
    assert percentile(values, 0.5) == 51
    assert percentile(values, 0.99) == 100
    assert percentile([3.0], 0.99) == 3


def test_a_difference_is_found_pair_by_pair_though_times_drift() -> None:
    known = [float(place) for place in range(200)]
    unknown = [at + 2 + place % 3 / 10 for place, at in enumerate(known)]
    difference, spread = paired_difference(known, unknown)
    assert difference == pytest.approx(2.1)
    assert spread < 0.2


def test_the_page_keeps_what_another_run_measured(tmp_path: Path) -> None:
    for name, met in (("pdf", True), ("ingest", False)):
        figure = Figure(f"what {name} does", "7/s", "≥ 5/s", met)
        keep(Result(name, "2026-11-21 12:00", "0.5", "2 cores", "18.0 ms", (figure,)), tmp_path)
    page = document(kept(["ingest", "pdf", "never-run"], tmp_path), {"lost": 0})
    assert "| what pdf does | 7/s | ≥ 5/s | met |" in page
    assert "| what ingest does | 7/s | ≥ 5/s | **missed** |" in page
    assert "| pdf | 2026-11-21 12:00 | 0.5 | 18.0 ms |" in page
    assert "| lost | 0 |" in page
