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


def test_of_a_case_that_it_knows_the_suspicion_is_not_written_to_it(compliance: Compliance, agency: Caller) -> None:
    """CMP-5, CMP-13: it stays in its list, with its timeline; its end is told as that of every case it knows."""
    case_id = opened(compliance, agency, ground="excessive_solicitation")
    stepped(compliance, case_id, 1, contract.RECLASSIFY_CASE, ground="suspected_offence")
    stepped(compliance, case_id, 2, contract.ADVANCE_CASE, event="refer")
    assert told(compliance) == ["open"]
    stepped(compliance, case_id, 3, contract.ADVANCE_CASE, event="close")
    assert told(compliance) == ["open", "close"]
    assert seen(compliance, agency, case_id) == ["open", "reclassify", "refer", "close"]
