"""Names and IDs of other services: LINE, Instagram, X, Facebook, Skype, Discord … (MSG-8).

A service's name alone is none (生産ライン, Instagramの運用). A word of Latin letters and digits is an account by what stands
beside it: a service, a word for an account, a request to look it up. How names in Japanese are known: `account_names`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from services.recognition.account_names import names
from services.recognition.account_words import ACCOUNT, ACCOUNT_OF_A_SERVICE, ADDING, ANY_BEGINS, COMMON, SERVICE
from services.recognition.reading import Reading
from services.recognition.spans import Place, merged

_FAR = 36
"""So many characters at most lie between an account and the service that makes it one."""

_MENTION = re.compile(
    rf"(?={ANY_BEGINS})(?:(?P<service>{SERVICE})|(?P<account>{ACCOUNT})|(?P<word>{ACCOUNT_OF_A_SERVICE})|(?P<adding>{ADDING}))"
)
_TOLD = r"(?: ?(?:の(?:後ろ?|あと|次)に)?(?:アンダー(?:バー|スコア|ライン)|ハイフン|ドット|ピリオド|どっと|てん) ?)"
_HANDLE = re.compile(
    r"(?:(?<![a-z0-9_%+@#-])(?<![a-z0-9]\.)|(?<=line)(?=@))(?:"
    r"(?P<certain>sw-[0-9]{4}-[0-9]{4}-[0-9]{4}|live:[a-z0-9._]{3,40}|@[a-z0-9_]{2,30}@(?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,12}"
    r"|[a-z][a-z0-9_.]{1,31}#[0-9]{4})"
    rf"|(?P<marked>@?[a-z0-9_]{{1,30}}(?:{_TOLD}[a-z0-9_]{{1,20}}){{1,3}})"
    r"|(?P<digits>[0-9]{4} [0-9]{4} [0-9]{4}|(?:sw-)?[0-9]{4}-[0-9]{4}-[0-9]{4}|[0-9]{3}[ -][0-9]{3,4}[ -][0-9]{3,4}"
    r"|[0-9]{5,20}(?![a-z0-9._-]))"
    r"|(?P<spaced>[a-z0-9](?: [a-z0-9._-]){4,30}(?![a-z0-9._-]))"
    r"|(?P<word>@?[a-z0-9_](?:[a-z0-9_-]|\.(?!\.)){1,40})"
    r")(?![a-z0-9])"
)
_WORTH_A_LOOK = re.compile("[@#]|live:|(?:line|insta|twitter|kakao|skype)[a-z0-9]")
_COMMON = re.compile(COMMON)
_MIXED = re.compile(r"(?=.{0,40}[a-z])(?:.{0,40}[a-z][.-][a-z]|.{0,40}[0-9])")
_GLUED = re.compile(
    r"(?:line|insta)id[:.-]?(?=[a-z0-9._-]{4})|id(?=[0-9]{5}|[a-z0-9]{2,20}[-_.][a-z0-9])|(?:line|insta|twitter|kakao"
    r"|skype)(?=[a-z0-9.-]{1,20}_[a-z0-9])"
)

_LINK = re.compile(
    r"(?:[ \n:=→⇒><「『【】」』()\[\]\"'・…/.,、!★☆♪🌸↓-]|の(?:ほう|方)?|は|が|も|是|から|で|に|を|と|なら|用|名|上の|公式|個人|検索|半角"
    r"|小文字|して(?:ください|下さい|ね)| (?:is|as)(?= )|こちら|これ|です|だよ"
    r"|教えますね?|共通|全部|すべて|全て|どれも|同じ|ともに|けど|どちらも|って|といいまして|交換(?:しましょう|しません|お願い)){0,6}"
)
_MARKS = re.compile(r"[:=→⇒>「『【(\n\"↓]|は|なら|も")
_BACK = re.compile(
    r"(?:[」』】\"' \n(←⇐<,、。@/=-]|です(?:が)?|を|が|は|も|と|で|の|に|だけど|になります|という|って|名前|アプリ|わたし|私|うち"
    r"|自分|僕|俺|こちら){0,5}"
)
_TOLD_BEFORE = re.compile(rf"(?:{SERVICE})(?:の| |用){{0,2}}(?:{ACCOUNT})?{_LINK.pattern.replace('{0,6}', '{0,4}')}$")
_PAGE = re.compile(r"[/?]|^www\.|\.(?:com|net|org|co\.jp|or\.jp|ne\.jp|me|io|site|page|info|biz)$|\..{1,40}\..{1,40}\.")
_ENDS = re.compile(
    r"[」』\"'】]?[ )]{0,2}(?:です(?!か)|でござ|だよ|だ[。よ]|だから|や[。ねでけ]|なので|になり|とな[りっ]|と申|という|といい|って(?:名"
    r"|い|id|検)"
    r"|で(?:ご?(?:検索|登録)|出|やって|見[つて]|探|お願い|通話|ライン|line|連絡|友|つな|とれ|すぐ|統一|共通|同じ|[。\n]|$|書い|投稿"
    r"|い(?:ます|けます)|さが|追加|フォロー|dm|id|どうぞ)"
    r"|を(?:検索|追加|フォロー|見て|探|登録|友|さが)|(?:に|へ|まで|宛|あて)(?!つい|は|関|も)|から(?:追加|フォロー)|と(?:検索|入れ|打)"
    r"|フォロー|の(?:アカウント|方|ほう|名前)|検索|追加|ください|もしくは|[\n。、,.!?/()\[\]🌸☆★♪♡♥✨🙇…←]| |$)"
)
_FIRMLY = re.compile(
    r"[」』\"'】]?[ )]{0,2}(?:です(?!か)|でござ|だよ|だ[。よ]|や[。ねで]|なので|になり|と申|という(?:名|id|アカ)|といい|って(?:名|い|id)"
    r"|で(?:検索|登録|出|やって|見つ|探|お願い|さが|追加)|を(?:検索|追加|フォロー|探|登録)"
    r"|(?:まで|宛|に(?:送|連絡|dm|ご連絡)|へ(?:どうぞ|お願い|ご?連絡))(?!の|に)|のアカウント|[」』】🌸☆★♪♡♥✨🙇]| (?:よろ|お願)"
    r"| ?[。!)]?(?:\n|$))"
)
_NOT_NOW = re.compile(
    r"[」』\"'】]?(?:でした|だった|ではあり|ではな|じゃな|ですか|でしょうか|という(?:の|もの|製品|商品|会社|店))"
)
_COUNTED = re.compile(
    r" ?(?:本|台|名|人|個|号|班|社|線|年|月|日|時|分|円|件|回|級|歳|%|か所|万|千|つ|番|通|枚|語|行|版|系|型|点|位)"
)
_WORK = re.compile(
    r"経験|使用|使(?:い|え|っ|う)(?!捨)|学(?:び|ん|習)|勉強|運用|開発|構築|業務|担当|制作|編集|保守|導入|設定|実装|でき(?:ます|る)"
    r"|得意|ました"
    r"|変換|保存|出力|連携|求人|会社|株式"
)
_SENTENCES = "。!?\n"


@dataclass(frozen=True)
class _Mention:
    """A word that an account is known by, `service`, `account` or `adding`, and the words between it and the account."""

    kind: str
    between: str


def find(reading: Reading) -> list[Place]:
    """Places of names and IDs of other services in a reading."""
    text = reading.text
    mentions = [(match.start(), match.end(), match.lastgroup or "") for match in _MENTION.finditer(text)]
    if not mentions and not _WORTH_A_LOOK.search(text):
        return []
    found = names(text, [start for start, _, kind in mentions if kind == "service"]) if mentions else []
    ends = [end for _, end, _ in mentions]
    for match in _HANDLE.finditer(text):
        start, end = _bare(text, *match.span())
        behind = bisect_left(ends, start + 1)
        if end - start < 2 or (behind < len(mentions) and mentions[behind][0] <= start):
            continue
        if text.startswith("@", end) and (behind == len(mentions) or mentions[behind][0] != end + 1):
            continue  # the local part of an address
        form = _form(text[start:end], match.lastgroup or "")
        if not form or _NOT_NOW.match(text, end):
            continue
        if _is_told(text, start, end, form, mentions, behind) or (
            start > match.start() and _is_grown_to(text[match.start() : start], text, start, end, mentions, behind)
        ):
            found.append((start, end))
    return merged(found)


def told_here(text: str, start: int, end: int) -> bool:
    """Whether a host without a scheme or a path, as sora.photo, is told to be an account: インスタはsora.photoです."""
    before = text[max(0, start - _FAR) : start]
    told = _TOLD_BEFORE.search(before)
    return told is not None and _PAGE.search(text, start, end) is None


def _bare(text: str, start: int, end: int) -> Place:
    """Without the service that it is grown together with, and without the sentence's full stop."""
    if glued := _GLUED.match(text, start, end):
        start = glued.end()
    while end > start and text[end - 1] in ".-: ":
        end -= 1
    return start, end


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


def _is_told(text: str, start: int, end: int, form: str, mentions: list[tuple[int, int, str]], behind: int) -> bool:
    """Whether what stands beside a word makes it an account."""
    if form == "certain":
        return True
    if form == "digits" and _COUNTED.match(text, end):
        return False
    before = _mention_before(text, start, mentions, behind)
    after = _mention_after(text, end, mentions, behind)
    near = _service_near(text, start, end, mentions, behind)
    strong = form in ("marked", "mixed", "spaced")
    if before is not None and _LINK.fullmatch(before.between):
        marks = _MARKS.search(before.between) is not None
        if before.kind == "account" or (before.kind == "word" and near):
            told = near or strong or (form == "plain" and marks and _FIRMLY.match(text, end) is not None)
            return (near and form == "marked") or (told and _ENDS.match(text, end) is not None)
        if before.kind == "adding":
            return (strong or (form == "plain" and marks)) and _ENDS.match(text, end) is not None
        if before.kind == "service" and strong and _ENDS.match(text, end):
            return True
        if before.kind == "service" and form == "plain" and (marks or end - start >= 8) and _FIRMLY.match(text, end):
            return True
    if after is not None and _BACK.fullmatch(after.between) and form != "digits":
        if after.kind == "service" and (strong or "(" in after.between or "←" in after.between):
            return True
        if after.kind == "adding" and (strong or len(text[start:end]) >= 6):
            return True
    if not near or not strong or not _ENDS.match(text, end):
        return False
    return form == "marked" or (_FIRMLY.match(text, end) is not None and not _WORK.search(_sentence(text, start, end)))


def _is_grown_to(word: str, text: str, start: int, end: int, mentions: list[tuple[int, int, str]], behind: int) -> bool:
    """Whether what is grown together with a service's name or the word ID is an account: LINErn_0704, IDmayu.05."""
    if _ENDS.match(text, end) is None:
        return False
    return not word.startswith("id") or _service_near(text, start, end, mentions, behind)


def _mention_before(text: str, start: int, mentions: list[tuple[int, int, str]], behind: int) -> _Mention | None:
    if not behind:
        return None
    _, end, kind = mentions[behind - 1]
    return _Mention(kind, text[end:start]) if start - end <= _FAR else None


def _mention_after(text: str, end: int, mentions: list[tuple[int, int, str]], behind: int) -> _Mention | None:
    if behind >= len(mentions):
        return None
    start, _, kind = mentions[behind]
    return _Mention(kind, text[end:start]) if 0 <= start - end <= 12 else None


def _service_near(text: str, start: int, end: int, mentions: list[tuple[int, int, str]], behind: int) -> bool:
    """Whether a service is told in the same sentence or the one before it."""
    for _, ended, kind in reversed(mentions[max(0, behind - 4) : behind]):
        if kind == "service" and start - ended <= _FAR:
            return sum(mark in _SENTENCES for mark in text[ended:start].rstrip(_SENTENCES + " ")) <= 1
    for began, _, kind in mentions[behind : behind + 3]:
        if kind == "service" and began - end <= _FAR // 2:
            return not any(mark in _SENTENCES for mark in text[end:began])
    return False


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a place, no more than 40 characters to each side."""
    begin = max(text.rfind(mark, max(0, start - 40), start) for mark in _SENTENCES) + 1
    ends = [at for mark in _SENTENCES if (at := text.find(mark, end, end + 40)) >= 0]
    return text[max(begin, start - 40, 0) : min(ends, default=end + 40)]
