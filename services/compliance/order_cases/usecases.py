"""Following orders: a case on each organization under the number, and its bureau told of the order's course (CMP-2)."""

from __future__ import annotations

from services.compliance.bureau_prompts import storage as bureau_prompts
from services.compliance.bureau_prompts.domain import PROMPT_OF_ORDER, OrderPrompt, Outcome
from services.compliance.cases.usecases.by_rule import open_by_rule
from services.compliance.duty_turns.one_by_one import one_by_one
from services.compliance.members.storage import Member
from services.compliance.order_cases import storage
from services.compliance.standing.domain.grounds import Ground
from services.compliance.standing.domain.orders import OrderState
from services.compliance.standing.storage import orders
from services.compliance.standing.storage.measures import lock_standing, measures_of
from services.compliance.standing.storage.orders import StoredOrder
from services.compliance.standing.usecases.telling import known_member
from services.contracts.compliance import ORDER_FOLLOWED, ORDER_KINDS
from services.japanese_calendar import in_era
from services.runtime.outbox import publish
from services.runtime.work import Work

ORGANIZATIONS_A_RUN = 200


def follow_orders(work: Work, limit: int = ORGANIZATIONS_A_RUN) -> int:
    """Open the cases that are missing, and tell bureaus what they do not know; answers how many of both.

    Run twice it finds nothing more. An organization is a transaction, under the lock of its standing, as every step of its cases;
    an order that is changed meanwhile is found with the next turn.
    """
    return one_by_one(
        work,
        "follow_orders",
        lambda most: storage.organizations_to_look_at(work.connection, work.day, most),
        _follow,
        limit,
    )


def _follow(work: Work, organization_id: str) -> int:
    lock_standing(work.connection, organization_id)
    about = known_member(work, organization_id)
    done = 0
    for order_id in storage.orders_without_case(work.connection, organization_id, work.today):
        _open(work, about, _order(work, order_id))
        done += 1
    for order_id, case_id in storage.untold(work.connection, organization_id):
        _tell(work, about, _order(work, order_id), case_id)
        done += 1
    return done


def _order(work: Work, order_id: str) -> StoredOrder:
    stored = orders.order(work.connection, order_id)
    assert stored is not None, "orders are never deleted"
    return stored


def _open(work: Work, about: Member, stored: StoredOrder) -> None:
    """Open the case, or take over the one that staff have opened; a bureau that has it already is not told of it."""
    case_id = storage.open_case_without_order(work.connection, about.organization_id)
    opened = None if case_id is not None else _opened(work, about, stored)
    storage.follow(work.connection, stored.order_id, about.organization_id, case_id or opened)
    if opened is not None:
        _tell(work, about, stored, opened)


def _opened(work: Work, about: Member, stored: StoredOrder) -> str | None:
    day, kind = stored.order.issued_on, ORDER_KINDS[stored.order.kind]
    text = (
        f"{in_era(day)}に、職業安定法に基づく{kind}が行われたとの記録がありました。"
        "利用規約に基づき、利用を停止することがあります。停止は管轄労働局が決定し、そのときは改めてお知らせします。"
    )
    note = f"命令 {stored.order_id}　番号 {stored.main_number}"
    return open_by_rule(work, about.organization_id, Ground.ORDER, day, text, note)


def _tell(work: Work, about: Member, stored: StoredOrder, case_id: str) -> None:
    state: OrderState = stored.order.state
    _prompt(work, about, state, case_id)
    storage.mark_told(work.connection, stored.order_id, about.organization_id, state)
    data = {
        "case_id": case_id,
        "organization_id": about.organization_id,
        "bureau_code": about.bureau_code,
        "kind": stored.order.kind,
        "issued_on": stored.order.issued_on,
        "state": state,
    }
    publish(work.connection, ORDER_FOLLOWED, subject=case_id, data=data, now=work.now, trace=work.trace)


def _prompt(work: Work, about: Member, state: OrderState, case_id: str) -> None:
    """Whose suspension on the order is decided waits for nothing while it stands."""
    own = (one.measure for one in measures_of(work.connection, about.organization_id))
    if state is OrderState.ISSUED and any(one.case_id == case_id and one.definite for one in own):
        bureau_prompts.end(work.connection, case_id, frozenset(OrderPrompt), Outcome.SUPERSEDED, work.today)
        return
    bureau_prompts.raise_prompt(work.connection, case_id, PROMPT_OF_ORDER[state], work.today)
