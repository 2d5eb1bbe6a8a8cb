"""RPT-5: small cells are not told, nor can they be found by subtraction."""

from hypothesis import given
from hypothesis import strategies as st

from services.reporting.figures import FIGURES, PARTITIONS
from services.reporting.suppression import suppressed
from services.reporting.usecases import permille

PARTS = {"total": ("a", "b", "c")}
EVERYTHING = ("total", "a", "b", "c")


def hidden(*values: int, below: int = 5, spared: tuple[str, ...] = ()) -> set[str]:
    of = dict(zip(EVERYTHING, (sum(values), *values), strict=True))
    return set(suppressed(of, below=below, people=EVERYTHING, partitions=PARTS, spared=spared))


def test_values_from_one_to_four_are_not_told_and_nought_and_five_are() -> None:
    assert hidden(1, 4, 50) == {"a", "b"}
    assert hidden(0, 5, 50) == set()


def test_a_single_untold_part_takes_the_smallest_other_with_it() -> None:
    assert hidden(3, 20, 50) == {"a", "b"}


def test_a_single_untold_part_among_noughts_takes_the_total_with_it() -> None:
    assert hidden(3, 0, 0, spared=("total",)) == {"a", "total"}


def test_the_ministry_is_told_everything() -> None:
    assert hidden(1, 2, 3, below=0) == set()


def test_figures_that_are_not_about_people_are_always_told() -> None:
    assert suppressed({"organizations": 1}, below=5, people=(), partitions={}) == frozenset()


@given(st.tuples(*[st.integers(0, 30)] * 4))
def test_no_untold_value_can_be_found_by_subtraction(values: tuple[int, int, int, int]) -> None:
    none, both, municipal, private = values
    of = {
        "seekers.valid": sum(values),
        "seekers.wishing": both + municipal + private,
        "seekers.none": none,
        "seekers.both": both,
        "seekers.municipal_only": municipal,
        "seekers.private_only": private,
    }
    partitions = {code: PARTITIONS[code] for code in ("seekers.valid", "seekers.wishing")}
    untold = suppressed(of, below=5, people=of, partitions=partitions)
    for total, parts in partitions.items():
        assert len(untold & {total, *parts}) != 1
    assert all(code in untold for code, value in of.items() if 0 < value < 5)


def test_every_partition_names_figures_about_people() -> None:
    for total, parts in PARTITIONS.items():
        assert all(FIGURES[code].people for code in (total, *parts))


def test_shares_are_rounded_as_seed_003_has_them() -> None:
    assert [permille(part, 5_337) for part in (4_657, 363, 317)] == [873, 68, 59]
    assert [permille(part, 398) for part in (288, 110)] == [724, 276]
