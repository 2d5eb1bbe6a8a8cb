"""Words that an account of another service is known by (MSG-8): services, words for an account, requests to look it up.

All as a text is read: folded, lower case. A further service is a further word of a list here; `_` stands for a blank.
"""

from __future__ import annotations

import re

_LATIN = """
paypay vrchat roblox minecraft valorant fortnite tinder pairs jmty weverse instagram insta twitter facebook skype discord
telegram signal whatsapp wechat tiktok youtube threads mixi2? github linkedin bluesky mastodon misskey slack zoom chatwork teams
kakao_?talk kakao viber snapchat pinterest note qiita zenn reddit messenger weibo sns fb ig x(?!線|軸|社|脚) qq bereal twitch
steam wantedly ameba zalo pixiv hatena psn naver soundcloud behance dribbble twitcasting atcoder kaggle connpass imessage
facetime google_?chat hangouts webex clubhouse lemon8 tumblr flickr yahoo!? xbox nintendo switch eight youtrust lapras 17live
pococha spotify gitlab bitbucket speakerdeck minne creema mercari showroom hello_?talk line_?works
l[_.・*-]?[i1l!|◯○〇*][_.・*-]?n[_.・*-]?e
"""
_JAPANESE = """
ジモティー ペイペイ マインクラフト マイクラ フォートナイト ペアーズ タップル ポケモンgo 楽天room 知恵袋 食べログ ピグ ストアカ
タイムツリー 荒野行動 モンスト (?<!生産)(?<!製造)(?<!組立)ライン(?!ナップ|ワーク|[長数]) ラ[_.・*-]イ[_.・*-]ン らいん
り[ぃい]ん 緑の(?:アプリ|やつ|sns) 青い鳥 インスタグラム インスタ いんすた ツイッター ついったー ツイ垢 エックス フェイスブック
フェースブック スカイプ ディスコード ディスコ テレグラム シグナル ワッツアップ ウィーチャット ウィチャット 微信号?
ティックトック チックトック ユーチューブ ようつべ スレッズ ミクシィ ギットハブ リンクトイン リンクドイン ブルースカイ ブルスカ
マストドン ミスキー カカオトーク カカオ チャットワーク スラック ズーム メッセンジャー アメブロ アメーバ ピクシブ
はてな(?!ブログ) ニコニコ(?:動画)? スナチャ スナップチャット ツイキャス メルカリ ラクマ ミンネ クリーマ ココナラ ランサーズ
クラウドワークス ヤフー ザロ ヴァイバー バイバー ピンタレスト クラブハウス ポコチャ スポティファイ ウォンテッドリー ウォンテッド
エイト ビーリアル ツイッチ
"""
_ACCOUNT = """
(?<![a-z])i_?d(?![a-z]) アイディー? アイデー あいでぃー? アカウント(?:名|id)? アカ(?=[はが:→_]) account 垢
ユーザー?(?:名|id|ネーム) user_?(?:name|id) ハンドル(?:ネーム|名)? handle 表示名 フレンドコード トレーナーコード 検索id
(?<![a-z])hn(?=[:は])
"""
_OF_A_SERVICE = """
登録名 公開名 プロフ(?:ィール)?名? ニックネーム チャンネル名? お名前 名前 (?<=[a-zーイルドプンルグ])名(?=[はがも:「_]) ネーム
タグ コード 番号 (?<![a-z])user(?![a-z])
"""
_ADDING = """
友(?:だち|達)(?:追加|登録|申請|検索|に) ともだち(?:追加|登録|申請|検索|に) フレンド(?:追加|登録|申請|検索|に) フォロー(?!ワ)
(?<![a-z])dms?(?![a-z]) ディーエム リプ(?!ラ) 検索(?!しま?した) 追加(?!しま?した) メッセ(?!ン)
"""


def _either(words: str) -> str:
    return "|".join(words.split()).replace("_", " ")


def _begins(words: str) -> str:
    """The characters that words of a list begin with."""
    return "".join(sorted({re.sub(r"^(?:\(\?<[!=][^)]{1,20}\)){1,5}", "", word)[0] for word in words.split()}))


SERVICE = rf"(?:(?=[{_begins(_LATIN)}])(?<![a-z])(?:{_either(_LATIN)})(?![a-z])|(?=[{_begins(_JAPANESE)}])(?:{_either(_JAPANESE)}))"
ID_OF_A_SERVICE = rf"(?:(?=[{_begins(_LATIN)}])(?<![a-z])(?:{_either(_LATIN)}) ?id(?![a-z]))"
ACCOUNT = rf"(?=[{_begins(_ACCOUNT)}])(?:{_either(_ACCOUNT)})"
ACCOUNT_OF_A_SERVICE = rf"(?=[{_begins(_OF_A_SERVICE)}])(?:{_either(_OF_A_SERVICE)})"
"""What is a word for an account only where a service is told."""
ADDING = rf"(?=[{_begins(_ADDING)}])(?:{_either(_ADDING)})"
ANY_BEGINS = f"[{_begins(_LATIN + _JAPANESE + _ACCOUNT + _OF_A_SERVICE + _ADDING)}]"
COMMON = (
    r"(?:google_?meet|works?|api|bot|pay|id|app|apps|messaging|ads?|inc|official|reels?|search|code|business|analytics|developers?"
    r"|marketing|sdk|web|pc|ok|ng|pro|premium|android|ios|iphone|windows|mac|actions|is|as|my|python[0-9.]{0,6}|html5?|css3?"
    r"|php[0-9.]{0,6}|java[0-9]{0,2}|vue[0-9]?|office[0-9]{0,4}|microsoft[0-9]{0,4}|word[0-9]{0,4}|excel[0-9]{0,4}|win(?:dows)?[0-9]{0,2}"
    r"|ver?[0-9.]{1,6}|v[0-9.]{1,6}|mp[34]|web[0-9.]{0,3}|b2[bc]|[0-9]{1,5}(?:k|m|g|kb|mb|gb|px|mm|cm|kg)|(?:line|toeic|toefl|iso|jis"
    r"|es|sql)[0-9.]{0,6}"
    r"|copilot|desktop|enterprise|connect|sns|instagram|twitter|facebook|google|apple|skype|discord|youtube|type|it|nifty|cosme|home|cafe"
    r"|press|login|and|or|the|for|with|iot|ai|rooms?|meeting|phone|music|shorts?|kids|studio|live|sum|vlookup|if|medium|angular"
    r"|react|types|nestjs|shop(?:ping)?|wow|manager|stories|insight|override|param|media|import|charset|font-face|autowired|test"
    r"|bean|property|begin|interface|implementation|qr|url|e-?mail|mail|gmail|tel|dm|zip|pdf|[a-z0-9-]{1,20}\.(?:js|net|py|rb|md|sh|exe"
    r"|xlsx?|docx?|pdf|csv))"
)
