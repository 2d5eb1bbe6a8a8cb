"""My Page through the registry's entrypoints, and the duty of days that pass: SEE-4, SEE-6, SEE-7, AUT-7."""

import datetime as dt
from pathlib import Path

import pytest

from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import CHANGE_PROVISION_CHOICE, SEEKERS_CHANGED, SHOW_MY_RECORD
from services.registry.service import seekers as seekers_service
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused


def seeker(seeker_number: str) -> Caller:
    return Caller(role=Role.SEEKER, account_id=new_id(), seeker_number=seeker_number)


@pytest.fixture
def numbers(registry: Registry, tmp_path: Path) -> list[str]:
    """Three seekers whose applications run out at the end of August."""
    registry.now = feeds.NOW
    rows = [feeds.row(index, valid_until="2026-08-31") for index in range(3)]
    feeds.bring_in(registry.database, registry.personal_data, feeds.feed(tmp_path / "feed.csv", *rows))
    return [state["seeker_number"] for event in registry.published(SEEKERS_CHANGED) for state in event["seekers"]]


def test_a_seeker_sees_and_changes_the_own_choice_and_nobody_elses(registry: Registry, numbers: list[str]) -> None:
    """SEE-4, SEE-7, AUT-7: whose record it is comes with the caller, not with the request."""
    mine, other = seeker(numbers[0]), seeker(numbers[1])
    changed = registry.call(CHANGE_PROVISION_CHOICE, mine, provision_choice="none")
    assert (changed["seeker_number"], changed["provided_to"]) == (numbers[0], [])
    assert registry.call(SHOW_MY_RECORD, mine) == changed
    assert registry.call(SHOW_MY_RECORD, other)["provision_choice"] == "both"
    assert registry.published(SEEKERS_CHANGED)[-1]["seekers"][0]["provided_to"] == []


def test_a_caller_who_is_no_seeker_has_no_record(registry: Registry) -> None:
    with pytest.raises(Refused) as refused:
        registry.call(SHOW_MY_RECORD, Caller(role=Role.SEEKER, account_id=new_id()))
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_applications_that_run_out_are_told_in_batches_until_none_is_left(
    registry: Registry, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SEE-6: a turn goes on batch by batch."""
    monkeypatch.setattr(seekers_service, "SEEKERS_A_BATCH", 1)
    before = len(registry.published(SEEKERS_CHANGED))
    registry.now = dt.datetime(2026, 8, 31, 15, 0, tzinfo=dt.UTC)  # midnight in Japan
    with registry.work() as work:
        registry.service.tell_seekers_by_date(work)
    told = registry.published(SEEKERS_CHANGED)[before:]
    assert sorted(event["seekers"][0]["seeker_number"] for event in told) == sorted(numbers)
    assert all(event["seekers"][0]["provided_to"] == [] for event in told)
