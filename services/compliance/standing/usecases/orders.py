"""Orders under the Employment Security Act: recorded, corrected, met; the registry refuses new applications by them (REG-2).

An order suspends nobody by itself: staff decide on the organizations it concerns, which every answer names, in the cases that follow it
(`order_cases`; CMP-2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.compliance.members.storage import members_under
from services.compliance.standing.domain.orders import Order, OrderKind, bureau_of_number, main_number, objection_to
from services.compliance.standing.domain.reasons import OrderReason
from services.compliance.standing.storage import measures as measures_storage
from services.compliance.standing.storage import orders as storage
from services.compliance.standing.storage.orders import StoredOrder
from services.compliance.standing.usecases.telling import author_of
from services.contracts.caller import Role
from services.contracts.compliance import BUSINESS_ORDER_CHANGED, OrderContent
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_CONTENT = OrderContent()


def record_order(work: Work, request: Mapping[str, Any]) -> dict[str, Any]:
    """Record an order that the caller's bureau issued."""
    number = main_number(request["number"])
    stored = StoredOrder(
        order_id=new_id(),
        version=1,
        main_number=number,
        bureau_code=bureau_of_number(number),
        order=_order(request),
        summary=request["summary"],
    )
    _refuse_unfit(work, stored)
    storage.lock_number(work.connection, number)
    _refuse_double(work, stored)
    storage.insert_order(work.connection, stored)
    return _written(work, stored, "recorded", "")


def correct_order(work: Work, request: Mapping[str, Any]) -> dict[str, Any]:
    """Put the record right, or take back one made by mistake; what it said before stays in its steps."""
    before = _own_order(work, request["order_id"])
    if before.version != request["seen_version"]:
        raise Refusal(OrderReason.CHANGED_MEANWHILE, "/seen_version")
    changed = replace(_order(request), met_on=request["met_on"], void=request["void"])
    stored = replace(before, version=before.version + 1, order=changed, summary=request["summary"])
    _refuse_unfit(work, stored)
    if not changed.void:
        _refuse_double(work, stored)
    storage.change_order(work.connection, stored)
    return _written(work, stored, "voided" if changed.void else "corrected", request["note"])


def meet_order(work: Work, request: Mapping[str, Any]) -> dict[str, Any]:
    """Confirm that the ordered improvement was made; from that day the number may apply again (REG-2)."""
    before = _own_order(work, request["order_id"])
    if before.order.kind is not OrderKind.IMPROVEMENT:
        raise Refusal(OrderReason.NOT_TO_BE_MET, "/order_id")
    if before.order.met_on is not None:
        raise Refusal(OrderReason.RECORDED_ALREADY, "/order_id")
    met = replace(before.order, met_on=request["met_on"])
    stored = replace(before, version=before.version + 1, order=met)
    _refuse_unfit(work, stored)
    storage.change_order(work.connection, stored)
    return _written(work, stored, "met", request["note"])


def list_orders(work: Work, request: Mapping[str, Any]) -> dict[str, Any]:
    """Orders that concern the caller's bureau; ministry and operations see all."""
    own = author_of(work.caller).bureau_code if work.caller.role is Role.BUREAU_STAFF else None
    limit = request["limit"]
    found = storage.orders(
        work.connection,
        bureau_code=own,
        main_number=None if request["number"] is None else main_number(request["number"]),
        standing_on=work.today if request["standing_only"] else None,
        after=request["after"],
        limit=limit + 1,
    )
    page = found[:limit]
    return {"orders": _shown(work, page), "next": page[-1].order_id if len(found) > limit else None}


def _order(request: Mapping[str, Any]) -> Order:
    return Order(OrderKind(request["kind"]), request["issued_on"], request["starts_on"], request["ends_on"])


def _own_order(work: Work, order_id: str) -> StoredOrder:
    """An order of the caller's bureau, its number locked; it is read after the lock, as it is then."""
    known = storage.order(work.connection, order_id)
    if known is None:
        raise Refusal(OrderReason.UNKNOWN_ORDER, "/order_id")
    if known.bureau_code != author_of(work.caller).bureau_code:
        raise Refusal(OrderReason.OTHER_BUREAUS_NUMBER, "/order_id")
    storage.lock_number(work.connection, known.main_number)
    stored = storage.order(work.connection, order_id)
    assert stored is not None, "orders are never deleted"
    if stored.order.void:
        raise Refusal(OrderReason.VOID, "/order_id")
    return stored


def _refuse_unfit(work: Work, stored: StoredOrder) -> None:
    objection = objection_to(stored.order, stored.main_number, author_of(work.caller).bureau_code, work.today)
    if objection is not None:
        raise Refusal(*objection)


def _refuse_double(work: Work, stored: StoredOrder) -> None:
    for other in storage.orders_of(work.connection, stored.main_number):
        same = (other.order.kind, other.order.issued_on) == (stored.order.kind, stored.order.issued_on)
        if same and other.order_id != stored.order_id and not other.order.void:
            raise Refusal(OrderReason.RECORDED_ALREADY, "/issued_on", order_id=other.order_id)


def _written(work: Work, stored: StoredOrder, event: str, note: str) -> dict[str, Any]:
    content = {
        **_CONTENT.dump({**vars(stored.order), "summary": stored.summary}),
        "met_on": stored.order.met_on and stored.order.met_on.isoformat(),
        "void": stored.order.void,
    }
    storage.log_step(
        work.connection, stored.order_id, event, at=work.now, by=work.caller.account_id, note=note, content=content
    )
    _tell(work, stored.main_number)
    return _shown(work, [stored])[0]


def _tell(work: Work, number: str) -> None:
    """Tell others of all orders against a number; its lock is held, so that versions and states go together."""
    told = [
        {
            "order_id": stored.order_id,
            "kind": stored.order.kind,
            "since": stored.order.issued_on,
            "until": stored.order.stands_until,
        }
        for stored in storage.orders_of(work.connection, number)
        if not stored.order.void
    ]
    version = storage.next_version(work.connection, number)
    data = {"main_number": number, "version": version, "orders": told}
    publish(work.connection, BUSINESS_ORDER_CHANGED, subject=number, data=data, now=work.now, trace=work.trace)


def _shown(work: Work, page: Sequence[StoredOrder]) -> list[dict[str, Any]]:
    steps = storage.steps_of(work.connection, [stored.order_id for stored in page])
    concerned = members_under(work.connection, [stored.main_number for stored in page])
    states = measures_storage.states_of(
        work.connection, [one.organization_id for members in concerned.values() for one in members]
    )
    return [
        {
            **vars(stored.order),
            "order_id": stored.order_id,
            "version": stored.version,
            "number": stored.main_number,
            "bureau_code": stored.bureau_code,
            "stands": stored.order.stands_on(work.today),
            "summary": stored.summary,
            "steps": [row._asdict() for row in steps[stored.order_id]],
            "organizations": [
                {
                    "organization_id": one.organization_id,
                    "organization_name": one.name,
                    "bureau_code": one.bureau_code,
                    "standing": states.get(one.organization_id, "active"),
                }
                for one in concerned[stored.main_number]
                if not one.withdrawn
            ],
        }
        for stored in page
    ]
