"""Compliance's lists of values, with what they are called in Japanese."""

from __future__ import annotations

from services.contracts.caller import Role

SERVICE = "compliance"

DUTY_GROUNDS = {
    "block": "求職者による受信拒否",
    "demand": "求職者からの求め",
    "period_over": "保有期間の満了",
    "service_ended": "利用停止、利用解除又は退会",
}
"""Why a record must be deleted (MSG-11, MSG-12)."""
KEEP_BASES = {
    "not_accepted": "求職の申込みを受理していない求職情報は、取得した月の翌々月の末日まで保有できます{article}。",
    "accepted": "求職の申込みを受理した求職情報は、受理した年度の翌年度の初日から１年を経過する日まで保有できます{article}。",
}
"""By which rule the last day of a record comes about (MSG-12); `article`: where the terms say so to the organization's class."""
KEEP_ARTICLES = {"private": "（利用規約７(2)①オ(ウ)）"}
"""Seed 001 binds the private class alone: to others no article of it is told."""


def keep_rule(basis: str, organization_class: str | None) -> str:
    """The rule behind the last day of a record, in words; None: an organization whose class has not been told yet."""
    return KEEP_BASES[basis].format(article=KEEP_ARTICLES.get(organization_class or "", ""))


ACQUISITION_REASONS = {"view": "閲覧", "export": "出力", "guidance": "利用案内"}
"""How a record was acquired (SRC-7)."""
DELETION_URGENCIES = {"at_once": "直ちに", "without_delay": "遅滞なく"}
"""How soon the terms want a record deleted (001 7(2)①オ)."""
CONFIRMATION_RESULTS = {
    "confirmed": "削除の報告を受け付けました。",
    "already_confirmed": "この削除は、既に報告されています。",
    "not_found": "指定された番号の、削除すべき求職情報はありません。",
    "day_unfit": "削除した日は、取得した日から今日までの日に限ります。",
    "given_twice": "同じ番号が二度指定されています。",
}
"""What became of one confirmation of a batch."""
DEMAND_OUTCOMES = {
    "demanded": "利用団体に、求職情報を直ちに削除するよう通知しました。削除の報告があったときは、メールとマイページでお知らせします。",
    "already_demanded": "既に削除を求めています。削除の報告があったときは、メールとマイページでお知らせします。",
    "nothing_held": "この利用団体は、現在、あなたの求職情報を保有していません。",
}
"""What a seeker's demand for deletion led to (MSG-11)."""
DELETION_COVERS = (
    "求人・求職情報提供サービスを通じて取得された求職情報（印刷したもの、書き写したもの及び電子データを含みます。）"
    "が対象です。"
)
DELETION_LEAVES = (
    "利用団体が受理した求職申込みと、これに伴い求職者から直接受け取った情報は、対象ではありません。サイト上のメッセージは、苦情への対応"
    "などのために保存されますが、利用団体は見ることができなくなります。"
)
"""What a duty to delete covers, and what it does not (MSG-11, MSG-14)."""
DEMAND_HINT = (
    "この利用団体に今後も求職情報を見られたくない場合や、メッセージを受け取りたくない場合は、受信拒否をしてください。"
)

SUSPENSION_KINDS = {
    "suspension_with_term": "一定期間の利用停止",
    "suspension_until_corrected": "是正が確認されるまでの利用停止",
    "provisional_suspension": "事実が確認されるまでの一時的な利用停止",
}
MEASURE_KINDS = {**SUSPENSION_KINDS, "termination": "利用解除"}
"""What may be decided on an organization (CMP-3 to CMP-10)."""

GROUNDS = {
    "order": "職業安定法に基づく命令",
    "labour_law": "労働関係法令の違反に係る行政指導等",
    "offer_information": "求人情報の不適切な利用",
    "advertising": "宣伝、他のサービスへの誘導等",
    "excessive_solicitation": "過剰な営業活動",
    "overdue": "期間内に手続又は報告が行われないこと",
    "malice": "虚偽の報告、求職情報の不正な取得や利用等",
    "other_breach": "その他の利用規約違反",
    "malicious_breach": "悪質性の高い利用規約違反",
    "facts_unclear": "違反の疑いに係る事実関係の確認",
    "security_demand": "運用管理組織による措置要求への不対応",
}
"""Why a measure is taken; each stands for a rule and, in the private class, for an article of the terms."""

CASE_GROUNDS = {
    "suspected_offence": "職業安定法違反の疑い",
    **GROUNDS,
    "many_blocks": "受信を拒否している求職者が多いこと",
}
"""Why a case is kept; on a suspected offence and on many blocks no measure rests (CMP-1, CMP-11)."""
TERMINATION_GROUNDS = {
    name: GROUNDS[name]
    for name in (
        "labour_law",
        "offer_information",
        "advertising",
        "excessive_solicitation",
        "overdue",
        "malice",
        "other_breach",
        "malicious_breach",
    )
}
"""On what a termination may rest in either class: on advertising and on other breaches in the municipal class alone, where each
breach counts again after a suspension (CMP-2 to CMP-8, decision 154)."""

CASE_STATES = {
    "opened": "事実の確認中",
    "referred": "需給調整事業担当に依頼中",
    "correction_requested": "是正要請中",
    "answered": "回答あり",
    "hearing": "意見を述べる機会を通知中",
    "heard": "意見の申出あり",
    "confirmed": "是正等を確認済み",
    "closed": "終了",
}
CASE_EVENTS = {
    "open": "事案の把握",
    "refer": "需給調整事業担当への依頼",
    "reclassify": "根拠の変更",
    "set_day": "行為のあった日の訂正",
    "request_correction": "是正要請",
    "answer": "回答",
    "suspend_provisionally": "一時的な利用停止",
    "end_provisional": "一時的な利用停止の終了",
    "suspend": "利用停止",
    "confirm": "是正の確認",
    "announce_hearing": "利用解除の前に意見を述べる機会の通知",
    "state_view": "意見",
    "terminate": "利用解除",
    "warn": "利用停止の予告",
    "go_on": "期間満了後の利用停止の継続",
    "annul": "措置の取消し",
    "close": "終了",
    "correct_refusal": "不受理の記録の訂正",
}
"""The steps of a case (CMP-13); what some are called on particular grounds: `step_name`."""

_STEP_NAMES = {
    ("request_correction", "security_demand"): "措置要求",
    ("request_correction", "overdue"): "提出依頼",
    ("confirm", "security_demand"): "措置の確認",
    ("confirm", "overdue"): "手続の確認",
}
REPORT = "report"


def step_name(event: str, ground: str | None, overdue_item: str | None) -> str:
    """What a step is called: the terms ask for correction (8(2)), for what is overdue (8(2)④ａ) and for measures (14) by other names.

    `ground` that the case rests on, and what is missing on that of what is overdue; None in events of before it was told.
    """
    if event == "confirm" and overdue_item == REPORT:
        return "報告の確認"
    return _STEP_NAMES.get((event, ground or ""), CASE_EVENTS[event])


SIMPLE_CASE_EVENTS = {name: CASE_EVENTS[name] for name in ("refer", "end_provisional", "confirm", "close")}
CASE_DUTIES = {"answer": "回答", "state_view": "利用解除の前の意見"}
CASE_SIDES = {
    "bureau": "労働局",
    "ministry": "厚生労働省",
    "operations": "運用管理組織",
    "organization": "利用団体",
    "calendar": "日付による自動処理",
}
CASE_ORIGINS = {
    "staff": "職員による把握",
    "rule": "システムによる検知",
    "report": "求職者からの通報",
    "complaint": "苦情",
}
"""How a case came up (CMP)."""
OVERDUE_ITEMS = {
    "permission": "許可の有効期限に係る変更申請",
    "seeker_term": "求職情報提供サービスの更新申請",
    "report": "年度の利用状況の報告",
}
"""What is missing (CMP-6)."""

COMPLAINANTS = {"seeker": "求職者", "employer": "求人者", "other": "その他"}
COMPLAINT_STATES = {"open": "対応中", "answered": "回答済み", "closed": "終了"}
COMPLAINT_SIDES = {"complainant": "申出者", "organization": "利用団体", "staff": "労働局又は公共職業安定所"}
COMPLAINT_EVENTS = {
    "file": "苦情の申出",
    "add": "追加の申出",
    "take_to_authority": "労働局又は公共職業安定所への申出",
    "answer": "利用団体の回答",
    "note": "対応の経過",
    "request_facts": "事実関係の報告又は是正の求め",
    "report_facts": "事実関係の報告",
    "reply": "労働局又は公共職業安定所の回答",
    "link_case": "事案への引継ぎ",
    "close": "終了",
}
"""The steps of a complaint (CMP-12)."""
COMPLAINT_TOLD = ("organization", "authority", "complainant")

WATCH_PROMPTS = {
    "demand": "利用状況の報告の提出依頼",
    "unmended": "利用停止の期間が満了しても手続又は報告がないときの利用解除の検討",
    "repeated": "利用再開後に、再び猶予の期間が満了したときの利用解除の検討",
}
"""What the bureau is prompted to do about what is overdue (CMP-6)."""
ORDER_PROMPTS = {
    "order_issued": "命令が行われた利用団体の利用停止の決定",
    "order_met": "改善が確認された命令に係る是正の確認",
    "order_void": "記録が取り消された命令に係る事案の見直し",
}
"""What the bureau is prompted to do about an order against a number of its organizations (CMP-2)."""
CASE_PROMPTS = {
    "case_opened": "通報、システムによる検知などにより登録された事案の確認",
    "case_joined": "対応を始めた後に、新しい通報や記録の訂正などがあった事案の確認",
    "answered": "利用団体の回答の確認",
    "answer_late": "回答の期限が過ぎた事案の確認",
    "view_stated": "利用解除の前の利用団体の意見の確認",
    "view_late": "利用解除の前に意見を述べる期限が過ぎた事案の確認",
}
"""What waits for the bureau in other cases, and for operations in those on their demands (CMP-9, CMP-13, OPS-4)."""
PROMPTS = {**WATCH_PROMPTS, **ORDER_PROMPTS, **CASE_PROMPTS}
PROMPT_STATES = {"open": "対応待ち", "done": "対応済み"}
PROMPT_LISTS = {**PROMPT_STATES, "all": "全て"}
PROMPT_OUTCOMES = {
    "demanded": "提出依頼の記録",
    "hearing": "利用解除の前に意見を述べる機会の通知",
    "suspended": "利用停止の決定",
    "confirmed": "是正、手続又は報告の確認",
    "terminated": "利用解除",
    "reclassified": "根拠の変更",
    "closed": "事案の終了",
    "referred": "需給調整事業担当への依頼",
    "requested": "是正要請又は措置要求",
    "answered": "利用団体の回答又は意見",
    "came": "手続又は報告が行われたこと",
    "not_expected": "手続又は報告が不要となったこと",
    "withdrawn": "利用終了",
    "superseded": "行うべきことが別のものに替わったこと",
}
"""What became of a prompt (CMP-2, CMP-6, CMP-13)."""

MEASURE_ENDS = {
    "term_over": "期間の満了",
    "corrected": "是正の確認",
    "facts_established": "事実関係の確認",
    "terminated": "利用解除",
    "annulled": "措置の取消し",
}
ORGANIZATION_STANDINGS = {"active": "利用中", "suspended": "停止中", "terminated": "利用解除"}
"""How an organization stands by its measures; whether it has withdrawn is the registry's to say."""

ORDER_KINDS = {"revocation": "許可の取消し", "business_suspension": "事業停止命令", "improvement": "改善命令"}
"""Orders under the Employment Security Act (CMP-2)."""
ORDER_STATES = {"issued": "命令あり", "met": "改善の確認", "void": "記録の取消し"}

BUREAU_STAFF = frozenset({Role.BUREAU_STAFF})
AUTHORITIES = frozenset({Role.BUREAU_STAFF, Role.OPERATIONS})
"""Who decides on measures: the competent bureau; operations by article 14 alone (CMP-10)."""
SUPERVISORS = frozenset({Role.BUREAU_STAFF, Role.MINISTRY, Role.OPERATIONS})
"""Who may read measures and orders."""
