"""MSG-8: a demand is a datum and what asks for it, and some sentences lift it (decisions 167 and 220)."""

from __future__ import annotations

import re

import pytest

from services.recognition import demand_words, recognize_demands
from tests.recognition import labelled


def _demanded(text: str) -> list[str]:
    return [text[span.start : span.end] for span in recognize_demands(text)]


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("電話番号", "電"),
        ("(?:現)?住所", "現住"),
        ("(?<!対象)(?<!平均)(?:満)?年齢", "満年"),
        ("[おご]?番地", "おご番"),
        ("(?:高校|(?:短期)?大学)の名前", "高短大"),
    ],
)
def test_what_a_word_may_begin_with_is_told_by_the_word(word: str, first: str) -> None:
    assert demand_words.begins(word) == set(first)


def test_no_datum_is_passed_over_for_what_it_begins_with() -> None:
    words = " ".join(demand_words.GROUPS)
    whole, quick = re.compile("|".join(demand_words.both_kana(words))), re.compile(demand_words.either(words))
    text = "\n".join(one.text for one in labelled.read_demands("development"))
    found = [match.span() for match in quick.finditer(text)]
    assert len(found) > 1000
    assert found == [match.span() for match in whole.finditer(text)]


@pytest.mark.parametrize(
    "text",
    [
        "お名前を教えてください",
        "オナマエ オシエテクダサイ",
        "で・ん・わ・番・号教えて",
        "規則では禁止されていますが、そこを、電話番号だけお知らせください",
        "ご住所がないと手続が進みません",
        "何年生まれでしょうか",
        "Where do you live?",
        "以下をご返信ください\n氏名：\n年齢：",
        "通帳の表紙を画像でお送りください",
        "ワクチンの接種状況をお知らせください",
        "お名前をうかがわずに失礼しました。お教え願えますか",
        "次の三点をご返信ください。1.希望職種 2.経験年数 3.氏名",
        "【返信必須】氏名／年齢",
        "お名前は【　　】です",
        "妊娠中かどうかを事前にお知らせください",
        "電話番号の頭に0をつけて送ってください",
        "お電話はどちらへ差し上げればよいでしょう",
        "どちらのアドレスにお送りすればよろしいですか",
        "お名前とお電話番号さえ分かればすぐにご紹介できます",
        "連絡先の記載のないものは受け付けません",
        "名前、住所、電話番号。以上3つを送ってください",
        "◯話番号を教えてください",
        "電☆話☆番☆号を教えてください",
        "お名前の欄が空欄です",
        "連絡先まだですか",
        "血圧の値を教えてください",
        "履歴書は手書きで結構です。撮影して送ってください",
        "お名前をいただきましたら、先方に確認いたします",
        "お名前の確認だけさせてください",
        "配偶者の方のご職業を共有していただければと思います",
        "おなまえ（ひらがな）をおしえてください。名札を作ります",
    ],
)
def test_msg_8_what_is_asked_for_in_any_way_is_a_demand(text: str) -> None:
    assert _demanded(text + "。")


@pytest.mark.parametrize(
    "text",
    [
        "お名前は書かないでください。",
        "「お名前は？」と聞かれても答えなくて大丈夫です。",
        "お客様のお名前とご住所を伺って伝票に記入するお仕事です。",
        "履歴書は面接の際にお持ちください。",
        "マイナンバーは入社手続の際に総務で確認します。",
        "履歴書をsaiyo@example.jpまでお送りください。",
        "お住まいの市区町村を教えてください。",
        "履歴書をお送りいただく必要はまだございません。",
        "履歴書をお持ちでない方には、その場で用紙を差し上げます。",
        "社員の住所や口座の変更を登録していただきます。",
        "お電話番号をお送りいただいても、自動的に消去されます。",
        "ご応募はお電話で承ります。その際お名前とご年齢をお伺いします。",
        "商品写真を撮影してサイトに載せるお仕事です。写真の加工はできますか。",
        "ご来店時にスタッフへお名前をお伝えください。",
        "住所が定まっていない方もご相談ください。",
        "お名前を聞き出そうとする事業者がいましたらお知らせください。",
        "外国籍の方は全員にお願いしています。",
        "お名前をお聞きしなくても、見学していただけます。",
        "障害に配慮してほしい点を教えてください。",
        "お子様の行事でお休みしたい日を教えてください。",
        "先日は履歴書をお送りいただき、ありがとうございました。",
        "番号は1から5の中からお選びください。",
    ],
)
def test_220_what_is_forbidden_quoted_done_for_others_or_given_elsewhere_is_none(text: str) -> None:
    assert _demanded(text) == []
