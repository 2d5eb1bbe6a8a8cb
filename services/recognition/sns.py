"""Names and IDs of other services: LINE, Instagram, X, Facebook, Skype, Discord … (MSG-8).

A service's name alone is none (生産ライン, Instagramの運用). A word of Latin letters and digits is an account by what stands
beside it: a service, a word for an account, a request to look it up. How names in Japanese are known: `account_names`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.recognition.account_mentions import FAR, Beside, Mentions, sentence_around
from services.recognition.account_names import names
from services.recognition.account_words import ACCOUNT, COMMON, SERVICE
from services.recognition.reading import Reading
from services.recognition.spans import Place, merged

_TURN = (
    r"(?:(?:その)?(?:後ろ?|あと|次|つぎ|続けて|続き|それから|真ん中|最後|おわり|終わり)[がはに、]{0,2}|数字(?:で|の)?)?"
)
_TOLD = (
    rf"(?:[ ・]?(?:の|、)?{_TURN}(?:アンダー(?:バー|スコア|ライン)?|あんだー(?:ばー|すこあ|らいん)?|下線|ハイフン|はいふん|ドット"
    rf"|ピリオド|どっと|てん|点"
    rf"|ぴりおど)(?:で)?[ ・、]?{_TURN})"
)
_LETTERS = """
エー ビー シー ディー イー エフ ジー エイチ エッチ アイ ジェー ジェイ ケー ケイ エル エム エヌ オー ピー キュー アール エス ティー ユー
ブイ ヴイ
ダブリュー ダブル エックス ワイ ゼット
"""
_LETTER = f"(?:(?:{'|'.join(_LETTERS.split())})[ ・、]?)"
"""A letter that is read out."""
_NUMERAL = "(?:(?:ゼロ|レイ|イチ|ニイ|ニ|サン|ヨン|ゴー?|ロク|ナナ|ハチ|キュウ|キュー)[ ・、]?)"
_HANDLE = re.compile(
    r"(?=[@_a-z0-9エビシデイジアケオピキテユブヴダワゼ])(?:(?<![a-z0-9_%+@#-])(?<![a-z0-9]\.)|(?<=line)(?=@))(?:"
    r"(?P<certain>sw-[0-9]{4}-[0-9]{4}-[0-9]{4}|live:[a-z0-9._]{3,40}|@[a-z0-9_]{2,30}@(?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,12}"
    r"|[a-z][a-z0-9_.]{1,31}#[0-9]{4}|(?<!/)[a-z0-9-]{2,30}\.bsky\.social)"
    rf"|(?P<read>(?:{_LETTER}{{2,20}}{_NUMERAL}{{2,8}}|{_LETTER}{{4,20}}(?:{_TOLD}(?:[0-9a-z]{{1,12}}|{_LETTER}{{1,12}})){{0,3}}"
    rf"|{_LETTER}{{2,12}}(?:{_TOLD}(?:[0-9a-z]{{1,12}}|{_LETTER}{{1,12}})){{1,3}})[0-9]{{0,8}})(?![ァ-ヺー])"
    rf"|(?P<marked>@?[a-z0-9_]{{1,30}}(?:{_TOLD}[a-z0-9_]{{1,20}}){{1,3}})"
    r"|(?P<digits>[0-9]{4} [0-9]{4} [0-9]{4}|(?:sw-)?[0-9]{4}-[0-9]{4}-[0-9]{4}|[0-9]{3}[ -][0-9]{3,4}[ -][0-9]{3,4}"
    r"|[0-9]{5,20}(?![a-z0-9._-]))"
    r"|(?P<spaced>[a-z0-9](?: [a-z0-9._-]){4,30}(?![a-z0-9._-]))"
    r"|(?P<word>@?[a-z0-9_](?:[a-z0-9_-]|\.(?!\.)){1,40})"
    r")(?![a-z0-9])"
)
_WORTH_A_LOOK = re.compile("[@#]|live:|bsky|(?:line|insta|twitter|kakao|skype)[a-z0-9]")
_COMMON = re.compile(COMMON)
_MIXED = re.compile(r"(?=.{0,40}[a-z])(?:.{0,40}[a-z][.-][a-z]|.{0,40}[0-9])")
_GLUED = re.compile(
    r"(?:line|insta)id[:.-]?(?=[a-z0-9._-]{4})|id(?=[0-9]{5}|[a-z0-9]{2,20}[-_.][a-z0-9])|(?:line|insta|twitter|kakao"
    r"|skype)(?=[a-z0-9.-]{1,20}_[a-z0-9])"
)

_JOINING = (
    r"(?:[ \n:=→⇒><「『【】」』()\[\]\"'・…/.,、!★☆♪🌸↓-]|の(?:ほう|方)?|は|が|も|是|から|で|に|を|と|なら|用|名|上の|公式|個人|検索|半角"
    r"|小文字|して(?:ください|下さい|ね)| (?:is|as)(?= )|こちら|これ|です|だよ"
    r"|教えますね?|共通|全部|すべて|全て|どれも|同じ|ともに|けど|どちらも|って|といいまして|交換(?:しましょう|しません|お願い)"
    r"|(?:よろしく)?お願い(?:いたし|致し|し)?(?:ます)?|よろしく|よろ)"
)
_LINK = re.compile(f"{_JOINING}{{0,6}}")
_MARKS = re.compile(r"[:=→⇒>「『【(\n\"↓]|は|なら|も")
_BACK = re.compile(
    r"(?:[」』】\"' \n(←⇐<,、。@/=-]|です(?:が)?|を|が|は|も|と|で|の|に|だけど|になります|という|って|名前|アプリ|わたし|私|うち"
    r"|自分|僕|俺|こちら){0,5}"
)
_POINTED_AT = re.compile(" ?(?:id)? ?[:=→⇒]{1,3} ?")
_TOLD_BEFORE = re.compile(rf"(?:{SERVICE})(?:の| |用){{0,2}}(?:{ACCOUNT})?{_JOINING}{{0,4}}$")
_PAGE = re.compile(r"[/?]|^www\.|\.(?:com|net|org|co\.jp|or\.jp|ne\.jp|me|io|site|page|info|biz)$|\..{1,40}\..{1,40}\.")
_ENDS = re.compile(
    r"[」』\"'】]?[ )]{0,2}(?:です(?!か)|でござ|だよ|だ[。よ]|だから|や[。ねでけ]|なので|になり|とな[りっ]|と申|という|といい|って(?:名"
    r"|い|id|検)"
    r"|で(?:ご?(?:検索|登録)|出|やって|見[つて]|探|お願い|通話|ライン|line|連絡|友|つな|とれ|すぐ|統一|共通|同じ|[。\n]|$|書い|投稿"
    r"|い(?:ます|けます)|さが|追加|フォロー|dm|id|どうぞ)"
    r"|を[ごお]?(?:検索|追加|フォロー|見て|探|登録|友|さが|入れ|入力|打|覧|参照|確認)|や[っり](?:て(?:い|お)?ます|とります)|(?:に|へ"
    r"|まで|宛|あて)(?!つい|は|関|も)|で[^。\n、]{1,10}を?(?:上げ|あげ|投稿|配信|発信|公開|載せ|アップ|書い|書き|出品|販売"
    r"|売って)(?!て?き?ま?した)|から(?:追加|フォロー)|と(?:検索|入れ|打)"
    r"|フォロー|の(?:アカウント|方|ほう|名前)|検索|追加|ください|もしくは|[\n。、,.!?/()\[\]🌸☆★♪♡♥✨🙇…←]| |$)"
)
_FIRMLY = re.compile(
    r" ?\((?:全部|すべて|全て)?(?:小文字|半角|英字)|"
    r"[」』\"'】]?[ )]{0,2}(?:です(?!か)|でござ|だよ|だ[。よ]|や[。ねで]|なので|になり|と申|という(?:名|id|アカ)|といい|って(?:名|い|id)"
    r"|で(?:検索|登録|出|やって|見つ|探|お願い|さが|追加)|を(?:検索|追加|フォロー|探|登録)"
    r"|(?:まで|宛|に(?:送|連絡|dm|ご連絡)|へ(?:どうぞ|お願い|ご?連絡))(?!の|に)|のアカウント|[」』】🌸☆★♪♡♥✨🙇]| (?:よろ|お願)"
    r"| ?[。!)]?(?:\n|$))"
)
_NOT_NOW = re.compile(
    r"[」』\"'】]?(?:でした|だった|ではあり|ではな|じゃな|ですか|でしょうか|という(?:の|もの|製品|商品|会社|店))"
)
_FRIENDS_CODES = ("フレンドコード", "トレーナーコード")
_CODE = re.compile("[a-z]{1,4}-[0-9]{2,8}")
"""What things are numbered by: PC-0123."""
_CALLED = re.compile(r"という(?:アカウント|id|ユーザー?名|ハンドル)")
_NOT_THIS = re.compile(r"[」』\"'】]?(?:ではあり|ではな|じゃな|ですか|でしょうか|という(?:の|もの|製品|商品|会社|店))")
_PROGRAM = re.compile(
    r"アノテーション|デコレーター?|ディレクティブ|構文|(?<![a-z])(?:python|java|css|junit|spring|laravel)(?![a-z])"
)
_COUNTED = re.compile(
    r" ?(?:本|台|名|人|個|号|班|社|線|年|月|日|時|分|円|件|回|級|歳|%|か所|万|千|つ|番|通|枚|語|行|版|系|型|点|位)"
)
_WORK = re.compile(
    r"経験|使用|使(?:い|え|っ|う)(?!捨)|学(?:び|ん|習)|勉強|運用|開発|構築|業務|担当|制作|編集|保守|導入|設定|実装|でき(?:ます|る)"
    r"|得意|ました"
    r"|変換|保存|出力|連携|求人|会社|株式"
)


@dataclass(frozen=True)
class _Candidate:
    """A word that may be an account. `form` is how much it looks like one; `grown` the service's name written on to it."""

    text: str
    start: int
    end: int
    form: str
    grown: str

    @property
    def strong(self) -> bool:
        """Whether it looks like no word of a language."""
        return self.form in ("marked", "mixed", "spaced", "read")

    def followed_by(self, pattern: re.Pattern[str]) -> bool:
        """Whether the pattern stands behind it."""
        return pattern.match(self.text, self.end) is not None


def find(reading: Reading) -> list[Place]:
    """Places of names and IDs of other services in a reading."""
    text = reading.text
    mentions = Mentions(text)
    if not mentions and not _WORTH_A_LOOK.search(text):
        return []
    found = names(text, mentions.services) if mentions else []
    for match in _HANDLE.finditer(text):
        candidate = _candidate(text, match, mentions)
        if candidate is not None and _is_account(candidate, mentions):
            found.append((candidate.start, candidate.end))
    return merged(found)


def told_here(text: str, start: int, end: int) -> bool:
    """Whether a host without a scheme or a path, as sora.photo, is told to be an account: インスタはsora.photoです."""
    before = text[max(0, start - FAR) : start]
    told = _TOLD_BEFORE.search(before)
    return ("/" not in text[start:end] and text.startswith(".bsky.social", end - 12)) or (
        told is not None and _PAGE.search(text, start, end) is None
    )


def _candidate(text: str, match: re.Match[str], mentions: Mentions) -> _Candidate | None:
    """What was matched without the service that it is grown together with and the sentence's full stop, or None."""
    start, end = match.span()
    if glued := _GLUED.match(text, start, end):
        start = glued.end()
    while end > start and text[end - 1] in ".-: ・、":
        end -= 1
    if end - start < 2 or mentions.cover(start):
        return None
    if text.startswith("@", end) and not mentions.begin_behind(start, end + 1):
        return None  # the local part of an address
    form = _form(text[start:end], match.lastgroup or "")
    return _Candidate(text, start, end, form, text[match.start() : start]) if form else None


def _form(handle: str, form: str) -> str:
    """How much a word looks like an account: `certain`, `marked`, `mixed`, `plain`, `digits`; nothing for a common word."""
    if form == "marked":
        return form if re.search("[a-z]", handle) else ""
    if form != "word":
        return form
    word = handle.removeprefix("@").strip()
    if _COMMON.fullmatch(word):
        return ""
    if handle.startswith("@") and len(word) >= 3 and word[0].isalpha():
        return "certain" if handle[1] != " " else "marked"
    if "_" in word.strip("_"):
        return "marked"
    if _MIXED.match(word) and not word.isdecimal():
        return "mixed" if len(word) >= 4 else ""
    if word.isdecimal():
        return "digits" if len(word) >= 5 else ""
    return "plain" if len(word) >= 4 and word.isalpha() else ""


def _is_account(word: _Candidate, mentions: Mentions) -> bool:
    """Whether a candidate's form or what stands beside it makes it an account."""
    if word.form == "certain":
        return not (word.followed_by(_NOT_THIS) or (word.text[word.start] == "@" and _is_of_a_program(word)))
    if word.followed_by(_NOT_NOW):
        return False
    beside = mentions.beside(word.start, word.end)
    counted = word.form == "digits" and word.followed_by(_COUNTED)
    return (not counted and _is_told(word, beside)) or _is_grown_to(word, beside)


def _is_of_a_program(word: _Candidate) -> bool:
    """Whether a word with @ is a mark in a program's text: アノテーションの@Test."""
    return _PROGRAM.search(sentence_around(word.text, word.start, word.end)) is not None


def _is_told(word: _Candidate, beside: Beside) -> bool:
    """Whether what stands beside a word makes it an account."""
    if beside.before is not None and _LINK.fullmatch(beside.between_before):
        told = _is_told_before(word, beside, beside.before.kind)
        if told is not None:
            return told
    if beside.after is not None and _BACK.fullmatch(beside.between_after) and word.form != "digits":
        in_brackets = "(" in beside.between_after or "←" in beside.between_after
        if beside.after.kind == "service" and (word.strong or in_brackets):
            return True
        if beside.after.kind == "adding" and (word.strong or word.end - word.start >= 6):
            return True
    if word.form == "marked" and word.followed_by(_CALLED):
        return True
    if not beside.service_near or not word.strong or not word.followed_by(_ENDS):
        return False
    around = sentence_around(word.text, word.start, word.end)
    return word.form in ("marked", "read") or (word.followed_by(_FIRMLY) and not _WORK.search(around))


def _is_told_before(word: _Candidate, beside: Beside, kind: str) -> bool | None:
    """Whether the mention right before a word makes it an account; None where that leaves it open."""
    marks = _MARKS.search(beside.between_before) is not None
    plain_in_marks = word.form == "plain" and marks
    if kind == "account" or (kind == "word" and beside.service_near):
        if not beside.service_near and _CODE.fullmatch(word.text, word.start, word.end):
            return False
        told = (
            beside.service_near
            or word.strong
            or _is_a_friends_code(word, beside)
            or (plain_in_marks and word.followed_by(_FIRMLY))
        )
        return (beside.service_near and word.form == "marked") or (told and word.followed_by(_ENDS))
    if kind == "adding":
        return (word.strong or plain_in_marks) and word.followed_by(_ENDS)
    if kind == "service" and word.strong and (word.followed_by(_ENDS) or _POINTED_AT.fullmatch(beside.between_before)):
        return True
    if kind == "service" and word.form == "digits" and word.end - word.start >= 7 and word.followed_by(_ENDS):
        return True
    long = word.end - word.start >= 8
    if kind == "service" and word.form == "plain" and (marks or long) and word.followed_by(_FIRMLY):
        return True
    return None


def _is_a_friends_code(word: _Candidate, beside: Beside) -> bool:
    """Whether digits are a game's code for friends: フレンドコードは1234-5678-9012."""
    before = beside.before
    return before is not None and word.form == "digits" and word.text[before.start : before.end] in _FRIENDS_CODES


def _is_grown_to(word: _Candidate, beside: Beside) -> bool:
    """Whether what is grown together with a service's name or the word ID is an account: LINErn_0704, IDmayu.05."""
    if not word.grown or not word.followed_by(_ENDS):
        return False
    return not word.grown.startswith("id") or beside.service_near
