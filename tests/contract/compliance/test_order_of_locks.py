"""Blocks are marked as changed last of all, so that of two who come at once none waits for who waits for him (CMP-11, MSG-11)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.compliance.blocks.tables import block_alarms
from services.compliance.blocks.usecases import mark_changed
from services.compliance.custody.storage.facts import lock_custody
from services.compliance.custody.storage.joined import records
from services.compliance.standing.storage.measures import lock_standing
from services.contracts.caller import Caller
from services.contracts.compliance import WITHDRAW_DECISION
from services.contracts.registry import ORGANIZATION_CHANGED, SEEKERS_JOINED
from tests.contract.at_once import waits_for
from tests.contract.compliance.conftest import SEEKER, Compliance
from tests.contract.compliance.test_wrong_decisions import TOKYO, terminated_wrongly

SECOND = "51310567592"
JOINED = (SEEKERS_JOINED, {"seeker_number": SEEKER, "joined_number": SECOND})


@pytest.fixture
def agency(compliance: Compliance) -> Caller:
    """One that was blocked before, so that there is a row of its blocks to wait for."""
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.block(agency, 1))
    with compliance.work() as work:
        compliance.service.look_at_blocks(work)
    return agency


def marked(compliance: Compliance, agency: Caller) -> bool:
    mine = block_alarms.c.organization_id == agency.organization_id
    return bool(compliance.count(block_alarms, mine, block_alarms.c.to_look_at))


def mark_without_waiting(connection: Connection, agency: Caller) -> None:
    """As a block does, and the duty that looks at blocks: fails at once where somebody else holds the row."""
    mine = block_alarms.c.organization_id == agency.organization_id
    connection.execute(sa.select(block_alarms).where(mine).with_for_update(nowait=True))
    mark_changed(connection, str(agency.organization_id))


def a_block(compliance: Compliance, agency: Caller) -> None:
    compliance.tell(compliance.block(agency, 2, blocked=False))


def a_second_record(compliance: Compliance, _agency: Caller) -> None:
    compliance.tell(JOINED)


def a_withdrawal_taken_back(compliance: Compliance, agency: Caller) -> None:
    barred = {
        "procedures_barred": [{"since": compliance.today, "until": compliance.today, "kinds": ["change", "renewal"]}]
    }
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, version=3, **barred))


@pytest.mark.parametrize("told", [a_block, a_second_record, a_withdrawal_taken_back])
def test_who_waits_for_custody_keeps_nobody_from_marking_that_blocks_have_changed(
    compliance: Compliance, agency: Caller, told: Callable[[Compliance, Caller], None]
) -> None:
    """CMP-11, MSG-11, decision 306: a block holds custody when it comes to mark."""
    gone = {"standing": "withdrawn", "ended_on": compliance.today}
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, version=2, **gone))
    with ThreadPoolExecutor(1) as beside:
        with compliance.database.transaction() as block:
            lock_custody(block, str(agency.organization_id))
            other = beside.submit(told, compliance, agency)
            assert waits_for(block, other), "it does not decide on custody"
            mark_without_waiting(block, agency)
        other.result()
    assert marked(compliance, agency)


def test_who_waits_for_the_standing_keeps_nobody_from_looking_at_blocks(compliance: Compliance, agency: Caller) -> None:
    """CMP-11, decision 158: the duty holds the standing when it comes to the row."""
    measure_id = terminated_wrongly(compliance, agency)
    asked = {"measure_id": measure_id, "reason": "誤りのため。", "note": ""}
    with ThreadPoolExecutor(1) as beside:
        with compliance.database.transaction() as duty:
            lock_standing(duty, str(agency.organization_id))
            other = beside.submit(compliance.call, WITHDRAW_DECISION, TOKYO, **asked)
            assert waits_for(duty, other), "it does not decide on the standing"
            mark_without_waiting(duty, agency)
        other.result()
    assert marked(compliance, agency)


@pytest.mark.parametrize("number", [SEEKER, SECOND])
def test_a_record_that_joins_waits_for_a_block_under_either_number(compliance: Compliance, number: str) -> None:
    """MSG-11, decision 136: of the number that stays too, under which the person may block at that moment."""
    with ThreadPoolExecutor(1) as beside:
        with compliance.database.transaction() as block:
            records.lock(block, number)
            joining = beside.submit(compliance.tell, JOINED)
            assert waits_for(block, joining), "it went past a block that is on its way"
        joining.result()


def test_a_block_waits_for_a_record_that_joins_and_then_for_the_person(compliance: Compliance, agency: Caller) -> None:
    """MSG-11, decision 136: who waited while the own record was joined waits for the number that stays as well."""
    with ThreadPoolExecutor(1) as beside:
        with compliance.database.transaction() as of_the_person:
            with compliance.database.transaction() as joining:
                records.lock(joining, SECOND)
                block = beside.submit(compliance.tell, compliance.block(agency, 1, number=SECOND))
                assert waits_for(joining, block), "it went past its record, which is being joined"
                records.keep(joining, SECOND, SEEKER)
                records.lock(of_the_person, SEEKER)
            assert waits_for(of_the_person, block), "it went past the person"
        block.result()
