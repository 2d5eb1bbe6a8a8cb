"""Withdrawal from one service or all: REG-5, REG-11, AUT-9."""

import datetime as dt
from functools import partial

import pytest

from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    APPROVE_APPLICATION,
    REFUSE_APPLICATION,
)
from services.registry.accounts.domain.account import AccountState
from services.registry.accounts.tables import accounts
from services.registry.organizations.tables import organization_managers, organizations
from tests.contract.at_once import DONE, at_once
from tests.contract.registry.conftest import Registry, staff
from tests.contract.registry.examples import EMAIL, a_manager
from tests.contract.registry.procedures import (
    approve,
    change,
    go_to,
    own,
    reasons,
    refuse,
    told,
    withdrawal,
)
from tests.contract.registry.test_organization_accounts import INVITED, additional
from tests.contract.served import Refused


def test_a_withdrawal_from_all_ends_the_organization_and_reserves_its_ids(registry: Registry, member: Caller) -> None:
    """REG-11, REG-5: others are told; the account still logs in to what is left (AUT-9)."""
    approve(registry, withdrawal(registry, member, "offers", "seekers"))
    state = told(registry)
    assert (state["standing"], state["ended_on"]) == ("withdrawn", dt.date(2026, 4, 22))
    assert registry.log_in(EMAIL)["organization_id"] == member.organization_id
    assert own(registry, member)["next_steps"] == []
    with pytest.raises(Refused) as refused:
        registry.register()
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
    registry.approved(email="again@example.jp", permission_number="13-ユ-123456")


def test_the_ids_of_who_has_withdrawn_are_free_again_after_five_years(registry: Registry, member: Caller) -> None:
    """REG-11: main and additional ones, from the day after the last of them."""
    additional(registry, member)
    approve(registry, withdrawal(registry, member, "offers", "seekers"))
    held_until = accounts.c.held_until == dt.date(2031, 4, 22)
    assert registry.count(accounts, held_until & (accounts.c.state == AccountState.CLOSED)) == 2
    later = {"permission_valid_until": "2033-03-31", "latest_regular_placement_on": "2031-04-01"}
    for day, taken in (("2031-04-22", True), ("2031-04-23", False)):
        go_to(registry, day)
        for email, number in ((EMAIL, "13-ユ-654321"), (INVITED, "13-ユ-654322")):
            asked = {"email": email, "permission_number": number, **later}
            if taken:
                with pytest.raises(Refused) as refused:
                    registry.register(**asked)
                assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
            else:
                registry.register(**asked)


def test_a_withdrawal_from_one_service_leaves_the_other(registry: Registry, member: Caller) -> None:
    """REG-5: its term and its contact manager go with it, and changes of the rest go on."""
    approve(registry, withdrawal(registry, member, "seekers"))
    state = told(registry)
    assert (state["services"], state["standing"]) == (["offers"], "active")
    assert state["seeker_information_until"] is None
    assert registry.count(organization_managers) == 2
    assert registry.count(accounts, accounts.c.held_until.is_not(None)) == 0, "REG-11: its IDs are in use"
    rest = {"services": ["offers"], "contact_managers": {"offers": a_manager()}}
    with pytest.raises(Refused) as refused:
        change(registry, member, **rest)
    assert reasons(refused) == {"nothing_changed"}
    approve(registry, change(registry, member, phone="03-9999-0000", **rest))
    with pytest.raises(Refused) as unused:
        withdrawal(registry, member, "seekers")
    assert reasons(unused) == {"service_not_used"}


@pytest.mark.parametrize("first", ["change", "withdrawal"])
def test_a_change_that_waited_does_not_bring_a_service_back_that_was_withdrawn(
    registry: Registry, member: Caller, first: str
) -> None:
    """REG-5: whichever was registered first; it can only be refused, and who wants the service again asks anew."""
    both = {
        "change": lambda: change(registry, member, phone="03-9999-0000"),
        "withdrawal": lambda: withdrawal(registry, member, "seekers"),
    }
    waiting = {first: both.pop(first)(), **{name: register() for name, register in both.items()}}
    registry.receive_form(waiting["change"]["application_id"])
    approve(registry, waiting["withdrawal"])
    with pytest.raises(Refused) as refused:
        registry.approve(waiting["change"]["application_id"])
    assert (refused.value.code, reasons(refused)) == (ErrorCode.NOT_ELIGIBLE, {"service_withdrawn_meanwhile"})
    assert told(registry)["services"] == ["offers"]
    refuse(registry, waiting["change"])
    approve(registry, change(registry, member))
    assert told(registry)["services"] == ["offers", "seekers"]


def test_after_its_end_an_organization_applies_for_nothing_and_nothing_is_approved(
    registry: Registry, member: Caller
) -> None:
    """AUT-9: what was under way is refused, too."""
    pending = change(registry, member, phone="03-9999-0000")
    registry.receive_form(pending["application_id"])
    approve(registry, withdrawal(registry, member, "offers", "seekers"))
    with pytest.raises(Refused) as refused:
        withdrawal(registry, member, "offers")
    assert refused.value.code is ErrorCode.ORGANIZATION_NOT_ACTIVE
    with pytest.raises(Refused) as late:
        registry.call(APPROVE_APPLICATION, staff(), application_id=pending["application_id"])
    assert late.value.code is ErrorCode.ORGANIZATION_NOT_ACTIVE
    refuse(registry, pending)
    assert told(registry)["standing"] == "withdrawn"


def test_a_suspended_organization_still_applies(registry: Registry, member: Caller) -> None:
    """AUT-9."""
    with registry.database.transaction() as connection:
        connection.execute(organizations.update().values(standing="suspended"))
    approve(registry, change(registry, member, phone="03-9999-0000"))
    assert told(registry)["standing"] == "suspended"


def test_of_two_staff_who_decide_on_a_withdrawal_at_once_one_wins(registry: Registry, member: Caller) -> None:
    """REG-10: the other is told."""
    registered = withdrawal(registry, member, "offers", "seekers")
    registry.receive_form(registered["application_id"])
    application_id = registered["application_id"]
    refusal = {"application_id": application_id, "reason": "理由"}
    approving = partial(registry.approve, application_id)
    refusing = partial(registry.call, REFUSE_APPLICATION, staff(), **refusal)
    outcomes = at_once(approving, refusing, approving, refusing)
    assert sorted(outcomes) == ["application_not_pending"] * 3 + [DONE]
    approved = DONE in (outcomes[0], outcomes[2])
    assert told(registry)["standing"] == ("withdrawn" if approved else "active")
