"""REG-7 to REG-10: how slips at the bureau's desk are put right (decision 306)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.registry.desk.domain.letters import objection_to_correcting
from services.registry.desk.domain.reasons import DeskReason
from services.registry.organizations.domain import corrections
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.corrections import SinceWithdrawal
from services.registry.organizations.domain.decisions import Application, Receipt, ReceiptWay, Step
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.lifecycle import ApplicationEvent, ApplicationState
from services.registry.organizations.domain.reasons import Objection, Reason
from services.registry.organizations.domain.standing import BarredTime, barred_meanwhile
from tests.unit.registry.examples import TODAY, TOKYO, a_receipt, application, received

State, Event = ApplicationState, ApplicationEvent
OSAKA, WHY = "27", "日付を見誤ったため。"
RECORDED = a_receipt().received_on
LATER = RECORDED + timedelta(days=5)
LONGEST = 90


def reasons(answer: object) -> list[Reason]:
    assert isinstance(answer, tuple), answer
    assert all(isinstance(objection, Objection) for objection in answer)
    return [objection.reason for objection in answer]


def correct(receipt: Receipt, state: State = State.FORM_RECEIVED, **changes: object) -> object:
    asked = {"reason": WHY, "staff_bureau": TOKYO, "today": LATER, "on_paper": False, **changes}
    return corrections.correct_receipt(replace(received(), state=state), receipt, **asked)  # type: ignore[arg-type]


def take_receipt_back(
    taken: Application, reason: str = WHY, bureau: str = TOKYO, today: date = LATER, *, on_paper: bool = False
) -> object:
    return corrections.take_receipt_back(
        taken, reason, bureau, today, on_paper=on_paper, longest_since_receipt_days=LONGEST
    )


def another_day(day: date = RECORDED + timedelta(days=1)) -> Receipt:
    return replace(a_receipt(), received_on=day)


@pytest.mark.parametrize("state", State)
def test_a_receipt_is_corrected_or_taken_back_while_nothing_is_decided(state: State) -> None:
    """REG-5, REG-7: neither before the form came nor after the decision."""
    undecided = state is State.FORM_RECEIVED
    corrected = correct(another_day(), state)
    assert corrected == (Step(Event.FORM_CORRECTED, state) if undecided else (Objection(Reason.NOT_POSSIBLE_IN_STATE),))
    for on_paper, event, after in (
        (False, Event.FORM_TAKEN_BACK, State.REGISTERED),
        (True, Event.ENTRY_TAKEN_BACK, State.LAPSED),
    ):
        taken = take_receipt_back(replace(received(), state=state), on_paper=on_paper)
        assert taken == (Step(event, after) if undecided else (Objection(Reason.NOT_POSSIBLE_IN_STATE),))


@pytest.mark.parametrize("state", State)
def test_a_refusal_alone_is_taken_back(state: State) -> None:
    """REG-10."""
    facts = {"email_taken": False, "another_open": False, "organization_ended": False}
    taken = corrections.take_refusal_back(replace(received(), state=state), WHY, TOKYO, **facts)
    wrong = Step(Event.REFUSAL_TAKEN_BACK, State.FORM_RECEIVED)
    assert taken == (wrong if state is State.REFUSED else (Objection(Reason.NOT_POSSIBLE_IN_STATE),))


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ("email_taken", Reason.EMAIL_TAKEN_SINCE_REFUSAL),
        ("another_open", Reason.ANOTHER_IS_OPEN),
        ("organization_ended", Reason.ORGANIZATION_ENDED),
    ],
)
def test_a_refusal_stays_where_something_has_taken_its_place(fact: str, reason: Reason) -> None:
    """REG-6, REG-11, AUT-9."""
    facts = {"email_taken": False, "another_open": False, "organization_ended": False, fact: True}
    refused = replace(received(), state=State.REFUSED)
    assert reasons(corrections.take_refusal_back(refused, WHY, TOKYO, **facts)) == [reason]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(ApplicationKind.CHANGE, Reason.CHANGED_SINCE), (ApplicationKind.RENEWAL, Reason.RENEWED_SINCE)],
)
def test_a_refusal_stays_where_another_of_its_kind_was_approved_since(kind: ApplicationKind, reason: Reason) -> None:
    """REG-13, REG-16: its content would undo the other's, or a second term would follow. A withdrawal names what it ends."""
    facts = {"email_taken": False, "another_open": False, "organization_ended": False}
    refused = replace(received(), state=State.REFUSED, kind=kind, overtaken=True)
    assert reasons(corrections.take_refusal_back(refused, WHY, TOKYO, **facts)) == [reason]
    left = replace(refused, kind=ApplicationKind.WITHDRAWAL)
    assert isinstance(corrections.take_refusal_back(left, WHY, TOKYO, **facts), Step)


def take_withdrawal_back(state: State = State.APPROVED, since: SinceWithdrawal | None = None, **asked: str) -> object:
    left = replace(received(), kind=ApplicationKind.WITHDRAWAL, state=state)
    words = {"reason": WHY, "staff_bureau": TOKYO, **asked}
    return corrections.take_withdrawal_back(left, since=since or SinceWithdrawal(), **words)


@pytest.mark.parametrize("state", State)
def test_of_withdrawals_alone_an_approval_is_taken_back(state: State) -> None:
    """REG-5: what another approval has opened is used at once."""
    wrong = Step(Event.WITHDRAWAL_TAKEN_BACK, State.FORM_RECEIVED)
    approved = state is State.APPROVED
    assert take_withdrawal_back(state) == (wrong if approved else (Objection(Reason.NOT_POSSIBLE_IN_STATE),))
    for kind in set(ApplicationKind) - {ApplicationKind.WITHDRAWAL}:
        other = replace(received(), kind=kind, state=state)
        answer = corrections.take_withdrawal_back(other, WHY, TOKYO, SinceWithdrawal())
        assert answer == (Objection(Reason.APPROVAL_STANDS),)


@pytest.mark.parametrize(
    ("since", "objection"),
    [
        (SinceWithdrawal(another_open=True), Objection(Reason.ANOTHER_IS_OPEN)),
        (SinceWithdrawal(change_waits=True), Objection(Reason.CHANGE_WAITS_SINCE_WITHDRAWAL)),
        (SinceWithdrawal(decided=True), Objection(Reason.DECIDED_SINCE_WITHDRAWAL)),
        (SinceWithdrawal(terminated=True), Objection(Reason.TERMINATED_SINCE_WITHDRAWAL)),
        (
            SinceWithdrawal(establishment_in_use="別の会社"),
            Objection(Reason.ESTABLISHMENT_IN_USE_SINCE, about="別の会社"),
        ),
        (SinceWithdrawal(id_free=True), Objection(Reason.ID_RESERVED_NO_MORE)),
        (SinceWithdrawal(term_unknown=True), Objection(Reason.TERM_NOT_KEPT)),
    ],
)
def test_a_withdrawal_stays_where_something_has_taken_its_place(since: SinceWithdrawal, objection: Objection) -> None:
    """REG-4, REG-6, REG-11, REG-13, REG-16, CMP-9."""
    assert take_withdrawal_back(since=since) == (objection,)


SINCE, UNTIL = date(2026, 6, 1), date(2026, 8, 1)


@pytest.mark.parametrize(
    ("withdrawn", "whole", "until", "kinds"),
    [
        ({Service.SEEKERS}, False, UNTIL, ("renewal",)),
        ({Service.SEEKERS}, True, UNTIL, ("change", "renewal")),
        ({Service.OFFERS}, True, UNTIL, ("change", "renewal")),
        ({Service.OFFERS}, False, UNTIL, None),
        ({Service.SEEKERS}, True, SINCE, None),
    ],
)
def test_who_has_withdrawn_hands_in_neither_change_nor_renewal(
    withdrawn: set[Service], whole: bool, until: date, kinds: tuple[str, ...] | None
) -> None:
    """CMP-6, AUT-9: with seeker information alone no renewal; a permission is changed as before."""
    barred = barred_meanwhile(frozenset(withdrawn), whole=whole, since=SINCE, until=until)
    assert barred == (None if kinds is None else BarredTime(SINCE, until, tuple(map(ApplicationKind, kinds))))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (TODAY - timedelta(days=1), Reason.RECEIVED_BEFORE_REGISTRATION),
        (LATER + timedelta(days=1), Reason.RECEIVED_IN_FUTURE),
        (RECORDED, Reason.RECEIPT_UNCHANGED),
    ],
)
def test_the_day_put_in_is_one_on_which_the_form_could_come(day: date, reason: Reason) -> None:
    """REG-7."""
    assert reasons(correct(another_day(day))) == [reason]


def test_a_form_that_came_too_late_is_no_correction() -> None:
    """REG-7: then the receipt is taken back, and the registration lapses."""
    due = application().form_due_on
    assert reasons(correct(another_day(due + timedelta(days=1)), today=due + timedelta(days=9))) == [
        Reason.FORM_TOO_LATE
    ]


def test_the_other_facts_are_held_to_the_rules_of_any_receipt() -> None:
    """REG-8: post needs its explanation in the private class."""
    assert reasons(correct(replace(a_receipt(), explanation=""))) == [Reason.EXPLANATION_MISSING]
    assert isinstance(correct(replace(a_receipt(), way=ReceiptWay.EMAIL, explanation="")), Step)


def test_of_what_came_on_paper_everything_is_corrected_but_its_day() -> None:
    """REG-9, REG-3: its day of receipt is its day of application."""
    assert reasons(correct(another_day(), on_paper=True)) == [Reason.ENTERED_WITH_ITS_DAY]
    assert isinstance(correct(replace(a_receipt(), explanation="窓口で説明あり"), on_paper=True), Step)


def test_an_entry_that_could_not_be_entered_anew_is_not_taken_back() -> None:
    """REG-9: on the 90th day after the receipt it is, afterwards not; what was registered on the site waits for its form."""
    last = RECORDED + timedelta(days=LONGEST)
    assert isinstance(take_receipt_back(received(), today=last, on_paper=True), Step)
    late = last + timedelta(days=1)
    assert take_receipt_back(received(), today=late, on_paper=True) == (Objection(Reason.ENTRY_TOO_OLD, value=LONGEST),)
    assert isinstance(take_receipt_back(received(), today=late), Step)


def test_every_correction_has_its_reason_and_is_the_own_bureaus() -> None:
    """AUT-7."""
    facts = {"email_taken": False, "another_open": False, "organization_ended": False}
    refused, approved = (replace(received(), state=state) for state in (State.REFUSED, State.APPROVED))
    for reason, bureau, expected in (
        ("　", TOKYO, Reason.CORRECTION_REASON_MISSING),
        (WHY, OSAKA, Reason.OTHER_BUREAU),
    ):
        assert reasons(correct(another_day(), reason=reason, staff_bureau=bureau)) == [expected]
        assert reasons(take_receipt_back(received(), reason, bureau)) == [expected]
        assert reasons(corrections.take_refusal_back(refused, reason, bureau, **facts)) == [expected]
        assert reasons(take_withdrawal_back(reason=reason, staff_bureau=bureau)) == [expected]
        assert reasons(corrections.correct_letter(approved, reason, bureau)) == [expected]


@pytest.mark.parametrize(
    ("recorded", "posted_on", "objection"),
    [
        (None, TODAY, DeskReason.LETTER_NOT_RECORDED),
        (TODAY, TODAY, DeskReason.LETTER_UNCHANGED),
        (TODAY, TODAY - timedelta(days=1), DeskReason.LETTER_BEFORE_APPROVAL),
        (TODAY, LATER + timedelta(days=1), DeskReason.LETTER_IN_FUTURE),
        (TODAY, LATER, None),
        (TODAY, None, None),
    ],
)
def test_a_day_of_posting_is_put_right_or_taken_back(
    recorded: date | None, posted_on: date | None, objection: DeskReason | None
) -> None:
    """REG-10."""
    found = objection_to_correcting(decided_on=TODAY, recorded=recorded, posted_on=posted_on, today=LATER)
    assert found is objection
