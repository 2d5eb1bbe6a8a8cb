"""A person's own name and address in a text (SEE-2, MSG-8): asked of the registry alone, which knows them.

Found is the name in full, written or read, in any kana, in Roman letters and in older characters; the family or given
name alone only where it is said to be the writer's (山田と申します), as others are called so too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.recognition.reading import Reading
from services.recognition.romaji import romanizations
from services.recognition.spans import Kind, Place, merged
from services.recognition.variants import TODAYS

_MACRONS = str.maketrans("āīūēōâîûêô", "aiueoaiueo")
_KATAKANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(ord("ぁ"), ord("ゖ") + 1)})
_KANA_OF_TODAY = str.maketrans(
    "ヰゐヱゑヲヅづヂぢャュョッァィゥェォヵヶゃゅょっぁぃぅぇぉを",
    "イイエエオズズジジヤユヨツアイウエオカケヤユヨツアイウエオオ",
)
"""Older kana, and small ones written large: きようこ, かをり."""
_EVENED: dict[int, int | str] = {**TODAYS, **_KATAKANA, **_KANA_OF_TODAY}
_REPEATED = re.compile("([一-鿿])々")
_CLOSED_UP: dict[int, int | str | None] = {
    **_EVENED,
    **{ord(character): None for character in " \n・.,、/_=-()●○◯★☆*※■□◆◇♪♡♥|+"},
}
_LONG_VOWEL = re.compile(
    "(?<=[オコソトノホモヨロヲゴゾドボポョウクスツヌフムユルグズブプュ])ウ|(?<=[オコソトノホモヨロゴゾドボポョ])オ"
    "|(?<=[エケセテネヘメレゲゼデベペ])イ"
)
_ROMAN = re.compile("[a-z][ .-]?[a-z]")
_SURE_LENGTH = 5
_FROM_ABROAD = re.compile("[^一-鿿々]|.$")
"""A family name that may be written in letters its reading doesn't tell: not in kanji, or of one (スミス, 王)."""
_LATIN_NAME = r"(?P<name>[a-z][a-z'.-]{0,20}(?: [a-z][a-z'.-]{0,20}){1,3}?)"
_NAMED_IN_LATIN = (
    re.compile(
        rf"(?:regards|sincerely|truly|respectfully|cheers|thanks|thank you),?[ ]?\n{{1,2}}{_LATIN_NAME}(?=\.?(?:\n|$))"
    ),
    re.compile(rf"(?<![a-z])(?:my name is|my name's|call me) {_LATIN_NAME}(?=[.,!\n]|$| and | from )"),
    re.compile(rf"(?:^|(?<=[^a-z .'-])|(?<=[^a-z] )){_LATIN_NAME} ?と(?:申|もうし|言いま|いいま)"),
)
_NO_LATIN_NAME = re.compile(
    r"(?<![a-z])(?:not|written|in|on|the|a|an|too|very|co|ltd|inc|corp|team|english|secret|also)(?![a-z])"
)
_LETTER_BY_LETTER = r"[ \n・.,、/_=●○◯★☆*※■□◆◇♪♡♥|+-]{0,3}"
_BETWEEN = r"[ \n・,、./_=(●○◯★☆*※■□◆◇♪♡♥|+-]{0,3}"
_READING = r"(?:\([^()\n]{1,12}\))?"
_SAID = re.compile(
    r"(?:(?:名前|氏名|姓|名|名字|苗字|本名|申請者|署名|差出人|下の名前|記入者|応募者|本人|フルネーム"
    r"|お名前|なまえ|表札|予約名|(?<!以)(?<!の)下)[はがも:、 ]{1,2}"
    r"|(?:^|[。、\n ])(?:私|わたし|わたくし|自分|僕|俺|こちら)[は、 ]{1,2})[「『\"]?$"
)
_INTRODUCED = re.compile(
    r"(?: ?\([^()\n]{1,20}\))?[」』\"]?[ 、]{0,2}(?:[0-9]{2}[歳才]?(?:[、 ](?:男|女)性?)?(?=です))?"
    r"(?:申し(?:ます|上げ|遅れ)|でーす|でえす|っす(?=[。、! \n]|$)|なん(?:です|だ)|デス(?![ァ-ヺ])|として(?:応募|登録|伺|連絡)"
    r"|、(?:承知|了解|かしこま|応募し|よろし)|[ 、,/・|(]{1,2}(?:(?:男|女)(?:性"
    r"|[ 、,/・|).。\n]|$)|[0-9]{2}(?:歳|才|代))|に(?:なりまし|改姓|変わり)"
    r"|@(?=[一-鿿ぁ-んァ-ヺ])|である"
    r"|:(?=よろ|お願|はじめ|こんに|いつも|お世話)"
    r"|(?:の|という)名前?で|は漢字で|じゃ(?:。|けど|が)|名で|宛て?(?:で|に)|名義(?:です|に)|でいい|でお願い|本人|をよろしく|の(?:携帯"
    r"|電話|番号|メール|アドレス|連絡先|履歴書|応募|件)(?:番号"
    r"|書類)?(?:に|へ|まで|は|です|が|を|で)"
    r"|(?:に|への?)ご?(?:連絡|電話|返信|返事|メール)[^。\n]{0,8}(?:ください|下さい|お願い|待ち)"
    r"|、?と(?:だけ|のみ)|をお願いします[」』]?、?と(?:言|いっ|伝|お伝|おっしゃ)|が(?:来|到着し|着き?)(?:た|ました)と"
    r"|は[「『][ぁ-んァ-ヺー]{1,10}[」』]と(?:読|よ|発音)|の(?:母|父|妻|夫|家内|娘|息子|家族)(?:です|と申|が代わり|でござ)|家の(?:長"
    r"|次|三)[女男]|を名乗|様とお?書|方(?:に|へ|宛)[^。\n]{0,6}(?:送|届|お願)"
    r"|(?:です(?:が|けど)?、?|ちゃん|くん|さん)?[」』]?、?と ?(?:申|言えば|いえば|言っ|いって(?:い|頂|もら|くだ)|伝え|お伝え"
    r"|もう[しす]|言い?ま"
    r"|いいま|言う者|いう者|いう名(?:前|字)(?!の)|いう苗字(?!の)"
    r"|お?呼|およ|よん|よば|名乗|書き|書いて|読み|いう[。\n])"
    r"|です(?!か|と|って|が?いらっ)|でございます|で御座います|だ(?:。|よ|と(?:覚え|呼|思っ))|なの(?:です|で、)|って(?:言|い(?:い"
    r"|う(?!人|方))|呼|お?よ)|名義で"
    r"|(?:言|い)い(?:ます|まして|ますねん)|や(?:ねん|けど|で[。!])|(?:は|が|も|で)[^。\n]{0,16}?(?:伺[いえう]|うかが[いえ]|参り"
    r"|まいり|いたします|致します|いたしました|お邪魔|辞退|おります)"
    r"|で(?:登録|予約|入れて|取って|申込|申し込|応募|届|呼)"
    r"|(?:宛て?|あて|まで)[^。\n]{0,10}(?:電話|連絡|お願い|ください|メール)|より(?=[ 、。\n]|$)|まで(?=[ 。\n]|$)| {0,2}拝(?=[ 。\n]"
    r"|$)| ?[。.]?(?=\n|$))"
)
_SIGNED = re.compile(
    r"(?:^|[\n。!?] ?|(?:ます|です|ました|ません|ください|下さい|以上|敬具|草々)[。、! ]{0,3}|(?:^|\n)[-―=~_*]{1,8} ?"
    r"|(?:from|by|差出人|文責|送信者)[: ]{1,2})$"
)
"""What stands before a name that is a line's or a sentence's last word: the writer's signature."""
_ROMAN_INTRODUCED = re.compile(
    r"(?:[ ,.]{1,2}[a-z]\.?)? ?(?:と(?:申|もうし|いいま|言いま|お?呼|よん|書き)|って(?:言|いい|呼|よ)|です(?!か|と|が)|desu(?![a-z])"
    r"|here(?![a-z])|より(?=[。\n]|$))"
)
_SIGNED_IN_ROMAN = re.compile(r"(?:(?:^|\n) ?|(?:regards|sincerely|yours|thanks|thank you),?[ \n]{1,2})$")
_ENGLISH = re.compile(r"(?:(?<![a-z])(?:i am|i'm|this is|my name is|name is|call me|name:) ?)$")
_NOT_ALONE = re.compile(
    r" ?(?:さん|様|さま|氏(?!名)|君|くん|先生|課長|部長|社長|店長|係長|主任|ちゃん|殿)(?!と(?:お書き|書)|[」』]?、?(?:と|って)お?(?:呼"
    r"|よ)(?!ばれ(?:る"
    r"|た)(?:方|人|社|上)))"
)
_ANOTHERS = re.compile(
    "(?:です)?、?(?:と|って)(?:申す|もうす|名乗る|名乗った|いう|言う|おっしゃる|申される)(?:お?方|かた|人|上司|先輩|社員|担当|店|会社"
    "|駅|所|町)"
)
_SUBJECT = re.compile(r"([一-鿿々ァ-ヺー]{1,8}[りいみき]|[一-鿿々ァ-ヺー]{1,8})(?:は|が|も)、?\Z")
_OWN_SUBJECT = re.compile(
    "[名姓字]$|名前|[氏姓]名|(?<!担当)(?<!前任)(?<!後任)(?<!責任)(?<!紹介)(?<!代表)(?<!関係)者$|私|自分|当方|本人"
    "|[人僕俺日時回今度夜朝昼間頃]$|宛|連絡|返[信事]|電話|登録|呼|回答|表札|読み|名義|[姓下]$"
)
"""Not what a name is told of, but a place or another person: 勤務地は千葉です, 面接官は中村です."""
_ADDRESSED = re.compile(r"(?:宛名|宛先|宛|表書き|表札|名義|呼び名)[はがも:、 ]{1,2}[「『]?\Z")
_ADDRESS_ENDS = re.compile(r"(?:様|さま|さん|殿|行)?[」』]?(?:で|と|に|宛)")
"""A letter to the writer: 宛名は平野様で."""
_SURELY = re.compile(r"(?:の名前?で|で(?:入れて|取って)(?:あ|い|く)|名義(?:で|です|に)|宛て?(?:で|に)|あて(?:で|に))")
"""Told of a name and of no place, whatever the sentence is about: 予約は植木の名前で."""
_QUOTED_SELF = re.compile(
    r"(?:様|さん|くん)[」』]で(?:お?願い|呼|いい|結構)|[」』]と(?:ある|あれば|書いてある|書かれ)[^。\n]{0,8}(?:私|自分|僕)"
)
"""What the writer is called or found by: 「平野様」でお願いします."""
_CLOSES = re.compile(r"(?:^|[\n。])以上、?\Z")
_NAMES_GO_ON = re.compile(
    r"[一-鿿々ァ-ヺー]|(?!と(?:書|読|い|申|か[。、]|、|$)|です|で[、。す]|に(?:なり|なっ)|だ|や[。ね]|の(?:読|漢)|、)[ぁ-ん]"
)
_SELF = re.compile(
    "(?:(?:^|[。、\n ])(?:私|わたし|わたくし|自分|僕|俺|当方)[、は]?|求職者|応募者|申込者|希望者|本人|再度|当方|求職中|小職|文責|署名"
    r"|[男女]性?|在住|出身|[歳才代]|(?:ワタシ|ワタクシ|ボク|ナマエ)ハ)\Z"
)
"""Words of the writer's own, behind which a name may begin without an edge: わたくし山田と申します."""
_ITSELF = re.compile("(?:^|[。、\n ])(?:私|わたし|わたくし|自分|僕|俺|当方)(?:こと)?、?$")
"""The writer, named beside the word for oneself: 私、山田は … """
_PARTICLE = re.compile("(?:は|が|も|の|に|と|を|まで|から|、|で)(?!さん)")
_HIRAGANA_BEFORE = re.compile(r"[はがもをのとでに]$|[^ぁ-ん]$")
_BEHIND = re.compile(
    r"(?:です|と(?:申|いい|言|い|、|$)|で(?:す|ご|御|、)|と(?:書|かき|名|なの|よ|読)|だ[。よ]|より|は|が|の|を|に|も|さん"
    r"|様|拝|なの|ません|[^ぁ-んァ-ヺー]|$)"
)


@dataclass(frozen=True, repr=False)
class OwnData:
    """What is looked for; not shown when printed. Readings are katakana; the address may be empty."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    address: str = ""


def own_places(reading: Reading, own: OwnData) -> dict[Kind, list[Place]]:
    """Places of the person's name and address in a reading."""
    # What is said of a place is compared as the recognizers read it, so that 1-1 and １−１ are one.
    address = _closed_up(Reading.without_places(own.address).digits)
    at = reading.digits.find(address) if address else -1
    return {Kind.NAME: _names(reading.text, own), Kind.ADDRESS: [(at, at + len(address))] if at >= 0 else []}


def _names(read_text: str, own: OwnData) -> list[Place]:
    written = (_read(own.family), _read(own.given))
    read = (_read(own.family_kana), _read(own.given_kana))
    names: list[Place] = []
    if _ROMAN.search(read_text):
        names += _in_roman_letters(read_text, _romanized(own.family_kana), _romanized(own.given_kana))
        names += _named_in_latin(read_text) if _FROM_ABROAD.match(own.family) else []
    closed_up = _repeated(read_text.translate(_CLOSED_UP))
    drawn = _drawn_out(closed_up)
    if not any(part and (part in closed_up or _drawn_out(part) in drawn) for part in (*written, *read)):
        return merged(names)
    katakana = _repeated(read_text.translate(_EVENED))
    text = _repeated(read_text.translate(TODAYS))
    names += _whole_names(text, katakana, written, read)
    for part in {*written, *read, _drawn_out(read[0]), _drawn_out(read[1])} - {""}:
        spelled = _spelled(part)
        names += [match.span() for match in re.finditer(spelled, katakana) if _is_meant(text, *match.span())]
    return merged(names)


def _whole_names(text: str, katakana: str, written: tuple[str, str], read: tuple[str, str]) -> list[Place]:
    """Family and given name, each written or read, letter by letter too, with the reading between them in brackets."""
    found: list[Place] = []
    drawn = (_drawn_out(read[0]), _drawn_out(read[1]))
    for family, given in {
        written,
        read,
        drawn,
        (drawn[0], read[1]),
        (read[0], written[1]),
        (written[0], read[1]),
        (written[0], drawn[1]),
    }:
        if not family or not given:
            continue
        first, last = _spelled(family), _spelled(given)
        pattern = rf"{first}{_BETWEEN}{_READING}{_BETWEEN}{last}|(?P<turned>{last}[ ・,]{{1,2}}{first})"
        short = (len(family) == 1, len(given) == 1)
        for match in re.finditer(pattern, katakana):
            start, end = match.span()
            if "(" in match[0] and ")" not in match[0] and katakana[end : end + 1] == ")":
                end += 1
            if (
                _stands_alone(text, start, end)
                and (not (match["turned"] or "、" in match[0]) or _has_edges(text, start, end, (True, True)))
                and _has_edges(text, start, end, short)
            ):
                found.append((start, end))
    return found


def _has_edges(text: str, start: int, end: int, short: tuple[bool, bool]) -> bool:
    """Whether a name in kanji is no part of a longer one where its first or last part is `short`: 林一郎 in 小林一郎."""
    first, last = short
    if first and _KANJI_BEFORE.search(text[max(0, start - 12) : start]) and _KANJI.match(text, start):
        return False
    return not (last and _KANJI.match(text, end - 1) and _KANJI.match(text, end) and not _NAME_ENDS.match(text, end))


def _spelled(part: str) -> str:
    """A pattern of a name's part letter by letter, in which a long vowel is drawn as it may be: ショウタロウ, ショウタロー."""
    letters = [re.escape(letter) for letter in part]
    for match in _LONG_VOWEL.finditer(part):
        letters[match.start()] = f"[{letters[match.start()]}ー]"
    return _LETTER_BY_LETTER.join(letters)


def _drawn_out(reading: str) -> str:
    """A reading with its long vowels as they are drawn: ヨウコ as ヨーコ, オオノ as オーノ."""
    return _LONG_VOWEL.sub("ー", reading)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a full name is one, and not letters out of longer words: kana and short names need an edge."""
    name = text[start:end]
    if re.fullmatch("[ァ-ヺー]+", name):
        if re.search("[ァ-ヺー]$", text[max(0, start - 1) : start]) and not _KATAKANA_BEFORE.search(
            text[max(0, start - 8) : start]
        ):
            return False
        return re.match("[ァ-ヺー]", text[end : end + 1]) is None or (
            len(name) >= _SURE_LENGTH and _KATAKANA_BEHIND.match(text, end) is not None
        )
    if re.fullmatch("[ぁ-ん]+", name):
        return (start == 0 or _HIRAGANA_BEFORE.search(text[start - 1 : start]) is not None) and _BEHIND.match(
            text, end
        ) is not None
    if len(name) == 2:
        return (
            re.search("[一-鿿々]$", text[max(0, start - 1) : start]) is None
            and re.match("[一-鿿々]", text[end : end + 1]) is None
        )
    return True


_HEADS = re.compile(
    "[ \n](?![^。\\n]{0,8}(?:さん|様|氏|君|先生|店|社|駅|町|市))[^。\\n]{2,12}(?:は|を|が|の件|です|ます)"
)
"""What follows the writer's name where a message begins with it."""
_KANJI = re.compile("[一-鿿々]")
_KANJI_BEFORE = re.compile(
    r"[一-鿿々](?<!私)(?<!僕)(?<!俺)(?<!者)(?<!自分)(?<!名前)(?<![氏本姓]名)(?<!署名)(?<!本人)(?<!以上)(?<!敬具)(?<!草々)(?<!拝)(?<!在住)(?<!求職中)"
    r"(?<![男女])(?<![男女]性)(?<![歳才代])(?<!出身)(?<!勤務)(?<!文責)(?<!会社)(?<!宛)$"
)
_NAME_ENDS = re.compile("[様殿拝氏君男女宛]|本人|と(?:申|言)|[0-9]|[歳才]|方(?!$)")
_KATAKANA_BEFORE = re.compile("(?:ワタシハ|ワタクシハ|ナマエハ|オナマエハ|シメイ|ボクハ|ジブンハ|ナマエ)$")
_KATAKANA_BEHIND = re.compile(
    "デス|デゴ|ダ(?![ァ-ヺ])|ト(?:モウ|イイ|イウ|ヨ|カキ|ヨミ)|ヨリ|デ[。、]|ノ(?:ケイタイ|デンワ|バンゴウ|メール)"
    "|ハ(?![ァ-ヺ]{0,2}ン)|ガ|マデ|アテ"
)


def _romanized(kana: str) -> frozenset[str]:
    return romanizations(_closed_up(Reading.without_places(kana).text.translate(_KATAKANA)))


def _named_in_latin(text: str) -> list[Place]:
    """Names in Latin letters that the writer signs with or says to be called: the spelling of one from abroad has no rule."""
    found = [match.span("name") for pattern in _NAMED_IN_LATIN for match in pattern.finditer(text)]
    return [(start, end) for start, end in found if not _NO_LATIN_NAME.search(text, start, end)]


def _repeated(text: str) -> str:
    """々 as the character it stands for: 佐々木 and 佐佐木 are one."""
    return _REPEATED.sub(r"\1\1", text) if "々" in text else text


def _is_meant(text: str, start: int, end: int) -> bool:
    """Whether a family or given name alone is said to be the writer's."""
    before, name = text[max(0, start - 12) : start], text[start:end]
    if _ADDRESSED.search(before) and _ADDRESS_ENDS.match(text, end):
        return True
    if before.endswith(("「", "『")) and _QUOTED_SELF.match(text, end):
        return True
    if _CLOSES.search(before) and text.startswith("でした", end):
        return True
    if _NOT_ALONE.match(text, end) or _ANOTHERS.match(text, end):
        return False
    if _is_of_another(before) and not _SURELY.match(text, end):
        return False
    if before.endswith("(") and text.startswith(")", end) and _INTRODUCED.match(text, end + 1):
        return True  # the reading of a name: 中村(なかむら)です
    if re.fullmatch("[ぁ-ん]+", name):
        edge = not re.search(r"[ぁ-ん]\Z", before) or before.endswith(("は", "、", "と書いて"))
    else:
        edge = re.search(r"[一-鿿々ァ-ヺーa-z]\Z", before) is None or _SELF.search(before) is not None
    if not edge:
        return False
    introduced = _INTRODUCED.match(text, end)
    if introduced is not None and introduced[0].strip(" 。.") == "":  # a signature: a line of its own
        return _SIGNED.search(before) is not None or _SAID.search(before) is not None
    if re.search(r"(?:^|[\n。 ]|ます|です|ました|ください)\($", before) and re.match(
        r"\) ?(?:[。\n]|$)", text[end : end + 3]
    ):
        return True
    if not before and _HEADS.match(text, end):
        return True
    said = _SAID.search(before) is not None and _NAMES_GO_ON.match(text, end) is None
    itself = _ITSELF.search(before) is not None and _PARTICLE.match(text, end) is not None
    return introduced is not None or said or itself


def _is_of_another(before: str) -> bool:
    subject = _SUBJECT.search(before)
    return subject is not None and _OWN_SUBJECT.search(subject[1]) is None


def _in_roman_letters(text: str, families: frozenset[str], givens: frozenset[str]) -> list[Place]:
    if not families or not givens:
        return []
    text = text.translate(_MACRONS)
    first, last = ("|".join(map(re.escape, sorted(names, reverse=True))) for names in (families, givens))
    between = r"[ ,._・\n-]{0,3}"
    whole = rf"(?<![a-z])(?:(?:{first}){between}(?:{last})|(?:{last}){between}(?:{first}))(?![a-z])"
    found = [match.span() for match in re.finditer(whole, text)]
    begins = {name[0] for name in givens}
    initial = rf"(?<![a-z])(?:(?P<before>[a-z])\. ?(?:{first})|(?:{first}),? (?P<behind>[a-z])\.)(?![a-z])"
    found += [m.span() for m in re.finditer(initial, text) if (m["before"] or m["behind"]) in begins]
    apart = "|".join("[ .-]".join(name) for name in sorted(families | givens) if len(name) >= 4)
    found += [m.span() for m in re.finditer(rf"(?<![a-z])(?:{apart})(?![a-z])", text)] if apart else []
    for match in re.finditer(rf"(?<![a-z])(?:{first}|{last})(?![a-z])", text):
        said = _ENGLISH.search(text[max(0, match.start() - 14) : match.start()]) and (
            match.end() - match.start() > 3 or not re.match(" [a-z]", text[match.end() : match.end() + 2])
        )
        line_of_its_own = _SIGNED_IN_ROMAN.search(text[max(0, match.start() - 14) : match.start()]) and re.match(
            r" ?[.。]?(?:\n|$)", text[match.end() : match.end() + 3]
        )
        if said or line_of_its_own or _ROMAN_INTRODUCED.match(text, match.end()):
            found.append(match.span())
    return found


def _read(name: str) -> str:
    """A name as it is compared: read as a text is, older characters as today's, kana as katakana, without blanks."""
    return _repeated(_closed_up(Reading.without_places(name).text.translate(_EVENED)))


def _closed_up(text: str) -> str:
    """Without blanks, and without the breaks that characters of no width are read as."""
    return text.replace(" ", "").replace("\n", "")
