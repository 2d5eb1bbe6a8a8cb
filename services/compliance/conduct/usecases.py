"""What a report, a refused demand or a refused application leads to: a case, or a place in one (MSG-8, MSG-9, MSG-13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.compliance.bureau_prompts import storage as bureau_prompts
from services.compliance.bureau_prompts.domain import CasePrompt
from services.compliance.cases import storage as cases
from services.compliance.cases.usecases.by_rule import open_by_rule, open_on_refusal
from services.compliance.cases.usecases.correcting import enter_correction
from services.compliance.complaints.domain.handling import organization_learns_on
from services.compliance.conduct import storage
from services.compliance.conduct.domain.openings import (
    GROUND_OF_DEMANDS,
    DemandSettings,
    conversations_with_demands,
    counted_from,
    ground_of_report,
    opens_a_case,
)
from services.compliance.standing.storage.measures import lock_standing
from services.contracts.messaging import REPORT_REASONS
from services.japanese_calendar import in_sentence
from services.runtime.work import Work

_ADVERTISING = {
    "private": "職業紹介と関係のない広告や宣伝",
    "municipal": "職業紹介又は就職支援と関係のない広告や宣伝",
}
"""What an organization of each class may not send (MSG-9)."""


def keep_refusal(work: Work, refusal: Mapping[str, Any]) -> None:
    """A refused application opens a case, or none where the organization is no more (MSG-13)."""
    case_id = open_on_refusal(work, refusal)
    storage.add_refusal(work.connection, refusal, case_id)
    corrected = storage.refusal_recorded_after(work.connection, refusal["conversation_id"], refusal["recorded_at"])
    if case_id is not None and corrected is not None:
        _enter(work, case_id, {**refusal, **corrected._asdict()})


def keep_correction_of_refusal(work: Work, correction: Mapping[str, Any]) -> None:
    """What was recorded by a slip and then otherwise, or was taken back, stands in the case, as a step of its own.

    Ground and end of the case are left to staff. Right in any order: it belongs to the case by its conversation, whichever of both
    comes first, and what is overtaken by a newer correction makes no step after that. A version before may have opened the case
    and kept no refusal: then that is found by the step that opened it.
    """
    conversation_id = correction["conversation_id"]
    lock_standing(work.connection, correction["organization_id"])
    storage.add_refusals_of_before(work.connection, correction["organization_id"], conversation_id)
    new = storage.add_refusal(work.connection, correction)
    if not new or storage.refusal_recorded_after(work.connection, conversation_id, correction["recorded_at"]):
        return
    for case_id in storage.cases_of_refusals(work.connection, conversation_id):
        _enter(work, case_id, correction)


def _enter(work: Work, case_id: str, correction: Mapping[str, Any]) -> None:
    if enter_correction(work, case_id, correction):
        _prompt(work, case_id)


def keep_report(work: Work, report: Mapping[str, Any]) -> None:
    """A report joins the open case of the same ground, or opens one; the organization learns neither message nor seeker.

    The day of the message is the day of the conduct, whenever it is reported: a late click makes no breach after a resumption
    (CMP-3, CMP-5). Versions of messaging before do not tell it; then the day of the report has to do, and staff set it right.

    Right under concurrency: the organization's standing is locked first, as by every step of its cases, so that of two
    reports the second finds the first one's case.
    """
    organization_id, ground = report["organization_id"], ground_of_report(report["reason"])
    lock_standing(work.connection, organization_id)
    if not storage.add_report(work.connection, report, ground):
        return
    happened_on = report["message_day"] or report["day"]
    case_id = storage.case_of_reports(work.connection, organization_id, ground, work.today)
    if case_id is not None:
        _joins(work, case_id, happened_on)
    else:
        what = _what(report["reason"], report["organization_class"])
        text = (
            f"求職者から、貴団体が送信したメッセージについて通報がありました（{what}）。"
            "管轄労働局が、事実関係を確認します。通報した求職者は、お知らせしません。"
        )
        note = f"やりとり {report['conversation_id']}　メッセージ {report['message_id']}"
        # Of the minute, as of a complaint to the authority, it would learn who reported (decisions 223, 244).
        tell_on = organization_learns_on(work.today)
        case_id = open_by_rule(work, organization_id, ground, happened_on, text, note, origin="report", tell_on=tell_on)
    if case_id is not None:
        storage.put_report_into(work.connection, report["message_id"], case_id)


def keep_demand(work: Work, demand: Mapping[str, Any], settings: DemandSettings) -> None:
    """A refused demand joins the open case of demands; without one, it opens it where there are more than is tolerated.

    Locks as `keep_report` does, for the same reason.
    """
    organization_id = demand["organization_id"]
    lock_standing(work.connection, organization_id)
    if not storage.add_demand(work.connection, demand):
        return
    case_id = storage.case_of_demands(work.connection, organization_id, work.today)
    if case_id is not None:
        _joins(work, case_id, demand["day"])
        storage.put_demands_into(work.connection, [demand["demand_id"]], case_id)
        return
    counted = storage.demands_without_case(work.connection, organization_id, counted_from(demand["day"], settings))
    if not opens_a_case(counted, settings):
        return
    text = (
        f"氏名、連絡先などの個人情報を、サイト上で求職者に求めるメッセージの送信が、{in_sentence(settings.days)}日間に"
        f"{in_sentence(conversations_with_demands(counted))}件ありました。これらはシステムが止めたため、送信されていません。"
        "個人を特定できる情報のやりとりは、貴団体が示す連絡方法により、サイトの外で行う必要があります。"
        "管轄労働局が、事実関係を確認します。"
    )
    note = "送信を止めた日時とやりとりは、この事案に示しています。本文は保存していません。"
    case_id = open_by_rule(work, organization_id, GROUND_OF_DEMANDS, demand["day"], text, note)
    if case_id is not None:
        storage.put_demands_into(work.connection, [one.demand_id for one in counted], case_id)


def _joins(work: Work, case_id: str, day: dt.date) -> None:
    """What joins a case is told its bureau, whatever its day, where no prompt waits in the case that it is told by."""
    cases.raise_day(work.connection, case_id, day)
    _prompt(work, case_id)


def _prompt(work: Work, case_id: str) -> None:
    """Its bureau sees to what has come into a case, unless it is prompted to see to the case already."""
    if not bureau_prompts.waits(work.connection, case_id, CasePrompt.OPENED):
        bureau_prompts.raise_case_prompt(work.connection, case_id, CasePrompt.JOINED, work.today)


def _what(reason: str | None, organization_class: str) -> str:
    if reason is None:
        return "理由の記載なし"
    label = _ADVERTISING[organization_class] if reason == "advertising" else REPORT_REASONS[reason]
    return f"理由：{label}"
