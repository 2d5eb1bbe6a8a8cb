"""CMP-1: whoever is suspected of an offence does not learn of the inquiry; what follows from it is told (decision 151)."""

from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
import sqlalchemy as sa

from services.compliance.cases import storage
from services.compliance.cases.storage import Step
from services.compliance.cases.tables import OPENING, case_steps, cases
from services.compliance.conduct.domain.openings import DemandSettings
from services.compliance.standing.domain.grounds import Authority
from services.contracts import compliance as contract
from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.messaging import DEMAND_REFUSED
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_cases import TOKYO, opened, stepped, told
from tests.contract.compliance.test_reports_and_demands import demand
from tests.contract.served import Refused

MIGRATIONS = "services.compliance.migrations.versions"


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


def test_a_step_of_the_version_after_this_one_tells_of_no_inquiry(compliance: Compliance, agency: Caller) -> None:
    """Both run side by side for a while: what this one can't read it takes for none that the organization sees."""
    case_id = opened(compliance, agency, ground="suspected_offence")
    with compliance.database.transaction() as connection:
        connection.execute(sa.text("ALTER TABLE case_steps DROP CONSTRAINT ck_case_steps_event_known"))
        file = replace(storage.case(connection, case_id).file, version=2)
        storage.add_step(connection, file, Step("of_the_next", compliance.now, Authority.CALENDAR, None, "新しい手続"))
        assert not storage.knows(connection, case_id)
        connection.rollback()


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
    answered = stepped_by_itself(compliance, agency, case_id, 2)
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


@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_neither_version_nor_day_nor_what_is_awaited_tells_of_an_inquiry(
    compliance: Compliance, agency: Caller, hidden: int
) -> None:
    """CMP-1, decision 151: list and page look exactly as before, whatever staff have done since."""
    case_id = asked(compliance, agency)
    before = own_head(compliance, agency), compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    hide(compliance, case_id, hidden)
    assert (own_head(compliance, agency), compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)) == before
    assert before[0]["awaited"] == {"kind": "answer", "due_on": "2026-05-01", "late": False}
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["version"] == 2 + hidden


def test_a_day_that_nobody_knew_stays_so_for_it_whatever_staff_set_in_an_inquiry(
    compliance: Compliance, agency: Caller
) -> None:
    """CMP-1, CMP-13: neither the first day that is set there is shown, nor the next."""
    case_id = opened(compliance, agency, ground="excessive_solicitation", happened_on=None, day_unknown=True)
    stepped(compliance, case_id, 1, contract.RECLASSIFY_CASE, ground="suspected_offence")
    for version, day in enumerate(("2026-04-01", "2026-04-02"), 2):
        stepped(compliance, case_id, version, contract.SET_CASE_DAY, happened_on=day)
        assert (own_head(compliance, agency)["happened_on"], own_head(compliance, agency)["day_unknown"]) == (
            None,
            True,
        )
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["happened_on"] == "2026-04-02"


def test_a_day_that_what_joined_had_raised_is_shown_while_another_is_hidden(
    compliance: Compliance, agency: Caller
) -> None:
    """CMP-1, MSG-8: no step of the timeline says so, and it knows of its demands."""
    compliance.service.demand_settings = DemandSettings(tolerated=0)
    compliance.receive(DEMAND_REFUSED, demand(compliance, agency))
    compliance.pass_by(days=2)
    compliance.receive(DEMAND_REFUSED, demand(compliance, agency))
    case_id = own_head(compliance, agency)["case_id"]
    stepped(compliance, case_id, 1, contract.RECLASSIFY_CASE, ground="suspected_offence")
    stepped(compliance, case_id, 2, contract.SET_CASE_DAY, happened_on="2026-04-01")
    assert own_head(compliance, agency)["happened_on"] == "2026-04-24"


@pytest.mark.parametrize("set_before", [False, True])
def test_a_case_of_which_a_version_before_kept_no_day_shows_the_one_from_before_the_inquiry(
    compliance: Compliance, agency: Caller, set_before: bool
) -> None:
    """CMP-1: what staff had set, else the day of the opening, which a case got that was opened without one."""
    case_id = opened(compliance, agency, ground="excessive_solicitation", happened_on="2026-04-22")
    if set_before:
        stepped(compliance, case_id, 1, contract.SET_CASE_DAY, happened_on="2026-03-01")
    version = 1 + set_before
    stepped(compliance, case_id, version, contract.RECLASSIFY_CASE, ground="suspected_offence")
    stepped(compliance, case_id, version + 1, contract.SET_CASE_DAY, happened_on="2026-04-01")
    open_case = asked(compliance, compliance.agency("別の団体"))
    with compliance.database.transaction() as connection:
        connection.execute(cases.update().values(shown_day=None))
        connection.execute(case_steps.update().where(case_steps.c.event == OPENING).values(happened_on=None))
        connection.execute(sa.text(import_module(f"{MIGRATIONS}.0039_days_of_hidden_inquiries").OF_BEFORE))
        kept = connection.execute(sa.select(cases.c.shown_day).where(cases.c.case_id == open_case)).scalar_one()
    assert own_head(compliance, agency)["happened_on"] == ("2026-03-01" if set_before else "2026-04-22")
    assert kept is None, "of a case without an inquiry nothing is hidden"


@pytest.mark.parametrize("hidden", [0, 1, 2, 3])
def test_what_was_asked_before_an_inquiry_is_answered_during_it(
    compliance: Compliance, agency: Caller, hidden: int
) -> None:
    """CMP-1, CMP-13: the refusal of an answer would tell of it; a referred case stays with the section, which reads the answer."""
    case_id = asked(compliance, agency)
    hide(compliance, case_id, hidden)
    answered = stepped_by_itself(compliance, agency, case_id, 2)
    assert (answered["version"], answered["state"], answered["awaited"]) == (3, "answered", None)
    assert [step["event"] for step in answered["steps"]] == ["open", "request_correction", "answer"]
    for seen_version in (2, 3):
        with pytest.raises(Refused) as refused:
            stepped_by_itself(compliance, agency, case_id, seen_version)
        assert refused.value.code is (ErrorCode.CASE_CHANGED if seen_version == 2 else ErrorCode.CASE_OUT_OF_ORDER)
    case = compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)
    assert (case["state"], case["steps"][-1]["event"]) == ("referred" if hidden > 1 else "answered", "answer")
    assert [one["prompt"] for one in compliance.call(contract.LIST_PROMPTS, TOKYO)["prompts"]] == ["answered"]


def test_a_view_is_stated_although_an_inquiry_has_put_the_hearing_off(compliance: Compliance, agency: Caller) -> None:
    """CMP-1, CMP-9: for staff the case is where the inquiry has put it."""
    case_id = opened(compliance, agency, ground="malice")
    stepped(compliance, case_id, 1, contract.ANNOUNCE_HEARING)
    stepped(compliance, case_id, 2, contract.RECLASSIFY_CASE, ground="suspected_offence")
    assert own_head(compliance, agency)["awaited"]["kind"] == "state_view"
    stated = stepped_by_itself(compliance, agency, case_id, 2)
    assert (stated["state"], stated["steps"][-1]["event"]) == ("heard", "state_view")
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["state"] == "opened"


def test_nothing_is_answered_in_an_inquiry_that_asked_nothing(compliance: Compliance, agency: Caller) -> None:
    """CMP-13: the section's case takes no answer to what nobody asked."""
    case_id = opened(compliance, agency, ground="excessive_solicitation")
    stepped(compliance, case_id, 1, contract.RECLASSIFY_CASE, ground="suspected_offence")
    stepped(compliance, case_id, 2, contract.ADVANCE_CASE, event="refer")
    with pytest.raises(Refused) as refused:
        stepped_by_itself(compliance, agency, case_id, 1)
    assert refused.value.code is ErrorCode.CASE_OUT_OF_ORDER


def test_the_day_that_staff_have_set_is_shown_when_something_is_found(compliance: Compliance, agency: Caller) -> None:
    """CMP-5, CMP-13: with all that went before; the end alone shows nothing of it."""
    found, ended = asked(compliance, agency), asked(compliance, agency)
    for case_id in (found, ended):
        hide(compliance, case_id, 3)
    stepped(compliance, found, 5, contract.RECLASSIFY_CASE, ground="order")
    stepped(compliance, ended, 5, contract.ADVANCE_CASE, event="close")
    shown = [compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id) for case_id in (found, ended)]
    assert [(one["happened_on"], one["version"], one["state"]) for one in shown] == [
        ("2026-04-01", 6, "opened"),
        ("2026-04-20", 3, "closed"),
    ]


@pytest.mark.parametrize("taken_back", [True, False])
def test_the_end_of_a_suspension_from_before_tells_nothing_of_an_inquiry(
    compliance: Compliance, agency: Caller, taken_back: bool
) -> None:
    """CMP-1, CMP-10: shown and mailed on the ground that it knows."""
    case_id = opened(compliance, agency, ground="malice")
    stepped(compliance, case_id, 1, contract.SUSPEND_IN_CASE, kind="provisional_suspension")
    stepped(compliance, case_id, 2, contract.RECLASSIFY_CASE, ground="suspected_offence", text="違法の疑い。")
    stepped(compliance, case_id, 3, contract.ADVANCE_CASE, event="refer", text="需給調整事業担当へ依頼。")
    if taken_back:
        (measure,) = compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["suspensions"]
        request = {"measure_id": measure["measure_id"], "reason": "誤り。", "note": ""}
        compliance.call(contract.WITHDRAW_DECISION, TOKYO, **request)
    else:
        stepped(compliance, case_id, 4, contract.ADVANCE_CASE, event="end_provisional")
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    last = "annul" if taken_back else "end_provisional"
    assert [step["event"] for step in own["steps"]] == ["open", "suspend_provisionally", last]
    assert (own["ground"], own["state"], own["version"]) == ("malice", "opened", 3)
    assert "suspected" not in str(own)
    assert told(compliance) == (["open", "annul"] if taken_back else ["open"])
    assert {one["ground"] for one in compliance.published(contract.CASE_ADVANCED)} == {"malice"}
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["state"] == "referred"


def test_a_correction_that_was_asked_for_before_is_confirmed_without_a_word_of_the_inquiry(
    compliance: Compliance, agency: Caller
) -> None:
    """CMP-1, CMP-13: that ends the case, on the ground that it knows."""
    case_id = asked(compliance, agency)
    hide(compliance, case_id, 1)
    stepped(compliance, case_id, 3, contract.ADVANCE_CASE, event="confirm")
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert [step["event"] for step in own["steps"]] == ["open", "request_correction", "confirm"]
    assert (own["ground"], own["state"], own["version"]) == ("excessive_solicitation", "closed", 3)
    assert "suspected" not in str(own)
    assert {one["ground"] for one in compliance.published(contract.CASE_ADVANCED)} == {"excessive_solicitation"}


def asked(compliance: Compliance, agency: Caller) -> str:
    """A case that the organization knows, in which its answer is awaited; of version 2."""
    case_id = opened(compliance, agency, ground="excessive_solicitation")
    stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION, due_on="2026-05-01")
    return case_id


def hide(compliance: Compliance, case_id: str, count: int) -> None:
    """The first steps of an inquiry in it."""
    steps: list[tuple[Any, dict[str, Any]]] = [
        (contract.RECLASSIFY_CASE, {"ground": "suspected_offence"}),
        (contract.ADVANCE_CASE, {"event": "refer"}),
        (contract.SET_CASE_DAY, {"happened_on": "2026-04-01"}),
    ]
    for version, (operation, more) in enumerate(steps[:count], 2):
        stepped(compliance, case_id, version, operation, **more)


def own_head(compliance: Compliance, agency: Caller) -> dict[str, Any]:
    (head,) = compliance.call(contract.LIST_OWN_CASES, agency)["cases"]
    return dict(head)


def stepped_by_itself(compliance: Compliance, agency: Caller, case_id: str, seen_version: int) -> dict[str, Any]:
    return compliance.call(
        contract.ANSWER_CASE, agency, case_id=case_id, seen_version=seen_version, text="説明します。"
    )
