"""A seeker's own name and address in a text of the seeker's (MSG-8): the text comes here, only places go back (SEE-2)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.recognition import OwnData, Span, find_own
from services.registry.personal_data import PersonalData
from services.registry.seekers import persons
from services.registry.seekers.domain.reasons import SeekerReason
from services.runtime import audit
from services.runtime.refusal import Refusal

COLUMNS = ("family_name", "given_name", "family_name_kana", "given_name_kana", "address")
"""What is opened, in the order of `OwnData`."""


def find_in_own_text(
    connection: Connection,
    personal_data: PersonalData,
    text: str,
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
) -> tuple[Span, ...]:
    """Where the calling seeker's own name or address stands in a text; that they were read, and why, is written down.

    Refused where nobody is known under the number: a text that can't be checked is not to be taken for a clean one.
    """
    seeker_number = caller.seeker_number or ""
    read = persons.read(
        connection,
        personal_data,
        [seeker_number],
        COLUMNS,
        purpose="own_text",
        account_id=caller.account_id,
        now=now,
        trace=trace,
    )
    if seeker_number not in read:
        raise Refusal(SeekerReason.UNKNOWN_SEEKER)
    audit.record(
        connection,
        action="registry.find_in_own_text",
        subject=("seeker", seeker_number),
        caller=caller,
        now=now,
        trace=trace,
    )
    return find_own(text, OwnData(*(read[seeker_number][column] for column in COLUMNS)))
