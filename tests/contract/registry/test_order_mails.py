"""CMP-2: the bureau's mailbox is told of an order against one of its organizations, and of what became of it."""

import datetime as dt
from typing import Any

import pytest

from services.contracts.caller import Caller
from services.contracts.compliance import ORDER_FOLLOWED, ORDER_STATES
from services.contracts.reference import bureau_contacts
from services.registry.mail.templates import TEMPLATES, Text, cases
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry


def order(organization_id: str | None, **changes: Any) -> dict[str, Any]:
    return {
        "case_id": new_id(),
        "organization_id": organization_id,
        "bureau_code": "13",
        "kind": "improvement",
        "issued_on": dt.date(2026, 4, 20),
        "state": "issued",
        **changes,
    }


@pytest.mark.parametrize(
    ("state", "kind", "subject", "lead", "asked"),
    [
        ("issued", "bureau_told_of_order", "命令を受けた", "命令の記録がありました", "利用停止について"),
        ("met", "bureau_told_of_order_met", "改善の記録", "改善が行われたとの記録がありました", "是正の確認"),
        ("void", "bureau_told_of_order_void", "記録の取消し", "誤りのため取り消されました", "事案の終了"),
    ],
)
def test_cmp_2_the_mail_names_case_organization_and_order_and_what_is_to_be_decided(
    registry: Registry, member: Caller, state: str, kind: str, subject: str, lead: str, asked: str
) -> None:
    data = order(member.organization_id, state=state)
    before = len(registry.mails())
    registry.receive(ORDER_FOLLOWED, data)
    (mail,) = registry.mails()[before:]
    assert (mail.kind, mail.to) == (kind, bureau_contacts()[1]["13"].mailbox)
    assert mail.parameters == {
        "bureau_name": "東京労働局",
        "case_id": data["case_id"],
        "organization_name": "株式会社東京キャリアサポート",
        "kind": "改善命令",
        "issued_on": "令和８年４月20日",
        "state": ORDER_STATES[state],
    }
    template = TEMPLATES[kind]
    paragraphs = [block.text for block in template.body if isinstance(block, Text)]
    assert subject in template.subject
    assert lead in paragraphs[1]
    assert asked in paragraphs[2]


def test_cmp_2_every_state_of_an_order_has_its_mail() -> None:
    assert cases.ORDERS_TOLD.keys() == ORDER_STATES.keys()


def test_cmp_2_an_organization_that_is_not_known_yet_is_tried_again(registry: Registry) -> None:
    with pytest.raises(LookupError):
        registry.receive(ORDER_FOLLOWED, order(new_id()))
    assert registry.mails() == []
