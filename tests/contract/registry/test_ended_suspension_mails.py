"""CMP-13, CMP-14: the organization and its bureau learn that one suspension has ended, and that another goes on."""

import datetime as dt
from typing import Any

import pytest

from services.contracts.caller import Caller
from services.contracts.compliance import ORGANIZATION_STANDING_CHANGED, SUSPENSION_ENDED
from services.contracts.reference import bureau_contacts
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry, main_account
from tests.contract.registry.examples import EMAIL
from tests.contract.registry.mails import words
from tests.contract.registry.procedures import approve, withdrawal
from tests.contract.registry.test_sanctions import standing

FIRST = {"kind": "suspension_until_corrected", "article": "利用規約８(2)③", "until": None}
SECOND = {"kind": "suspension_with_term", "article": "利用規約８(2)②", "until": dt.date(2026, 12, 7)}
FACTS = {"kind": "provisional_suspension", "article": "", "until": None}


def an_end(organization_id: str | None, *going_on: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "measure_id": new_id(),
        "case_id": new_id(),
        "organization_id": organization_id,
        "bureau_code": "13",
        "article": "利用規約８(2)①",
        "last_day": dt.date(2026, 10, 22),
        "going_on": list(going_on) or [FIRST],
        **changes,
    }


def test_cmp_14_both_are_told_what_ended_and_what_goes_on_until_when(registry: Registry, member: Caller) -> None:
    data = an_end(member.organization_id, FIRST, SECOND, FACTS)
    before = len(registry.mails())
    registry.receive(SUSPENSION_ENDED, data)
    own, bureau = registry.mails()[before:]
    assert (own.kind, own.to) == ("organization_suspension_ended", EMAIL)
    assert (bureau.kind, bureau.to) == ("bureau_told_of_suspension_ended", bureau_contacts()[1]["13"].mailbox)
    going_on = (
        "利用規約８(2)③（是正が確認されるまで）、利用規約８(2)②（令和８年12月７日まで）、事実関係が確認されるまで"
    )
    for mail in (own, bureau):
        assert mail.parameters["going_on"] == going_on
        assert "期間の満了により終了しました" in words(mail)
        assert "令和８年10月22日" in words(mail)
    assert "ただし、次の利用停止が続いているため、引き続き、サービスをご利用いただけません。" in words(own)
    assert "利用は再開していません" in words(bureau)
    assert data["case_id"] in words(bureau)
    assert data["case_id"] not in words(own)


def test_cmp_14_who_has_withdrawn_is_not_told_and_its_bureau_is(registry: Registry) -> None:
    """As of every other measure (decision 089)."""
    organization_id = registry.approved()["organization_id"]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id))
    approve(registry, withdrawal(registry, main_account(registry), "offers", "seekers"))
    before = len(registry.mails())
    registry.receive(SUSPENSION_ENDED, an_end(organization_id))
    assert [mail.kind for mail in registry.mails()[before:]] == ["bureau_told_of_suspension_ended"]


def test_cmp_14_an_organization_that_is_not_known_yet_is_tried_again(registry: Registry) -> None:
    with pytest.raises(LookupError):
        registry.receive(SUSPENSION_ENDED, an_end(new_id()))
    assert registry.mails() == []
