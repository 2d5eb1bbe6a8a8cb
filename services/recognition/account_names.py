"""Accounts that are names in Japanese or of several words: what one is called at a service (MSG-8)."""

from __future__ import annotations

import re

from services.recognition.account_mentions import Mention
from services.recognition.account_words import SERVICE
from services.recognition.spans import Place

_NAMED = (
    r"(?:アカウント(?:名)?|ユーザー?名|ユーザー?ネーム|ハンドル(?:ネーム|名)|表示名|登録名|公開名|プロフ(?:ィール)?(?:名)?"
    r"|ニックネーム|チャンネル(?:名)?|ページ"
    r"|お?名前|ネーム|i ?d|アイディー?|名|友だち名)"
)
_DISTINCT = (
    r"(?:アカウント名|ユーザー?名|ユーザー?ネーム|ハンドル(?:ネーム|名)|表示名|プロフ(?:ィール)?名|チャンネル名"
    r"|ペンネーム|ブログ名|(?<![a-z])hn)"
)
_IS = r"(?: ?(?:は|が|も|:|=|、|→|⇒| ) ?)"
_ANY_NAME = r"[^\s、。「」『』()\n:→!?]{1,16}?(?: (?!です|で|と|に|も)[^\s、。「」『』()\n:→!?]{1,16}?)?"
_NAME = f"(?P<name>{_ANY_NAME})"
_PLAIN_NAME = (
    r"(?P<name>[ァ-ヺーぁ-ん一-鿿々a-z0-9_*@.]{2,16}?"
    r"(?: (?!です|で|と|に|も)[ァ-ヺーぁ-ん一-鿿々a-z'-]{1,20}?){0,2}(?: ?\([^()\n]{1,10}\))?)"
)
_QUOTED = r"[「『\"'【](?P<name>[^「」『』【】\"'\n]{1,24})[」』\"'】]"
_SO = (
    r"(?=(?: ?(?:です(?!か)|で(?:検索|登録|出|やって|見つ|探|お願い|呼|入[りっ]|参加|、)|に(?:なり|して|なって)|と(?:申|いい|なり|な)"
    r"|という名前"
    r"|[、。!]|\n|$)))"
)
_FOUND = (
    r"(?:検索(?!しま?した|機能|で(?:きる|調)|して(?:知|見て|調|勉|い))|探し(?!て(?:い|知))|さがし|登録(?:して(?:い|お|ま)|です|済|中)"
    r"|やって|出(?:て(?!き?た)|ます|る|品)|見つか|ヒット|追加|フォロー|表示|投稿|友(?:だち|達)|活動|発信|運営|配信|書いて|見(?:られ|て(?!い"
    r"|き?ま?した))|ご覧"
    r"|公開|掲載|載せ|(?:作品|商品|動画|写真|絵|イラスト|音楽|文章|記事|日記|小説)を[^。\n]{0,6}(?:売|出|載|公開|上げ|あげ|アップ|書"
    r"|投稿|配信|販売)(?!.{0,3}ました))"
)
_AS = r"(?:という|って|の)(?:名前|アカウント(?:名)?|チャンネル|id|ページ|名)"

_DONE = "(?:を?や(?:って(?:い|お)?ます|ってる)(?:ので|が)?)?"

_BEHIND_A_SERVICE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:の|で|での|上の|・| ){{0,2}}{_NAMED}(?:[^\s「」、。]{{0,3}})?{_IS}{{0,2}}{_QUOTED}",
        rf"(?:の|で|での|上の|・| ){{0,2}}{_NAMED}{_IS}{_NAME}{_SO}",
        rf"[^。\n]{{1,20}}?(?:お?名前|表示名|アカウント名|ニックネーム|ユーザー名)(?:は|が){_NAME}{_SO}",
        (
            rf"{_DONE}(?:は|で|に|を|の|なら|も|から|、| ){{0,2}}{_QUOTED}(?:{_AS})?(?:で|と(?:して)?|を|に|って|から)?(?:{_FOUND}"
            rf"|です(?!か)"
            rf"|と申|名で|$|\n|。)"
        ),
        rf"{_DONE}(?:は|で|では|に|なら|も|、| ){{1,2}} ?(?:本名の)?{_PLAIN_NAME} ?(?:{_AS}|と|で|って|を)(?:で)?{_FOUND}",
        rf"(?:は|で|では|に|なら|も|、| ){{1,2}}{_PLAIN_NAME} ?{_AS}(?:で|を使|が|に)",
        rf"の{_PLAIN_NAME}(?:という|って)(?:お?名前|アカウント|id|名)(?:で|を|が|に)",
        rf"(?:は|で|では|なら){{1,2}}{_PLAIN_NAME}(?:と名乗|と呼ばれ|と申)",
        (
            r"(?:は|なら|:) ?(?P<name>[一-鿿々]{1,4} [一-鿿々ぁ-んァ-ヺー]{1,5}|[a-z]{2,12} [a-z]{2,14})(?=で(?!きる"
            r"|した)|$|\n)"
        ),
        r" ?\((?P<name>[ァ-ヺー一-鿿々]{1,6} [ァ-ヺーぁ-ん一-鿿々]{1,6})\)",
        r" ?[→:⇒]{1,2} ?(?P<name>[ァ-ヺーぁ-ん一-鿿々]{2,10})(?=$|\n|です)",
        r"(?:は|:| )(?P<name>@[ァ-ヺーぁ-ん一-鿿々]{2,14}?)(?=です|で検索|$|[\n。、])",
        r"[^\n]{0,12}?(?P<name>[^\s#はのが:「]{2,20}#[0-9]{4})(?![0-9])",
    )
)
_ANYWHERE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![一-鿿ァ-ヺーa-z]){_DISTINCT}{_IS}(?:{_QUOTED}|(?P<bare>{_ANY_NAME}){_SO})",
        (
            r"(?:(?<=[はが、。\n])|^)(?P<name>[ァ-ヺーぁ-ん一-鿿々a-z0-9_]{2,12}?)という(?:アカウント名?|ハンドルネーム|ニックネーム"
            r"|ペンネーム)で"
            r"[^。\n]{0,16}(?:やって|活動して|投稿して|配信して|書いて|プレイして|出品して)(?:い|お)(?:ます|り)"
        ),
        rf"{_QUOTED}(?:{_AS})?で{SERVICE}(?:を|に|の|検索|登録|やって)",
    )
)
_SHOWS_NAMES = re.compile(
    "(?:インスタ(?:グラム)?|いんすた(?:ぐらむ)?|instagram|insta|フェイスブック|フェースブック|facebook|fb|mixi2?|ミクシィ|line|note"
    "|youtube|ユーチューブ"
    "|tiktok|ティックトック|カカオ(?:トーク)?|discord|ディスコード|スカイプ|skype|アメブロ|ピクシブ|pixiv|ミンネ|minne|メルカリ|ラクマ)"
)
"""Services whose people are known by a name of their own choice."""
_PLAIN = re.compile(
    r"(?:は|:|→) ?(?P<name>(?:[ぁ-ん]{3,8}|[ァ-ヺー]{2,10}|[一-鿿々]{1,4}[ぁ-んァ-ヺー]{2,6}"
    r"|[ぁ-んァ-ヺー]{2,8}[一-鿿]{1,3}))(?=です(?:[。!\n]|$))"
    r"| ?\((?P<aside>[一-鿿々]{2,3}[ぁ-ん]{2,4})\)(?=$|[\n。、]|から|に|で|です|まで|を)"
)
_NO_PLAIN_NAME = re.compile(
    "(?:用|中|的|系|派|者|業|歴|年|回|件|人|済み?|のみ|だけ|程度|ほど|向け|など|まで|から|より|くらい|ぐらい|限定|制|可|必須|前|後|目"
    "|割|力|性|度|員|社|店|部|課|室|品|語|機|時"
    "|分|円|側|方|所|面|以上|たち|とか|そう|よう|ない|たい|もの|こと|さん|っち|ところ|あと|とき|そのまま|同じ|つもり|はず|わけ|とおり"
    "|通り|しい|好き|嫌い|得意|苦手)$"
    "|^(?:あまり|まだ|もう|たま|とき|ときどき|時々|ほと|ほぼ|よく|だめ|ダメ|むり|べんり|すき|きらい|にがて|とくい|ふつう|みる|いつ"
    "|ぜんぜん|全然|まったく|ちょっと|すこし|少し|いい|いや|きほん|それ|これ|あれ|こちら"
    "|おなじ|はじめ|初め|やって|つか|使|見|読|書|持|始|休|止|知|分|わか|いろ|みんな|いま|今|むかし|昔|おも|主|たぶん|多分|もちろん"
    "|やら|しょっちゅう|ほどほど|まあ|そこそこ|おっくう|ややこし|むずかし"
    "|アニメ|ドラマ|ゲーム|音楽|料理|スポーツ|ニュース|メイン|サブ|プライベート|アプリ|ツール|サイト|ダウンロード|インストール"
    "|スタンプ|グループ|ログイン|ビジネス|プロ|オフ|オン"
    "|スマホ|パソコン|タブレット|シニア|ゼロ|フル|テスト|チーム|メール|メンバー|フォロワー)"
)
"""What is told of a service and is nobody's name there: インスタは苦手です."""
_NO_NAME = re.compile(
    r"^(?:職歴|経歴|履歴|写真|作品|動画|記事|情報|実績|投稿|プロフィール|日記)$|^(?:is |仕事|業務|作業|工程|製造|担当|経験|検査|組立"
    r"|運用|管理|停止|交換|登録|必要|不要|不明|なし|ない|非公開|同じ|後|どう|何"
    r"|禁止|持って|本名|会社|御社"
    r"|貴社|公開|別|こちら|下記|以下|次|必須|任意|自由|変更|一つ|2つ|複数|店|英数字|全角|半角|匿名|社員|友だち|友達)"
    r"|ライン|運用|仕事|です|ます|教え|聞|ください|アカウント|でしょう|必要|もの$|こと$|場合|ため$|よう$|そう$|そのまま|同じ|作成"
    r"|設定|管理|業務|商品|広告"
    r"|検索$|登録$|更新$|面接|求人|(?<=[^ぁ-ん])が(?=.)|(?<=.)を(?=.)|ありません|ない$|なく|電話|携帯|番号|メール|^[a-z0-9]$"
)
_NO_QUOTED_NAME = re.compile(
    r"^(?:なし|ない|不明|非公開|匿名|本名|id|アカウント)|(?:です|ます|ください|教え|ですか|でしょう|募集|求人)"
)
_QUOTES = tuple("「『【\"'")


def names(text: str, services: list[Mention]) -> list[Place]:
    """Places of names that a text tells to be accounts of these services, or of any."""
    matches = [match for pattern in _ANYWHERE for match in pattern.finditer(text)]
    matches += [
        match
        for service in services
        for pattern in _BEHIND_A_SERVICE
        if (match := pattern.match(text, service.end)) is not None
    ]
    matches += [
        match
        for service in services
        if _SHOWS_NAMES.fullmatch(text, service.start, service.end) is not None
        and (match := _PLAIN.match(text, service.end)) is not None
        and _NO_PLAIN_NAME.search(match["name"] or match["aside"]) is None
    ]
    places = (match.span(_group(match)) for match in matches)
    return [(start, end) for start, end in places if start < end and _is_name(text, start, end)]


def _group(match: re.Match[str]) -> str:
    """The group that holds the name."""
    return next(name for name in ("name", "bare", "aside") if name in match.groupdict() and match[name] is not None)


def _is_name(text: str, start: int, end: int) -> bool:
    no_name = _NO_QUOTED_NAME if text[start - 1 : start] in _QUOTES else _NO_NAME
    return no_name.search(text[start:end]) is None
