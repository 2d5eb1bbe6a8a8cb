"""Demands for personal data in a text of an organization's (MSG-8): a datum of the seeker's and a request for it.

A datum is a name, a telephone number, an e-mail or postal address, an account of another service, or a document that holds
them. A request is any of the polite ways in which Japanese asks: 教えていただけますか, ご記入のうえご返信願います, 頂けない場合は…
No demand is what is asked for at a contact of the organization's own that the sentence gives, or when the seeker comes or
calls: there it belongs (001, 7(2)①ク). Nor is what describes work, forbids, or speaks of somebody else's data.
"""

from __future__ import annotations

import re

from services.recognition import email, telephone, url
from services.recognition.account_words import ANY_BEGINS, SERVICE
from services.recognition.reading import Reading
from services.recognition.spans import Place, merged

_ACCOUNT_WORD = (
    r"(?:id|アイディー?|アカウント(?:名|id)?|ユーザー?(?:名|id|ネーム)|ハンドルネーム|お?名前|番号|qrコード|表示名|url|リンク|連絡先"
    r"|名(?=を|は|で))"
)
_ACCOUNT = (
    rf"(?:(?:{SERVICE}|(?<![a-z])sns)(?:\([^()\n]{{1,12}}\))?(?:の|を)?(?:交換用)?(?:個人)?{_ACCOUNT_WORD}"
    rf"|{SERVICE}[^\n。!?]{{0,16}}?(?:[。!?、]|たら|なら|ので|ため)[^\n。!?]{{0,8}}?(?<![a-z一-鿿])(?:id|アカウント(?:名)?"
    rf"|qrコード)(?=[をもはのだ教送]|交換)"
    r"|(?<![a-z])(?:line|insta(?:gram)?|twitter|facebook|skype|discord|telegram|whatsapp|wechat|kakao(?:talk)?|zoom|chatwork|slack"
    r"|github|x|fb|sns)id(?![a-z])"
    r"|(?:ポートフォリオ|作品(?:集)?|ブログ|ご自身の(?:サイト|ページ))の?(?:url|リンク)|交換用の?(?:id|アカウント))"
)
_NAME = (
    r"(?:(?:[おご御]|下のお?|旧)?(?:名前|なまえ|氏名|姓名|本名|芳名|署名|記名|名字|苗字)|フルネーム|ふりがな|フリガナ"
    r"|(?<!会社)(?<!人)お名(?=を|も))"
)
_PHONE = (
    r"(?:[おご]?(?:電話|でんわ|携帯(?:電話)?|けいたい|ケータイ|スマホ|スマートフォン|(?<![a-z])(?:tel|fax)|ファックス|連絡先|直通"
    r"|[☎℡])の?(?:番号|ばんごう)"
    r"|(?<![a-z])tel(?=[をもはお教く])|(?<!整理)(?<!求人)(?<!職者)(?<!受付)(?<!許可)(?<!登録)(?<!会員)(?<!案件)(?<!届出)(?<!法人)"
    r"(?<!理番号)(?<![0-9a-z一-鿿ァ-ヺー])番号(?=[をもお教く、交送]|だけ|とか)|電話のできる番号|(?<=[一-鿿ぁ-ん]る)番号(?=[をもは]))"
)
_MAIL = (
    r"(?:(?:[おご]?メール|(?<![a-z])(?:e-?mail|gmail)|携帯(?:電話)?の|個人の?|スマホの)(?:の)?アドレス|メルアド|メアド"
    r"|(?<![a-z])gmail(?=を)|個人アドレス|(?<![a-z一-鿿ァ-ヺー])アドレス(?=[をもはの教お、])|(?<=などの)アドレス|(?<![a-z])e-?mail(?=を))"
)
_HOME = (
    r"(?:[おご]?(?:現住所|住所)(?!地|不問|録|変更)|(?:ご?郵送先|送付先|送り先|お送り先|居所|お?届け先|アパート名|マンション名"
    r"|部屋番号)|(?<![一-鿿])番地|お住まいの(?:住所|番地)"
    r"|(?:何丁目)?何番地|郵便番号)"
)
_CONTACT = r"(?:ご?(?:緊急の?)?連絡先|折り返し(?:の)?(?:ご連絡)?先|れんらくさき)"
_PAPER = (
    r"(?:履歴書|職務経歴書|経歴書|身分証(?:明書)?|本人確認書類|免許証|資格証|在留カード|(?:卒業|成績|在籍|就労|資格)証明書|修了証"
    r"|顔写真|証明写真|紹介状|口座番号|マイナンバー(?:カード)?|住民票|個人番号|保険証|パスポート)"
)
_PERSON = rf"(?:{_NAME}|{_PHONE}|{_MAIL}|{_HOME}|{_CONTACT}|{_ACCOUNT}|個人情報)"
_DATUM = rf"(?:{_PERSON}|{_PAPER})"
_NOT_BEHIND = (
    r"(?!(?:運用|管理|入力|変更|案内|検索|不明|登録の仕事|作成|整理|欄|帳|の(?:書き方|使い方|変更|添削|作成|入力|管理|運用|整理"
    r"|公表|登録作業|提出義務)"
    r"|などの?入力|が?(?:記載|書か)れ|(?:が|も)?変(?:更に|わ)|を?ご?案内(?:いた|し|申)|保護|の?取り?扱|に記載|を(?:設定|変更)"
    r"|を?呼ばれ|以外|の代わり|なし))"
)
_REMARK = r"(?:\([^()\n]{0,24}\)|様|さん)?"
_AND = (
    r"(?:(?<=\))|と|や|か|・|、|,|/| |\x1f|及び|および|または|又は|並びに|ならびに|もしくは|の?(?:漢字|ふりがな|フリガナ|カナ|読み方?|写し"
    r"|コピー|両面|画像|写真|データ|(?:分|わ)かるもの|番地(?:まで)?|いずれか|だけでも|だけ))"
)
_LIST = (
    rf"(?:{_AND}{{1,3}}(?:[おご]?(?:年齢|生年月日|性別|希望(?:条件|職種)?|時間帯|電話|携帯)|{_DATUM})?{_REMARK}){{0,6}}"
)

_LIGHT = r"(?:返信|返事|連絡|送信|回答|記入|記載|協力|入力|提出|送付|登録|共有|メッセージ|提供)"
_GAP = rf"(?:{_LIGHT}を|(?!を)[^。!?\n]){{0,34}}?"
_PARTICLE = r"[)」』】]?(?:など|等|のほう|とか)?(?:を|は|が|も|で|に|について|だけでも|、|:)?"
_VERB = (
    r"(?:教え|おしえ|教示|聞かせ|お?聞き|訊|伺|うかが|承って|尋ね|知らせ|知りたい|伝え|連絡|一報|送|返信|返送|返事|回答|記入|記載"
    r"|入力|書い|お?書き|添え|明記|付記|添付|貼|提示|提出|提供|申告|登録|共有|ください|下さい|頂|いただ|戴|ちょうだい|もら|願"
    r"|ほしい|欲しい|名乗|交換|見せ|残し|確認させ|把握|きいて|聞いて|付け|忘れ|つけて|入れて|どうぞ|(?:が|は)?(?:ご?必要|必須)です"
    r"|が?あれば)"
)
_MOOD = (
    r"(?:くださ(?:い|れ|る|り)|下さ(?:い|れ|る)|プリーズ|please|(?:いただ|頂|戴)(?:け(?!ない(?!で))|き(?:たい|たく|ます(?!と)|まして"
    r"|、)|いて(?:も|お)|く(?:よう|こと(?:は"
    r"|が|に)|必要))"
    r"|(?:いただ|頂)(?:いた|ける)方|もらえ(?!ない(?!で))|もら(?:って|うこと)|もろて|くれ(?:る|ない|へん|ません|ん|た[らい]|よ|や)"
    r"|く(?:れ|んない|れん)(?=[。!?\n]|$)|けろ|ええ(?:か|です)|もらい(?:たい|ます)|ほしい|欲しい|願(?:い(?!書)|え|う)|頂戴|ちょうだい"
    r"|よろしい(?:です|でしょう)"
    r"|(?:いい|良い|よい)(?:です|でしょう)?か|いい(?=\?|$)"
    r"|可能(?:です|でしょう)か|幸い|助かり|必要(?:です|となり|がござ|があり|なの|なため)|必須|知りたい|たいの?(?:です|と|ので)"
    r"|たく(?:存|思|、)"
    r"|(?:え|せ|き|り)ますか|伺っており|頂戴しており|ますでしょうか|しましょう|しませんか|でしょうか|(?:教え|おしえ|おせー|送っ"
    r"|知らせ|聞かせ|書い|きい)て(?=[。!?\n]|$|ね|や|ちょ|な"
    r"|よ)|願います|お尋ねします|どうぞ(?=[。!?\n]|$)|交換(?=[。!?\n]|$))"
)
_PRESSED = (
    r"(?:を|が)?(?:(?:お?(?:教え|知らせ|聞かせ|伝え|送り)|ご?(?:記入|記載|入力|返信|連絡|提供))(?:て)?)?"
    r"(?:(?:いただ|頂|戴|もら|伺|うかが|承|お?聞きでき|わから|分から|知ら)(?:け|え|れ|か)?(?:な(?:い|け|く)|ず|ませ)(?!で)"
    r"(?:ん(?=と|場合))?(?:と|場合|限り|方|ば|うち|ままで|れば|ては))"
)

_BEGIN = (
    rf"(?={ANY_BEGINS}"
    rf"|[ご御下旧名氏姓本芳署記苗フ電携ケスtf☎℡連直番メeg個アi住現郵送居届マ部何緊折履職経身免資在卒成就修顔証紹口パポ作ブ自交(]|お"
    rf"|でん|なま|れん|けい|ふり)"
)
"""What a datum begins with: most characters of a text begin none, and this is told at once."""
_ASKED = re.compile(
    rf"{_BEGIN}{_DATUM}{_REMARK}{_NOT_BEHIND}{_LIST}{_NOT_BEHIND}(?:{_PARTICLE}{_GAP}(?:{_VERB}[^。!?\n]{{0,26}}?)?{_MOOD}|{_PRESSED})"
)
_QUESTIONED = re.compile(
    rf"{_BEGIN}{_PERSON}(?:(?:は|って|を)?(?:何とお読み|なんて)[^。!?\n]{{0,10}}|(?:は|って)?(?=\?)"
    rf"|(?:は|って)(?:何(?:番|丁目)?|なん|どちら|どこ|どう)(?:と|て)?[^。!?\n]{{0,12}}?(?:か|呼)"
    rf"|(?:は)?(?:わか|分か)りますか|、差し支えなければ|を(?:控え|お控え)させて[^。!?\n]{{0,10}})"
)
_OTHERWISE = re.compile(
    r"(?:何|なん)とお呼び(?:すれば|したら)[^。!?\n]{0,12}?か"
    r"|(?:どちら|どこ|どの番号|何番)(?:に|へ)お?(?:電話|かけ|ご?連絡|郵送|送り)[^。!?\n]{0,6}(?:すれば|したら"
    r"|れば)[^。!?\n]{0,14}?(?:か(?=[。!?\n]|$)|教えて)[^。!?\n]{0,4}"
    r"|お電話はどの番号[^。!?\n]{0,20}か|(?:お?名乗り?(?:り|って)?)(?:を?お願い|いただけ|頂け|ください|下さい)[^。!?\n]{0,8}"
    r"|どなた(?:様)?(?:でしょうか|ですか)"
    r"|(?:どちら|どこ)(?:にお住まい)?(?:です|でしょう)か[。?]?[^。!?\n]{0,4}番地まで[^。!?\n]{0,12}"
    r"|(?:番地|丁目)まで[^。!?\n]{0,6}?(?:教え|お知らせ|ご?記入|お聞かせ|お願い)[^。!?\n]{0,8}"
    r"|(?:(?:please)?(?:tell|send|give|let)(?:me|us)?(?:know)?|what(?:is|'s)?|(?:may|can|could)(?:i|we)(?:have|ask|get|know)(?:for)?"
    r"|(?:could|can|would)you(?:please)?(?:tell|send|give)(?:me|us)?)"
    r"your[a-z,]{0,20}?(?:name|phone|number|e-?mail|address|(?:line|skype|wechat)?id(?![a-z])|contact|resume|cv(?![a-z]))[a-z]{0,16}"
    r"|your(?:full)?(?:name|phone(?:number)?|e-?mail(?:address)?|address)(?:and[a-z]{1,20}|,)?,?please"
)
"""Questions that name no datum as the lists here do: 何とお呼びすればよいですか, どちらにお電話すればよいですか, may I have your name."""
_EXCHANGED = re.compile(
    rf"{_BEGIN}(?:(?:{_CONTACT}|{_PHONE}|{_MAIL}|{_ACCOUNT}|{SERVICE}|(?<![a-z])id)(?:の)?(?:{_ACCOUNT_WORD})?(?:があれば|を|も"
    rf"|で)?の?交換(?:しませんか|しましょう|して"
    rf"|できま|を?お願い|を?させて|し(?:たい|たく|よ)|希望)[^。!?\n]{{0,12}}"
    rf"|{SERVICE}(?:を|は)?(?:やっ|使っ|され|お使い"
    rf"|ご利用)[^。!?\n]{{0,12}}[。!?]?[^。!?\n]{{0,10}}?(?:{_ACCOUNT_WORD}[^。!?\n]{{0,8}}?)?(?:教え|知りたい|交換|お願い"
    rf"|ください)[^。!?\n]{{0,6}}"
    rf"|{_DATUM}(?:は|って|を)?(?:お持ち|あり|おあり|ある|わか|分か|お忘れ|抜けて|未記入"
    rf"|不足)[^。!?\n]{{0,8}}[。!?][^。!?\n]{{0,12}}?(?:教え|お?知らせ|お書き"
    rf"|送|お聞かせ|ください)[^。!?\n]{{0,8}}"
    r"|(?<![一-鿿ァ-ヺ])(?:line|インスタ|カカオ|微信|wechat|ライン|skype|スカイプ|facebook)(?:を)?(?:教え|おしえ)[^。!?\n]{0,10})"
)
_BULLET = r"(?:[・●○■□◆◇*-]|\x1f|[0-9]{1,2}[.)、]|\([0-9]{1,2}\))"
_LABEL = rf"(?:電話|メール|連絡先|[おご]?年齢|生年月日|性別|{_DATUM})"
_FORM = re.compile(
    rf"(?:(?:^|(?<=\n))(?:{_BULLET}| ){{0,3}}{_LABEL}{_REMARK} ?:[ _]{{0,20}}(?:\n|$)){{1,8}}"
    rf"|(?:[【\[『]{_LABEL}{_REMARK}[】\]』][ _\n]{{0,3}}){{1,8}}[^。!?]{{0,24}}?(?:ください|下さい|願|いただ|待ち)"
    rf"|(?:{_BULLET} ?{_LABEL}{_REMARK}(?:\n|(?={_BULLET}))){{1,8}}[^。!?]{{0,24}}?(?:ください|下さい|願|いただ|待ち)"
    rf"|(?:下記|以下|次)(?:の項目)?(?:に|を|へ)?ご?(?:記入|回答|返信|入力)[^!?\n]{{0,24}}?(?:ください|願い?ます|いただ[^。\n]{{1,10}})"
    rf"。?[ \n]{{0,2}}(?:{_BULLET}? ?{_LABEL}{_REMARK}[ :・\n_、]{{0,4}}){{1,8}}"
    rf"|{_BEGIN}(?:{_LABEL}{_REMARK}:[ _]{{0,8}}){{2,8}}(?=\n|$)"
    rf"|(?:下記|以下|次)(?:の[0-9一-九]{{1,2}}(?:点|項目|つ))?(?:を|に)?お?(?:知らせ|教え|書き"
    rf"|送り)[^。\n]{{0,8}}。?\n(?:{_BULLET} ?{_LABEL}{_REMARK}[\n、]?){{1,8}}"
)
_FORBIDDEN = re.compile(
    r"ないで(?!しょ|す)|(?:伺って|聞いて|頂いて|いただいて)は?(?:おり|い)ません(?!ので|から|が、|ため)|ないよう|(?<!差し支)(?:書か"
    r"|記載せ|入力せ|出さ|添え"
    r"|名乗ら|明かさ)ず|(?:書か|お書きになら)な|不要|必要(?:は"
    r"|も)?(?:ない|(?:あり|ござい)ません)|禁止|控え(?!させ)|遠慮"
    r"|(?:こと|もの)は(?:一切|決して)?(?:あり|ござい|いたし|し|でき)ません|(?:こと|義務)(?:は|が)できません|(?:お?聞き|お?伺い"
    r"|お?尋ね|求め|いただき|伺い)(?:し|いたし)?ません(?!か|と|場合)|伏せ"
    r"|結構です|空欄|空けたまま|なくて(?:も)?(?:大丈夫|よ|い|構|差)|いけません|差し支えございません$|とのこと|とのご|というご|という質問"
    r"|しない(?:で|よう)|まで(?:も)?(?:なく|ありません)"
)
_WORK = re.compile(
    r"経験|業務|お?仕事|作業|実績|スキル|操作|使い方|書き方|添削|講座|名簿|名札|求人票に|取り次|受付の|来客|お客様(?:の|から)"
    r"|利用者(?:の|から)|患者"
    r"|(?:他|ほか)の(?:団体|会社|事業者)|求められ|聞かれ|尋ねられ"
)
_ANOTHERS = re.compile(
    r"(?:会社|企業|勤務先|勤め先|職場|前職|事業所|事業主|施設|学校|大学|店|病院|ソフト|アプリ|資格|商品|製品|職種|仕事|業務|部署"
    r"|団体|組織|制度|講座"
    r"|サービス|ツール|言語|業界|求人|求人先|紹介先|応募先|機械|機種|駅|町|市|上司|先生|担当者?|当社|弊社|私ども|当団体|当センター"
    r"|当窓口|当方|わたくし|私|下記|上記|以下|こちら|次|公式)"
    r"(?:様|さん)?(?:の|名の|である|した|さ?れた)?(?:公式)?$"
)
_THERE = re.compile(
    r"(?:お電話(?:口)?|窓口|ご?来所|ご?来社|ご?来店|ご?来庁|ご?面談|ご?面接|対面|当日|そちら|外部の?フォーム)(?:いただいた)?(?:にて"
    r"|では|で|の(?:際|時|とき|折|席)(?:に|には|は|で)?)、?$"
)
_LATER = re.compile(
    r"契約(?:の際|時|後)|登録会|受付票|用紙に|申込書に|総務へ|入社(?:後|時|日|手続)|採用(?:後|時)|内定後|面接(?:時|には|の際|当日|の受付"
    r"|会場)|フォーム(?:に|で|から"
    r"|へ)|受付(?:で|に)|窓口(?:で|に|へ)|来(?:所|社|店)の"
)
"""Where or when the datum is given, if not here."""
_BROUGHT = re.compile(r"持参|お持ち(?!で(?:し|な|す))|お越し|ご用意|そちら(?:で|に)(?:ご?入力|ご?記入)")
_DESTINATION = re.compile(
    r" ?[)\]」』】]?(?:の?(?:メール|宛|あて|番号|窓口|フォーム|アドレス)){0,2}(?:まで|へ|に(?!つい)|宛|あて|にて|から|で)"
)
_TO_IT = re.compile(
    r"(?:まで|へ|に|宛て?(?:に)?|あて(?:に)?)、?(?:直接|まず|ぜひ|どうぞ|必ず|お気軽に)?、?(?:お?電話|お問|ご?連絡|お申|ご?応募"
    r"|ご?郵送|お送り|おかけ|お掛け|履歴書|お気軽|ご?相談|お越し)"
)
_AN_OWN_FORM = re.compile(
    r"(?:下記|上記|当社|弊社|以下|こちら|左記|当センター|当団体)の?[^。!?\n]{0,8}(?:メールアドレス|連絡先|電話番号|窓口|フォーム"
    r"|住所|アドレス)(?:まで|へ|に|宛|あて)"
)
_ENDING = re.compile(r"[ぁ-ん一-鿿]{1,16}(?=[。!?\n、]|$)")
_END_OF_SENTENCE = "。!?\n"


def find(reading: Reading) -> list[Place]:
    """Places of demands in a reading: from the datum to the end of the request."""
    closed, way_back = _closed_up(reading.text)
    contacts = [*telephone.find(reading), *email.find(reading), *url.find(reading)]
    found: list[Place] = []
    for pattern in (_ASKED, _QUESTIONED, _OTHERWISE, _EXCHANGED, _FORM):
        for match in pattern.finditer(closed):
            start, end = match.start(), _to_the_end(closed, match.end())
            while end > start and closed[end - 1] in "\n。":
                end -= 1
            if start < end and not _is_none(closed, start, end, asked=pattern is _ASKED, form=pattern is _FORM):
                place = way_back[start], way_back[end - 1] + 1
                if not _goes_to(reading.text, place, contacts):
                    found.append(place)
    return merged(found)


def _to_the_end(text: str, end: int) -> int:
    """Behind the ending of the verb, where little else follows it before the sentence ends."""
    rest = _ENDING.match(text, end)
    return rest.end() if rest else end


def _closed_up(text: str) -> tuple[str, list[int]]:
    """The text without blanks within its lines, as 電 話 番 号 is written to be overlooked, and where each character stood."""
    kept = [at for at, character in enumerate(text) if character not in " \t"]
    return "".join(text[at] for at in kept), kept


def _is_none(text: str, start: int, end: int, *, asked: bool, form: bool) -> bool:
    """Whether what looks like a demand forbids, describes work, or is about another's data or another place."""
    begin, stop = _sentence(text, start, end)
    before, demand, behind = text[begin:start], text[start:end], text[end : min(stop, end + 24)]
    if _FORBIDDEN.search(demand + behind):
        return True
    if form:
        return False
    return bool(
        _WORK.search(before[-30:] + demand + behind)
        or _ANOTHERS.search(before[-12:])
        or _THERE.search(before[-16:])
        or _BROUGHT.search(demand + behind)
        or _LATER.search(before[-24:] + demand)
        or (asked and _TO_IT.search(demand))
        or _AN_OWN_FORM.search(before + demand)
    )


def _goes_to(text: str, demand: Place, contacts: list[Place]) -> bool:
    """Whether the sentence says to which contact of the organization's own the datum is to be given (001, 7(2)①ク)."""
    begin, stop = _sentence(text, *demand)
    return any(begin <= start and end <= stop and _DESTINATION.match(text, end) for start, end in contacts)


def _sentence(text: str, start: int, end: int) -> Place:
    """The sentence around a place, no more than 120 characters to each side."""
    begin = max(text.rfind(mark, max(0, start - 120), start) for mark in _END_OF_SENTENCE) + 1
    ends = [at for mark in _END_OF_SENTENCE if (at := text.find(mark, max(start, end - 1), end + 120)) >= 0]
    return max(begin, start - 120, 0), min(ends, default=min(len(text), end + 120))
