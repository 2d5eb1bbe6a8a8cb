"""Messaging's lists of values, with what they are called in Japanese."""

from __future__ import annotations

from services.contracts.caller import Role

SERVICE = "messaging"
MESSAGE_KINDS = {
    "guidance": "利用案内",
    "question": "求職者からのメッセージ",
    "reply": "利用団体からの返信",
    "change": "利用団体の登録内容の変更のお知らせ",
    "request": "利用団体からの説明の記録と確認",
    "answer": "確認への求職者の回答",
}
CONVERSATION_ORDERS = {"unread_first": "未読のあるものを先に", "newest": "最近動きのあった順"}
MESSAGE_STATES = {"delivered": "配信済み", "read": "既読", "blocked": "受信拒否"}
REFUSAL_GROUNDS = {
    "violates_law": "申込みの内容が法令に違反する",
    "outside_scope": "届け出た取扱職種の範囲等の外にある",
    "other": "その他",
}
"""Why an application was not accepted (MSG-13)."""
PLACEMENT_RECORDS = {
    "application": "求職の申込みを受けたこと",
    "acceptance": "求職の申込みを受理したこと",
    "refusal": "求職の申込みを受理しなかったこと",
}
"""What an organization can take back that it recorded by mistake (MSG-13)."""
TAKE_BACK_REASONS = {
    "wrong_seeker": "別の求職者についての記録であった",
    "never_happened": "その事実がなかった",
    "other": "その他",
}
EXPLANATION_SUBJECTS = {
    "placement_charges": "職業紹介に伴う手数料など",
    "paid_support": "職業紹介以外の有料の就職支援サービス",
    "graduate_service": "新規大学卒業者等に対する有料サービス",
}
"""What organizations explain before anything is charged (MSG-10)."""
EXPLANATION_WAYS = {
    "in_person": "対面",
    "telephone": "電話",
    "online": "オンライン面談",
    "document": "書面",
    "this_site": "このメッセージ",
}
EXPLANATION_ANSWERS = {
    "agreed": "希望し、承諾し、又は説明を受けた",
    "declined": "希望せず、承諾せず、又は説明を受けていない",
}
EMPLOYMENT_TERMS = {
    "indefinite": "期間の定めなし",
    "four_months_or_more": "４か月以上",
    "shorter": "４か月未満",
}
TEMPLATE_KINDS = {"guidance": "利用案内に添える文章", "reply": "返信"}
"""What templates of own texts are for (MSG-2)."""
PLACEHOLDER_MEANINGS = {
    "団体名": "承認された登録にある団体の名称",
    "送信日": "送信する日",
    "利用期限": "団体がこのやりとりを利用できる最後の日",
    "求職者番号": "相手の求職者番号",
}
"""What may be filled in: nothing of a seeker's record, nor anything else that says who somebody is (SEE-2)."""
READERS = {
    "reads": "読むことができる",
    "suspended": "利用停止中のため、再開するまで読むことができない",
    "ended": "求職情報の利用を終了しており、読むことができない",
}
"""Whether an organization reads what it is written (MSG-6, AUT-9)."""
OBSTACLES = {
    "blocked_by_seeker": "求職者が受信を拒否しています。",
    "conversation_closed": "このやりとりは終了しています。",
    "nothing_to_reply_to": "求職者からのメッセージがありません。",
    "daily_cap_reached": "本日送信できる件数の上限に達しました。",
}
"""Why a reply could not be sent now."""
GUIDANCE_RESULTS = {
    "sent": "送信しました。",
    "already_guided": "既に利用案内を送信しています。",
    "period_over": "この求職者とのやりとりの期間は、終了しています。",
    "blocked_by_seeker": "求職者が受信を拒否しています。",
    "seeker_not_available": "求職情報は現在提供されていません。",
    "daily_cap_reached": "本日送信できる件数の上限に達しました。",
    "given_twice": "同じ求職者が二度指定されています。",
    "deletion_due": "この求職者の求職情報は、削除すべきものです。削除したことを報告した後に、改めて送信できます。",
}
REPORT_REASONS = {
    "advertising": "職業紹介（地方自治体などの場合は、職業紹介又は就職支援）と関係のない広告や宣伝",
    "dispatch_registration": "派遣労働者としての登録の勧誘",
    "money": "金銭の要求",
    "harassment": "嫌がらせ、差別的な内容など",
    "other": "その他",
}
"""Why a seeker reports a message (MSG-9); "dispatch_registration" is MSG-10's."""
SEEKER = frozenset({Role.SEEKER})
