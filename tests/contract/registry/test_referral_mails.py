"""CMP-1: the bureau's mailbox is told of a case that its supply-demand section is to deal with."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from services.contracts.caller import Caller, Role
from services.contracts.compliance import CASE_REFERRED, STAFF_PROMPTED
from services.contracts.reference import bureau_contacts
from services.registry.mail.templates import TEMPLATES
from services.runtime.identifiers import new_id
from services.runtime.serialization import CONTENT_TYPE, dumps
from services.runtime.subscription import Subscription
from tests.contract.registry.conftest import QueuedMail, Registry
from tests.contract.registry.staff_accounts import made


def referral(organization_id: str | None, **changes: Any) -> dict[str, Any]:
    return {
        "case_id": new_id(),
        "organization_id": organization_id,
        "bureau_code": "13",
        "ground": "suspected_offence",
        "article": "利用規約８(1)",
        "referred_on": dt.date(2026, 4, 22),
        **changes,
    }


def told(registry: Registry) -> list[QueuedMail]:
    return [mail for mail in registry.mails() if mail.kind == "case_referred"]


@pytest.mark.parametrize(
    ("article", "ground"),
    [("利用規約８(1)", "職業安定法違反の疑い（利用規約８(1)）"), ("", "職業安定法違反の疑い")],
    ids=["private class", "municipal class"],
)
def test_cmp_1_the_mail_names_case_organization_ground_and_day_and_nothing_else(
    registry: Registry, member: Caller, article: str, ground: str
) -> None:
    data = referral(member.organization_id, article=article)
    registry.receive(CASE_REFERRED, data)
    (mail,) = told(registry)
    assert mail.to == bureau_contacts()[1]["13"].mailbox
    assert mail.parameters == {
        "bureau_name": "東京労働局",
        "case_id": data["case_id"],
        "organization_name": "株式会社東京キャリアサポート",
        "ground": ground,
        "referred_on": "令和８年４月22日",
    }
    assert any(
        "サイトにログインし、事案番号により" in getattr(block, "text", "") for block in TEMPLATES[mail.kind].body
    )


def test_cmp_1_the_event_that_comes_twice_is_one_mail(registry: Registry, member: Caller) -> None:
    """As the broker may bring it again: applied with its inbox row, in one transaction."""
    subscription = Subscription(CASE_REFERRED, "registry.on_case_referred")
    whole = {
        "id": new_id(),
        "type": CASE_REFERRED.type,
        "version": CASE_REFERRED.version,
        "source": "compliance",
        "subject": "case",
        "occurred_at": "2026-04-22T01:00:00Z",
        "trace": "trace",
        "data": CASE_REFERRED.data.dump(referral(member.organization_id)),
    }
    message = SimpleNamespace(headers={}, content_type=CONTENT_TYPE, body=dumps(whole))
    handle = registry.service.on_case_referred
    assert [subscription.apply(message, registry.database, handle) for _ in range(2)] == ["applied", "doubled"]
    assert len(told(registry)) == 1


def test_cmp_1_a_case_of_an_organization_that_is_not_known_yet_is_tried_again(registry: Registry) -> None:
    """Its own events may come later: the event fails now, and its ladder brings it back."""
    with pytest.raises(LookupError):
        registry.receive(CASE_REFERRED, referral(new_id()))
    assert told(registry) == []


WAITING = {"case_opened": 2, "case_joined": 0, "answered": 1, "answer_late": 0, "view_stated": 0, "view_late": 0}


def test_cmp_13_a_bureaus_mailbox_is_told_how_many_cases_wait_and_of_whom_nothing(registry: Registry) -> None:
    registry.receive(STAFF_PROMPTED, {"bureau_code": "13", "day": registry.today, **WAITING})
    (mail,) = registry.mails()
    assert (mail.kind, mail.to) == ("bureau_told_of_waiting_cases", bureau_contacts()[1]["13"].mailbox)
    counts = {**dict.fromkeys(WAITING, ""), "case_opened": "２件", "answered": "１件"}
    assert mail.parameters == {"bureau_name": "東京労働局", **counts}


def test_ops_4_operations_staff_are_told_at_their_own_addresses(registry: Registry) -> None:
    made(registry, "unyo@example.go.jp", Role.OPERATIONS)
    made(registry, "taro@example.go.jp", Role.BUREAU_STAFF)
    before = len(registry.mails())
    registry.receive(STAFF_PROMPTED, {"bureau_code": None, "day": registry.today, **WAITING})
    (mail,) = registry.mails()[before:]
    assert (mail.kind, mail.to) == ("operations_told_of_waiting_demands", "unyo@example.go.jp")
    assert mail.parameters == {"answered": "１件", "answer_late": "", "others": "２件"}
