"""The allowance of the day in every answer of messaging to an organization, in refusals too (MSG-4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import wraps
from typing import Any, Protocol, TypeVar

from services.contracts.caller import ORGANIZATION
from services.contracts.messaging import DispatchAllowance
from services.messaging.domain.dispatch import Allowance, DispatchSettings
from services.messaging.usecases import guidance
from services.runtime.refusal import Refusal
from services.runtime.settings import Settings
from services.runtime.work import Work

_plain = DispatchAllowance().dump


def dispatch_settings(settings: Settings) -> DispatchSettings:
    """The settings of MSG-4, MSG-1 and MSG-10 as `deploy/config/messaging.yaml` gives them.

    Raises `SettingInvalid` where a night's maintenance would have no length, as the gateway does.
    """
    return DispatchSettings(
        dispatches_a_day=int(settings.number("DISPATCHES_A_DAY")),
        closed_at_night=settings.truth("CLOSED_AT_NIGHT", default=True),
        opens_at=settings.time_of_day("MAINTENANCE_ENDS_AT", DispatchSettings.opens_at, after=dt.time()),
        guidance_per_application=int(settings.number("GUIDANCE_PER_APPLICATION")),
        explanations_a_conversation=int(settings.number("EXPLANATIONS_A_CONVERSATION")),
    )


class Dispatching(Protocol):
    """A service with the settings of dispatches."""

    settings: DispatchSettings


Service = TypeVar("Service", bound=Dispatching)
Answer = dict[str, Any]


def shown_allowance(left: Allowance) -> Answer:
    """The allowance as the contract has it."""
    return {**asdict(left), "remaining": left.remaining}


def tells_allowance(
    method: Callable[[Service, Work, dict[str, Any]], Answer],
) -> Callable[[Service, Work, dict[str, Any]], Answer]:
    """Let a method's answer hold the allowance, and a refusal of it too, in its details.

    Read in the transaction of the method, after what it did, by one look at two keys: no round trip more, and the figure
    is the one that the answer's own dispatches have led to. Where the method told the allowance itself, nothing is read.
    """

    @wraps(method)
    def telling(service: Service, work: Work, request: dict[str, Any]) -> Answer:
        with allowance_in_refusal(service, work):
            answer = method(service, work, request)
        return answer if "allowance" in answer else {**answer, "allowance": _left(service, work)}

    return telling


@contextmanager
def allowance_in_refusal(service: Dispatching, work: Work) -> Iterator[None]:
    """Let a refusal of what is done in it tell the allowance."""
    try:
        yield
    except Refusal as refusal:
        if (left := _left(service, work)) is not None:
            refusal.details["allowance"] = _plain(left)
        raise


def _left(service: Dispatching, work: Work) -> Answer | None:
    if work.caller.role not in ORGANIZATION:
        return None
    left = guidance.allowance_of_sender(work, service.settings)
    return None if left is None else shown_allowance(left)
