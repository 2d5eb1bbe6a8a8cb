"""Words that an account of another service is known by (MSG-8): services, words for an account, requests to look it up.

All as a text is read: folded, lower case. A further service is a further word of a list here; `_` stands for a blank.
"""

from __future__ import annotations

import re

_LATIN = """
lineid instaid kakaoid skypeid wechatid paypay vrchat roblox minecraft valorant fortnite tinder pairs jmty weverse instagram insta
twitter facebook skype discord
telegram signal whatsapp wechat tiktok youtube threads mixi2? github linkedin bluesky mastodon misskey slack zoom chatwork teams
kakao_?talk kakao viber snapchat pinterest note qiita zenn reddit messenger weibo sns fb ig (?<![0-9.])x(?!線|軸|社|脚|[0-9]) qq bereal
twitch
steam wantedly ameba zalo pixiv hatena psn naver soundcloud behance dribbble twitcasting atcoder kaggle connpass imessage
facetime google_?chat hangouts webex clubhouse lemon8 tumblr flickr yahoo!? xbox nintendo switch eight youtrust lapras 17live
pococha spotify gitlab bitbucket speakerdeck minne creema mercari showroom hello_?talk line_?works
l[_.・*-]?[i1l!|◯○〇*●][_.・*-]?n[_.・*-]?e
"""
_JAPANESE = """
ジモティー ペイペイ マインクラフト マイクラ フォートナイト ペアーズ タップル ポケモンgo 楽天room 知恵袋 食べログ ピグ ストアカ
タイムツリー 荒野行動 モンスト (?<!生産)(?<!製造)(?<!組立)ライン(?!ナップ|ワーク|[長数]) ラィン らぃん いんすタ ラ[_.・*-]イ[_.・*-]ン
らいん
り[ぃい]ん 緑の(?:アプリ|やつ|sns) 青い鳥 インスタグラム インスタ いんすた ツイッター ついったー ツイ垢 エックス フェイスブック
フェースブック スカイプ ディスコード ディスコ テレグラム シグナル ワッツアップ ウィーチャット ウィチャット 微信号?
ティックトック チックトック ユーチューブ ようつべ スレッズ ミクシィ ギットハブ リンクトイン リンクドイン ブルースカイ ブルスカ
マストドン ミスキー カカオトーク カカオ チャットワーク スラック ズーム メッセンジャー アメブロ アメーバ ピクシブ
はてな(?!ブログ) ニコニコ(?:動画)? スナチャ スナップチャット ツイキャス メルカリ ラクマ ミンネ クリーマ ココナラ ランサーズ
クラウドワークス ヤフー ザロ ヴァイバー バイバー ピンタレスト クラブハウス ポコチャ スポティファイ ウォンテッドリー ウォンテッド
エイト ビーリアル ツイッチ ずーむ 微博 小红书 小紅書 카톡 카카오톡 라인 인스타(?:그램)? 페이스북 텔레그램 디스코드
"""
_NO_HIRAGANA = frozenset(["ココナラ", "エイト", "ピグ", "ザロ"])
"""Read in hiragana they are other words, or parts of them (ここなら)."""
_HIDDEN = """
line インスタグラム インスタ いんすたぐらむ いんすた ライン らいん ツイッター ついったー カカオトーク カカオ かかおとーく かかお
ディスコード
でぃすこーど ラィン らぃん ィンスタ ぃんすた スカイプ すかいぷ テレグラム てれぐらむ ティックトック てぃっくとっく フェイスブック
ふぇいすぶっく instagram insta twitter
kakao discord skype telegram tiktok facebook whatsapp wechat
"""
"""Written with marks, emoji or blanks between the letters: イン🍑スタ, L I N E."""
_LOOK = """
(?:緑|みどり|黄|黄色|青|水色|紫|ピンク|白黒|虹色|カメラ|写真|音符|紙飛行機|鳥|とり|おばけ|オバケ|吹き出し)(?:色)?[のい](?:吹き出し|ふきだし|アイコン|アプリ|チャット|sns|メッセージ|メッセンジャー|トーク|マーク|ロゴ|鳥|やつ|ヤツ|あれ|アレ|ほう|方)(?:の(?:やつ|ヤツ|アプリ|あれ|アイコン|sns|マーク|ほう|方))?
"""
"""What a service is called by its icon."""
_ACCOUNT = """
(?<![a-z])(?<!商品|社員|会員|管理|製品|物件|案件|求人|患者|端末|機器|顧客|受付|予約|注文)i_?d(?![a-z]) アイディー? アイデー あいでぃー?
アカウント(?:名|id)? アカ(?=[はが:→_]) account 垢
ユーザー?(?:名|id|ネーム) user_?(?:name|id) ハンドル(?:ネーム|名)? handle 表示名 フレンドコード トレーナーコード 検索id
(?<![a-z])hn(?=[:は])
"""
_OF_A_SERVICE = """
登録名 公開名 プロフ(?:ィール)?名? ニックネーム チャンネル名? お名前 名前 (?<=[a-zーイルドプンルグ])名(?=[はがも:「_]) ネーム
タグ コード 番号 (?<![a-z])user(?![a-z])
"""
_ADDING = """
友(?:だち|達)(?:追加|登録|申請|検索|に) ともだち(?:追加|登録|申請|検索|ついか|とうろく|に)
トモダチ(?:追加|登録|申請|検索|ついか|ツイカ|とうろく|に) フレンド(?:追加|登録|申請|検索|に) フォロー(?!ワ)
ふぉろー(?!わ) ふぉろう(?!わ) けんさく ケンサク ついか(?=し|お|を|よ|$) でぃーえむ サーチ(?!エンジン) さがして(?=ね|く|み|下)
探して(?=ね|く|み|下)
(?<![a-z])dms?(?![a-z]) ディーエム リプ(?!ラ) 検索(?!しま?した) 追加(?!しま?した) メッセ(?!ン)
"""


def _either(words: str) -> str:
    """A pattern of one of the words, those that begin with one character together, so that few are tried at a place."""
    groups: dict[str, list[str]] = {}
    for word in [word.replace("_", " ") for word in words.split()]:
        groups.setdefault(word[0] if word[0].isalnum() and word[1:2] not in ("?", "{") else word, []).append(word)
    return "|".join(
        told[0] if len(told) == 1 else f"{first}(?:{'|'.join(word[1:] for word in told)})"
        for first, told in groups.items()
    )


_MARK = r"[_.・*/|~★☆♪♡♥\u2600-\u27bf\U0001f000-\U0001faff-]"
_MASKS = "◯○〇●*×☆★_■□♡♥"
_MASK = f"[{_MASKS}]"


def _hidden(word: str) -> str:
    """A word with marks between some of its letters, or blanks between all of them."""
    return f"(?!{word})(?:{f'{_MARK}{{0,2}}'.join(word)}|{' '.join(word)})"


def _masked(word: str) -> str:
    """A word with one or two letters masked: イ◯スタ, L**E."""
    one = [f"{word[:at]}{_MASK}{word[at + 1 :]}" for at in range(len(word))]
    two = [f"{word[:at]}{_MASK * 2}{word[at + 2 :]}" for at in range(len(word) - 1)] if len(word) > 3 else []
    return "|".join(one + two)


def _in_hiragana(words: str) -> str:
    """The words of a list that are katakana alone, of four letters or more, in hiragana."""
    told = [word for word in words.split() if re.fullmatch("[ァ-ヺー]{4,}", word) and word not in _NO_HIRAGANA]
    return " ".join("".join(chr(ord(one) - 0x60) if one != "ー" else one for one in word) for word in told)


def begins(words: str) -> str:
    """The characters that words of a list begin with, look-behinds apart.

    Raises ValueError for a word whose first character is none that it must begin with: it would never be found.
    """
    return "".join(sorted({_first(re.sub(r"^(?:\(\?<[!=][^)]{1,90}\)){1,5}", "", word)) for word in words.split()}))


def _first(word: str) -> str:
    if not word[:1].isalnum() or word[1:2] in ("?", "*", "{", "|"):
        raise ValueError(f"{word} can't be told by its first character: write its alternatives as words of their own")
    return word[0]


_TOLD_IN_KANA = _JAPANESE + _in_hiragana(_JAPANESE)
_BY_ITS_LOOK = "緑み黄青水紫ピ白虹カ写音紙鳥とおオ吹"
SERVICE = (
    rf"(?:(?=[{begins(_LATIN)}])(?<![a-z])(?:{_either(_LATIN)})(?![a-z])"
    rf"|(?=[{begins(_TOLD_IN_KANA)}])(?:{_either(_TOLD_IN_KANA)})|(?=[{_BY_ITS_LOOK}])(?:{_either(_LOOK)}))"
)
ID_OF_A_SERVICE = rf"(?:(?=[{begins(_LATIN)}])(?<![a-z])(?:{_either(_LATIN)}) ?id(?![a-z]))"
ACCOUNT = rf"(?=[{begins(_ACCOUNT)}])(?:{_either(_ACCOUNT)})"
ACCOUNT_OF_A_SERVICE = rf"(?=[{begins(_OF_A_SERVICE)}])(?:{_either(_OF_A_SERVICE)})"
"""What is a word for an account only where a service is told."""
ADDING = rf"(?=[{begins(_ADDING)}])(?:{_either(_ADDING)})"
ANY_BEGINS = f"[{begins(_LATIN + _TOLD_IN_KANA + _ACCOUNT + _OF_A_SERVICE + _ADDING)}{_BY_ITS_LOOK}]"
_KANA_OR_LETTER = "[ぁ-んァ-ヺa-z]"
DISGUISE = rf"{_KANA_OR_LETTER}(?:{_MARK}{{1,2}}| )[ぁ-んァ-ヺーa-z]|{_MASK}{_KANA_OR_LETTER}|{_KANA_OR_LETTER}{_MASK}"
"""What any name of a service that is hidden or masked holds."""


def _disguised(words: list[str]) -> str:
    return f"(?:{'|'.join(map(_hidden, words))}|(?=.{{0,7}}{_MASK})(?:{'|'.join(map(_masked, words))}))"


DISGUISED = (
    rf"(?<![a-z])(?=[{begins(_HIDDEN)}{_MASKS}])(?:{_disguised([word for word in _HIDDEN.split() if not word.isascii()])}"
    rf"|{_disguised([word for word in _HIDDEN.split() if word.isascii()])}(?![a-z]))"
)
COMMON = (
    r"(?:google_?meet|works?|api|bot|pay|id|app|apps|messaging|ads?|inc|official|reels?|search|code|business|analytics|developers?"
    r"|marketing|sdk|web|pc|ok|ng|pro|premium|android|ios|iphone|windows|mac|actions|is|as|my|python[0-9.]{0,6}|html5?|css3?"
    r"|php[0-9.]{0,6}|java[0-9]{0,2}|vue[0-9]?|office[0-9]{0,4}|microsoft[0-9]{0,4}|word[0-9]{0,4}|excel[0-9]{0,4}|win(?:dows)?[0-9]{0,2}"
    r"|ver?[0-9.]{1,6}|v[0-9.]{1,6}|mp[34]|web[0-9.]{0,3}|b2[bc]|[0-9]{1,5}(?:k|m|g|kb|mb|gb|px|mm|cm|kg)|(?:line|toeic|toefl|iso|jis"
    r"|es|sql)[0-9.]{0,6}"
    r"|copilot|desktop|enterprise|connect|sns|instagram|twitter|facebook|google|apple|skype|discord|youtube|type|it|nifty|cosme|home|cafe"
    r"|press|login|and|or|the|for|with|iot|ai|rooms?|meeting|phone|music|shorts?|kids|studio|live|sum|vlookup|if|medium|angular"
    r"|react|types|nestjs|shop(?:ping)?|wow|manager|stories|insight|override|param|media|import|charset|font-face|autowired|test"
    r"|bean|property|before|after|(?:before|after)(?:each|all)|staticmethod|classmethod|foreach|endif|endforeach|section|extends"
    r"|include|component|injectable|ngmodule|entity|table|column|service|controller|restcontroller|repository|(?:get|post|put"
    r"|request)mapping|getter|setter|slf4j|transactional|nullable|deprecated|suppresswarnings|mixin|forward|return|else|keyframes"
    r"|supports|dataclass|route|fixture|escaping|state|binding|published|author|since|throws|begin|interface|implementation|qr|url"
    r"|e-?mail|mail|gmail|tel|dm|zip|pdf|[a-z0-9-]{1,20}\.(?:js|net|py|rb|md|sh|exe"
    r"|xlsx?|docx?|pdf|csv))"
)
