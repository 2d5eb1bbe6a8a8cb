"""Forms with nothing filled in, for who applies on paper: REG-6, REG-8 (seed 000, STEP 1 and Q2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from services.contracts.registry.words import SCHOOL_KINDS
from services.registry.forms.application_form import DELETION, MEASURES
from services.registry.forms.blank_form import BlankForm, blank_form
from services.registry.forms.particulars import (
    Particulars,
    applicant_rows,
    identity_rows,
    information_rows,
    managers,
    service_rows,
)
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.kinds import KINDS, OrganizationClass, OrganizationKind
from services.registry.organizations.domain.schools import COVERED
from tests.unit.registry.examples import content
from tests.unit.registry.printed import pages, text

EVERY_FORM = list(product(ApplicationKind, OrganizationClass))


def a_blank(kind: ApplicationKind, class_: OrganizationClass = OrganizationClass.PRIVATE, **changes: Any) -> BlankForm:
    return replace(BlankForm(kind, class_, "2021-12-01", "利用規約", date(2021, 12, 1)), **changes)


def words(form: BlankForm) -> str:
    return "".join(text(blank_form(form)).split())


def labels(kind: OrganizationKind, application: ApplicationKind) -> set[str]:
    """What a form of this kind of organization says of what is registered."""
    facts = content(kind)
    facts = replace(facts, applicant=replace(facts.applicant, department="商工観光課"))
    if application is not ApplicationKind.NEW:
        return {label for label, _ in identity_rows(facts)}
    registered = Particulars(facts, municipality="131016 東京都千代田区")
    rows = [*applicant_rows(registered), *service_rows(facts), *information_rows(registered)]
    return {label for label, _ in [*rows, *managers(facts)]}


@pytest.mark.parametrize(("application", "kind"), list(product(ApplicationKind, OrganizationKind)))
def test_all_that_a_form_states_of_a_registration_is_asked_for_on_paper(
    application: ApplicationKind, kind: OrganizationKind
) -> None:
    """REG-6: whichever kind of its class applies."""
    printed = words(a_blank(application, KINDS[kind].class_))
    assert [label for label in labels(kind, application) if "".join(label.split()) not in printed] == []
    assert f"□{KINDS[kind].name}" in printed


@pytest.mark.parametrize(("kind", "class_"), EVERY_FORM)
def test_every_form_is_of_its_kind_and_class_and_has_nothing_filled_in(
    kind: ApplicationKind, class_: OrganizationClass
) -> None:
    """REG-8."""
    form = a_blank(kind, class_)
    printed = words(form)
    assert form.name in printed
    assert "労働局長殿" in printed
    assert "令和年月日" in printed
    assert printed.count("■") == printed.count("レ印又は■"), "the only black box is that of the note"
    municipal = class_ is OrganizationClass.MUNICIPAL
    assert ("署名又は記名押印は不要" in printed) is not municipal
    assert ("事前に電話等で事情を説明" in printed) is not municipal
    assert ("連名申請者（委託先の代表者）氏名" in printed) is municipal
    assert ("職業安定局長の認定日" in printed) is (municipal and kind is ApplicationKind.NEW)
    assert ("（令和３年12月１日版）に同意の上" in printed) is (kind is not ApplicationKind.WITHDRAWAL)
    assert all(("".join(each.split()) in printed) is (kind is not ApplicationKind.WITHDRAWAL) for each in MEASURES)
    assert all(("".join(each.split()) in printed) is (kind is ApplicationKind.WITHDRAWAL) for each in DELETION)


def test_no_school_is_asked_to_apply_in_vain() -> None:
    """REG-1: 学校等（中学校及び高等学校を除く）."""
    printed = words(a_blank(ApplicationKind.NEW))
    assert [name for kind, name in SCHOOL_KINDS.items() if (f"□{name}" in printed) is not (kind in COVERED)] == []


def test_a_municipality_reads_what_is_to_come_with_its_form() -> None:
    """REG-8 (seed 000, STEP 2): consent and certificates with a new application, certificates that are new with a change."""
    told = {kind: words(a_blank(kind, OrganizationClass.MUNICIPAL)) for kind in ApplicationKind}
    assert {kind for kind in told if "・利用規約の同意書（この様式の末尾にあります。）" in told[kind]} == {
        ApplicationKind.NEW
    }
    with_certificates = {kind for kind in told if "・プライバシーマークの登録証又はその写し" in told[kind]}
    assert with_certificates == {ApplicationKind.NEW, ApplicationKind.CHANGE}
    assert "次の書類" not in words(a_blank(ApplicationKind.NEW))


def test_the_municipal_form_of_a_new_application_ends_with_the_consent_to_the_terms() -> None:
    """REG-8, REG-15 (seed 000, STEP 1): on a page of its own, with a place for each who agrees."""
    *_, last = pages(blank_form(a_blank(ApplicationKind.NEW, OrganizationClass.MUNICIPAL)))
    for part in (
        "利用規約の同意書（地方自治体等用）",
        "令和３年12月１日版",
        "施行日",
        "同意した日",
        "連名申請者（委託先）の代表者",
    ):
        assert part in last
    assert last.count("㊞") == 2
    assert "同意した日" not in words(a_blank(ApplicationKind.NEW))


def test_who_applies_anew_reads_how_the_id_comes() -> None:
    """REG-9 (seed 000, STEP 1)."""
    told = "労働局が申請書の内容を登録した時に、ＩＤとパスワードの設定の方法を"
    assert [kind for kind in ApplicationKind if told in words(a_blank(kind))] == [ApplicationKind.NEW]


def test_who_withdraws_on_paper_reads_for_how_long_the_id_is_reserved() -> None:
    """REG-11: an amount of the settings."""
    assert "退会した日の翌日から７年間" in words(a_blank(ApplicationKind.WITHDRAWAL, id_reserved_years=7))


@pytest.mark.parametrize(("kind", "class_"), EVERY_FORM)
def test_nobody_confirms_on_a_page_of_its_own(kind: ApplicationKind, class_: OrganizationClass) -> None:
    """REG-8: the whole last section stands above."""
    (page,) = ["".join(page.split()) for page in pages(blank_form(a_blank(kind, class_))) if "申請者確認欄" in page]
    begins = "退会した年度の" if kind is ApplicationKind.WITHDRAWAL else MEASURES[0]
    assert page.index(begins) < page.index("申請者確認欄") < page.index("お問い合わせ先")


@pytest.mark.parametrize(("kind", "class_"), EVERY_FORM)
def test_a_form_is_the_same_file_on_every_day_and_no_longer_than_it_needs(
    kind: ApplicationKind, class_: OrganizationClass
) -> None:
    pdf = blank_form(a_blank(kind, class_))
    blank_form.cache_clear()
    assert blank_form(a_blank(kind, class_)) == pdf
    assert len(pages(pdf)) <= (5 if kind is ApplicationKind.NEW else 2)
