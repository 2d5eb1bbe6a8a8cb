"""MSG-10: what may be explained and asked, and what the seeker reads."""

import datetime as dt
from dataclasses import replace

import pytest

from services.contracts.messaging import EXPLANATION_ANSWERS, EXPLANATION_SUBJECTS
from services.japanese_calendar import in_era
from services.messaging.domain.explanations import (
    ANSWERS,
    Answer,
    Content,
    Explaining,
    Explanation,
    NotifiedService,
    Subject,
    answer_body,
    charges_were_explained,
    objection_to,
    request_body,
)
from services.messaging.domain.reasons import MessagingReason

DAY = dt.date(2026, 4, 22)
CHARGES = Content(Subject.PLACEMENT_CHARGES, "", DAY, "telephone", "求職受付手数料 710円")
SUPPORT = Content(Subject.PAID_SUPPORT, "面接対策講座", DAY, "telephone", "受講料 30,000円")
GRADUATES = Content(Subject.GRADUATE_SERVICE, "就活講座", DAY, "document", "全６回です。")
NOTIFIED = NotifiedService("就活講座", "受講料 50,000円", dt.date(2026, 4, 1))


def on_record(content: Content, answer: Answer | None = None) -> Explanation:
    return Explanation("1", content, answer)


def objection(content: Content, *earlier: Explanation, **changes: object) -> MessagingReason | None:
    facts = {"kind": "paid_agency", "notified": [NOTIFIED], "started_on": dt.date(2026, 4, 20), "today": DAY, "most": 9}
    return objection_to(Explaining(content, earlier=earlier, **{**facts, **changes}))  # type: ignore[arg-type]


def test_msg_10_what_is_explained_in_time_and_named_is_recorded() -> None:
    assert [objection(content) for content in (CHARGES, SUPPORT, GRADUATES)] == [None] * 3


@pytest.mark.parametrize(
    ("content", "changes", "reason"),
    [
        (replace(CHARGES, explained_on=dt.date(2026, 4, 19)), {}, MessagingReason.DATE_OUT_OF_PERIOD),
        (replace(CHARGES, explained_on=dt.date(2026, 4, 23)), {}, MessagingReason.DATE_OUT_OF_PERIOD),
        (replace(CHARGES, service="何か"), {}, MessagingReason.SERVICE_UNNAMED),
        (replace(SUPPORT, service=""), {}, MessagingReason.SERVICE_UNNAMED),
        (CHARGES, {"kind": "free_agency"}, MessagingReason.FEES_NOT_FOR_KIND),
        (GRADUATES, {"notified": []}, MessagingReason.SERVICE_NOT_NOTIFIED),
        (replace(GRADUATES, service="別の講座"), {}, MessagingReason.SERVICE_NOT_NOTIFIED),
        (
            GRADUATES,
            {"notified": [replace(NOTIFIED, notified_on=dt.date(2026, 4, 23))], "today": dt.date(2026, 4, 24)},
            MessagingReason.SERVICE_NOT_NOTIFIED,
        ),
    ],
)
def test_msg_10_what_the_terms_do_not_allow_is_refused_with_its_reason(
    content: Content, changes: dict[str, object], reason: MessagingReason
) -> None:
    assert objection(content, **changes) is reason


@pytest.mark.parametrize(
    "again",
    [
        replace(SUPPORT, contents="半額です。"),
        replace(SUPPORT, service="面接 対策講座２"),
        replace(SUPPORT, service="別の講座"),
        GRADUATES,
    ],
)
def test_msg_10_who_declined_is_asked_about_no_paid_service_until_that_is_taken_back(again: Content) -> None:
    assert objection(again, on_record(SUPPORT, Answer.DECLINED)) is MessagingReason.DECLINED_BEFORE
    assert objection(again, on_record(SUPPORT, Answer.AGREED)) is None


def test_msg_10_charges_are_explained_again_to_who_denies_it_or_declined_a_service() -> None:
    assert objection(CHARGES, on_record(SUPPORT, Answer.DECLINED)) is None
    assert objection(replace(CHARGES, contents="改めて説明した。"), on_record(CHARGES, Answer.DECLINED)) is None


def test_msg_10_the_same_is_not_asked_while_it_stands_but_another_price_is() -> None:
    for answer in (None, Answer.AGREED):
        assert objection(SUPPORT, on_record(SUPPORT, answer)) is MessagingReason.ALREADY_RECORDED
        assert objection(replace(SUPPORT, contents="受講料 40,000円"), on_record(SUPPORT, answer)) is None


@pytest.mark.parametrize(
    ("explained_on", "answer", "explained"),
    [
        (DAY, None, True),
        (DAY, Answer.AGREED, True),
        (DAY, Answer.DECLINED, False),
        (dt.date(2026, 4, 23), Answer.AGREED, False),
    ],
)
def test_msg_10_charges_are_explained_by_the_day_of_acceptance_and_not_where_the_seeker_denies_it(
    explained_on: dt.date, answer: Answer | None, explained: bool
) -> None:
    assert charges_were_explained([on_record(replace(CHARGES, explained_on=explained_on), answer)], DAY) is explained
    assert not charges_were_explained([on_record(SUPPORT, Answer.AGREED)], DAY)


def test_msg_10_the_seeker_reads_what_is_on_record_and_how_to_answer() -> None:
    for content, notified in ((CHARGES, None), (SUPPORT, None), (GRADUATES, NOTIFIED)):
        body = request_body(content, in_era(content.explained_on), "電話", notified)
        for part in (content.service, content.contents, "令和８年４月22日", "電話", *ANSWERS[content.subject].values()):
            assert part in body
        assert ("受講料 50,000円" in body) is (notified is not None)
    assert answer_body(SUPPORT, Answer.DECLINED) == "「面接対策講座」について、「希望しない」と回答しました。"


def test_subjects_and_answers_are_those_of_the_contract() -> None:
    assert {subject.value for subject in Subject} == EXPLANATION_SUBJECTS.keys() == {one.value for one in ANSWERS}
    assert {answer.value for answer in Answer} == EXPLANATION_ANSWERS.keys()
