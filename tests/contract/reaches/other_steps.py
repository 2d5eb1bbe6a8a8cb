"""Steps through compliance and reporting: standing, measures, cases, orders, statistics."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts import compliance as contract
from services.contracts import reporting
from tests.contract.compliance import test_cases, test_orders, test_standing
from tests.contract.compliance.conftest import Compliance
from tests.contract.reaches.steps import BUREAU, Step, holding, step


def _compliance(request: pytest.FixtureRequest) -> Compliance:
    served: Compliance = request.getfixturevalue("compliance")
    return served


def _case(request: pytest.FixtureRequest, **changes: Any) -> dict[str, Any]:
    compliance = _compliance(request)
    case_id = test_cases.opened(compliance, compliance.agency(), **changes)
    return {"case_id": case_id, "seen_version": 1, "text": "お知らせします。"}


@step(contract.SHOW_STANDING, BUREAU)
def standing(request: pytest.FixtureRequest) -> Step:
    return Step({"organization_id": _compliance(request).agency().organization_id})


@step(contract.SUSPEND_ORGANIZATION, BUREAU)
def suspended(request: pytest.FixtureRequest) -> Step:
    decision = {"kind": "suspension_with_term", "ground": "offer_information", "public_reason": "宣伝のため。"}
    agency = _compliance(request).agency()
    return Step(
        {
            "organization_id": agency.organization_id,
            **decision,
            "day_unknown": True,
            "note": "通報。",
            "seen_version": 0,
        }
    )


@step(contract.LIFT_MEASURE, BUREAU)
def lifted(request: pytest.FixtureRequest) -> Step:
    compliance = _compliance(request)
    measure = {"kind": "suspension_until_corrected", "ground": "other_breach"}
    shown = test_standing.suspend(compliance, compliance.agency(), **measure)
    return Step({"measure_id": shown["measures"][0]["measure_id"], "note": "確認した。"})


@step(contract.WITHDRAW_DECISION, BUREAU)
def taken_back(request: pytest.FixtureRequest) -> Step:
    compliance = _compliance(request)
    shown = test_standing.suspend(compliance, compliance.agency())
    return Step({"measure_id": shown["measures"][0]["measure_id"], "reason": "別の利用団体に対する決定であったため。"})


@step(contract.LIST_CASES, BUREAU)
def cases(request: pytest.FixtureRequest) -> Step:
    return Step({}, holding(_case(request)["case_id"]))


@step(contract.OPEN_CASE, BUREAU)
def opened(request: pytest.FixtureRequest) -> Step:
    agency = _compliance(request).agency()
    opening = {"ground": "other_breach", "day_unknown": True, "text": "確認します。"}
    return Step({"organization_id": agency.organization_id, **opening})


@step(contract.SHOW_CASE, BUREAU)
def case(request: pytest.FixtureRequest) -> Step:
    return Step({"case_id": _case(request)["case_id"]})


@step(contract.REQUEST_CORRECTION, BUREAU)
def correction(request: pytest.FixtureRequest) -> Step:
    return Step(_case(request))


@step(contract.SUSPEND_IN_CASE, BUREAU)
def suspended_in_case(request: pytest.FixtureRequest) -> Step:
    return Step({**_case(request), "kind": "provisional_suspension"})


@step(contract.ANNOUNCE_HEARING, BUREAU)
def hearing(request: pytest.FixtureRequest) -> Step:
    return Step(_case(request, ground="malice"))


@step(contract.TERMINATE_IN_CASE, BUREAU)
def terminated(request: pytest.FixtureRequest) -> Step:
    compliance = _compliance(request)
    case_id = test_standing.heard(compliance, compliance.agency())
    return Step({"case_id": case_id, "seen_version": 3, "text": "第三者に提供したため。"})


@step(contract.RECLASSIFY_CASE, BUREAU)
def reclassified(request: pytest.FixtureRequest) -> Step:
    return Step({**_case(request), "ground": "malice"})


@step(contract.SET_CASE_DAY, BUREAU)
def day_set(request: pytest.FixtureRequest) -> Step:
    return Step({**_case(request), "happened_on": "2026-04-01"})


@step(contract.ADVANCE_CASE, BUREAU)
def advanced(request: pytest.FixtureRequest) -> Step:
    return Step({**_case(request), "event": "close"})


@step(contract.LIST_ORDERS, BUREAU)
def orders(request: pytest.FixtureRequest) -> Step:
    return Step({}, holding(test_orders.record(_compliance(request))["order_id"]))


@step(contract.RECORD_ORDER, BUREAU)
def recorded(request: pytest.FixtureRequest) -> Step:
    _compliance(request)
    return Step(test_orders.content(number=test_orders.NUMBER))


@step(contract.CORRECT_ORDER, BUREAU)
def corrected(request: pytest.FixtureRequest) -> Step:
    order = test_orders.record(_compliance(request))
    seen = {"order_id": order["order_id"], "seen_version": order["version"], "note": "誤記のため。"}
    return Step(test_orders.content(summary="帳簿の備付けと保存を命じた。", **seen))


@step(contract.MEET_ORDER, BUREAU)
def met(request: pytest.FixtureRequest) -> Step:
    order = test_orders.record(_compliance(request))
    return Step({"order_id": order["order_id"], "met_on": "2026-04-22", "note": "確認した。"})


@step(reporting.STATISTICS_OF_DAY, BUREAU)
def statistics(request: pytest.FixtureRequest) -> Step:
    request.getfixturevalue("reporting").organization()
    return Step({"day": "2026-04-22", "bureau_code": "13"})
