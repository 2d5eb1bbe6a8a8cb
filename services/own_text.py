"""Where a seeker's own name and address stand in what the seeker writes: asked of the registry, which alone knows them (MSG-8, SEE-2)."""

from __future__ import annotations

from services.contracts.registry import FIND_IN_OWN_TEXT
from services.recognition import Kind, Span
from services.runtime.entrypoints.asking import Asker, NoAnswer
from services.runtime.logging import get_logger
from services.runtime.work import Work

_log = get_logger(__name__)
SHARE_OF_BUDGET = 0.8
"""So much of what is left to the caller may the registry's answer take at most."""


def own_places(asker: Asker, work: Work, text: str, seconds: float) -> list[Span]:
    """The places, in code points of the text as it came; asked in the calling seeker's name, while no transaction is open.

    `seconds`: that the answer may take, less where the caller has less left. Raises `NoAnswer` where the registry gives none:
    such a text is not known to be clean.
    """
    if work.budget is not None:
        seconds = min(seconds, work.budget * SHARE_OF_BUDGET)
    try:
        answer = asker.ask(FIND_IN_OWN_TEXT, {"text": text}, work.caller, seconds=seconds, trace=work.trace)
    except NoAnswer as none:
        _log.warning("own_name_not_checked", code=none.code)
        raise
    return [Span(place["start"], place["end"], Kind(place["kind"])) for place in answer["places"]]
