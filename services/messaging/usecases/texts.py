"""What people write is looked at before it is taken (MSG-8): a seeker's for personal data, an organization's for demands.

Every text that is to be sent goes through here, before the transaction that sends it: a `CheckedText` comes from nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from services.characters import faults_as_told
from services.contracts.messaging import DEMAND_REFUSED
from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import conversations
from services.messaging.storage.conversations import Side
from services.messaging.storage.placements import Explainer
from services.messaging.usecases.readable import readable
from services.messaging.usecases.standing import acting_organization, reporting_organization
from services.recognition import Places, Span, as_told, recognize, recognize_demands, united
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work

FindOwn = Callable[[str], Sequence[Span]]
"""Where the writing seeker's own name and address stand in a text; refuses where nobody can tell."""


@dataclass(frozen=True)
class CheckedText:
    """A text as it is kept, in which nothing was found that MSG-8 keeps off the site."""

    text: str


def checked_seekers_text(body: str, find_own: FindOwn, places: Places, pointer: str = "/body") -> CheckedText:
    """A seeker's text; refused with its places where it holds personal data, so that the seeker can take it out (MSG-8)."""
    text = readable(body, pointer)
    if found := _personal_data(text, find_own, places):
        raise Refusal(MessagingReason.PERSONAL_DATA, pointer, found=as_told(found, text))
    return CheckedText(text)


def checked_organizations_text(
    work: Work, body: str, *, conversation_id: str | None, pointer: str = "/body", reports: bool = False
) -> CheckedText:
    """An organization's text; refused with its places where it demands personal data, and counted for CMP (MSG-8).

    `conversation_id` of the organization's own, None for a text to several seekers. `reports`: its standing and the conversation may
    be such that it may report, and no more. No transaction is open before or after: the refusal's count is committed here,
    whatever becomes of the request.
    """
    text = readable(body, pointer)
    if found := recognize_demands(text):
        _count_demand(work, conversation_id, reports=reports)
        raise Refusal(MessagingReason.DEMAND, pointer, found=as_told(found, text))
    return CheckedText(text)


def check_seekers_text(body: str, find_own: FindOwn, places: Places) -> list[dict[str, Any]]:
    """Everything for which the text would be refused, with its places; nothing is sent."""
    text, faults = faults_as_told(body)
    return [*faults, *as_told(_personal_data(text, find_own, places), text)]


def check_organizations_text(work: Work, body: str) -> list[dict[str, Any]]:
    """As `check_seekers_text`, for an organization that may send; a check is no attempt and is not counted."""
    acting_organization(work, changes=False)
    text, faults = faults_as_told(body)
    return [*faults, *as_told(recognize_demands(text), text)]


def _personal_data(text: str, find_own: FindOwn, places: Places) -> list[Span]:
    return united([*recognize(text, places), *find_own(text)])


def _count_demand(work: Work, conversation_id: str | None, *, reports: bool) -> None:
    """Tell compliance of a refused demand, in a transaction of its own. A repeated request is the same demand.

    Another text, or one in another conversation, is another demand, whatever key it comes with.
    """
    organization = (reporting_organization if reports else acting_organization)(work, changes=False)
    side = (Explainer if reports else Side)(organization.organization_id, None, work.today)
    if conversation_id is not None and conversations.find(work.connection, conversation_id, side) is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/conversation_id")
    publish(
        work.connection,
        DEMAND_REFUSED,
        subject=organization.organization_id,
        data={
            "demand_id": work.request_name or new_id(),
            "organization_id": organization.organization_id,
            "conversation_id": conversation_id,
            "account_id": work.caller.account_id,
            "refused_at": work.now,
            "day": work.today,
        },
        now=work.now,
        trace=work.trace,
    )
    work.commit()
