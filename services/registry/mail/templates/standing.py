"""Mails about how an organization stands: suspension, resumption, termination (CMP-3 to CMP-10, CMP-14)."""

from __future__ import annotations

from services.registry.mail.templates.deletions import ALL_TO_BE_DELETED, STILL_TO_BE_DELETED
from services.registry.mail.templates.template import Facts, Link, Purpose, Quote, Template, Text

_TO_ORGANIZATION = Text("{organization_name}　ご担当者様")
_SERVICE = "ハローワーク求人・求職情報提供サービス"

# CMP-3 to CMP-6, CMP-8, CMP-10, CMP-14
SUSPENDED = Template(
    kind="organization_suspended",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】サービスの利用停止のお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}について、次のとおり利用を停止しましたので、お知らせします。"),
        Facts(
            ("停止した日", "{since}"),
            ("停止の期間", "{period}"),
            ("根拠", "{ground}"),
            ("管轄", "{bureau_name}"),
        ),
        Quote("理由", "{reason}"),
        Text(
            "停止中は、求人情報及び求職情報をご覧になれず、求職者へのメッセージの送信もできません。"
            "お知らせの確認、利用状況の報告、各種の申請などの手続は、停止中もサイトにログインして行うことができます。"
        ),
        Text("{deletion}"),
        Link("サイトにログインする"),
    ),
)

# CMP-14
RESUMED = Template(
    kind="organization_resumed",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】サービスの利用再開のお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}の利用停止が終了し、再びご利用いただけるようになりましたので、お知らせします。"),
        Facts(("再開した日", "{resumed_on}"), ("管轄", "{bureau_name}")),
        Text("引き続き、利用規約を遵守の上、ご利用ください。"),
        Link("サイトにログインする"),
    ),
)

# CMP-13
WITHDRAWN = Template(
    kind="organization_decision_withdrawn",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】決定の取消しのお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}の利用について行った次の決定を、取り消しましたので、お知らせします。"),
        Facts(
            ("取り消した決定", "{decision}"),
            ("決定した日", "{decided_on}"),
            ("決定の根拠", "{ground}"),
            ("取り消した日", "{withdrawn_on}"),
            ("管轄", "{bureau_name}"),
        ),
        Quote("取消しの理由", "{reason}"),
        Text("現在の利用状況は、サイトにログインしてご確認ください。"),
        Link("サイトにログインする"),
    ),
)

# CMP-13, CMP-14
ONE_ENDED = Template(
    kind="organization_suspension_ended",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】利用停止の期間の満了のお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}について、次の利用停止は、期間の満了により終了しましたので、お知らせします。"),
        Facts(("根拠", "{ground}"), ("停止の期間の末日", "{last_day}"), ("管轄", "{bureau_name}")),
        Text("ただし、次の利用停止が続いているため、引き続き、サービスをご利用いただけません。"),
        Facts(("続いている利用停止", "{going_on}")),
        Text("内容とこれまでの経過は、サイトにログインしてご確認ください。"),
        Link("サイトにログインする"),
    ),
)

# CMP-13, CMP-14
BUREAU_TOLD_ONE_ENDED = Template(
    kind="bureau_told_of_suspension_ended",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】利用停止の期間が満了した利用団体のお知らせ",
    body=(
        Text("{bureau_name}　ご担当者様"),
        Text("管轄する利用団体について、次の利用停止が期間の満了により終了しましたので、お知らせします。"),
        Facts(
            ("事案番号", "{case_id}"),
            ("利用団体", "{organization_name}"),
            ("根拠", "{ground}"),
            ("停止の期間の末日", "{last_day}"),
        ),
        Text("次の利用停止が続いているため、利用は再開していません。"),
        Facts(("続いている利用停止", "{going_on}")),
        Text("この利用団体にも、メールでお知らせしています。これまでの経過は、サイトにログインしてご確認ください。"),
        Link("サイトを開く"),
    ),
)


# CMP-9
def _terminated(kind: str, deletion: str, still: str) -> Template:
    return Template(
        kind=kind,
        purpose=Purpose.PROCEDURE,
        subject="【ハローワーク】サービスの利用解除のお知らせ",
        body=(
            _TO_ORGANIZATION,
            Text(f"{_SERVICE}について、次のとおり利用を解除しましたので、お知らせします。"),
            Facts(
                ("利用解除の日", "{terminated_on}"),
                ("新しい申請ができない期間の末日", "{barred_until}"),
                ("根拠", "{ground}"),
                ("管轄", "{bureau_name}"),
            ),
            Quote("理由", "{reason}"),
            Text(
                "利用解除の日から、サービスをご利用いただけません。上記の期間中は、利用解除となった利用団体の一覧に掲載されます。"
                f"{deletion}{still}、提出していない利用状況の報告は、サイトにログインして行うことができます。"
            ),
            Link("サイトにログインする"),
        ),
    )


TERMINATED = _terminated("organization_terminated", ALL_TO_BE_DELETED, "お知らせの確認、削除の報告")
# MSG-11: to who has had no seekers' information, as no school ever has (REG-1).
TERMINATED_WITHOUT_RECORDS = _terminated("school_terminated", "", "お知らせの確認")


_NEW_TOKENS = (
    "システムから利用するためのトークンは、利用解除により無効になりましたので、必要な場合は新しく発行してください。"
)
"""AUT-8: what the termination ended stays ended."""


# CMP-9
def _reinstated(kind: str, deletion: str) -> Template:
    return Template(
        kind=kind,
        purpose=Purpose.PROCEDURE,
        subject="【ハローワーク】利用解除の取消しのお知らせ",
        body=(
            _TO_ORGANIZATION,
            Text(f"{_SERVICE}の利用解除の決定を取り消し、再びご利用いただけるようになりましたので、お知らせします。"),
            Facts(("取り消した日", "{resumed_on}"), ("管轄", "{bureau_name}")),
            Text(
                "取消しの理由は、別のメールでお知らせしています。"
                f"ＩＤとパスワードは、これまでと同じものをご利用ください。{_NEW_TOKENS}{deletion}"
            ),
            Link("サイトにログインする"),
        ),
    )


REINSTATED = _reinstated("organization_reinstated", STILL_TO_BE_DELETED)
# MSG-11: to who has had no seekers' information, as above.
REINSTATED_WITHOUT_RECORDS = _reinstated("school_reinstated", "")

# CMP-9, CMP-14: a suspension from before the termination that is taken back runs on
SUSPENDED_STILL = Template(
    kind="organization_reinstated_but_suspended",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】利用解除の取消しのお知らせ",
    body=(
        _TO_ORGANIZATION,
        Text(f"{_SERVICE}の利用解除の決定を取り消しましたので、お知らせします。"),
        Facts(("取り消した日", "{withdrawn_on}"), ("管轄", "{bureau_name}")),
        Text("ただし、次の利用停止が続いているため、引き続き、サービスをご利用いただけません。"),
        Facts(("続いている利用停止", "{going_on}")),
        Text(
            f"取消しの理由は、別のメールでお知らせしています。ＩＤとパスワードは、これまでと同じものをご利用ください。{_NEW_TOKENS}"
            "お知らせの確認、利用状況の報告、各種の申請などの手続は、停止中もサイトにログインして行うことができます。"
        ),
        Text("{deletion}"),
        Link("サイトにログインする"),
    ),
)
