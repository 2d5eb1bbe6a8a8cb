"""Change, renewal and withdrawal on paper, entered by the bureau (REG-9): applied for on the day of receipt."""

from typing import Any

import pytest

from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.registry import ENTER_PAPER_PROCEDURE, LIST_OWN_APPLICATIONS, SHOW_APPLICATION
from tests.contract.registry.conftest import OSAKA, Registry, staff
from tests.contract.registry.procedures import DECLARED, change, content, go_to, own, reasons, told
from tests.contract.served import Refused

RENEWAL = {
    "latest_regular_placement_on": "2027-03-01",
    "security_declaration": DECLARED,
    "terms_version": "2021-12-01",
}


def enter(registry: Registry, member: Caller, caller: Caller | None = None, **request: Any) -> dict[str, Any]:
    came = {"received_on": registry.today.isoformat(), "way": "post", "explanation": "電話で説明あり"}
    asked = {"organization_id": member.organization_id, **came, **request}
    return registry.call(ENTER_PAPER_PROCEDURE, caller or staff(), **asked)


def test_a_change_on_paper_takes_effect_when_it_is_approved(registry: Registry, member: Caller) -> None:
    """REG-9, REG-13: received on Monday the 27th, entered on Thursday the 30th by staff."""
    go_to(registry, "2026-04-30")
    entered = enter(registry, member, received_on="2026-04-27", change={"content": content(phone="03-9999-0000")})
    assert (entered["registered_on"], entered["state"]) == ("2026-04-27", "form_received")
    assert [mail.kind for mail in registry.mails()][-1] == "form_received", "nobody is asked for a form that is here"
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=entered["application_id"])
    assert [step["event"] for step in shown["transitions"]] == ["registered", "form_received"]
    registry.approve(entered["application_id"])
    assert own(registry, member)["content"]["phone"] == "03-9999-0000"


def test_a_renewal_on_paper_is_asked_as_of_its_receipt_and_brings_its_change(
    registry: Registry, member: Caller
) -> None:
    """REG-3, REG-9, REG-16: a placement on 23 February counts for 22 May, and no more for the day of entry."""
    go_to(registry, "2027-05-24")
    asked = {**RENEWAL, "latest_regular_placement_on": "2027-02-23", "change": content(phone="03-9999-0000")}
    entered = enter(registry, member, received_on="2027-05-22", renewal=asked)
    assert (entered["application_kind"], entered["placement_met"]) == ("renewal", True)
    states = {
        line["application_kind"]: line["state"] for line in registry.call(LIST_OWN_APPLICATIONS, member)["applications"]
    }
    assert (states["renewal"], states["change"]) == ("form_received", "form_received")
    registry.approve(entered["application_id"])
    assert own(registry, member)["seeker_information_until"] == "2028-04-22"


def test_a_withdrawal_on_paper_ends_the_organization_when_it_is_approved(registry: Registry, member: Caller) -> None:
    """REG-5, REG-9."""
    entered = enter(registry, member, withdrawal={"services": ["offers", "seekers"]})
    registry.approve(entered["application_id"])
    assert told(registry)["standing"] == "withdrawn"


def test_the_rules_are_asked_and_name_their_place_in_the_paper(registry: Registry, member: Caller) -> None:
    """REG-6, REG-13, REG-16."""
    with pytest.raises(Refused) as refused:
        enter(registry, member, change={"content": content()})
    assert reasons(refused) == {"nothing_changed"}
    with pytest.raises(Refused) as refused:
        enter(registry, member, change={"content": content(kind="free_agency")})
    assert "/change/content/kind" in {reason["pointer"] for reason in refused.value.details["reasons"]}
    open_id = change(registry, member, phone="03-9999-0000")["application_id"]
    paper = {"content": content(phone="03-9999-0001")}
    with pytest.raises(Refused) as refused:
        enter(registry, member, change=paper)
    assert (refused.value.code, refused.value.details["application_id"]) == (ErrorCode.APPLICATION_OPEN, open_id)
    assert enter(registry, member, change={**paper, "replaces": open_id})["state"] == "form_received"


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"received_on": "2026-05-02"}, ErrorCode.DAY_IN_FUTURE, "/received_on"),
        ({"received_on": "2026-04-21"}, ErrorCode.DAY_TOO_EARLY, "/received_on"),
        ({"explanation": ""}, ErrorCode.EXPLANATION_MISSING, "/explanation"),
    ],
    ids=["tomorrow", "before the approval", "no explanation"],
)
def test_what_can_not_be_is_refused(
    registry: Registry, member: Caller, changes: dict[str, Any], code: ErrorCode, pointer: str
) -> None:
    """REG-8, REG-9."""
    go_to(registry, "2026-05-01")
    with pytest.raises(Refused) as refused:
        enter(registry, member, withdrawal={"services": ["offers"]}, **changes)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)
    assert len(registry.call(LIST_OWN_APPLICATIONS, member)["applications"]) == 1


def test_another_bureau_enters_none_of_it(registry: Registry, member: Caller) -> None:
    """AUT-7."""
    with pytest.raises(Refused) as refused:
        enter(registry, member, staff(OSAKA), withdrawal={"services": ["offers"]})
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.OTHER_BUREAU, "/organization_id")


@pytest.mark.parametrize("kinds", [[], ["change", "withdrawal"]])
def test_a_paper_is_of_exactly_one_kind(kinds: list[str]) -> None:
    """REG-9: the contract takes no other."""
    asked: dict[str, Any] = {"change": {"content": content()}, "withdrawal": {"services": ["offers"]}}
    request = {"organization_id": "0198c2f3-0000-7000-8000-000000000001", "received_on": "2026-04-22", "way": "email"}
    problems = ENTER_PAPER_PROCEDURE.request.validate(request | {kind: asked[kind] for kind in kinds})
    assert list(problems) == ["change"]
