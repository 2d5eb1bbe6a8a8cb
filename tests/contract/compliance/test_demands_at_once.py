"""CMP-6: demands of reports under one idempotency key at one instant are one call, on real connections."""

import pytest

from services.compliance.watch.usecases import prompting
from services.contracts import compliance as contract
from services.contracts.errors import ErrorCode
from services.runtime.identifiers import new_id
from tests.contract.at_once import together
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.watch_story import TOKYO, with_missing_report
from tests.contract.served import Refused

WAITING, AT_ONCE = 6, 2


def demand(compliance: Compliance, text: str) -> tuple[str, ...] | ErrorCode:
    try:
        return tuple(compliance.call(contract.DEMAND_REPORTS, TOKYO, text=text)["case_ids"])
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize("texts", [("提出してください。",) * 4, ("提出してください。", "早急に提出してください。")])
def test_cmp_6_calls_under_one_key_at_one_instant_demand_as_one(
    compliance: Compliance, monkeypatch: pytest.MonkeyPatch, texts: tuple[str, ...]
) -> None:
    """As many reports are demanded as the one answer says, by the one text; another body under the key is refused."""
    for _ in range(WAITING):
        with_missing_report(compliance)
    monkeypatch.setattr(prompting, "DEMANDS_AT_ONCE", AT_ONCE)
    compliance.idempotency_key = new_id()
    answers = set(together(*(lambda text=text: demand(compliance, text) for text in texts)))
    refused = {ErrorCode.IDEMPOTENCY_KEY_REUSED} if len(set(texts)) > 1 else set()
    assert answers >= refused
    ((demanded),) = answers - refused
    assert isinstance(demanded, tuple)
    advanced = [one for one in compliance.published(contract.CASE_ADVANCED) if one["event"] == "request_correction"]
    assert sorted(one["case_id"] for one in advanced) == sorted(demanded)
    assert len(demanded) == AT_ONCE
    assert len({one["text"] for one in advanced}) == 1
