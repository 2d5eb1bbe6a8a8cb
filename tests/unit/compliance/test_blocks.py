"""When blocks open a case, and when another one (CMP-11)."""

import pytest

from services.compliance.blocks.domain.threshold import Alarm, BlockSettings, Figures, armed_after, opens_case

SETTINGS = BlockSettings(count=50, share_percent=20, share_from=10, again_below_percent=80)


@pytest.mark.parametrize(
    ("blocking", "guided", "above"),
    [
        (50, 5_000, False),
        (51, 5_000, True),
        (9, 9, False),
        (10, 50, False),
        (10, 49, True),
        (11, 0, False),
    ],
)
def test_the_threshold_is_a_number_and_a_share_of_those_guided(blocking: int, guided: int, above: bool) -> None:
    """CMP-11: more than it, and a share only from so many on."""
    assert Figures(blocking, guided).above(SETTINGS) is above
    assert opens_case(Figures(blocking, guided), Alarm(), SETTINGS) is above


def test_figures_that_flap_around_the_threshold_open_one_case() -> None:
    """CMP-11: one open case at a time; after it another one only from clearly below, or when they have doubled."""
    above, just_below, clearly_below = Figures(51, 5_000), Figures(50, 5_000), Figures(40, 5_000)
    closed = Alarm(armed=False, case_blocking=51)
    assert not opens_case(above, Alarm(armed=True, case_open=True), SETTINGS)
    assert not opens_case(above, closed, SETTINGS)
    assert not armed_after(just_below, closed, SETTINGS)
    assert armed_after(clearly_below, closed, SETTINGS)
    assert opens_case(above, Alarm(armed=True, case_blocking=51), SETTINGS)
    assert not opens_case(Figures(101, 5_000), closed, SETTINGS)
    assert opens_case(Figures(102, 5_000), closed, SETTINGS)
