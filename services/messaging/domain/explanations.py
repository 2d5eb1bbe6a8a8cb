"""Explanation, wish and consent before anything is charged to a seeker (MSG-10; seed 001, 7(2)①ケ, ②イ, ②ウ)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from services.messaging.domain.reasons import MessagingReason


class Subject(StrEnum):
    """What is explained."""

    PLACEMENT_CHARGES = "placement_charges"
    """求職受付手数料、職業紹介手数料 and what else is charged for a placement: explained before acceptance (②イ)."""
    PAID_SUPPORT = "paid_support"
    """職業紹介以外の有料の就職支援サービス: at the seeker's wish alone (②ウ)."""
    GRADUATE_SERVICE = "graduate_service"
    """A paid service towards new graduates: notified beforehand, explained and consented to (①ケ)."""


class Answer(StrEnum):
    """The seeker's, which may change: a wish or a consent can be taken back."""

    AGREED = "agreed"
    DECLINED = "declined"


@dataclass(frozen=True)
class NotifiedService:
    """A paid service as notified to the bureau, from the registration."""

    name: str
    fees: str
    notified_on: date


@dataclass(frozen=True)
class Content:
    """What an organization records. `service`: its name, "" for the charges of placement; `way`: how it was explained."""

    subject: Subject
    service: str
    explained_on: date
    way: str
    contents: str


@dataclass(frozen=True)
class Explanation:
    """An explanation on record, with the seeker's answer as it stands; None: not answered."""

    explanation_id: str
    content: Content
    answer: Answer | None


@dataclass(frozen=True)
class Explaining:
    """What a rule looks at. `earlier`: what is on record in the conversation, and at most how many; `notified`: of the registration."""

    content: Content
    earlier: Sequence[Explanation]
    kind: str
    notified: Sequence[NotifiedService]
    started_on: date
    today: date
    most: int


Rule = Callable[[Explaining], MessagingReason | None]


def it_was_explained_in_the_conversations_time(it: Explaining) -> MessagingReason | None:
    """MSG-10: after the first guidance, not on a day to come."""
    fits = it.started_on <= it.content.explained_on <= it.today
    return None if fits else MessagingReason.DATE_OUT_OF_PERIOD


def a_service_is_named_where_there_is_one(it: Explaining) -> MessagingReason | None:
    """MSG-10: the seeker must know what is asked about."""
    named = bool(it.content.service)
    return None if named is (it.content.subject is not Subject.PLACEMENT_CHARGES) else MessagingReason.SERVICE_UNNAMED


def charges_are_a_paid_agencys(it: Explaining) -> MessagingReason | None:
    """REG-1: nobody else may charge for a placement (職業安定法30条)."""
    charges = it.content.subject is Subject.PLACEMENT_CHARGES
    return MessagingReason.FEES_NOT_FOR_KIND if charges and it.kind != "paid_agency" else None


def a_service_for_graduates_was_notified_before(it: Explaining) -> MessagingReason | None:
    """①ケ: 管轄労働局に事前に届け出た上で."""
    if it.content.subject is not Subject.GRADUATE_SERVICE:
        return None
    notified = notified_service(it.content, it.notified)
    before = notified is not None and notified.notified_on <= it.content.explained_on
    return None if before else MessagingReason.SERVICE_NOT_NOTIFIED


def nobody_asks_again_who_was_declined(it: Explaining) -> MessagingReason | None:
    """①ウ, ②ウ: 求職者の意に反した営業活動を一切行わない. That no charges were explained can be mended by explaining them.

    One decline is for every paid service, until the seeker takes it back: by its name a service can't be told from the same one.
    """
    if it.content.subject is Subject.PLACEMENT_CHARGES:
        return None
    of_services = (one for one in it.earlier if one.content.subject is not Subject.PLACEMENT_CHARGES)
    declined = any(one.answer is Answer.DECLINED for one in of_services)
    return MessagingReason.DECLINED_BEFORE if declined else None


def the_same_does_not_wait_already(it: Explaining) -> MessagingReason | None:
    """MSG-10: what was recorded and not denied stands."""
    same = any(one.content == it.content and one.answer is not Answer.DECLINED for one in it.earlier)
    return MessagingReason.ALREADY_RECORDED if same else None


def the_conversation_is_not_filled(it: Explaining) -> MessagingReason | None:
    """MSG-10: the seeker reads them all. Not from the seeds: what is put on record without a message uses up nothing else (MSG-4)."""
    return MessagingReason.TOO_MANY_EXPLANATIONS if len(it.earlier) >= it.most else None


RULES: tuple[Rule, ...] = (
    it_was_explained_in_the_conversations_time,
    a_service_is_named_where_there_is_one,
    charges_are_a_paid_agencys,
    a_service_for_graduates_was_notified_before,
    nobody_asks_again_who_was_declined,
    the_same_does_not_wait_already,
    the_conversation_is_not_filled,
)


def objection_to(explaining: Explaining) -> MessagingReason | None:
    """Why the explanation can't be recorded; the first rule that objects."""
    return next((objection for rule in RULES if (objection := rule(explaining)) is not None), None)


def notified_service(content: Content, notified: Sequence[NotifiedService]) -> NotifiedService | None:
    """The service of this name in the registration."""
    return next((one for one in notified if one.name == content.service), None)


def charges_were_explained(explanations: Sequence[Explanation], accepted_on: date) -> bool:
    """②イ: 求職受理前に求職者に対してその旨の説明を行う. An explanation that the seeker denies to have got is none."""
    return any(
        one.content.subject is Subject.PLACEMENT_CHARGES
        and one.content.explained_on <= accepted_on
        and one.answer is not Answer.DECLINED
        for one in explanations
    )


# What the seeker reads ------------------------------------------------------------------------------------------------

ANSWERS: Mapping[Subject, Mapping[Answer, str]] = MappingProxyType(
    {
        Subject.PLACEMENT_CHARGES: {Answer.AGREED: "説明を受けた", Answer.DECLINED: "説明を受けていない"},
        Subject.PAID_SUPPORT: {Answer.AGREED: "希望する", Answer.DECLINED: "希望しない"},
        Subject.GRADUATE_SERVICE: {Answer.AGREED: "承諾する", Answer.DECLINED: "承諾しない"},
    }
)
_HEADINGS = {
    Subject.PLACEMENT_CHARGES: "職業紹介に伴う手数料などの説明についての確認",
    Subject.PAID_SUPPORT: "職業紹介以外の有料サービスについての希望の確認",
    Subject.GRADUATE_SERVICE: "新規大学卒業者等に対する有料サービスについての承諾の確認",
}
_QUESTIONS = {
    Subject.PLACEMENT_CHARGES: "この説明を受けたかどうかをお答えください。説明を受けていないとのお答えがあるときは、団体は、求職の申込みを"
    "受理する前に、改めて説明しなければなりません。",
    Subject.PAID_SUPPORT: "このサービスは、あなたが希望する場合に限り、提供されます。希望しなくても、職業紹介を受けることができます。",
    Subject.GRADUATE_SERVICE: "このサービスは、あなたが説明を受け、承諾した場合に限り、提供されます。承諾しなくても、職業紹介を受けることが"
    "できます。",
}


def request_body(content: Content, explained_on: str, way: str, notified: NotifiedService | None) -> str:
    """The message by which the seeker learns what is on record and is asked; `explained_on` and `way` as people read them."""
    items = [
        ("サービスの名称", content.service),
        ("労働局に届け出た料金など", notified.fees if notified is not None else ""),
        ("説明した日", explained_on),
        ("説明の方法", way),
        ("説明した内容", content.contents),
    ]
    answers = ANSWERS[content.subject]
    choices = f"「{answers[Answer.AGREED]}」又は「{answers[Answer.DECLINED]}」のいずれかでお答えください。"
    return "\n\n".join(
        [
            f"【{_HEADINGS[content.subject]}】",
            "団体が、次のとおり説明したことを記録しました。",
            *(f"■ {heading}\n{text}" for heading, text in items if text),
            f"{_QUESTIONS[content.subject]}\n{choices}お答えは後から変えることができ、団体に伝わります。",
        ]
    )


def answer_body(content: Content, answer: Answer) -> str:
    """The message by which the organization learns of the answer."""
    about = f"「{content.service}」" if content.service else "職業紹介に伴う手数料など"
    return f"{about}について、「{ANSWERS[content.subject][answer]}」と回答しました。"
