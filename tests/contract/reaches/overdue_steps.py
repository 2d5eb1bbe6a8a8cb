"""Steps through what is overdue and usage reports."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts import compliance as contract
from services.contracts import reporting as reports
from tests.contract.compliance import watch_story
from tests.contract.compliance.conftest import Compliance
from tests.contract.reaches.steps import BUREAU, Step, holding, step
from tests.contract.reporting import test_usage_reports
from tests.contract.reporting.conftest import Reporting


def _missing_report(request: pytest.FixtureRequest) -> str:
    """An organization of Tokyo whose report is overdue and not yet demanded."""
    compliance: Compliance = request.getfixturevalue("compliance")
    return watch_story.with_missing_report(compliance).organization_id or ""


def _filed(request: pytest.FixtureRequest) -> dict[str, Any]:
    reporting: Reporting = request.getfixturevalue("reporting")
    caller = test_usage_reports.agency(reporting)
    test_usage_reports.file(reporting, caller)
    return {"organization_id": caller.organization_id, "fiscal_year": 2025}


@step(contract.LIST_PROMPTS, BUREAU)
def prompts(request: pytest.FixtureRequest) -> Step:
    return Step({}, holding(_missing_report(request)))


@step(contract.DEMAND_REPORTS, BUREAU)
def demands(request: pytest.FixtureRequest) -> Step:
    _missing_report(request)
    return Step({"text": "提出してください。"}, lambda answer: answer["demanded"] > 0)


@step(reports.LIST_USAGE_REPORTS, BUREAU)
def filed_reports(request: pytest.FixtureRequest) -> Step:
    return Step({"fiscal_year": 2025}, holding(str(_filed(request)["organization_id"])))


@step(reports.SHOW_USAGE_REPORT, BUREAU)
def filed_report(request: pytest.FixtureRequest) -> Step:
    return Step(_filed(request))
