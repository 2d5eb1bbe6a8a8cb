"""What makes no demand of what looks like one (MSG-8): it forbids, waives, tells of work, of others, or of another place."""

from __future__ import annotations

import re

from services.recognition.spans import Place

_FORBIDDEN = re.compile(
    r"ないで(?!しょ|す)|(?:伺って|聞いて|頂いて|いただいて)は?(?:おり|い)ません(?!ので|から|が、|ため|でした)|ないよう(?!で(?:す|し))"
    r"|(?<!差し支)(?:書か|お?書きになら"
    r"|記載せ|入力せ|出さ|添え"
    r"|名乗ら|明かさ)ず|(?:書か|お書きになら)な|不要|必要(?:は"
    r"|も)?(?:まだ|特に|一切|今は)?(?:ない|(?:あり|ござい)ません)|禁止|(?<!返事を)(?<!返信を)(?<!案内を)(?<!連絡を)控え(?!させ|たい"
    r"|ます(?!よう))|きかん|(?:聞|書)かん"
    r"(?:で|と|主)|いらん(?!か)|(?:いり|要り)ません(?!か)|いらない|要らない|存じ上げないまま|求める(?:団体|(?<!前の)(?<!今の)"
    r"(?<!現在の)会社|企業|事業者|業者|相手)|労働局|求めて(?:い|おり)ません(?!か)|詐欺"
    r"|なくても、?[^。!?\n]{0,30}(?:いただけます|頂けます|できます|られます|可能です)|聞き出(?:そう|す|し)|不審|怪し|問いません|問わず"
    r"|不問|donot|don't|noneed|neednot|notne|never|without|遠慮"
    r"|(?:こと|もの)は[^。!?\n]{0,12}(?:あり|ござい|いたし|し|でき)ません|(?:こと|義務)(?:は|が)できません|(?:お?聞き|お?伺い"
    r"|お?尋ね|求め|いただき|伺い)(?:し|いたし)?ません(?!か|と|場合)|伏せ"
    r"|(?:は|(?<!だけで)(?<!のみで)も|なくて|ないで|ずに|ままで|匿名で)結構です|空欄(?!です|でし|になって|となって|のよう|が)"
    r"|空けたまま|なくて(?:も)?(?:大丈夫|よ|い|構|差)|いけません"
    r"|差し支えございません$|とのこと|とのご|というご|という質問"
    r"|しない(?:で|よう)|まで(?:も)?(?:なく|ありません)"
)
_WORK = re.compile(
    r"(?<!不調のご)(?<!手術のご)(?<!病気のご)(?<!通院のご)(?<!入院のご)(?<!病の)経験|業務|(?<!さんの)(?<!様の)(?<!族の)"
    r"(?<!人の)(?<!親の)(?<!の)(?<!のお)お?仕事(?!は何)|作業(?!着)|実績|スキル|操作|使い方|書き方|添削|講座|名簿|名札(?!を(?:作|用意"
    r"|準備|お作))|求人票に"
    r"|取り次(?!ぎ(?:ます|でき|いたし))|受付の|来客|お客様(?:の|から)(?![^。!?\n]{0,16}を?ご(?:返信|入力|記入|提示|連絡)(?:くだ|下さ"
    r"|いただ|頂|願|を))"
    r"|(?:宿泊者|来館者|入居者|会員|生徒|保護者|ゲスト|患者)(?:様|さん|カード|名簿)?(?:の|に|から|へ|が)|利用者(?:の|から)|患者"
    r"|(?:他|ほか)の(?:団体|会社|事業者)|求められ|聞かれ|尋ねられ|(?:働き|働いてみ|始め)ませんか"
)
_ANOTHERS = re.compile(
    r"(?:求人票|(?<!前の)(?<!今の)(?<!現在の)(?<!直近の)会社|企業|事業所|事業主|施設|学校|大学|店|病院|ソフト|アプリ|資格|商品|製品"
    r"|職種|仕事|業務|部署"
    r"|団体|組織|制度|講座"
    r"|サービス|ツール|言語|業界|求人|求人先|紹介先|応募先|機械|機種|駅|町|市|上司|先生|担当者?|当社|弊社|私ども|当団体|当センター"
    r"|当窓口|当方|わたくし|私|下記|上記|以下|こちら|次|(?:社員|従業員|職員|スタッフ|顧客|得意先|取引先|園児|児童|生徒)|けんてい"
    r"|しかく|しごと|かいしゃ|めんきょ|がっこう|そふと|公式|科目|授業|教科|講義|ゼミ|研究室?|テーマ|作品|書籍|映画|番組|楽曲|曲|検定"
    r"|試験|免許|車種|工具|道具|材料|料理|メニュー|動物|植物|花"
    r"|都市|地域|路線|沿線|プロジェクト|案件|イベント|部活(?:動)?|クラブ|サークル|大会|種目|楽器|設備|装置|薬品|部品|機器|品物|書類"
    r"|病棟|工程"
    r"|売り場|コース|クラス|教材|教室|講師|キャラクター|ブランド|メーカー|雑誌|新聞|論文|担当教授|賞|プラン|方法|(?<!日)本)"
    r"(?:様|さん)?(?:の|名の|である|した|さ?れた)?(?:公式)?$"
)
_THERE = re.compile(
    r"(?:部|課|係|室|店|担当|センター)(?:宛て?|あて)(?:に|で|まで)?、?$|(?:お電話|電話口|窓口|ご?来所|ご?来社|ご?来店|ご?来庁|ご?面談"
    r"|ご?面接|対面|当日|そちら|外部の?フォーム)(?:いただいた)?(?:にて"
    r"|では|で|の(?:際|時|とき|折|席)(?:に|には|は|で)?)、?$"
)
_THEN = re.compile(r"(?:その際|その折|そのとき|その時)(?:に|は)?、?")
_AT_A_CALL = re.compile(r"電話(?:で|に|を)|面接|来所|来社|窓口|お越し|受付")
"""What the sentence before tells of, where a datum is given then: お電話で承ります。その際お名前を …"""
_LATER = re.compile(
    r"契約(?:の際|時|後)|登録会|受付票|用紙に|申込書に|総務へ|入社(?:後|時|日|手続)|採用(?:後|時|が決|決定|とな|に至|の際)|合格"
    r"(?:後|の際|され|した)|封筒|内定後|面接(?:時|の(?:とき|時(?!間)|日(?!程|時)|席)|には|の際|当日|の受付"
    r"|会場)|フォーム(?:に|で|から"
    r"|へ)|受付(?:で|に(?!あた|伝|届|知ら|話|渡))|ハローワーク(?:で|を通(?!す(?:と|の)|さ)|から|の窓口)|安定所(?:で|を通|から)"
    r"|窓口(?:で|に|へ)"
    r"|来(?:所|社|店|庁|館)(?:時|の(?!前))|(?:スタッフ|係員|係の者|店員)(?:へ|に)"
)
"""Where or when the datum is given, if not here."""
_BROUGHT = re.compile(
    r"持参|お持ち(?!で(?:し|な|す)|か(?:どうか|、|。))|お越し|ご用意(?!の(?:うえ|上)[^。!?\n]{0,16}(?:返信|入力|記入|送))|そちら(?:で"
    r"|に)(?:ご?入力|ご?記入)"
)
_DESTINATION = re.compile(
    r" ?[)\]」』】]?(?:の?(?:メール|宛|あて|番号|窓口|フォーム|アドレス)){0,2}(?:まで|へ|に(?!つい)|宛|あて|にて|から|で)"
)
_TO_IT = re.compile(
    r"(?<!こちら)(?<!返信)(?<!画面)(?<!ここ)(?<!どちら)(?<!どこ)(?<!ちらの番号)(?<!らのアドレス)(?<!らの電話)(?<!らのお電話)(?<!らのメール)(?<!らの住所)(?<!何番)(?<!どの番号)(?:まで"
    r"|へ|に|宛て?(?:に)?|あて"
    r"(?:に)?)、?(?:直接|まず|ぜひ|どうぞ|必ず|お気軽に)?、?(?:お?電話|お問|ご?連絡|ご?一報|お申|ご?応募"
    r"|ご?郵送|お送り|おかけ|お掛け|履歴書|お気軽|ご?相談|お越し)"
)
_AN_OWN_FORM = re.compile(
    r"(?:下記|上記|当社|弊社|以下|こちら|左記|当センター|当団体)の?[^。!?\n]{0,8}(?:メールアドレス|連絡先|電話番号|窓口|フォーム"
    r"|住所|アドレス)(?:まで|へ|に|宛|あて)"
)
_ASKS = re.compile(r"[?か]|ください|下さい|願い|いただ|頂|送れ|書け|出せ|教え|聞かせ|は$")
_COMMON = re.compile(
    r"(?:いただき|頂き|くださり|下さり)(?:まして)?、?[^。!?\n]{0,6}(?:ありがとう|有難う|感謝|御礼|お礼を)|"
    r"紹介状(?:が|は)(?:必要|要り)|(?:いただく|頂く|くださる|下さる|する|す)前に|担当し|を(?:して|行って)(?:いただき|もらい)ます"
    r"|して(?:いただ|もら)(?:く|い(?:ます|て))(?:お?仕事|業務|だけ|流れ)|こと"
    r"(?:が|も)(?:あり|ござい)|(?:を|は|が)?(?:受け取(?!り?先)|お渡し(?:し|いた)|発行(?:し|され|いた|を受)|もらって(?:から|きて)"
    r"|お預かりし)|(?:いただいて|頂いて|書いて|送って|書かれて)も、?[^。!?\n]{0,12}(?:消|削除|破棄|伏せ|届きま|表示され|送信でき"
    r"|お?使い?(?:し)?ません)"
)
"""What is done at times, or with what the organization gives."""
_QUOTED = re.compile(r"(?:と|て|って|など|という|といった|は|の|→|も|について|に関|へ)")
_BUT = re.compile(r".{0,80}(?:が、|けど、|けれど、|けれども、|ものの、)")
_NOT_YET = re.compile(r"(?<!必要は)(?<!必要も)まだ[^。!?\n]{0,14}(?:ません|ない(?!で(?!す)))")
_UNLESS = re.compile(r"(?:ないと|なければ|ませんと)、?[^。!?\n]{0,30}ことができ(?:ません|かね)")
"""What can't be done without the datum forbids nothing."""
_CAUSE = re.compile(r".{0,120}(?:ので|んで|ため|から|ですが|ますが|けど|けん|まして)、")
_IT = re.compile(r"[^。]{0,4}(?:そこ|それ|こちら)(?:を|だけ)")
_AN_ITEM = re.compile(r"(?:[0-9]{1,2}[.):]|\([0-9]{1,2}\)|[■□●◆◇]|\x1f)[おご御]?$")
"""The number or mark of a list's item, with which another matter begins."""
_END_OF_SENTENCE = "。!?\n"


def is_lifted(text: str, start: int, end: int) -> bool:
    """Whether what looks like a demand forbids, describes work, or is about another's data or another place."""
    begin, stop = _sentence(text, start, end)
    before, demand, behind = text[begin:start], text[start:end], text[end : min(stop, end + 24)]
    cause = _CAUSE.match(before)
    clause = "" if _AN_ITEM.search(before) else before[cause.end() :] if cause else before
    if _is_forbidden(demand + behind) or _is_quoted(text, begin, start, end):
        return True
    return bool(
        _WORK.search(clause[-30:] + demand + behind)
        or _ANOTHERS.search(before[-12:])
        or _THERE.search(before[-16:])
        or (_THEN.match(before) and _AT_A_CALL.search(text, max(0, begin - 40), begin))
        or _COMMON.search(demand + behind)
        or _BROUGHT.search(demand + behind)
        or _LATER.search(before[-24:] + demand)
        or _TO_IT.search(demand)
        or _AN_OWN_FORM.search(before + demand)
    )


def _is_forbidden(demand: str) -> bool:
    """Whether the datum is forbidden or waived; what an organization asks for nevertheless is not."""
    demand = _UNLESS.sub("", _NOT_YET.sub("", demand))
    but = _BUT.match(demand)
    if but and _IT.match(demand, but.end()):
        demand = demand[but.end() :]
    return bool(_FORBIDDEN.search(demand) or _FORBIDDEN.search(_hiragana(demand)))


def _hiragana(text: str) -> str:
    return "".join(chr(ord(one) - 0x60) if "ァ" <= one <= "ヶ" else one for one in text)


def _is_quoted(text: str, begin: int, start: int, end: int) -> bool:
    """Whether what asks stands within quotation marks, and the sentence goes on to tell who says it."""
    opened = max(text.rfind(mark, max(begin - 1, 0), start) for mark in '「『"')
    if opened < 0 or any(mark in text[opened:start] for mark in "」』"):
        return False
    closed = min((at for mark in "」』" if (at := text.find(mark, start + 2, end + 40)) >= 0), default=-1)
    return closed - start > 4 and bool(_QUOTED.match(text, closed + 1)) and bool(_ASKS.search(text, start, closed))


def goes_to(text: str, demand: Place, contacts: list[Place]) -> bool:
    """Whether the sentence says to which contact of the organization's own the datum is to be given (001, 7(2)①ク)."""
    begin, stop = _sentence(text, *demand)
    return any(begin <= start and end <= stop and _DESTINATION.match(text, end) for start, end in contacts)


def _sentence(text: str, start: int, end: int) -> Place:
    """The sentence around a place, no more than 120 characters to each side."""
    begin = max(text.rfind(mark, max(0, start - 120), start) for mark in _END_OF_SENTENCE) + 1
    ends = [at for mark in _END_OF_SENTENCE if (at := text.find(mark, max(start, end - 1), end + 120)) >= 0]
    return max(begin, start - 120, 0), min(ends, default=min(len(text), end + 120))
