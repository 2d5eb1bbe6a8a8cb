"""Registers of complaints that a bureau demands and an organization hands in (CMP-12)."""

import datetime as dt
from typing import Any

import pytest

from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_complaints import (
    IIDABASHI,
    MINISTRY,
    OSAKA,
    OTHER_OFFICE,
    PERSON,
    TOKYO,
    events,
    filed,
    read,
    stepped,
)
from tests.contract.served import Refused


def demand(compliance: Compliance, agency: Caller, staff: Caller = TOKYO, **changes: Any) -> dict[str, Any]:
    request = {
        "organization_id": agency.organization_id,
        "first_day": "2026-04-01",
        "last_day": "2026-04-30",
        "due_on": "2026-05-08",
        "text": "４月分の記録を提出してください。",
        **changes,
    }
    return compliance.call(contract.DEMAND_REGISTER, staff, **request)


def test_the_register_is_handed_in_on_demand_as_it_is_then(compliance: Compliance) -> None:
    """CMP-12; 001 15(2): entries of the period with the organization's own notes; what comes later is not in it."""
    agency = compliance.agency()
    own = {"complainant": "employer", "received_on": "2026-04-10", "content": "求人の条件を変えて紹介されたとの苦情。"}
    entry = compliance.call(contract.RECORD_COMPLAINT, agency, **own)
    compliance.call(contract.RECORD_COMPLAINT, agency, **{**own, "received_on": "2026-03-31"})
    noted = stepped(compliance, contract.ANSWER_COMPLAINT, agency, entry, "note")
    asked = demand(compliance, agency)
    (event,) = compliance.published(contract.REGISTER_DEMANDED)
    assert (event["organization_id"], event["due_on"]) == (agency.organization_id, dt.date(2026, 5, 8))
    with pytest.raises(Refused) as refused:
        compliance.call(contract.SHOW_HANDED_IN_REGISTER, TOKYO, demand_id=asked["demand_id"])
    assert refused.value.code is ErrorCode.REGISTER_NOT_HANDED_IN
    (mine,) = compliance.call(contract.LIST_OWN_REGISTER_DEMANDS, agency)["demands"]
    assert (mine["text"], mine["late"], mine["handed_in_at"]) == ("４月分の記録を提出してください。", False, None)
    done = compliance.call(contract.HAND_IN_REGISTER, agency, demand_id=asked["demand_id"])
    assert done["handed_in_at"] is not None
    with pytest.raises(Refused) as refused:
        compliance.call(contract.HAND_IN_REGISTER, agency, demand_id=asked["demand_id"])
    assert refused.value.code is ErrorCode.REGISTER_HANDED_IN
    compliance.pass_by(hours=1)
    stepped(compliance, contract.ANSWER_COMPLAINT, agency, noted, "close")
    compliance.call(contract.RECORD_COMPLAINT, agency, **own)
    for reader in (TOKYO, MINISTRY):
        page = compliance.call(contract.SHOW_HANDED_IN_REGISTER, reader, demand_id=asked["demand_id"])
        (seen,) = page["complaints"]
        assert (seen["complaint_id"], events(seen)) == (entry["complaint_id"], ["file", "note"])
        assert (seen["state"], seen["version"]) == ("open", 2), "as it was then, though it is closed today"
    assert read(compliance, "show_handed_in_register") == [
        (Role.BUREAU_STAFF, asked["demand_id"]),
        (Role.MINISTRY, asked["demand_id"]),
    ]


def test_a_register_handed_in_shows_nothing_of_what_came_after(compliance: Compliance) -> None:
    """CMP-12: nor that the complaint was taken to the authority since, and what it asked."""
    agency = compliance.agency()
    mine = filed(compliance, agency)
    asked = demand(compliance, agency)
    compliance.call(contract.HAND_IN_REGISTER, agency, demand_id=asked["demand_id"])
    compliance.pass_by(hours=1)
    taken = stepped(compliance, contract.PURSUE_COMPLAINT, PERSON, mine, "take_to_authority")
    stepped(compliance, contract.HANDLE_COMPLAINT, TOKYO, taken, "request_facts", due_on="2026-05-01")
    page = compliance.call(contract.SHOW_HANDED_IN_REGISTER, TOKYO, demand_id=asked["demand_id"])
    (seen,) = page["complaints"]
    assert (seen["version"], seen["with_authority"], seen["facts_due_on"]) == (1, False, None)


def test_a_register_that_is_not_handed_in_is_late_from_the_day_after(compliance: Compliance) -> None:
    """CMP-12."""
    agency = compliance.agency()
    demand(compliance, agency, due_on="2026-04-23")
    compliance.pass_by(days=1)
    assert [one["late"] for one in compliance.call(contract.LIST_REGISTER_DEMANDS, TOKYO)["demands"]] == [False]
    compliance.pass_by(days=1)
    assert [one["late"] for one in compliance.call(contract.LIST_REGISTER_DEMANDS, TOKYO)["demands"]] == [True]
    assert compliance.call(contract.LIST_REGISTER_DEMANDS, OSAKA)["demands"] == []


@pytest.mark.parametrize(
    ("staff", "changes", "code", "pointer"),
    [
        (OSAKA, {}, ErrorCode.NOT_FOUND, "/organization_id"),
        (TOKYO, {"last_day": "2026-03-31"}, ErrorCode.PERIOD_REVERSED, "/last_day"),
        (TOKYO, {"due_on": "2026-04-22"}, ErrorCode.DUE_DAY_UNFIT, "/due_on"),
    ],
)
def test_a_demand_that_can_not_be_is_refused(
    compliance: Compliance, staff: Caller, changes: dict[str, Any], code: ErrorCode, pointer: str
) -> None:
    """CMP-12, AUT-7."""
    with pytest.raises(Refused) as refused:
        demand(compliance, compliance.agency(), staff, **changes)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)


def test_nobody_hands_in_the_register_of_another_organization(compliance: Compliance) -> None:
    """CMP-12, AUT-7: it could not be handed in by its own any more."""
    agency, other = compliance.agency(), compliance.agency("別の団体")
    asked = {"demand_id": demand(compliance, agency)["demand_id"]}
    with pytest.raises(Refused) as refused:
        compliance.call(contract.HAND_IN_REGISTER, other, **asked)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/demand_id")
    assert compliance.call(contract.LIST_OWN_REGISTER_DEMANDS, other)["demands"] == []
    assert compliance.call(contract.HAND_IN_REGISTER, agency, **asked)["handed_in_at"]


def demands(compliance: Compliance, reader: Caller) -> list[tuple[str, str | None]]:
    found = compliance.call(contract.LIST_REGISTER_DEMANDS, reader)["demands"]
    return [(one["demand_id"], one["office_code"]) for one in found]


def test_the_office_that_deals_with_a_complaint_demands_the_register_of_that_organization(
    compliance: Compliance,
) -> None:
    """CMP-12; 001 15(2): 管轄労働局又は安定所からの求めがあった場合には、速やかに提出すること."""
    agency, other = compliance.agency(), compliance.agency("別の団体")
    mine = filed(compliance, agency, to_authority=True, office_code="X1301")
    for staff, about in ((IIDABASHI, other), (OTHER_OFFICE, agency)):
        with pytest.raises(Refused) as refused:
            demand(compliance, about, staff)
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/organization_id")
    by_bureau, asked = demand(compliance, agency), demand(compliance, agency, IIDABASHI)
    assert asked["office_code"] == "X1301"
    compliance.call(contract.HAND_IN_REGISTER, agency, demand_id=asked["demand_id"])
    for reader in (IIDABASHI, TOKYO, MINISTRY):
        compliance.call(contract.SHOW_HANDED_IN_REGISTER, reader, demand_id=asked["demand_id"])
    for reader, demand_id in ((OTHER_OFFICE, asked["demand_id"]), (IIDABASHI, by_bureau["demand_id"])):
        with pytest.raises(Refused) as refused:
            compliance.call(contract.SHOW_HANDED_IN_REGISTER, reader, demand_id=demand_id)
        assert refused.value.code is ErrorCode.NOT_FOUND
    its_own = (asked["demand_id"], "X1301")
    assert (demands(compliance, IIDABASHI), demands(compliance, OTHER_OFFICE)) == ([its_own], [])
    assert demands(compliance, TOKYO) == [its_own, (by_bureau["demand_id"], None)]
    stepped(compliance, contract.HANDLE_COMPLAINT, IIDABASHI, mine, "close")
    with pytest.raises(Refused):
        demand(compliance, agency, IIDABASHI)


def test_the_organization_is_not_told_which_office_demands_its_register(compliance: Compliance) -> None:
    """Decision 244: by the office it might find who complained there."""
    agency = compliance.agency()
    filed(compliance, agency, to_authority=True, office_code="X1301")
    demand(compliance, agency, IIDABASHI)
    own = compliance.call(contract.LIST_OWN_REGISTER_DEMANDS, agency)
    assert "X1301" not in str(own) + str(compliance.published(contract.REGISTER_DEMANDED))
