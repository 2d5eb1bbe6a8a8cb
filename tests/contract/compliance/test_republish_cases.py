"""`republish-cases`: messaging learns of every open case on what it rests, after a release that tells it (MSG-14)."""

import pytest
import sqlalchemy as sa

from services.compliance.cases.republish_command import main, republish
from services.contracts import compliance as contract
from services.contracts.audit import AUDIT_RECORDED
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import opened, stepped


def told(compliance: Compliance) -> list[tuple[str, int, bool, str]]:
    changes = compliance.published(contract.CASE_CHANGED)
    return [(one["case_id"], one["version"], one["open"], one["ground"]) for one in changes]


def forget_what_was_told(compliance: Compliance) -> None:
    with compliance.database.transaction() as connection:
        connection.execute(sa.text("DELETE FROM outbox"))


def test_every_open_case_is_told_once_a_run_with_its_ground(compliance: Compliance) -> None:
    """Also one in which nobody will take a step for long; closed ones were told, and stay so."""
    agency = compliance.agency()
    ids = sorted(opened(compliance, agency, ground=ground) for ground in ("advertising", "other_breach", "malice"))
    closed = opened(compliance, agency)
    stepped(compliance, closed, 1, contract.ADVANCE_CASE, event="close")
    stepped(compliance, ids[0], 1, contract.REQUEST_CORRECTION)
    before = {one[0]: one for one in told(compliance) if one[0] != closed}
    forget_what_was_told(compliance)
    assert republish(compliance.database, None, batch=2) == 3
    expected = [(*before[case_id][:1], 2 if case_id == ids[0] else 1, *before[case_id][2:]) for case_id in ids]
    assert told(compliance) == expected
    entries = compliance.published(AUDIT_RECORDED["compliance"])
    assert [one["action"] for one in entries] == ["compliance.republish_cases"]


def test_a_run_that_was_stopped_goes_on_after_the_last_it_named(compliance: Compliance) -> None:
    agency = compliance.agency()
    first, second = sorted(opened(compliance, agency) for _ in range(2))
    forget_what_was_told(compliance)
    assert republish(compliance.database, first, batch=100) == 1
    assert [one[0] for one in told(compliance)] == [second]
    with pytest.raises(SystemExit):
        main(["--after", "no ID"])
