"""REG-8 and REG-10: application form and letter of acceptance, read back from the PDF itself."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from subprocess import run
from typing import Any

import pytest
from pypdf import PdfReader

from services.japanese_calendar import in_sentence
from services.registry.forms.application_form import ApplicationForm, application_form
from services.registry.forms.particulars import Particulars, changed
from services.registry.organizations.domain.application import ApplicationKind, Mark, MarkHolder, NotifiedService
from services.registry.organizations.domain.kinds import OrganizationKind, Service
from tests.unit.registry.examples import a_manager, an_agency, content, mandatory_information
from tests.unit.registry.printed import MADE_AT, pages, text


def a_form(applicant: OrganizationKind = OrganizationKind.PAID_AGENCY, **changes: Any) -> ApplicationForm:
    form = ApplicationForm(
        kind=ApplicationKind.NEW,
        registration_number="13-2026-000123",
        registered_on=date(2026, 5, 15),
        form_due_on=date(2026, 5, 29),
        bureau_name="東京労働局",
        content=content(applicant),
        account_email="shinsei@example.jp",
        occupations=("25 一般事務の職業",),
        industries=("G 情報通信業",),
        areas=("東京都", "神奈川県横浜市"),
        made_at=MADE_AT,
    )
    return replace(form, **changes)


@pytest.fixture(scope="module")
def form_text() -> str:
    return text(application_form(a_form()))


@pytest.mark.parametrize(
    "part",
    [
        "利用申請書",
        "東京労働局長　殿",
        "（令和３年12月１日版）に同意の上",
        "登録番号　13-2026-000123",
        "令和８年５月15日",
        "有料職業紹介事業者（職業安定法第30条第１項）",
        "株式会社東京キャリアサポート",
        "代表取締役　佐藤 一郎",
        "13-ユ-123456",
        "■　求人情報提供サービス",
        "■　求職情報提供サービス",
        "山田 花子",
        "令和７年度の常用就職は128件です。",
        "25 一般事務の職業",
        "東京都、神奈川県横浜市",
        "求職者の方から手数料はいただきません。",
        "プライバシーマーク",
        "申請者（利用団体の代表者）氏名",
        "令和８年５月29日までに東京労働局へメールにより提出",
        "0570-077450",
    ],
)
def test_the_application_form_states(part: str, form_text: str) -> None:
    assert part in form_text


def test_no_signature_is_asked_for_in_the_private_class_and_one_in_the_municipal() -> None:
    assert "署名又は記名押印は不要" in text(application_form(a_form()))
    municipal = text(application_form(a_form(OrganizationKind.MUNICIPALITY_OWN)))
    assert "署名又は記名押印をしてください" in municipal
    assert "持参又は郵送" in municipal


def test_who_can_not_send_its_form_by_mail_reads_to_explain_beforehand() -> None:
    """REG-8 (seed 001, 10 注3): in the private class, where the bureau takes none by post or in person without it."""
    told = "郵送又は持参による場合は、事前に電話等で事情を説明してください"
    for kind in ApplicationKind:
        assert told in "".join(text(application_form(a_form(kind=kind))).split())
        municipal = a_form(OrganizationKind.MUNICIPALITY_OWN, kind=kind)
        assert told not in "".join(text(application_form(municipal)).split())


def test_a_school_s_form_has_no_mandatory_information_and_leaves_seeker_information_unticked() -> None:
    form = text(application_form(a_form(OrganizationKind.SCHOOL)))
    assert "□　求職情報提供サービス" in form
    assert "必須情報" not in form
    assert "大学（短期大学及び大学院を含む）" in form.replace("\n", "")
    assert "第三者機関の認証" in form  # stated of itself, not for guidance (REG-14)
    assert "プライバシーマーク" in form


def test_a_designated_body_states_its_recognition_and_a_commission_its_joint_applicant() -> None:
    assert "令和６年４月１日" in text(application_form(a_form(OrganizationKind.DESIGNATED_BODY)))
    assert "13-ユ-654321" in text(application_form(a_form(OrganizationKind.MUNICIPALITY_COMMISSIONING)))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (ApplicationKind.CHANGE, "変更申請書"),
        (ApplicationKind.RENEWAL, "更新申請書"),
        (ApplicationKind.WITHDRAWAL, "退会申請書"),
    ],
)
def test_each_kind_of_application_has_its_form(kind: ApplicationKind, name: str) -> None:
    assert name in text(application_form(a_form(kind=kind)))


def test_a_joint_application_names_both_applicants_all_managers_and_has_a_line_for_each() -> None:
    """REG-4, REG-12."""
    joint = content(OrganizationKind.MUNICIPALITY_COMMISSIONING)
    joint = replace(joint, applicant=replace(joint.applicant, department="商工観光課"))
    form = text(application_form(a_form(OrganizationKind.MUNICIPALITY_COMMISSIONING, content=joint)))
    for part in ("商工観光課", "株式会社さくらキャリア", "13-ユ-654321", "伊藤 四郎", "渡辺 五月"):
        assert part in form
    assert "連名申請者（委託先の代表者）氏名" in form
    assert "連名申請者" not in text(application_form(a_form()))


def test_an_agency_taken_in_beside_its_own_placement_is_a_joint_applicant_on_every_form() -> None:
    """REG-8, REG-13 (seed 002: 連名申請者として申請…変更申請): a municipality with its own placement keeps its kind."""
    own, kind = content(OrganizationKind.MUNICIPALITY_OWN), OrganizationKind.MUNICIPALITY_OWN
    joint = replace(
        own,
        applicant=replace(own.applicant, commissioned_agency_number="13-ユ-654321"),
        commissioned_agency=an_agency(),
    )
    before, agency = Particulars(own), "株式会社さくらキャリア\n13-ユ-654321"
    rows = {label: (old, new) for label, old, new in changed(before, Particulars(joint))}
    assert rows["連名申請者（委託先）"] == ("－", agency)
    assert rows["求人者・求職者からの\n金銭の徴収"] == ("－", "無")
    assert {"委託先の連絡責任者", "委託先の個人情報管理・\n苦情処理責任者"} <= rows.keys()
    other = replace(joint, applicant=replace(joint.applicant, commissioned_agency_number="13-ム-111111"))
    replaced = {label: (old, new) for label, old, new in changed(Particulars(joint), Particulars(other))}
    assert replaced["連名申請者（委託先）"] == (agency, "株式会社さくらキャリア\n13-ム-111111")
    whose = [f"令和８年５月１日（委託先 {number} の実績、１件以上）" for number in ("13-ユ-654321", "13-ム-111111")]
    assert replaced["直近の常用就職の実績"] == tuple(whose), "the new agency's, though of the same day (REG-3)"
    change = text(application_form(a_form(kind, kind=ApplicationKind.CHANGE, content=joint, before=before)))
    for part in (
        "株式会社さくらキャリア",
        "13-ユ-654321",
        "連名申請者（委託先の代表者）氏名",
        "連名申請者（委託先）の代表者も",
    ):
        assert part in change
    for each in (ApplicationKind.NEW, ApplicationKind.RENEWAL, ApplicationKind.WITHDRAWAL):
        form = text(application_form(a_form(kind, kind=each, content=joint)))
        assert "13-ユ-654321" in form
        assert "連名申請者（委託先の代表者）氏名" in form
    assert "連名申請者" not in text(application_form(a_form(kind, content=own)))


def test_notified_paid_services_stand_on_the_form() -> None:
    """MSG-10."""
    service = NotifiedService("面接対策講座", "１名につき33,000円", date(2026, 4, 10))
    form = text(application_form(a_form(content=content(notified_services=(service,)))))
    for part in ("面接対策講座", "１名につき33,000円", "令和８年４月10日"):
        assert part in form


def test_paid_services_are_those_towards_new_graduates_of_universities(form_text: str) -> None:
    """MSG-10 (seed 001, 7(2)①ケ: 新規大学卒業者等)."""
    service = NotifiedService("面接対策講座", "１名につき33,000円", date(2026, 4, 10))
    form = text(application_form(a_form(content=content(notified_services=(service,)))))
    assert "新規大学卒業者等に対する有料サービス" in form
    assert "新規大学卒業者等" not in form_text


def test_every_measure_of_the_declaration_stands_on_the_form_and_one_not_taken_is_not_declared() -> None:
    """OPS-5."""
    form = text(application_form(a_form()))
    assert form.count("講じる") == 6
    whole = "".join(form.split())
    for words in (
        "自動検査機能を有効にする",
        "読み込ませない",
        "ＯＳや閲覧ソフト等を用いない",
        "全ての電子ファイル",
    ):
        assert words in whole
    lacking = content(security_declaration=replace(content().security_declaration, blocks_malware=False))
    assert text(application_form(a_form(content=lacking))).count("講じる") == 5


def test_a_change_shows_old_and_new_of_what_changes_and_nothing_else() -> None:
    """REG-13."""
    before = content()
    after = replace(
        before, applicant=replace(before.applicant, phone="03-9999-0000"), privacy_manager=a_manager(name="高橋 三郎")
    )
    old = Particulars(before, ("25 一般事務の職業",), ("G 情報通信業",), ("東京都", "神奈川県横浜市"))
    form = text(application_form(a_form(kind=ApplicationKind.CHANGE, content=after, before=old)))
    for part in ("変更前", "変更後", "03-1234-5678", "03-9999-0000", "山田 花子", "高橋 三郎"):
        assert part in form
    for unchanged in ("求職者の手数料", "連絡責任者\n（求人", "取扱地域"):
        assert unchanged not in form
    labels = [label for label, _, _ in changed(old, replace(old, content=after))]
    assert labels == ["電話番号", "個人情報管理・\n苦情処理責任者", "個人情報の取扱い・\n苦情の連絡先"]


def test_who_applies_under_a_number_with_a_branch_signs_to_be_the_main_establishment() -> None:
    """REG-4 (seed 002, Q1: 主たる事業所が「利用申請者」となり)."""
    branch = content()
    branch = replace(branch, applicant=replace(branch.applicant, permission_number="13-ユ-123456-2"))
    assert "13-ユ-123456-2\n（主たる事業所として申請）" in text(application_form(a_form(content=branch)))
    assert "主たる事業所" not in text(application_form(a_form()))


def test_a_change_of_the_municipality_alone_is_shown() -> None:
    """REG-13, REG-17: it decides which bureau is competent."""
    before = content()
    after = replace(before, applicant=replace(before.applicant, municipality_code="131024"))
    old = Particulars(before, municipality="131016 東京都千代田区")
    new = Particulars(after, municipality="131024 東京都中央区")
    assert changed(old, new) == [("所在地の市区町村等", "131016 東京都千代田区", "131024 東京都中央区")]


def test_what_a_change_adds_or_takes_away_stands_beside_a_dash() -> None:
    """REG-13."""
    without = Particulars(content(mandatory_information=None))
    with_service = content(notified_services=(NotifiedService("適性検査", "5,500円", date(2026, 4, 10)),))
    rows = {label: (old, new) for label, old, new in changed(Particulars(with_service), without)}
    assert rows["届出済みの有料サービス"][1] == "－"
    assert rows["職業紹介の実績"] == ("令和７年度の常用就職は128件です。", "－")
    assert changed(without, without) == []


def test_a_long_change_goes_on_over_pages_under_its_header_without_a_loss() -> None:
    """REG-13."""
    lines = [f"・支援の内容{number}を行います。" for number in range(150)]
    after = content(mandatory_information=mandatory_information(support_offered="\n".join(lines)))
    found = pages(application_form(a_form(kind=ApplicationKind.CHANGE, content=after, before=Particulars(content()))))
    whole = "\n".join(found)
    assert all(line in whole for line in lines)
    going_on = [page for page in found if "支援の内容" in page]
    assert len(going_on) > 2
    assert all(page.count("変更後") == 1 for page in going_on)


def test_a_renewal_names_its_term_its_placement_and_the_change_it_carries() -> None:
    """REG-3, REG-16."""
    renewal = a_form(kind=ApplicationKind.RENEWAL, seeker_information_until=date(2026, 7, 31))
    form = text(application_form(renewal))
    for part in ("令和８年７月31日", "令和８年５月１日（１件以上）", "登録内容の変更", "無"):
        assert part in form
    assert "13-2026-000124" in text(application_form(replace(renewal, carried_change_number="13-2026-000124")))
    assert len(pages(application_form(renewal))) == 1


def test_a_joint_application_says_whose_the_excellent_agency_mark_is() -> None:
    """REG-8."""
    marked = replace(
        content(OrganizationKind.MUNICIPALITY_COMMISSIONING),
        marks_held=frozenset({Mark.EXCELLENT_AGENCY}),
        excellent_agency_mark_of=MarkHolder.COMMISSIONED_AGENCY,
    )
    form = text(application_form(a_form(OrganizationKind.MUNICIPALITY_COMMISSIONING, content=marked)))
    assert "職業紹介優良事業者マーク（委託先のもの）" in form.replace("\n", "")


@pytest.mark.parametrize(
    ("kind", "told"), [(OrganizationKind.PAID_AGENCY, True), (OrganizationKind.MUNICIPALITY_INFORMING, False)]
)
def test_who_withdraws_signs_to_know_that_a_suspension_before_still_counts(kind: OrganizationKind, told: bool) -> None:
    """CMP-3, CMP-5, decision 089: of the private class, where the number says who applies anew."""
    withdrawal = a_form(
        kind=ApplicationKind.WITHDRAWAL, content=content(kind), withdrawn_services=frozenset({Service.SEEKERS})
    )
    assert ("退会の前に受けた利用の停止も" in text(application_form(withdrawal)).replace("\n", "")) is told


def test_a_withdrawal_names_the_services_and_what_is_left_to_do() -> None:
    """REG-5, REG-11, MSG-11, OPS-5: deletion is declared by handing in the form."""
    services = frozenset({Service.SEEKERS})
    form = text(application_form(a_form(kind=ApplicationKind.WITHDRAWAL, withdrawn_services=services)))
    for part in (
        "□　求人情報提供サービス",
        "■　求職情報提供サービス",
        "遅滞なく削除・廃棄し",
        "引き続き講じます",
        "５年間",
        "停止の期間が満了し、又は是正等が確認されるまで、改めて利用申請をすることはできません",
    ):
        assert part in form.replace("\n", "")
    assert "同意の上" not in form
    offers = text(
        application_form(a_form(kind=ApplicationKind.WITHDRAWAL, withdrawn_services=frozenset({Service.OFFERS})))
    )
    assert "削除・廃棄" not in offers


def test_long_answers_wrap_and_go_on_over_numbered_pages_without_a_loss() -> None:
    lines = [f"・支援の内容{number}を行います。" for number in range(200)]
    record = "".join(f"実績{number}件、" for number in range(120))
    information = mandatory_information(support_offered="\n".join(lines), placement_record=record)
    pdf = application_form(a_form(content=content(mandatory_information=information)))
    found = pages(pdf)
    assert len(found) > 4
    assert all(f"{in_sentence(number)} ／ {in_sentence(len(found))} 頁" in page for number, page in enumerate(found, 1))
    whole = "\n".join(found)
    assert all(line in whole for line in lines)
    without_feet = re.sub(r"利用申請書\u3000登録番号 13-2026-000123\n\d+ ／ \d+ 頁", "", whole)
    assert record in "".join(without_feet.split())


@pytest.mark.parametrize("applicant", [OrganizationKind.PAID_AGENCY, OrganizationKind.MUNICIPALITY_COMMISSIONING])
@pytest.mark.parametrize("kind", ApplicationKind)
def test_nobody_confirms_on_a_page_of_its_own(kind: ApplicationKind, applicant: OrganizationKind) -> None:
    """REG-8: with the whole last section above it, however long what stands before that is."""
    for lines in range(2, 62, 4) if kind in {ApplicationKind.NEW, ApplicationKind.CHANGE} else [1]:
        told = mandatory_information(support_offered="\n".join(f"・支援{number}" for number in range(lines)))
        form = a_form(
            kind=kind,
            content=replace(content(applicant), mandatory_information=told),
            before=Particulars(content(applicant)) if kind is ApplicationKind.CHANGE else None,
            withdrawn_services=frozenset(Service) if kind is ApplicationKind.WITHDRAWAL else frozenset(),
        )
        last = "".join(pages(application_form(form))[-1].split())
        begins = "翌年度の４月20日までに報告" if kind is ApplicationKind.WITHDRAWAL else "(1)検知された不正プログラム"
        for part in (begins, "申請者確認欄", "申請者（利用団体の代表者）氏名", "お問い合わせ先"):
            assert part in last, (lines, part)


def test_an_answer_of_line_breaks_alone_does_not_stop_the_form() -> None:
    information = mandatory_information(support_offered="あ\n" * 500)
    assert len(pages(application_form(a_form(content=content(mandatory_information=information))))) > 5


def test_characters_of_markup_are_text() -> None:
    information = mandatory_information(fees_for_seekers='<b>無料</b> & "なし" <br/>{x}')
    pdf = application_form(a_form(content=content(mandatory_information=information)))
    assert '<b>無料</b> & "なし" <br/>{x}' in text(pdf)


def test_the_form_names_what_goes_with_it_and_nothing_where_nothing_does() -> None:
    """REG-8 (seed 000, STEP 2)."""
    documents = ("利用規約の同意書", "プライバシーマークの登録証又はその写し")
    form = text(application_form(a_form(OrganizationKind.MUNICIPALITY_OWN, documents=documents)))
    assert "（注３）" in form
    assert "この申請書とともに、次の書類を提出してください。" in form
    assert all(f"・{document}" in form for document in documents)
    alone = text(application_form(a_form()))
    assert "次の書類" not in alone
    assert "（注３）" in alone
    assert "（注４）" not in alone


def test_the_same_facts_give_the_same_bytes_and_the_only_time_in_them_is_the_one_given() -> None:
    pdf = application_form(a_form())
    assert pdf == application_form(a_form())
    assert PdfReader(BytesIO(pdf)).metadata["/CreationDate"] == "D:20260515010000+00'00'"
    assert pdf != application_form(a_form(made_at=datetime(2026, 5, 15, 1, 1, tzinfo=UTC)))


def test_the_typeface_is_found_without_loading_matplotlib() -> None:
    check = (
        "import sys\n"
        "from services.paper.typeface import register_typeface\n"
        "register_typeface()\n"
        "sys.exit('matplotlib' in sys.modules)"
    )
    assert run([sys.executable, "-c", check], check=False).returncode == 0


def test_a_form_with_a_day_of_long_ago_can_be_printed_and_shows_it() -> None:
    form = a_form(OrganizationKind.MUNICIPALITY_OWN)
    applicant = replace(form.content.applicant, permission_valid_until=date(1, 1, 1))
    form = replace(form, content=replace(form.content, applicant=applicant))
    assert "西暦１年１月１日" in text(application_form(form))
