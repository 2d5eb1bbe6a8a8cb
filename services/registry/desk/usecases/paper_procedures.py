"""Change, renewal and withdrawal on paper, entered by the bureau (REG-9; seed 000, Q2): applied for on the day of receipt."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from services.contracts.caller import Caller, Role
from services.registry.accounts import storage as accounts
from services.registry.desk.domain.reasons import DeskReason
from services.registry.desk.domain.settings import DeskSettings
from services.registry.desk.usecases.paper import DEFAULTS, refuse_unlikely_day
from services.registry.organizations import storage
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.decisions import Receipt
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.reasons_told import RequestReason
from services.registry.organizations.usecases import procedures
from services.registry.organizations.usecases.decision import Acting, receipt_of, write_receipt
from services.registry.organizations.usecases.queue import own_bureau
from services.runtime.refusal import Refusal

_REGISTER: Mapping[ApplicationKind, Callable[..., dict[str, Any]]] = {
    ApplicationKind.CHANGE: procedures.register_change,
    ApplicationKind.RENEWAL: procedures.register_renewal,
    ApplicationKind.WITHDRAWAL: procedures.register_withdrawal,
}
_TOLD = (
    "application_id",
    "registration_number",
    "application_kind",
    "registered_on",
    "placement_met",
    "carried_change_id",
)


def enter_paper_procedure(
    acting: Acting, request: Mapping[str, Any], *, caller: Caller, desk: DeskSettings = DEFAULTS
) -> dict[str, Any]:
    """Register what an organization of the bureau handed in on paper, with its form received.

    By the rules as of the day of receipt, in the name of the main account; the entry and the receipt are the staff's. A
    change that comes with a renewal has come with the same paper. The organization is mailed the receipt.
    """
    received_on, bureau_code = request["received_on"], own_bureau(caller)
    refuse_unlikely_day(received_on, acting.today, desk)
    own = procedures.organization_applying(acting, request["organization_id"])
    if own.row.bureau_code != bureau_code:
        raise Refusal(DeskReason.PLACE_OF_OTHER_BUREAU, "/organization_id")
    if received_on < own.row.approved_on:
        raise Refusal(DeskReason.RECEIVED_BEFORE_APPROVAL, "/received_on")
    main = accounts.main_account(acting.connection, own.row.organization_id)
    if main is None:
        raise Refusal(RequestReason.NO_SUCH_ORGANIZATION, "/organization_id")
    kind = next(kind for kind in _REGISTER if request[kind] is not None)
    in_its_name = Caller(Role.ORGANIZATION_MAIN, main.account_id, own.row.organization_id)
    # Nothing is mailed of the registration, which asks for a form: it is here.
    as_of_receipt = dataclasses.replace(acting, by=main.account_id, today=received_on, silent=True, on_paper=True)
    registered = _REGISTER[kind](as_of_receipt, request[kind], caller=in_its_name, within=f"/{kind}")
    receipt = receipt_of(request)
    if kind is ApplicationKind.RENEWAL and request[kind]["change"] is not None:
        _receive(acting, registered["carried_change_id"], receipt, bureau_code)
    state = _receive(acting, registered["application_id"], receipt, bureau_code)
    return {**{name: registered[name] for name in _TOLD}, "state": state}


def _receive(acting: Acting, application_id: str, receipt: Receipt, bureau_code: str) -> ApplicationState:
    stored = storage.application(acting.connection, application_id, acting.personal_data, lock=True)
    assert stored is not None, "registered just now"
    step = write_receipt(acting, stored, receipt, bureau_code)
    acting.mails(stored).form_received(receipt.received_on)
    return step.state
