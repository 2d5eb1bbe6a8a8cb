"""Two who act at once on the same thing: one wins, the other is told, and nothing is done twice (REG-7, REG-10, AUT-7, SEE-2)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.errors import ErrorCode
from services.registry.organizations.tables import application_transitions, applications
from services.registry.organizations.usecases.decision import lapse_overdue
from services.registry.seekers.tables import seeker_persons
from services.registry.service.applications import acting
from tests.contract.at_once import DONE, at_once
from tests.contract.registry.conftest import Registry
from tests.contract.registry.staff_accounts import GROUND, made, ministry, operations
from tests.contract.registry_people.conftest import BringIn
from tests.contract.registry_people.conftest import bring_in as bring_in
from tests.contract.registry_people.test_erasure import demand

ROUNDS = 4


def state_of(registry: Registry, application_id: str) -> str:
    with registry.database.transaction() as connection:
        query = sa.select(applications.c.state).where(applications.c.application_id == application_id)
        return str(connection.execute(query).scalar_one())


def told(registry: Registry, kind: str) -> int:
    return sum(mail.kind == kind for mail in registry.mails())


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_form_that_two_staff_record_at_once_has_come_once(registry: Registry, round_: int) -> None:
    """REG-7, REG-8: one receipt, one mail, one step of its history."""
    application_id = registry.register()["application_id"]
    outcomes = at_once(*[lambda: registry.receive_form(application_id) for _ in range(2)])
    assert sorted(outcomes) == sorted([DONE, ErrorCode.APPLICATION_NOT_PENDING])
    assert told(registry, "form_received") == 1
    received = application_transitions.c.event == "form_received"
    assert registry.count(application_transitions, received) == 1


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_form_in_time_that_is_recorded_while_the_registration_lapses_counts(registry: Registry, round_: int) -> None:
    """REG-7: whichever comes first, the day of receipt decides."""
    application_id = registry.register()["application_id"]
    received_on = registry.today.isoformat()
    registry.pass_by(days=14)

    def lapse() -> None:
        with registry.work() as work:
            lapse_overdue(acting(registry.service.tools, work), work.day)

    outcomes = at_once(lapse, lambda: registry.receive_form(application_id, received_on=received_on))
    assert outcomes == [DONE, DONE]
    assert state_of(registry, application_id) == "form_received"


def test_a_registration_that_somebody_holds_is_left_to_the_next_run(registry: Registry) -> None:
    """REG-7: the duty holds other rows without the locks of their addresses, and waits for none."""
    held, free = registry.register(), registry.register(email="b@example.jp", permission_number="13-ユ-777777")
    registry.pass_by(days=14)

    def lapse() -> int:
        with registry.work() as work:
            return lapse_overdue(acting(registry.service.tools, work), work.day)

    with registry.database.transaction() as connection:
        row = sa.select(applications).where(applications.c.application_id == held["application_id"])
        connection.execute(row.with_for_update())
        assert lapse() == 1
    assert [state_of(registry, one["application_id"]) for one in (held, free)] == ["registered", "lapsed"]
    assert lapse() == 1
    assert state_of(registry, held["application_id"]) == "lapsed"


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_an_erasure_that_two_decide_at_once_is_decided_once(registry: Registry, bring_in: BringIn, round_: int) -> None:
    """SEE-2: erased or declined, and the person is told the one."""
    erasure_id = demand(registry, bring_in(1))
    decisions: list[dict[str, Any]] = [{"erase": True}, {"erase": False, "reason": "求職申込みが有効なため。"}]
    steps = [
        lambda decision=decision: registry.call(
            contract.DECIDE_ERASURE, operations(), erasure_id=erasure_id, **decision
        )
        for decision in decisions
    ]
    outcomes = at_once(*steps)
    assert sorted(outcomes) == sorted([DONE, ErrorCode.ERASURE_ALREADY_DECIDED])
    erased = outcomes[0] == DONE
    assert registry.count(seeker_persons) == (0 if erased else 1)
    assert [mail.kind for mail in registry.mails()] == ["seeker_erasure_done" if erased else "seeker_erasure_declined"]


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_an_account_of_staff_that_one_ends_while_another_moves_it_is_ended(registry: Registry, round_: int) -> None:
    """AUT-7: moved and then ended, or ended and not moved any more; never open for what nobody decided."""
    account_id = made(registry)
    asked = {"account_id": account_id, "ground": GROUND}
    outcomes = at_once(
        lambda: registry.call(contract.END_STAFF_ACCOUNT, operations(), **asked),
        lambda: registry.call(contract.MOVE_STAFF_ACCOUNT, ministry(), **asked, bureau_code="27"),
    )
    page = registry.call(contract.LIST_STAFF_ACCOUNTS, operations(), state="ended")
    if outcomes[0] == DONE:
        assert outcomes[1] in (DONE, ErrorCode.ACCOUNT_ENDED)
        assert [account["account_id"] for account in page["accounts"]] == [account_id]
    else:  # it was moved while the end waited, and who ends it is told to look again
        assert outcomes == [ErrorCode.CHANGED_MEANWHILE, DONE]
        assert page["accounts"] == []
