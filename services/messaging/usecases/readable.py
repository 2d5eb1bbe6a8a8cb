"""What people write, before anything else looks at it: readable as it will be kept, or refused with its places."""

from __future__ import annotations

from typing import Any

from services.contracts.messaging import TEXT_FAULTS
from services.messaging.domain.characters import as_kept, faults_of
from services.messaging.domain.reasons import MessagingReason
from services.recognition import in_utf16
from services.runtime.refusal import Refusal


def readable(text: str, pointer: str) -> str:
    """The text as it is kept. Refuses, with each place, what would be read otherwise by the other side (MSG-8, MSG-14)."""
    kept, faults = faults_as_told(text)
    if faults:
        raise Refusal(MessagingReason.CHARACTERS, pointer, found=faults)
    return kept


def faults_as_told(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The text as it is kept, and what of it can't be read so.

    Places count the UTF-16 code units of the text with its line ends as one each (decision 221).
    """
    kept = as_kept(text)
    found = faults_of(kept)
    places = in_utf16(((one.start, one.end) for one in found), kept)
    told = [
        {"kind": one.fault.value, "label": TEXT_FAULTS[one.fault], "start": start, "end": end}
        for one, (start, end) in zip(found, places, strict=True)
    ]
    return kept, told
