"""Whether an organization reads what it is written (MSG-6, AUT-9)."""

import pytest

from services.contracts.messaging.words import READERS
from services.messaging.domain.reading import Reading, organization_reads


@pytest.mark.parametrize(
    ("standing", "services", "reads"),
    [
        ("active", ["seekers"], Reading.READS),
        ("active", ["seekers", "offers"], Reading.READS),
        ("suspended", ["seekers"], Reading.SUSPENDED),
        ("terminated", ["seekers"], Reading.ENDED),
        ("withdrawn", ["seekers"], Reading.ENDED),
        ("active", ["offers"], Reading.ENDED),
        ("suspended", ["offers"], Reading.ENDED),
        ("active", [], Reading.ENDED),
    ],
)
def test_msg_6_it_is_read_by_an_active_organization_later_by_a_suspended_one_and_else_never(
    standing: str, services: list[str], reads: Reading
) -> None:
    assert organization_reads(standing, services) is reads


def test_msg_6_each_way_of_reading_has_its_words() -> None:
    assert set(Reading) == set(READERS)
