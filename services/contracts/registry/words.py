"""The registry's lists of values, with what they are called in Japanese."""

from __future__ import annotations

from services.contracts.caller import LOGGED_IN, Role

SERVICE = "registry"

ORGANIZATION_KINDS = {
    "paid_agency": "有料職業紹介事業者",
    "free_agency": "無料職業紹介事業者",
    "school": "学校等",
    "special_corporation": "特別の法人",
    "municipality_own": "地方自治体（自ら職業紹介事業を行うもの）",
    "municipality_commissioning": "地方自治体（職業紹介事業を委託するもの）",
    "municipality_informing": "地方自治体（就職支援の周知・広報を行うもの）",
    "designated_body": "指定団体等",
}
"""Kinds of organization (REG-1). The first four are the private class, the others the municipal class."""
SCHOOL_KINDS = {
    "university": "大学（短期大学及び大学院を含む）",
    "college_of_technology": "高等専門学校",
    "specialized_training": "専修学校",
    "junior_high": "中学校",
    "high": "高等学校",
    "compulsory_education": "義務教育学校",
    "secondary_education": "中等教育学校",
    "special_needs": "特別支援学校",
}
"""Schools of 職業安定法33条の2第1項1号, 2号 (REG-1); those that teach a middle or high school's course are refused."""

PRIVATE_KINDS = frozenset({"paid_agency", "free_agency", "school", "special_corporation"})
PERMITTED_KINDS = frozenset({"paid_agency", "free_agency", "designated_body"})
"""Kinds that act under a permission with a term, which is watched (REG-16, CMP-6); the others have none."""
CLASSES = {"private": "民間職業紹介事業者等", "municipal": "地方自治体等"}
SERVICES = {"offers": "求人情報提供サービス", "seekers": "求職情報提供サービス"}
PROVISION_CHOICES = {
    "both": "自治体、民間人材ビジネス共に可",
    "municipal_only": "自治体のみ可",
    "private_only": "民間人材ビジネスのみ可",
    "none": "不可",
}
"""Provision choice (求職情報提供の可否) of a seeker (SEE-4)."""
SEXES = {"female": "女", "male": "男", "unstated": "記載なし"}
END_REASONS = {"hired": "就職", "withdrawn": "取消し", "other": "その他"}
"""Why an application for work was ended (SEE-6)."""
PUPILS = {
    "university": "大学",
    "college_of_technology": "高等専門学校",
    "other_school": "大学及び高等専門学校を除く学校",
}
"""The school of a pupil or new graduate (SEE-5)."""
ERASURE_GROUNDS = {"demand": "本人の求め", "retention_over": "保存期間の満了"}
IDENTITY_CHECKS = {
    "in_person": "窓口での本人確認",
    "documents": "郵送された本人確認書類",
    "my_page": "求職者マイページからの求め",
}
"""How it was made sure that a demand is the person's own."""
ERASURE_STATES = {"asked": "確認待ち", "done": "消去済み", "declined": "消去しない"}
STANDINGS = {"active": "利用中", "suspended": "停止中", "terminated": "利用解除", "withdrawn": "退会"}
APPLICATION_KINDS = {"new": "利用申請", "change": "変更申請", "renewal": "更新申請", "withdrawal": "退会申請"}
NEXT_STEPS = {
    "hand_in_form": "申請書の提出",
    "renew": "求職情報提供サービスの更新申請",
    "change_permission_term": "許可の有効期限の変更申請",
    "withdraw_seekers": "求職情報提供サービスの退会申請",
}
"""What an organization has to do next (REG-7, REG-16, REG-3)."""
RECEIPT_WAYS = {"email": "メール", "post": "郵送", "in_person": "持参"}
EXCELLENT_AGENCY_CERTIFICATE = "職業紹介優良事業者マークの認定証"
DOCUMENT_KINDS = {
    "signed_form": "申請者の氏名を記入した申請書",
    "terms_consent": "利用規約の同意書",
    "privacy_mark": "プライバシーマークの登録証",
    "excellent_agency_mark": f"{EXCELLENT_AGENCY_CERTIFICATE}（委託先のものを含む）",
    "other": "その他",
}
"""What may be attached to an application (REG-8)."""
DESK_QUEUES = {
    "arrived": "申請書が届き、審査を待つもの",
    "proposed": "承認又は不承認が提案され、他の職員の確認を待つもの",
    "due_soon": "申請書の提出期限が近いもの",
    "lapsing": "申請書の提出期限が今日又は明日のもの",
    "lapsed_recently": "最近、期限経過により削除されたもの",
    "lapsed_untold": "最近、期限経過により削除されたもののうち、メールで知らせることができなかったもの",
    "address_to_send": "労働局のメールアドレスを送付していないもの",
    "address_overdue": "労働局のメールアドレスの送付の期限を過ぎたもの",
    "letters_to_post": "承諾書を郵送していないもの",
}
"""What a bureau has before it (REG-7, REG-9, REG-10)."""
PROPOSED_DECISIONS = {"approve": "承認", "refuse": "不承認"}
MARK_HOLDERS = {"own": "申請者", "commissioned_agency": "委託先"}
"""Whose the excellent-agency mark is (REG-8)."""
APPLICATION_STATES = {
    "registered": "登録済み（申請書の提出待ち）",
    "form_received": "申請書受付済み",
    "approved": "承認",
    "refused": "不承認",
    "lapsed": "期限経過により削除",
}
TERMS_AUDIENCES = {"private": "民間職業紹介事業者等", "municipal": "地方自治体等", "seeker": "求職者"}

ESTABLISHMENT_STATES = {"registered": "登録中", "closed": "登録終了"}
EMPLOYER_APPLICATION_STATES = {
    "waiting": "公共職業安定所の確認待ち",
    "confirmed": "確認済み",
    "refused": "登録不可",
    "lapsed": "期限経過により削除",
}
"""What becomes of an employer's request for a My Page (求人者マイページ)."""

PHONE = r"^0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}\Z"
PERMISSION_NUMBER = r"^[0-9]{2}-[ユム特地学]-[0-9]{6}(-[0-9]{1,3})?\Z"
"""Permission or notification number: prefecture, kind, six digits, branch (REG-4)."""

PUBLIC = frozenset({Role.ANYONE}) | LOGGED_IN
BUREAU = frozenset({Role.BUREAU_STAFF})
OFFICE = frozenset({Role.OFFICE_STAFF})
EMPLOYER = frozenset({Role.EMPLOYER})
GATEWAY = frozenset({Role.SYSTEM})
