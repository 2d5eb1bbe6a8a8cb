"""CMP-1: what is passed to the supply-demand section of the bureau, told once, and what becomes of it."""

from typing import Any

import pytest

from services.contracts import compliance as contract
from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import MINISTRY, TOKYO, opened, stepped
from tests.contract.served import Refused


def referrals(compliance: Compliance) -> list[dict[str, Any]]:
    return compliance.published(contract.CASE_REFERRED)


@pytest.mark.parametrize("staff", [TOKYO, MINISTRY], ids=["bureau", "ministry"])
def test_cmp_1_the_bureau_is_asked_once_and_nothing_but_the_case_is_named(
    compliance: Compliance, staff: Caller
) -> None:
    """Whoever refers it, the competent bureau's section is asked; what was written stays in the case."""
    agency = compliance.agency()
    case_id = opened(compliance, agency, staff, ground="suspected_offence")
    stepped(compliance, case_id, 1, contract.ADVANCE_CASE, staff, event="refer")
    with pytest.raises(Refused) as refused:
        stepped(compliance, case_id, 1, contract.ADVANCE_CASE, staff, event="refer")
    assert refused.value.code is ErrorCode.CASE_CHANGED
    (told,) = referrals(compliance)
    assert told == {
        "case_id": case_id,
        "organization_id": agency.organization_id,
        "bureau_code": "13",
        "ground": "suspected_offence",
        "article": "利用規約８(1)",
        "referred_on": compliance.today,
    }


@pytest.mark.parametrize("answered", [False, True])
def test_cmp_5_a_selection_that_touches_article_3_is_referred_after_its_request_too(
    compliance: Compliance, answered: bool
) -> None:
    """均等待遇 (職業安定法３条): what began as excessive solicitation goes on as a suspected offence; nothing more is awaited."""
    agency = compliance.agency()
    case_id = opened(compliance, agency, ground="excessive_solicitation")
    stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION)
    if answered:
        compliance.call(contract.ANSWER_CASE, agency, case_id=case_id, seen_version=2, text="選考のためでした。")
    seen = 3 if answered else 2
    stepped(compliance, case_id, seen, contract.RECLASSIFY_CASE, ground="suspected_offence")
    assert referrals(compliance) == [], "what is reclassified is not yet referred"
    done = stepped(compliance, case_id, seen + 1, contract.ADVANCE_CASE, event="refer")
    assert (done["state"], done["awaited"]) == ("referred", None)
    assert [(one["case_id"], one["article"]) for one in referrals(compliance)] == [(case_id, "利用規約８(1)")]


@pytest.mark.parametrize(
    ("operation", "more", "state"),
    [
        (contract.RECLASSIFY_CASE, {"ground": "order"}, "opened"),
        (contract.RECLASSIFY_CASE, {"ground": "excessive_solicitation"}, "opened"),
        (contract.ADVANCE_CASE, {"event": "close"}, "closed"),
    ],
)
def test_cmp_1_what_the_section_found_is_a_step_of_the_case(
    compliance: Compliance, operation: Any, more: dict[str, Any], state: str
) -> None:
    """An order, nothing of the kind, or nothing at all; the note keeps the section's words from the organization."""
    agency = compliance.agency()
    case_id = opened(compliance, agency, ground="suspected_offence")
    stepped(compliance, case_id, 1, contract.ADVANCE_CASE, event="refer")
    done = stepped(compliance, case_id, 2, operation, note="需給調整事業担当の回答による。", **more)
    assert (done["state"], done["steps"][-1]["note"]) == (state, "需給調整事業担当の回答による。")
    waiting = compliance.call(contract.LIST_CASES, TOKYO, state="referred")["cases"]
    assert waiting == [], "it does not wait for the section any more"
    if state == "opened":  # of one in which nothing was found the organization never learns
        assert "需給調整事業担当の回答" not in str(compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id))
