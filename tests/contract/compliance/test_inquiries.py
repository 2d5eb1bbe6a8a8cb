"""CMP-1: whoever is suspected of an offence does not learn of the inquiry; what follows from it is told (decision 151)."""

from typing import Any

import pytest

from services.contracts import compliance as contract
from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import TOKYO, opened, stepped, told
from tests.contract.served import Refused


@pytest.fixture
def agency(compliance: Compliance) -> Caller:
    return compliance.agency()


def seen(compliance: Compliance, agency: Caller, case_id: str) -> list[str]:
    """The steps that the organization sees of a case; none where it knows of no such case, in its list or by its ID."""
    listed = [one["case_id"] for one in compliance.call(contract.LIST_OWN_CASES, agency)["cases"]]
    if case_id in listed:
        return [step["event"] for step in compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)["steps"]]
    for operation, more in (
        (contract.SHOW_OWN_CASE, {}),
        (contract.ANSWER_CASE, {"seen_version": 1, "text": "何の件でしょうか。"}),
    ):
        with pytest.raises(Refused) as refused:
            compliance.call(operation, agency, case_id=case_id, **more)
        assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/case_id")
    return []


@pytest.mark.parametrize("steps", [(), ("refer",), ("close",), ("refer", "close")])
def test_an_inquiry_is_neither_mailed_nor_shown_also_where_nothing_is_found(
    compliance: Compliance, agency: Caller, steps: tuple[str, ...]
) -> None:
    case_id = opened(compliance, agency, ground="suspected_offence")
    for version, event in enumerate(steps, 1):
        stepped(compliance, case_id, version, contract.ADVANCE_CASE, event=event)
    assert (seen(compliance, agency, case_id), told(compliance)) == ([], [])
    assert len(compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["steps"]) == len(steps) + 1


def test_what_it_finds_is_told_with_all_that_went_before(compliance: Compliance, agency: Caller) -> None:
    """CMP-13: from the other ground on it is a case as any other."""
    case_id = opened(compliance, agency, ground="suspected_offence")
    stepped(compliance, case_id, 1, contract.ADVANCE_CASE, event="refer")
    stepped(compliance, case_id, 2, contract.RECLASSIFY_CASE, ground="order")
    assert told(compliance) == ["reclassify"]
    assert seen(compliance, agency, case_id) == ["open", "refer", "reclassify"]


@pytest.mark.parametrize(
    ("operation", "more", "mailed"),
    [
        (contract.REQUEST_CORRECTION, {}, ["request_correction"]),
        (contract.SUSPEND_IN_CASE, {"kind": "provisional_suspension"}, []),
    ],
)
def test_what_is_asked_or_felt_is_told(
    compliance: Compliance, agency: Caller, operation: Any, more: dict[str, Any], mailed: list[str]
) -> None:
    """CMP-10, CMP-13: a suspension by the standing, as every one."""
    case_id = opened(compliance, agency, ground="suspected_offence")
    stepped(compliance, case_id, 1, operation, **more)
    assert told(compliance) == mailed
    assert len(seen(compliance, agency, case_id)) == 2


def test_a_case_that_it_knows_looks_as_before_while_an_offence_is_suspected(
    compliance: Compliance, agency: Caller
) -> None:
    """CMP-1, CMP-5: it stays in its list, and tells neither of the suspicion nor of the section; its end is told."""
    case_id = opened(compliance, agency, ground="excessive_solicitation")
    stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION, due_on="2026-05-01")
    before = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    stepped(compliance, case_id, 2, contract.RECLASSIFY_CASE, ground="suspected_offence", text="違法の疑い。")
    answered = stepped_by_itself(compliance, agency, case_id, 3)
    assert (answered["state"], answered["ground"], answered["awaited"]) == ("answered", "excessive_solicitation", None)
    stepped(compliance, case_id, 4, contract.ADVANCE_CASE, event="refer", text="需給調整事業担当へ依頼。")
    for shown in (own_head(compliance, agency), compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)):
        assert (shown["state"], shown["ground"], shown["rule"], shown["article"]) == (
            "answered",
            *(before[name] for name in ("ground", "rule", "article")),
        )
        assert "suspected" not in str(shown)
        assert "違法" not in str(shown)
    stepped(compliance, case_id, 5, contract.SET_CASE_DAY, happened_on="2026-04-01")
    assert seen(compliance, agency, case_id) == ["open", "request_correction", "answer"]
    assert told(compliance) == ["open", "request_correction"]
    stepped(compliance, case_id, 6, contract.ADVANCE_CASE, event="close")
    assert seen(compliance, agency, case_id) == ["open", "request_correction", "answer", "close"]
    assert own_head(compliance, agency)["state"] == "closed"
    end = compliance.published(contract.CASE_ADVANCED)[-1]
    assert (end["event"], end["ground"], end["rule"]) == ("close", "excessive_solicitation", "CMP-5")


def test_what_is_found_in_a_case_that_it_knows_is_told_with_all_that_went_before(
    compliance: Compliance, agency: Caller
) -> None:
    """CMP-13."""
    case_id = opened(compliance, agency, ground="excessive_solicitation")
    stepped(compliance, case_id, 1, contract.RECLASSIFY_CASE, ground="suspected_offence")
    stepped(compliance, case_id, 2, contract.ADVANCE_CASE, event="refer")
    assert seen(compliance, agency, case_id) == ["open"]
    stepped(compliance, case_id, 3, contract.RECLASSIFY_CASE, ground="order")
    assert seen(compliance, agency, case_id) == ["open", "reclassify", "refer", "reclassify"]
    assert (own_head(compliance, agency)["state"], own_head(compliance, agency)["ground"]) == ("opened", "order")


def own_head(compliance: Compliance, agency: Caller) -> dict[str, Any]:
    (head,) = compliance.call(contract.LIST_OWN_CASES, agency)["cases"]
    return dict(head)


def stepped_by_itself(compliance: Compliance, agency: Caller, case_id: str, seen_version: int) -> dict[str, Any]:
    return compliance.call(
        contract.ANSWER_CASE, agency, case_id=case_id, seen_version=seen_version, text="説明します。"
    )
