"""REG-8, REG-15: the consent to the terms that the municipal class hands in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.registry.forms.terms_consent import TermsConsent, terms_consent
from services.registry.organizations.domain.kinds import OrganizationKind
from tests.unit.registry.examples import content
from tests.unit.registry.printed import MADE_AT, pages, text


def a_consent(applicant: OrganizationKind = OrganizationKind.MUNICIPALITY_OWN, **changes: Any) -> TermsConsent:
    consent = TermsConsent(
        registration_number="13-2026-000123",
        bureau_name="東京労働局",
        content=content(applicant),
        terms_title="ハローワーク求人・求職情報提供サービス利用規約（地方自治体等用）",
        terms_in_force_from=date(2021, 12, 1),
        form_due_on=date(2026, 5, 29),
        made_at=MADE_AT,
    )
    return replace(consent, **changes)


@pytest.mark.parametrize(
    "part",
    [
        "利用規約の同意書（地方自治体等用）",
        "東京労働局長　殿",
        "登録番号　13-2026-000123",
        "ハローワーク求人・求職情報提供サービス利用規約（地方自治体等用）",
        "令和３年12月１日版",
        "施行日",
        "株式会社東京キャリアサポート",
        "代表取締役　佐藤 一郎",
        "13-地-123456",
        "■　求職情報提供サービス",
        "全ての内容を確認し、これに同意します",
        "同意した日",
        "利用申請者の代表者",
        "令和８年５月29日までに東京労働局へ持参又は郵送等により提出",
        "0570-077450",
    ],
)
def test_the_consent_to_the_terms_states(part: str) -> None:
    """REG-8, REG-15 (seed 000, STEP 1)."""
    assert part in text(terms_consent(a_consent()))


def test_the_consent_is_one_page_with_a_box_for_each_who_agrees() -> None:
    """REG-4, REG-8: a commissioned agency agrees beside its municipality."""
    alone = terms_consent(a_consent())
    joint = terms_consent(a_consent(OrganizationKind.MUNICIPALITY_COMMISSIONING))
    assert len(pages(alone)) == len(pages(joint)) == 1
    assert (text(alone).count("㊞"), text(joint).count("㊞")) == (1, 2)
    for part in ("連名申請者（委託先）の代表者", "株式会社さくらキャリア"):
        assert part in text(joint)
        assert part not in text(alone)
