"""MSG-8: ways of writing that strangers' texts taught, each as a class of its own (decision 168)."""

from __future__ import annotations

import pytest

from services.known_places import known_places
from services.recognition import Kind, OwnData, find_own, recognize
from services.recognition.account_words import begins


def _found(text: str) -> list[tuple[Kind, str]]:
    return [(span.kind, text[span.start : span.end]) for span in recognize(text, known_places())]


@pytest.mark.parametrize(
    "text",
    [
        "O9O-4829-3I75",
        "090、真ん中が5512、おわりが8067",
        "0742で、その次が31、最後が8890",
        "maru kyuu maru の 4471 の 3380",
        "+84 912 345 678",
        "⓿❾⓿-❹❹❷❶-❼❽⓿❸",
    ],
)
def test_a_telephone_number_is_known_by_letters_pieces_words_and_countries(text: str) -> None:
    assert _found(f"番号は{text}です") == [(Kind.TELEPHONE, text)]


def test_what_is_said_to_stand_backwards_is_read_backwards() -> None:
    assert _found("2957-3814-090 逆から読んでください") == [(Kind.TELEPHONE, "2957-3814-090")]
    assert _found("2957-3814-090 という品番") == []
    assert _found("moc.elpmaxe@oimoat ←逆") == [(Kind.EMAIL, "moc.elpmaxe@oimoat")]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("よこはまし つるみく ふじみちょう 2-19-6です", "よこはまし つるみく ふじみちょう 2-19-6"),
        ("ふくおか市はかた区ことりまち5-6まで送ってください", "ふくおか市はかた区ことりまち5-6"),
        ("I live at 2-14-9 Hinodecho, Nerima, Tokyo.", "2-14-9 Hinodecho, Nerima, Tokyo"),
        ("神⼾市灘区鳩丘3-2-1", "神⼾市灘区鳩丘3-2-1"),
    ],
)
def test_an_address_is_known_by_the_readings_of_municipalities(text: str, address: str) -> None:
    assert _found(text) == [(Kind.ADDRESS, address)]


@pytest.mark.parametrize(
    "text", ["きたく 19-20じごろになります", "よろしく 3-2 のシフトでお願いします", "Yokohama 3-1 Osaka でした"]
)
def test_words_that_sound_like_a_municipality_are_no_address(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "イン🍑スタ🍑 {}",
        "ら・い・ん {}",
        "イ◯スタで{}です",
        "でぃすこーど {}",
        "ʟɪɴᴇは{}です",
        "🅻🅸🅽🅴 → {}",
        "緑の吹き出しのやつ、{}で出ます",
        "카톡 {}",
        "いんすた、{}でけんさくしてね",
    ],
)
def test_an_account_is_known_however_its_service_is_written(text: str) -> None:
    assert _found(text.format("hirame.ko8")) == [(Kind.SNS, "hirame.ko8")]


@pytest.mark.parametrize(
    "text",
    [
        "{} をともだち登録してください",
        "ともだち追加してね {}",
        "トモダチついか→ {}",
        "トモダチツイカ {}",
        "ふぉろーしてね→ {}",
        "ふぉろうしてね→ {}",
    ],
)
def test_an_account_is_known_by_a_request_to_add_it_in_either_kana(text: str) -> None:
    """MSG-8."""
    assert _found(text.format("mayu_0412")) == [(Kind.SNS, "mayu_0412")]


@pytest.mark.parametrize("word", ["(?:ともだち|トモダチ)追加", "お?友だち追加", "(?<!x)(?:ふぉろー|ふぉろう)"])
def test_a_word_for_an_account_that_would_never_be_found_is_refused(word: str) -> None:
    """MSG-8: words are told by their first character; one that has none would be missing without a sign of it."""
    with pytest.raises(ValueError, match="words of their own"):
        begins(f"追加 {word}")


def test_an_account_may_be_read_out_or_told_in_pieces() -> None:
    assert _found("いんすたの名前は、ティーオーエフユーアンダーバー99です") == [
        (Kind.SNS, "ティーオーエフユーアンダーバー99")
    ]
    assert _found("ラインIDは最初がtama、次がアンダーバー、最後が0505です") == [
        (Kind.SNS, "tama、次がアンダーバー、最後が0505")
    ]
    assert _found("エイチティーエムエルとシーエスエスを学びました") == []


def _own(text: str, *name: str) -> list[str]:
    return [text[span.start : span.end] for span in find_own(text, OwnData(*name))]


def test_see_2_a_name_is_known_in_older_characters_kana_and_radicals() -> None:
    assert _own("眞鍋遙と申します", "真鍋", "遥", "マナベ", "ハルカ") == ["眞鍋遙"]
    assert _own("佐佐木蔣太です", "佐々木", "蒋太", "ササキ", "ショウタ") == ["佐佐木蔣太"]
    assert _own("⻘⽊恭⼦です", "青木", "恭子", "アオキ", "キョウコ") == ["⻘⽊恭⼦"]
    assert _own("ｻｶﾓﾄﾕｲﾃﾞｽ", "坂本", "結衣", "サカモト", "ユイ") == ["ｻｶﾓﾄﾕｲ"]
    assert _own("をのでらかをりと書きます", "小野寺", "香", "オノデラ", "カオリ") == ["をのでらかをり"]


def test_see_2_a_name_from_abroad_is_known_where_the_writer_signs_or_is_called() -> None:
    smith = ("スミス", "ジョン", "スミス", "ジョン")
    assert _own("Sincerely,\nJohn Smith", *smith) == ["John Smith"]
    assert _own("My name is not shown here.", *smith) == []
    assert _own("Thanks,\nJohn Smith", "山田", "太郎", "ヤマダ", "タロウ") == []


def test_see_2_a_short_name_within_a_longer_one_is_anothers() -> None:
    assert _own("小林一郎さんの紹介です", "林", "一郎", "ハヤシ", "イチロウ") == []
    assert _own("応募者林一郎より", "林", "一郎", "ハヤシ", "イチロウ") == ["林一郎"]
    assert _own("最良、高木の剪定、改良", "高木", "良", "タカギ", "リョウ") == []


@pytest.mark.parametrize(
    "text",
    [
        "宛名は{}様でお願いします。",
        "「{}さん」とお呼びください。",
        "席の予約は{}の名前で取ってあります。",
        "代表番号にかけて{}をお願いします、と言ってください。",
        "全部書くと消されるので{}とだけ。",
        "表札は{}です。",
        "受付に{}が来たと伝えてください。",
        "以上、{}でした。",
        "「{}」とあれば私です。",
    ],
)
def test_see_2_a_name_is_the_writers_where_a_letter_a_seat_or_a_call_is_for_it(text: str) -> None:
    assert _own(text.format("平野"), "平野", "大輔", "ヒラノ", "ダイスケ") == ["平野"]


@pytest.mark.parametrize(
    "text",
    [
        "最寄り駅は平野です。",
        "上司の平野さんと呼ばれる方です。",
        "平野課長をお願いします、と電話しました。",
        "宛名は平野商店様でした。",
    ],
)
def test_see_2_a_place_or_another_person_of_that_name_is_none(text: str) -> None:
    assert _own(text, "平野", "大輔", "ヒラノ", "ダイスケ") == []


def test_see_2_a_name_is_known_with_any_marks_between_its_letters() -> None:
    assert _own("平●野●大●輔です", "平野", "大輔", "ヒラノ", "ダイスケ") == ["平●野●大●輔"]
    assert _own("ワタシハヒラノデス", "平野", "大輔", "ヒラノ", "ダイスケ") == ["ヒラノ"]


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("mixiはさくらんぼです。", "さくらんぼ"),
        ("フェイスブック（高梨なおと）", "高梨なおと"),
        ("ラインはエム・アイ・エイチ・ゼロ・ナナです", "エム・アイ・エイチ・ゼロ・ナナ"),
        ("リンクトインのken-pmをご参照ください", "ken-pm"),
        ("ティックトックでpan_daisukiやってます", "pan_daisuki"),
        ("LINEやってます、雨の日カフェで検索してください。", "雨の日カフェ"),
        ("LI●Eのkuro_22です", "kuro_22"),
        ("LINEID：kuro22です", "kuro22"),
        ("kuro_22というアカウントです。", "kuro_22"),
        ("ゲームのフレンドコードは1234-5678-9012です。", "1234-5678-9012"),
    ],
)
def test_an_account_is_known_by_how_it_is_told(text: str, account: str) -> None:
    assert _found(text) == [(Kind.SNS, account)]


@pytest.mark.parametrize(
    "text",
    [
        "インスタは苦手です。",
        "mixiは懐かしいです。",
        "LINEは連絡用です。",
        "LinkedInに職歴を登録しています。",
        "商品ID ABC-00123 を入力しました",
        "@Override や @Before の意味は分かります",
    ],
)
def test_what_is_said_of_a_service_or_numbers_a_thing_is_no_account(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "「gyogyo.mihon」のあとに @ 、そのあと example.jp",
        "hana77、アットマーク以下はexample.ne.jp",
        "hana77、ドメインはexample.com",
        "hana77アットexampleドットコム",
        "hana77\n@example.jp",
        "hana77@example\n.jp",
        "hana77★★example.com",
        "hana77（ここに@）gmail.com",
        "hana77 a t example.com",
    ],
)
def test_a_mail_address_is_known_with_both_sides_of_its_sign_told(text: str) -> None:
    found = _found(f"{text} です")
    assert [kind for kind, _ in found] == [Kind.EMAIL]
    assert found[0][1].strip("「") in text


@pytest.mark.parametrize(
    "text",
    [
        "ハナワークスドットコムで検索してください",
        "ホームページはハナドットコムです",
        "https:/hana.example.com",
        "ダブリューダブリューダブリュードットハナドットコム",
        "hana,example,com カンマはドットに",
    ],
)
def test_a_page_is_known_by_its_host_read_out_or_mistyped(text: str) -> None:
    assert [kind for kind, _ in _found(text)] == [Kind.URL]


@pytest.mark.parametrize(
    "text",
    [
        "アドレスの末尾が.jpのものです",
        "弁護士ドットコムの営業でした",
        "self.nameのようなコードです",
        "みんなのドットコムという社名でした",
    ],
)
def test_an_ending_a_firm_and_a_name_in_a_program_are_no_page(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("213-0001、溝口7-3-501。", [(Kind.POSTAL_CODE, "213-0001"), (Kind.ADDRESS, "溝口7-3-501")]),
        ("住所？下北沢の代沢9-12-6だけど", [(Kind.ADDRESS, "下北沢の代沢9-12-6")]),
        ("ねりまく豊玉北6-12-1が家です", [(Kind.ADDRESS, "ねりまく豊玉北6-12-1")]),
        ("〒350-\n8601", [(Kind.POSTAL_CODE, "350-\n8601")]),
        ("郵便番号はゼロゼロ三のゼロ八一二です", [(Kind.POSTAL_CODE, "ゼロゼロ三のゼロ八一二")]),
        ("上3桁が248、下4桁が8686の郵便番号です", [(Kind.POSTAL_CODE, "248、下4桁が8686")]),
        ("九〇の一一一一の二二二二、頭に〇をつけてください", [(Kind.TELEPHONE, "九〇の一一一一の二二二二")]),
        ("市外局番が048、そのあと111の2222です", [(Kind.TELEPHONE, "048、そのあと111の2222")]),
        ("フォークリフト1-31号の修了証です", []),
        ("一丁目一番地の課題でした", []),
        ("テスト項目 012-0034 の報告書です", []),
    ],
)
def test_addresses_codes_and_numbers_are_known_by_what_stands_before(text: str, found: list[tuple[Kind, str]]) -> None:
    assert _found(text) == found
