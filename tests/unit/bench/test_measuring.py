"""What a benchmark holds against its goal is a fair peer, and a quantile that is not the worst."""

import pytest

from tests.bench.guidance.benchmark import IN_FLIGHT, Measured, _rate_table
from tests.bench.sanction.benchmark import SANCTIONS, _p99


def test_one_of_a_hundred_sanctions_is_not_the_worst() -> None:
    assert _p99([float(number) for number in range(SANCTIONS)]) < SANCTIONS - 1


@pytest.mark.parametrize(("at_once", "in_turn"), [(250.0, 50.0), (50.0, 250.0)])
def test_guidance_is_held_against_the_faster_of_its_peers(at_once: float, in_turn: float) -> None:
    ours = Measured(100, 5.0, 3.0)
    assert not _rate_table(ours, {IN_FLIGHT: Measured(at_once, 4.0, None), 1: Measured(in_turn, 4.0, None)}).reached


def test_a_dispatch_of_each_way_is_told_with_its_processor_time() -> None:
    ours, fair, sequential = Measured(100, 5.0, 3.0), Measured(250, 4.0, 2.0), Measured(50, 4.0, None)
    table = _rate_table(ours, {IN_FLIGHT: fair, 1: sequential})
    assert [row[2] for row in table.rows] == ["", "0.40", "2.00"]
    assert [row[3:] for row in table.rows] == [["5.00", "3.00"], ["4.00", "2.00"], ["4.00", ""]]
