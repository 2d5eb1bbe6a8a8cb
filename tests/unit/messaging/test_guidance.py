"""MSG-2: the text of a guidance holds all of the mandatory information."""

from dataclasses import fields, replace

from services.messaging.domain.guidance import CodeNames, MandatoryInformation, guidance_body

NAMES = CodeNames({"C": "事務的職業"}, {"G": "情報通信業"}, {"130001": "東京都"})
INFORMATION = MandatoryInformation(
    organization_name="みなと人材紹介株式会社",
    placement_record="令和７年度　就職件数１２件",
    occupation_codes=["C"],
    industry_codes=["G"],
    area_codes=["130001"],
    fees_for_seekers="手数料はいただきません。",
    support_offered="応募書類の添削",
    marks_held=["privacy_mark"],
    privacy_manager_name="個人情報太郎",
    privacy_manager_contact="電話 03-0000-0000",
)


def test_every_item_of_the_mandatory_information_changes_the_text() -> None:
    body = guidance_body(INFORMATION, NAMES)
    for item in fields(INFORMATION):
        empty = [] if isinstance(getattr(INFORMATION, item.name), list) else ""
        assert guidance_body(replace(INFORMATION, **{item.name: empty}), NAMES) != body, (
            f"put {item.name} into the text"
        )


def test_codes_stand_by_their_names_and_an_empty_item_says_so() -> None:
    body = guidance_body(replace(INFORMATION, industry_codes=[]), NAMES)
    assert "■ 取り扱っている求人の職種\n事務的職業\n" in body
    assert "■ 取り扱っている求人の業種\nなし\n" in body
    assert "■ 第三者機関の認証\nプライバシーマーク\n" in body


def test_a_code_without_a_name_is_not_left_out() -> None:
    assert "999" in guidance_body(replace(INFORMATION, occupation_codes=["C", "999"]), NAMES)
