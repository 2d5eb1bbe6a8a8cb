"""REG-10: the letters of acceptance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.registry.forms.acceptance_letter import AcceptanceLetter, acceptance_letter
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.kinds import OrganizationKind, Service
from tests.unit.registry.printed import MADE_AT, pages, text


def a_letter(**changes: Any) -> AcceptanceLetter:
    letter = AcceptanceLetter(
        registration_number="13-2026-000123",
        registered_on=date(2026, 5, 15),
        approved_on=date(2026, 5, 21),
        bureau_name="東京労働局",
        kind=OrganizationKind.PAID_AGENCY,
        name="株式会社東京キャリアサポート",
        representative_title="代表取締役",
        representative_name="佐藤 一郎",
        permission_number="13-ユ-123456",
        services=frozenset(Service),
        terms_version="2021-12-01",
        made_at=MADE_AT,
    )
    return replace(letter, **changes)


@pytest.mark.parametrize(
    "part",
    [
        "利用承諾書",
        "代表取締役　佐藤 一郎　殿",
        "東京労働局長",
        "令和８年５月15日付けで申請のあった",
        "令和８年５月21日",
        "求職情報提供サービス",
        "１日当たり1,000件",
        "helpdesk@hd.hellowork.mhlw.go.jp",
        "令和３年12月１日版",
    ],
)
def test_the_letter_of_acceptance_states(part: str) -> None:
    assert part in text(acceptance_letter(a_letter()))


def test_the_letter_is_one_page_and_speaks_of_the_cap_only_where_seekers_may_be_guided() -> None:
    offers_only = acceptance_letter(a_letter(services=frozenset({Service.OFFERS})))
    assert len(pages(offers_only)) == len(pages(acceptance_letter(a_letter()))) == 1
    assert "案内送信等" not in text(offers_only)


def test_the_letter_says_which_department_and_which_commission_it_is_for_and_until_when() -> None:
    """REG-4, REG-10, REG-16: two commissions of one city get letters that differ."""
    joint = a_letter(
        kind=OrganizationKind.MUNICIPALITY_COMMISSIONING,
        application_kind=ApplicationKind.RENEWAL,
        permission_number=None,
        department="商工観光課",
        commissioned_agency_name="株式会社さくらキャリア",
        commissioned_agency_number="13-ユ-654321",
        seeker_information_until=date(2027, 7, 31),
    )
    letter = text(acceptance_letter(joint))
    assert letter.count("商工観光課") == 2  # to whom it goes, and for whom it is
    for part in ("株式会社さくらキャリア", "13-ユ-654321", "利用期限", "令和９年７月31日"):
        assert part in letter
    assert len(pages(acceptance_letter(joint))) == 1
    plain = text(acceptance_letter(a_letter()))
    assert all(label not in plain for label in ("利用する部署", "連名申請者", "利用期限"))


@pytest.mark.parametrize(
    ("kind", "paper", "about"),
    [
        (ApplicationKind.CHANGE, "変更承諾書", "に係る登録内容の変更について"),
        (ApplicationKind.RENEWAL, "更新承諾書", "の利用期限の更新について"),
    ],
)
def test_each_kind_that_is_accepted_has_its_letter(kind: ApplicationKind, paper: str, about: str) -> None:
    """REG-10."""
    letter = text(acceptance_letter(a_letter(application_kind=kind)))
    assert paper in letter
    assert about in "".join(letter.split())
