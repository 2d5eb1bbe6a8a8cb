"""Cases that a rule opens: it may open them and decides nothing (CMP)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from services.compliance.bureau_prompts import storage as bureau_prompts
from services.compliance.bureau_prompts.domain import CasePrompt
from services.compliance.cases.domain.files import CaseFile
from services.compliance.cases.domain.playing import Opening, open_case
from services.compliance.cases.storage import StoredCase
from services.compliance.cases.usecases.writing import docket_of, refuse, write_opening
from services.compliance.standing.domain.grounds import Ground
from services.compliance.standing.domain.reasons import StandingReason
from services.contracts.messaging import REFUSAL_GROUNDS
from services.japanese_calendar import in_era
from services.legal_calendar import start_of_day
from services.runtime.identifiers import id_of_later, new_id
from services.runtime.logging import get_logger
from services.runtime.work import Work

_log = get_logger(__name__)

_OVER = {StandingReason.TERMINATED, StandingReason.WITHDRAWN}

GROUNDS_OF_REFUSALS: Mapping[str, Ground] = {
    "violates_law": Ground.FACTS_UNCLEAR,
    "outside_scope": Ground.FACTS_UNCLEAR,
    "other": Ground.SUSPECTED_OFFENCE,
}
"""On what a refused application opens a case (MSG-13; seed 001, 7(2)②ア): where the law lets it be refused, whether the facts bear
that out has to be seen (8(3)); else the duty to accept every application is suspected to be broken, which is the law's (8(1))."""


def open_on_refusal(work: Work, refusal: Mapping[str, Any]) -> str | None:
    """A case on an application that was not accepted; answers its ID, None where the organization is no more."""
    day: dt.date = refusal["refused_on"]
    text = (
        f"{in_era(day)}に、求職者からの求職の申込みを受理しなかったとの記録がありました"
        f"（理由：{REFUSAL_GROUNDS[refusal['ground']]}）。求職の申込みは、職業安定法により、全て受理する必要があります。"
        "管轄労働局が、事実関係を確認します。"
    )
    note = f"やりとり {refusal['conversation_id']}　求職者番号 {refusal['seeker_number']}"
    return open_by_rule(work, refusal["organization_id"], GROUNDS_OF_REFUSALS[refusal["ground"]], day, text, note)


def open_on_unexplained_fee(work: Work, fee: Mapping[str, Any]) -> str | None:
    """A case on a fee that a seeker paid without an explanation on record (MSG-10; seed 001, 7(2)②イ): another breach, CMP-8."""
    day: dt.date = fee["accepted_on"]
    text = (
        f"{in_era(day)}に受理した求職者から手数料を受けたとの記録がありますが、受理の前に手数料を説明したことの"
        "記録がありません。手数料などが発生する場合は、求職受理の前に求職者に説明する必要があります。管轄労働局が、事実関係を確認します。"
    )
    note = f"やりとり {fee['conversation_id']}　求職者番号 {fee['seeker_number']}"
    return open_by_rule(work, fee["organization_id"], Ground.OTHER_BREACH, day, text, note)


def open_by_rule(
    work: Work,
    organization_id: str,
    ground: Ground,
    happened_on: dt.date,
    text: str,
    note: str,
    *,
    origin: str = "rule",
    tell_on: dt.date | None = None,
) -> str | None:
    """Open a case in the calendar's name; answers its ID, None for an organization that is terminated or has withdrawn.

    `text` goes to the organization, `note` to the staff; the former on `tell_on`, where the instant of the opening would tell
    what it must not know: the ID, which holds an instant, then holds the beginning of that day. Raises `Refusal` where the
    organization is not known yet: the event is tried again.
    """
    docket = docket_of(work, organization_id)
    case_id = new_id() if tell_on is None else id_of_later(start_of_day(tell_on) - work.now)
    opening = Opening(case_id, ground, happened_on)
    found = open_case(opening, docket.organization, docket.author, work.today)
    if found in _OVER:
        _log.info("no_case_of_a_former_organization", organization_id=organization_id, ground=ground.value)
        return None
    request = {"text": text, "note": note}
    if not isinstance(found, CaseFile):
        raise refuse(found, request)
    write_opening(work, docket, StoredCase(organization_id, found, origin, work.now, tell_on), request)
    if ground is not Ground.ORDER:  # which has a prompt of its own (CMP-2)
        bureau_prompts.raise_case_prompt(work.connection, found.case_id, CasePrompt.OPENED, work.today)
    return found.case_id
