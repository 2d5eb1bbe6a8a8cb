"""What is not mended goes on, or is repeated, and the bureau is prompted (CMP-6)."""

import datetime as dt

import pytest

from services.compliance.watch import storage
from services.contracts import compliance as contract
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.watch_story import (
    ENDED,
    TOKYO,
    agency,
    case_of,
    events_of,
    last_text,
    on,
    run,
    standing_of,
    tell,
)


def test_what_is_not_mended_goes_on_after_six_months_and_prompts_the_bureau(compliance: Compliance) -> None:
    """CMP-6: until then the suspension goes on; termination is decided by staff; mended late, it ends at once."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    on(compliance, "2026-11-21")
    run(compliance)
    assert events_of(compliance, caller) == ["open", "suspend", "go_on"]
    assert "変更申請が行われていないため、利用停止を続けます。" in last_text(compliance, caller)
    assert standing_of(compliance, caller) == ("suspended", None)
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]
    assert (prompt["prompt"], prompt["grace_until"]) == ("unmended", "2026-05-20")
    assert case_of(compliance, caller)["terminable"] == ["overdue"]
    (mail,) = compliance.published(contract.BUREAU_PROMPTED)
    assert (mail["bureau_code"], mail["demand"], mail["unmended"], mail["repeated"]) == ("13", 0, 1, 0)
    on(compliance, "2026-11-25")
    tell(
        compliance, caller, version=2, permission_valid_until=ENDED, permission_change_received_on=dt.date(2026, 11, 25)
    )
    run(compliance)
    assert standing_of(compliance, caller) == ("active", None)
    assert last_text(compliance, caller) == "変更申請が行われたことを確認しました。利用停止を終了します。"
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == []


@pytest.mark.parametrize("first", ["the watch", "a step"])
def test_a_suspension_that_goes_on_is_told_of_whoever_notes_it_first(compliance: Compliance, first: str) -> None:
    """CMP-6, CMP-14, REG-14: the public list shows no period that is over, also where the duty that ends terms comes later."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    compliance.now = dt.datetime.fromisoformat("2026-11-21T00:00:01+09:00")
    if first == "the watch":
        with compliance.work() as work:
            compliance.service.watch_overdue(work)
    else:
        about = {"organization_id": caller.organization_id, "ground": "other_breach", "text": "確認します。"}
        compliance.call(contract.OPEN_CASE, TOKYO, **about, day_unknown=True)
    state = compliance.published(contract.ORGANIZATION_STANDING_CHANGED)[-1]
    assert (state["standing"], state["until"], state["measures"][0]["until"]) == ("suspended", None, None)
    run(compliance)
    assert len(compliance.published(contract.ORGANIZATION_STANDING_CHANGED)) == 2, "once"


def test_a_bureau_whose_prompt_another_process_has_told_meanwhile_is_told_nothing(
    compliance: Compliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CMP-6: a mail of noughts would be one."""
    agency(compliance)
    on(compliance, "2026-05-21")
    on(compliance, "2026-11-21")
    monkeypatch.setattr(storage, "untold_bureaus", lambda _: ["13"])
    with compliance.work() as work:
        assert compliance.service.tell_bureaus(work) == 0
    assert len(compliance.published(contract.BUREAU_PROMPTED)) == 1


def test_the_same_again_after_the_resumption_prompts_the_bureau(compliance: Compliance) -> None:
    """CMP-6: 利用再開後に直ちに同種の違反行為; whether it was at once is for staff to say (decision 150)."""
    caller = agency(compliance)
    on(compliance, "2026-05-21")
    tell(compliance, caller, version=2, permission_valid_until=dt.date(2026, 11, 30))
    on(compliance, "2026-06-10")
    on(compliance, "2026-11-21")
    assert standing_of(compliance, caller)[0] == "active"
    on(compliance, "2026-12-01")
    on(compliance, "2026-12-28")
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == [], "the month runs (CAL-4: to Monday 28)"
    again = compliance.call(contract.LIST_CASES, TOKYO, organization_id=caller.organization_id)["cases"][0]
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=again["case_id"])["terminable"] == []
    on(compliance, "2026-12-29")
    assert standing_of(compliance, caller)[0] == "suspended"
    (prompt,) = compliance.call(contract.LIST_PROMPTS, TOKYO, prompt="repeated")["prompts"]
    assert (prompt["item"], prompt["due_on"]) == ("permission", "2026-11-30")
    compliance.call(
        contract.ANNOUNCE_HEARING,
        TOKYO,
        case_id=prompt["case_id"],
        seen_version=prompt["case_version"],
        text="利用解除の前に意見を伺います。",
    )
    run(compliance)
    assert compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"] == [], "staff have begun"
