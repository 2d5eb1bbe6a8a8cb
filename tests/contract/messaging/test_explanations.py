"""MSG-10: explanation, wish and consent are recorded in the conversation itself."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ANSWER_EXPLANATION,
    ASK,
    BLOCK_ORGANIZATION,
    EXPLANATION_ANSWERED,
    EXPLANATION_RECORDED,
    LIST_CONVERSATIONS,
    LIST_EXPLANATIONS,
    READ_CONVERSATION,
    RECORD_ACCEPTANCE,
    RECORD_APPLICATION,
    RECORD_EXPLANATION,
    RECORD_RESULT,
    UNEXPLAINED_FEE_RECORDED,
)
from services.messaging.tables import explanations
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.messaging.test_keeping import deleted, erased_on
from tests.contract.messaging.test_placements import refusal

CHARGES = {
    "subject": "placement_charges",
    "explained_on": "2026-04-22",
    "way": "telephone",
    "contents": "求職受付手数料として710円が発生すること。",
}
SUPPORT = {**CHARGES, "subject": "paid_support", "service": "面接対策講座", "contents": "受講料は30,000円です。"}


class Talk:
    """A paid agency and a seeker who has written."""

    def __init__(self, messaging: Messaging, **changes: Any) -> None:
        self.messaging = messaging
        self.agency: Caller = messaging.organization(**changes)
        self.number = messaging.seeker()
        self.seeker = seeker_caller(self.number)
        self.conversation_id = messaging.conversation(self.agency, self.number)
        messaging.call(ASK, self.seeker, conversation_id=self.conversation_id, body="講座はありますか。")

    def explain(self, **request: Any) -> Any:
        return self.messaging.call(RECORD_EXPLANATION, self.agency, conversation_id=self.conversation_id, **request)

    def answer(self, explanation_id: str, *, agreed: bool) -> Any:
        asked = {"conversation_id": self.conversation_id, "explanation_id": explanation_id, "agreed": agreed}
        return self.messaging.call(ANSWER_EXPLANATION, self.seeker, **asked)

    def refused(self, operation: Any, caller: Caller, **request: Any) -> ErrorCode:
        return refusal(self.messaging, operation, caller, conversation_id=self.conversation_id, **request)[0]

    def read(self, caller: Caller) -> list[dict[str, Any]]:
        read = self.messaging.call(READ_CONVERSATION, caller, conversation_id=self.conversation_id)
        return list(read["messages"])

    def apply(self) -> None:
        applied = {"conversation_id": self.conversation_id, "applied_on": "2026-04-22"}
        self.messaging.call(RECORD_APPLICATION, self.agency, **applied)


@pytest.fixture
def talk(messaging: Messaging) -> Talk:
    return Talk(messaging)


def test_msg_10_the_seeker_is_asked_by_a_message_and_answers_in_the_conversation(talk: Talk) -> None:
    asked = talk.explain(**SUPPORT)
    assert asked["allowance"]["used"] == 2, "it counts as a dispatch (MSG-4)"
    talk.messaging.pass_by(minutes=1)
    request = talk.read(talk.seeker)[-1]
    assert request["kind"] == "request"
    assert "■ サービスの名称\n面接対策講座" in request["body"]
    assert talk.messaging.call(LIST_CONVERSATIONS, talk.agency)["conversations"][0]["unread"] == 1
    answered = talk.answer(asked["explanation_id"], agreed=True)
    assert answered["answer"] == "agreed"
    told = talk.read(talk.agency)[-1]
    assert (told["kind"], told["body"]) == ("answer", "「面接対策講座」について、「希望する」と回答しました。")
    for caller in (talk.agency, talk.seeker):
        listed = talk.messaging.call(LIST_EXPLANATIONS, caller, conversation_id=talk.conversation_id)
        assert [one["answer"] for one in listed["explanations"]] == ["agreed"]


def test_msg_6_both_are_told_by_event_and_nothing_is_said_of_the_content(talk: Talk) -> None:
    explanation_id = talk.explain(**SUPPORT)["explanation_id"]
    talk.answer(explanation_id, agreed=False)
    (recorded,) = talk.messaging.published(EXPLANATION_RECORDED)
    (answered,) = talk.messaging.published(EXPLANATION_ANSWERED)
    assert (recorded["subject"], recorded["seeker_number"]) == ("paid_support", talk.number)
    assert (answered["agreed"], answered["conversation_id"]) == (False, talk.conversation_id)


def test_msg_10_a_wish_can_be_taken_back_and_the_same_answer_again_is_no_message(talk: Talk) -> None:
    explanation_id = talk.explain(**SUPPORT)["explanation_id"]
    for agreed in (True, True, False, False):
        talk.messaging.pass_by(minutes=1)
        assert talk.answer(explanation_id, agreed=agreed)["answer"] == ("agreed" if agreed else "declined")
    assert [message["kind"] for message in talk.read(talk.seeker)].count("answer") == 2
    again = {**SUPPORT, "contents": "半額です。"}
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **again) is ErrorCode.DECLINED_BEFORE


def test_msg_10_a_seeker_who_has_not_written_is_asked_nothing_whatever_is_said_of_an_application(
    messaging: Messaging,
) -> None:
    """MSG-1, MSG-2: only the organization says that there is one; it would be a way round the guidance."""
    agency = messaging.organization()
    named = {"conversation_id": messaging.conversation(agency, messaging.seeker())}
    for asked in (SUPPORT, CHARGES):
        assert refusal(messaging, RECORD_EXPLANATION, agency, **named, **asked)[0] is ErrorCode.NOTHING_TO_REPLY_TO
    messaging.call(RECORD_APPLICATION, agency, **named, applied_on="2026-04-22")
    assert refusal(messaging, RECORD_EXPLANATION, agency, **named, **SUPPORT)[0] is ErrorCode.NOTHING_TO_REPLY_TO


def test_msg_10_charges_explained_to_an_applicant_who_never_wrote_are_on_record_and_no_message(
    messaging: Messaging,
) -> None:
    """②イ: explained before acceptance outside the site too; the seeker finds the record and can deny it."""
    agency, number = messaging.organization(), messaging.seeker()
    seeker, named = seeker_caller(number), {"conversation_id": messaging.conversation(agency, number)}
    messaging.call(RECORD_APPLICATION, agency, **named, applied_on="2026-04-22")
    messaging.set_cap(1)
    recorded = messaging.call(RECORD_EXPLANATION, agency, **named, **CHARGES)
    assert recorded["allowance"]["used"] == 1, "MSG-4: what is not sent is no dispatch, also on a used-up day"
    read = messaging.call(READ_CONVERSATION, seeker, **named)["messages"]
    assert [message["kind"] for message in read] == ["guidance"]
    assert messaging.published(EXPLANATION_RECORDED) == [], "no mail either"
    acceptance = {**named, "accepted_on": "2026-04-22", "charges": True}
    denied = {**named, "explanation_id": recorded["explanation_id"], "agreed": False}
    messaging.call(ANSWER_EXPLANATION, seeker, **denied)
    assert refusal(messaging, RECORD_ACCEPTANCE, agency, **acceptance)[0] is ErrorCode.CHARGES_NOT_EXPLAINED
    messaging.call(ANSWER_EXPLANATION, seeker, **{**denied, "agreed": True})
    assert messaging.call(RECORD_ACCEPTANCE, agency, **acceptance)["charges"] is True


def test_msg_10_charges_explained_to_an_applicant_after_the_period_are_on_record_and_no_message(talk: Talk) -> None:
    """MSG-12: nothing is sent any more, but an application of the last days is still to be accepted (MSG-13; decision 254)."""
    messaging = talk.messaging
    messaging.now = dt.datetime(2026, 7, 2, 1, 0, tzinfo=dt.UTC)
    charges = {**CHARGES, "explained_on": "2026-07-02"}
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **charges) is ErrorCode.CONVERSATION_CLOSED
    messaging.call(RECORD_APPLICATION, talk.agency, conversation_id=talk.conversation_id, applied_on="2026-06-25")
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **SUPPORT) is ErrorCode.CONVERSATION_CLOSED
    talk.explain(**charges)
    assert messaging.published(EXPLANATION_RECORDED) == []
    acceptance = {"conversation_id": talk.conversation_id, "accepted_on": "2026-07-02", "charges": True}
    assert messaging.call(RECORD_ACCEPTANCE, talk.agency, **acceptance)["charges"] is True
    assert len(talk.read(talk.seeker)) == 2


def blocked(talk: Talk) -> None:
    talk.messaging.call(BLOCK_ORGANIZATION, talk.seeker, organization_id=talk.agency.organization_id)


def deletion_confirmed(talk: Talk) -> None:
    deleted(talk.messaging, talk.agency, talk.number)


def deleted_after_a_block(talk: Talk) -> None:
    blocked(talk)
    deletion_confirmed(talk)


def suspended(talk: Talk) -> None:
    since = {"standing": "suspended", "standing_since": talk.messaging.now}
    talk.messaging.organization(talk.agency.organization_id, version=2, **since)


def closed(talk: Talk) -> None:
    talk.messaging.organization(talk.agency.organization_id, version=2, services=["offers"])


NO_MORE = {
    blocked: ErrorCode.BLOCKED_BY_SEEKER,
    deletion_confirmed: ErrorCode.NOT_FOUND,
    deleted_after_a_block: ErrorCode.NOT_FOUND,
    suspended: ErrorCode.ORGANIZATION_NOT_ACTIVE,
    closed: ErrorCode.NO_SEEKER_INFORMATION,
}
"""What ends the writing to a seeker, and how an explanation to one who hasn't applied is refused then."""


@pytest.mark.parametrize("how", NO_MORE)
def test_msg_10_charges_explained_to_an_applicant_are_on_record_wherever_an_acceptance_is(talk: Talk, how: Any) -> None:
    """MSG-13, decision 254: else who explained could not record an acceptance with charges, and a fee would open a case."""
    messaging, named = talk.messaging, {"conversation_id": talk.conversation_id}
    how(talk)
    messaging.pass_by(days=1)
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **CHARGES) is NO_MORE[how]
    applied_on = "2026-04-23" if "delet" in how.__name__ else "2026-04-22"
    messaging.call(RECORD_APPLICATION, talk.agency, **named, applied_on=applied_on)
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **SUPPORT) is NO_MORE[how]
    demand = {**CHARGES, "contents": "詳しくは、お電話番号を教えてください。"}
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **demand) is ErrorCode.PERSONAL_DATA_DEMANDED
    talk.explain(**CHARGES)
    assert messaging.published(EXPLANATION_RECORDED) == [], "nothing is sent"
    acceptance = {**named, "accepted_on": applied_on, "charges": True}
    assert messaging.call(RECORD_ACCEPTANCE, talk.agency, **acceptance)["charges"] is True
    messaging.call(RECORD_RESULT, talk.agency, **named, fee_from_seeker=710)
    assert messaging.published(UNEXPLAINED_FEE_RECORDED) == []


@pytest.mark.parametrize(("how", "code"), [(suspended, ErrorCode.AFTER_SUSPENSION), (closed, ErrorCode.AFTER_CLOSING)])
def test_aut_9_charges_explained_after_the_day_of_a_suspension_or_closing_are_refused(
    talk: Talk, how: Any, code: ErrorCode
) -> None:
    """As an acceptance of such a day is; to nobody else is anything explained."""
    talk.apply()
    how(talk)
    talk.messaging.pass_by(days=1)
    late = {**CHARGES, "explained_on": "2026-04-23", "conversation_id": talk.conversation_id}
    assert refusal(talk.messaging, RECORD_EXPLANATION, talk.agency, **late) == (code, "/explained_on")


def test_msg_14_nothing_is_put_on_record_where_the_messages_are_erased(talk: Talk) -> None:
    """It would be kept for ever: a conversation is erased once."""
    talk.apply()
    deletion_confirmed(talk)
    assert erased_on(talk.messaging, dt.date(2030, 1, 1)) > 0
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **CHARGES) is ErrorCode.NOT_FOUND


def test_msg_4_with_nothing_left_of_the_day_nobody_is_asked(talk: Talk) -> None:
    talk.messaging.set_cap(1)
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **SUPPORT) is ErrorCode.DAILY_CAP_REACHED
    assert talk.messaging.count(explanations) == 0


@pytest.mark.parametrize("sent", [True, False])
def test_msg_10_a_conversation_takes_so_many_explanations_and_no_more(messaging: Messaging, sent: bool) -> None:
    """The seeker reads them all, and those that are not sent are held by no cap."""
    messaging.service.settings = replace(messaging.service.settings, explanations_a_conversation=2)
    talk = Talk(messaging)
    talk.apply()
    if not sent:
        blocked(talk)
    for contents in ("手数料は、710円です。", "手数料は、720円です。"):
        talk.explain(**{**CHARGES, "contents": contents})
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **CHARGES) is ErrorCode.TOO_MANY_EXPLANATIONS
    other = Talk(messaging)
    other.explain(**SUPPORT)


def test_msg_7_who_blocks_is_not_asked_and_another_seekers_request_does_not_exist(talk: Talk) -> None:
    explanation_id = talk.explain(**SUPPORT)["explanation_id"]
    stranger = Talk(talk.messaging)
    answer = {"explanation_id": explanation_id, "agreed": True}
    assert stranger.refused(ANSWER_EXPLANATION, stranger.seeker, **answer) is ErrorCode.NOT_FOUND
    talk.messaging.call(BLOCK_ORGANIZATION, talk.seeker, organization_id=talk.agency.organization_id)
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **CHARGES) is ErrorCode.BLOCKED_BY_SEEKER
    assert talk.refused(ANSWER_EXPLANATION, talk.seeker, **answer) is ErrorCode.ORGANIZATION_BLOCKED
    listed = talk.messaging.call(LIST_EXPLANATIONS, talk.agency, conversation_id=talk.conversation_id)
    assert listed["explanations"] == []


def test_msg_8_a_demand_for_personal_data_has_no_place_in_an_explanation(talk: Talk) -> None:
    asked = {**SUPPORT, "contents": "詳しくは、お電話番号を教えてください。"}
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **asked) is ErrorCode.PERSONAL_DATA_DEMANDED
    assert talk.messaging.count(explanations) == 0


def test_msg_10_towards_new_graduates_only_a_notified_service_is_asked_about(messaging: Messaging) -> None:
    notified = {"name": "就活講座", "fees": "受講料 50,000円", "notified_on": dt.date(2026, 4, 1)}
    talk = Talk(messaging, notified_services=[notified])
    asked = {**SUPPORT, "subject": "graduate_service"}
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **asked) is ErrorCode.SERVICE_NOT_NOTIFIED
    talk.explain(**{**asked, "service": "就活講座"})
    assert "■ 労働局に届け出た料金など\n受講料 50,000円" in talk.read(talk.seeker)[-1]["body"]


def test_msg_10_an_acceptance_with_charges_needs_their_explanation_before(talk: Talk) -> None:
    talk.apply()
    acceptance = {"accepted_on": "2026-04-22", "charges": True}
    assert talk.refused(RECORD_ACCEPTANCE, talk.agency, **acceptance) is ErrorCode.CHARGES_NOT_EXPLAINED
    explanation_id = talk.explain(**CHARGES)["explanation_id"]
    talk.answer(explanation_id, agreed=False)
    assert talk.refused(RECORD_ACCEPTANCE, talk.agency, **acceptance) is ErrorCode.CHARGES_NOT_EXPLAINED
    talk.explain(**{**CHARGES, "contents": "改めて、手数料710円を説明した。"})
    accepted = talk.messaging.call(RECORD_ACCEPTANCE, talk.agency, conversation_id=talk.conversation_id, **acceptance)
    assert (accepted["accepted_on"], accepted["charges"]) == ("2026-04-22", True)


def test_msg_10_nobody_but_a_paid_agency_charges(messaging: Messaging) -> None:
    talk = Talk(messaging, kind="free_agency")
    talk.apply()
    acceptance = {"accepted_on": "2026-04-22", "charges": True}
    assert talk.refused(RECORD_ACCEPTANCE, talk.agency, **acceptance) is ErrorCode.FEES_NOT_FOR_KIND
    assert talk.refused(RECORD_EXPLANATION, talk.agency, **CHARGES) is ErrorCode.FEES_NOT_FOR_KIND


@pytest.mark.parametrize("explained", [True, False])
def test_msg_10_a_fee_from_a_seeker_to_whom_none_was_explained_is_told_once(talk: Talk, explained: bool) -> None:
    """The fee is recorded all the same, as reports must be true; compliance opens a case."""
    talk.apply()
    if explained:
        talk.explain(**CHARGES)
    named = {"conversation_id": talk.conversation_id}
    talk.messaging.call(RECORD_ACCEPTANCE, talk.agency, **named, accepted_on="2026-04-22")
    for fee in (710, 720):
        talk.messaging.call(RECORD_RESULT, talk.agency, **named, fee_from_seeker=fee)
    told = talk.messaging.published(UNEXPLAINED_FEE_RECORDED)
    assert [one["conversation_id"] for one in told] == ([] if explained else [talk.conversation_id])


def test_msg_14_what_was_explained_is_erased_with_the_messages(talk: Talk) -> None:
    talk.explain(**SUPPORT)
    deleted(talk.messaging, talk.agency, talk.number)
    assert erased_on(talk.messaging, dt.date(2029, 7, 1)) == 1
    assert talk.messaging.count(explanations) == 0
