"""REG-5 to REG-10: what happens to an application after its registration."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.legal_calendar import is_administrative_holiday
from services.registry.organizations.domain import decisions
from services.registry.organizations.domain.decisions import Document, ReceiptWay, Step, approve, lapse, receive_form
from services.registry.organizations.domain.kinds import OrganizationKind
from services.registry.organizations.domain.lifecycle import (
    TRANSITIONS,
    ApplicationEvent,
    ApplicationState,
    Author,
    after,
)
from services.registry.organizations.domain.reasons import Objection, Objections, Reason
from services.registry.organizations.domain.settings import ApplicationSettings
from tests.unit.registry.examples import (
    CIRCUMSTANCES,
    SETTINGS,
    TODAY,
    TOKYO,
    a_receipt,
    application,
    content,
    received,
)

OSAKA = "27"
DUE = date(2026, 5, 29)
RECORDED = date(2026, 6, 15)
RECEIVED = Step(ApplicationEvent.FORM_RECEIVED, ApplicationState.FORM_RECEIVED)
Municipality = OrganizationKind.MUNICIPALITY_OWN
State = ApplicationState


def reasons(answer: object) -> list[Reason]:
    assert isinstance(answer, tuple), answer
    return [objection.reason for objection in answer]


# REG-7: the last day for the form


@pytest.mark.parametrize(
    ("registered", "due"),
    [
        ("2025-12-20", "2025-12-26"),  # 3 January is closed: back over the turn of the year
        ("2026-05-15", "2026-05-29"),
        ("2026-04-22", "2026-05-01"),  # 6 May is a substitute holiday
        ("2026-04-18", "2026-05-01"),  # 2 May is a Saturday
        ("2024-02-16", "2024-03-01"),  # over a leap day
    ],
)
def test_the_form_is_due_14_days_after_registration_or_earlier_where_that_is_a_holiday(
    registered: str, due: str
) -> None:
    assert decisions.form_due_on(date.fromisoformat(registered), SETTINGS) == date.fromisoformat(due)


@given(st.dates(date(2020, 1, 1), date(2050, 12, 31)))
def test_the_last_day_for_the_form_is_a_working_day_within_14_days(registered_on: date) -> None:
    due = decisions.form_due_on(registered_on, SETTINGS)
    assert not is_administrative_holiday(due)
    assert 0 < (due - registered_on).days <= 14


def test_the_days_for_the_form_are_a_setting() -> None:
    assert decisions.form_due_on(TODAY, ApplicationSettings(form_within_days=7)) == date(2026, 5, 22)


@pytest.mark.parametrize("received_on", [TODAY, DUE])
def test_a_form_received_by_its_last_day_counts_however_late_it_is_recorded(received_on: date) -> None:
    assert receive_form(application(), a_receipt(received_on=received_on), TOKYO, RECORDED) == RECEIVED


@pytest.mark.parametrize(
    ("received_on", "recorded_on", "reason"),
    [
        (date(2026, 5, 14), RECORDED, Reason.RECEIVED_BEFORE_REGISTRATION),
        (date(2026, 5, 30), RECORDED, Reason.FORM_TOO_LATE),
        (date(2026, 5, 21), date(2026, 5, 20), Reason.RECEIVED_IN_FUTURE),
    ],
)
def test_a_form_can_not_come_too_late_nor_before_registration_nor_in_the_future(
    received_on: date, recorded_on: date, reason: Reason
) -> None:
    answer = receive_form(application(), a_receipt(received_on=received_on), TOKYO, recorded_on)
    assert answer == (Objection(reason, "/received_on"),)


def test_a_registration_lapses_when_its_last_day_is_over() -> None:
    assert reasons(lapse(application(), DUE)) == [Reason.FORM_NOT_YET_DUE]
    assert lapse(application(), date(2026, 5, 30)) == Step(ApplicationEvent.LAPSED, State.LAPSED)


def test_a_form_received_stops_the_lapse_even_when_undecided() -> None:
    assert reasons(lapse(received(), RECORDED)) == [Reason.NOT_POSSIBLE_IN_STATE]


def test_a_timely_receipt_recorded_later_undoes_the_lapse() -> None:
    assert receive_form(application(state=State.LAPSED), a_receipt(received_on=DUE), TOKYO, RECORDED) == RECEIVED


def test_an_entry_from_paper_that_was_taken_back_takes_no_receipt() -> None:
    """REG-9: it lapsed by no day, and nobody wants it any more."""
    answer = receive_form(application(state=State.LAPSED), a_receipt(), TOKYO, RECORDED, on_paper=True)
    assert reasons(answer) == [Reason.ENTRY_TAKEN_BACK]
    assert receive_form(application(), a_receipt(), TOKYO, RECORDED, on_paper=True) == RECEIVED, "when it is entered"


def test_a_lapse_is_not_undone_when_the_email_was_taken_meanwhile() -> None:
    answer = receive_form(application(state=State.LAPSED), a_receipt(), TOKYO, RECORDED, email_taken=True)
    assert reasons(answer) == [Reason.EMAIL_TAKEN_SINCE]  # REG-11: a lapsed registration holds no ID


def test_a_registration_gives_way_to_the_owner_of_its_address_while_it_waits_for_its_form() -> None:
    """SEE-7, decision 119."""
    assert decisions.gives_way(application())
    assert not decisions.gives_way(received())
    assert not decisions.gives_way(application(state=State.LAPSED))


@pytest.mark.parametrize("state", [State.REGISTERED, State.LAPSED])
@pytest.mark.parametrize("taken", [True, False])
def test_the_form_of_one_that_gave_way_is_refused_as_where_anybody_took_the_address(
    state: ApplicationState, taken: bool
) -> None:
    """REG-7, decision 119: whoever holds the address by then, it was never the applicant's; staff learn no more."""
    gone = application(state=state, gave_way=True)
    assert reasons(receive_form(gone, a_receipt(), TOKYO, RECORDED, email_taken=taken)) == [Reason.EMAIL_TAKEN_SINCE]


# REG-6: replaced by a new one


def test_a_wrong_registration_is_replaced_and_its_form_is_no_longer_taken() -> None:
    assert decisions.replace(application()) == Step(ApplicationEvent.REPLACED, State.LAPSED)
    replaced = application(state=State.LAPSED, replaced=True)
    assert reasons(receive_form(replaced, a_receipt(), TOKYO, RECORDED)) == [Reason.REPLACED]


def test_an_application_under_decision_is_not_replaced() -> None:
    assert reasons(decisions.replace(received())) == [Reason.NOT_POSSIBLE_IN_STATE]


# REG-8: how the form came


@pytest.mark.parametrize("way", [ReceiptWay.POST, ReceiptWay.IN_PERSON])
def test_post_or_in_person_needs_an_explanation_in_the_private_class(way: ReceiptWay) -> None:
    silent = receive_form(application(), a_receipt(way=way, explanation=" "), TOKYO, RECORDED)
    assert silent == (Objection(Reason.EXPLANATION_MISSING, "/explanation"),)
    explained = a_receipt(way=way, explanation="ＰＤＦ化する機器がない旨、５月18日に電話で説明あり。")
    assert receive_form(application(), explained, TOKYO, RECORDED) == RECEIVED


@pytest.mark.parametrize("way", ReceiptWay)
def test_the_municipal_class_may_send_its_form_any_way(way: ReceiptWay) -> None:
    assert receive_form(application(Municipality), a_receipt(way=way), TOKYO, RECORDED) == RECEIVED


# REG-10: approval and refusal


def _approve(facts: decisions.Application) -> Step | Objections:
    return approve(facts, CIRCUMSTANCES, TOKYO, RECORDED, SETTINGS)


def test_a_received_application_is_approved() -> None:
    assert _approve(received()) == Step(ApplicationEvent.APPROVED, State.APPROVED)


def test_nothing_is_approved_before_its_form_has_come() -> None:
    assert reasons(_approve(application())) == [Reason.FORM_NOT_RECEIVED]


def test_an_approval_is_stopped_by_an_order_that_came_meanwhile() -> None:
    ordered = replace(CIRCUMSTANCES, numbers_under_order=frozenset({"13-ユ-123456"}))
    assert reasons(approve(received(), ordered, TOKYO, RECORDED, SETTINGS)) == [Reason.BUSINESS_ORDER]  # REG-2


def test_nothing_is_approved_under_an_address_that_has_become_a_seekers() -> None:
    """REG-11, SEE-7, decision 305."""
    answer = approve(received(), CIRCUMSTANCES, TOKYO, RECORDED, SETTINGS, email_taken=True)
    assert reasons(answer) == [Reason.EMAIL_TAKEN_BEFORE_APPROVAL]


def test_a_placement_is_not_asked_for_again_on_the_day_of_approval() -> None:
    # The day of application decides (REG-3); months may pass until the decision.
    assert approve(received(), CIRCUMSTANCES, TOKYO, date(2026, 12, 1), SETTINGS) == Step(
        ApplicationEvent.APPROVED, State.APPROVED
    )


def test_the_municipal_class_hands_in_its_consent_and_a_certificate_for_each_mark() -> None:
    bare = received(Municipality, receipt=a_receipt(documents=frozenset()))
    assert reasons(_approve(bare)) == [Reason.TERMS_CONSENT_MISSING, Reason.MARK_CERTIFICATE_MISSING]
    consent_only = a_receipt(documents=frozenset({Document.TERMS_CONSENT}))
    without_marks = content(Municipality, marks_held=frozenset())
    assert isinstance(_approve(received(Municipality, receipt=consent_only, content=without_marks)), Step)


def test_a_refusal_tells_its_reason() -> None:
    assert decisions.refuse(received(), "許可番号を確認できないため", TOKYO) == Step(
        ApplicationEvent.REFUSED, State.REFUSED
    )
    assert decisions.refuse(received(), "　", TOKYO) == (Objection(Reason.REFUSAL_REASON_MISSING, "/reason"),)
    assert reasons(decisions.refuse(application(), "不備", TOKYO)) == [Reason.FORM_NOT_RECEIVED]


@pytest.mark.parametrize("state", [State.APPROVED, State.REFUSED])
def test_a_decided_application_is_decided_once(state: ApplicationState) -> None:
    decided = received(state=state)
    assert reasons(_approve(decided)) == [Reason.NOT_POSSIBLE_IN_STATE]
    assert reasons(decisions.refuse(decided, "不備", TOKYO)) == [Reason.NOT_POSSIBLE_IN_STATE]
    assert reasons(receive_form(decided, a_receipt(), TOKYO, RECORDED)) == [Reason.NOT_POSSIBLE_IN_STATE]


# AUT-7: the competent bureau


def test_staff_act_on_applications_of_their_own_bureau_only() -> None:
    assert reasons(receive_form(application(), a_receipt(), OSAKA, RECORDED)) == [Reason.OTHER_BUREAU]
    assert reasons(approve(received(), CIRCUMSTANCES, OSAKA, RECORDED, SETTINGS)) == [Reason.OTHER_BUREAU]
    assert reasons(decisions.refuse(received(), "不備", OSAKA)) == [Reason.OTHER_BUREAU]


# the table itself (REG-5)


def test_nothing_leads_out_of_a_decided_state_but_a_refusal_or_a_withdrawal_that_was_wrong() -> None:
    """REG-10, decision 306: an approval of another kind stands; of it only the day of posting is put right."""
    decided = (State.APPROVED, State.REFUSED)
    steps = ((state, event, after(state, event, Author.BUREAU)) for state in decided for event in ApplicationEvent)
    assert {step for step in steps if step[2] is not None} == {
        (State.APPROVED, ApplicationEvent.LETTER_CORRECTED, State.APPROVED),
        (State.APPROVED, ApplicationEvent.WITHDRAWAL_TAKEN_BACK, State.FORM_RECEIVED),
        (State.REFUSED, ApplicationEvent.REFUSAL_TAKEN_BACK, State.FORM_RECEIVED),
    }
    others = (Author.APPLICANT, Author.CALENDAR)
    assert not any(after(state, event, author) for state in decided for event in ApplicationEvent for author in others)


@pytest.mark.parametrize("author", Author)
@pytest.mark.parametrize("event", ApplicationEvent)
@pytest.mark.parametrize("state", State)
def test_an_event_comes_from_its_author_alone(state: State, event: ApplicationEvent, author: Author) -> None:
    """REG-5: the applicant replaces, the bureau receives and decides, the days of the calendar alone delete."""
    may = {
        Author.APPLICANT: {ApplicationEvent.REPLACED},
        Author.BUREAU: {
            ApplicationEvent.FORM_RECEIVED,
            ApplicationEvent.APPROVED,
            ApplicationEvent.REFUSED,
            ApplicationEvent.FORM_CORRECTED,
            ApplicationEvent.FORM_TAKEN_BACK,
            ApplicationEvent.ENTRY_TAKEN_BACK,
            ApplicationEvent.REFUSAL_TAKEN_BACK,
            ApplicationEvent.WITHDRAWAL_TAKEN_BACK,
            ApplicationEvent.LETTER_CORRECTED,
        },
        Author.CALENDAR: {ApplicationEvent.LAPSED},
    }
    possible = (state, event) in TRANSITIONS and event in may[author]
    assert (after(state, event, author) is not None) == possible


def test_every_state_can_be_reached_and_the_first_again_by_taking_a_receipt_back_alone() -> None:
    assert {transition.state for transition in TRANSITIONS.values()} == set(State)
    back = [event for (_, event), transition in TRANSITIONS.items() if transition.state is State.REGISTERED]
    assert back == [ApplicationEvent.FORM_TAKEN_BACK]


def test_every_reason_has_a_code_of_its_own_and_a_rule() -> None:
    codes = [reason.code for reason in Reason]
    assert len(codes) == len(set(codes))
    assert all(reason.rule.count("-") == 1 for reason in Reason)
