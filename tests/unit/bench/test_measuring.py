"""What a benchmark holds against its goal is a fair peer, and a quantile that is not the worst."""

from tests.bench.guidance.benchmark import IN_FLIGHT, Measured, _rate_table
from tests.bench.sanction.benchmark import SANCTIONS, _p99


def test_one_of_a_hundred_sanctions_is_not_the_worst() -> None:
    assert _p99([float(number) for number in range(SANCTIONS)]) < SANCTIONS - 1


def test_guidance_is_held_against_as_many_batches_in_flight_and_not_against_one_after_the_other() -> None:
    ours, fair, sequential = Measured(100, 5.0, 3.0), Measured(250, 4.0, 2.0), Measured(50, 4.0, None)
    table = _rate_table(ours, {IN_FLIGHT: fair, 1: sequential})
    assert table.reached is False
    assert [row[2] for row in table.rows] == ["", "0.40", "2.00"]
    assert [row[3:] for row in table.rows] == [["5.00", "3.00"], ["4.00", "2.00"], ["4.00", ""]]
