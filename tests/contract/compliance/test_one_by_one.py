"""Duties hold the standing's lock of one organization at a time (CMP-14), and one that fails holds up no other."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.compliance.blocks.domain.threshold import BlockSettings
from services.compliance.standing.storage import measures
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance

TOKYO = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
SEEKERS = [f"1000000000{digit}" for digit in range(4)]


def suspended(compliance: Compliance, agency: Caller) -> None:
    """A suspension whose term is over by November."""
    decision = {"kind": "suspension_with_term", "ground": "advertising", "public_reason": "宣伝に利用したため。"}
    about = {"organization_id": agency.organization_id, "seen_version": 0}
    compliance.call(contract.SUSPEND_ORGANIZATION, TOKYO, **decision, **about)


def blocked(compliance: Compliance, agency: Caller) -> None:
    compliance.tell(compliance.guided(agency, *SEEKERS))
    compliance.tell(*(compliance.block(agency, 1, number=number) for number in SEEKERS))


def overdue(compliance: Compliance, agency: Caller) -> None:
    state = compliance.state(agency, version=2, permission_valid_until=dt.date(2026, 10, 20))
    compliance.receive(ORGANIZATION_CHANGED, state)


@pytest.mark.parametrize(
    ("duty", "prepare"), [("end_suspensions", suspended), ("look_at_blocks", blocked), ("watch_overdue", overdue)]
)
def test_cmp_14_a_duty_locks_one_organization_at_a_time_and_goes_on_after_one_that_fails(
    compliance: Compliance,
    monkeypatch: pytest.MonkeyPatch,
    duty: str,
    prepare: Callable[[Compliance, Caller], Any],
) -> None:
    compliance.service.block_settings = BlockSettings(count=3, share_percent=50, share_from=2)
    agencies = [compliance.agency() for _ in range(3)]
    for agency in agencies:
        prepare(compliance, agency)
    compliance.now = dt.datetime(2026, 11, 4, tzinfo=dt.UTC)
    locked: dict[int, set[str]] = defaultdict(set)
    failing = {agencies[1].organization_id}
    lock = measures.lock_standing

    def watched(connection: Connection, organization_id: str) -> None:
        lock(connection, organization_id)
        locked[connection.scalar(sa.select(sa.func.txid_current())) or 0].add(organization_id)
        if organization_id in failing:
            raise ConnectionError

    monkeypatch.setattr(measures, "lock_standing", watched)

    def run() -> int:
        with compliance.work() as work:
            return int(getattr(compliance.service, duty)(work))

    assert run() == 2
    assert [len(organizations) for organizations in locked.values()] == [1, 1, 1]
    failing.clear()
    assert run() == 1, "the one that failed is due again"
    assert run() == 0
