"""What people write, before anything else looks at it: readable as it will be kept, or refused with its places."""

from __future__ import annotations

from services.contracts.messaging import TEXT_FAULTS
from services.messaging.domain.characters import as_kept, faults_of
from services.messaging.domain.reasons import MessagingReason
from services.runtime.refusal import Refusal


def readable(text: str, pointer: str) -> str:
    """The text as it is kept. Refuses, with each place, what would be read otherwise by the other side (MSG-8, MSG-14).

    Places count the code points of the text with its line ends as one each.
    """
    kept = as_kept(text)
    if found := faults_of(kept):
        raise Refusal(
            MessagingReason.CHARACTERS,
            pointer,
            found=[
                {"kind": one.fault.value, "label": TEXT_FAULTS[one.fault], "start": one.start, "end": one.end}
                for one in found
            ],
        )
    return kept
