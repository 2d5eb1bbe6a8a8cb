"""Mails to employers about their establishment and My Page (OFR-1, AUT-1)."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Quote, Template, Text

# OFR-1: an employer has asked for a My Page
ASKED = Template(
    kind="employer_asked",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求人者マイページ開設のお申込みを受け付けました",
    body=(
        Text("{establishment_name}　ご担当者様"),
        Text("求人者マイページ開設のお申込みを受け付けました。"),
        Facts(
            ("事業所", "{establishment_name}"), ("確認を行う安定所", "{office_name}"), ("確認の期限", "{confirm_by}")
        ),
        Text(
            "{office_name}が事業所の確認を行います。確認のため、お電話などでお問い合わせすることがあります。"
            "確認の期限までに確認ができない場合、お申込みの内容は削除されます。"
        ),
        Text("確認が終了しましたら、マイページの開設の方法をメールでお知らせします。"),
        Text("このメールに心当たりのない場合は、何もせずにこのメールを削除してください。"),
    ),
)

# AUT-6: told to the address alone, never on the site
ADDRESS_IN_USE = Template(
    kind="employer_address_in_use",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求人者マイページ開設のお申込みについて",
    body=(
        Text("{establishment_name}　ご担当者様"),
        Text(
            "求人者マイページ開設のお申込みがありましたが、このメールアドレスは既に使用されているため、"
            "お受けできませんでした。"
        ),
        Text(
            "求人者マイページを既に開設している場合は、そのままログインしてください。"
            "ログインできない場合や、別の事業所のお申込みの場合は、{office_name}にご相談いただくか、"
            "別のメールアドレスでお申し込みください。"
        ),
        Link("サイトを開く"),
        Text("このメールに心当たりのない場合は、何もせずにこのメールを削除してください。"),
    ),
)

# OFR-1, AUT-1: the office has confirmed the establishment
MY_PAGE_ISSUED = Template(
    kind="employer_my_page_issued",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求人者マイページを開設できます",
    body=(
        Text("{establishment_name}　ご担当者様"),
        Text("{office_name}において、事業所の確認が終了しました。求人者マイページを開設できます。"),
        Facts(
            ("事業所", "{establishment_name}"),
            ("事業所番号", "{establishment_number}"),
            ("ＩＤ（メールアドレス）", "{email}"),
        ),
        Text(
            "次のサイトの画面で認証キーを請求し、このメールアドレスに届いた認証キーを用いて、"
            "パスワードを設定してください。パスワードを設定すると、ログインできるようになります。"
        ),
        Link("サイトを開く"),
        Text("このメールに心当たりのない場合は、{office_name}にご連絡ください。"),
    ),
)

# AUT-1: who can't log in any more goes through the office
MY_PAGE_MOVED = Template(
    kind="employer_my_page_moved",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求人者マイページのＩＤ（メールアドレス）が変更されました",
    body=(
        Text("{establishment_name}　ご担当者様"),
        Text(
            "{office_name}での手続により、このメールアドレスが、求人者マイページのＩＤになりました。"
            "マイページの内容は、これまでのとおりです。"
        ),
        Facts(
            ("事業所", "{establishment_name}"),
            ("事業所番号", "{establishment_number}"),
            ("ＩＤ（メールアドレス）", "{email}"),
        ),
        Text(
            "安全のため、これまでのパスワードは使用できなくなりました。次のサイトの画面で認証キーを請求し、"
            "このメールアドレスに届いた認証キーを用いて、パスワードを設定し直してください。"
        ),
        Link("サイトを開く"),
        Text("このメールに心当たりのない場合は、{office_name}にご連絡ください。"),
    ),
)

# OFR-1: the office could not confirm the establishment
REFUSED = Template(
    kind="employer_refused",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求人者マイページ開設のお申込みの結果について",
    body=(
        Text("{establishment_name}　ご担当者様"),
        Text("求人者マイページ開設のお申込みについて、次の理由により、お受けすることができませんでした。"),
        Facts(("事業所", "{establishment_name}"), ("確認を行った安定所", "{office_name}")),
        Quote("理由", "{reason}"),
        Text("ご不明の点は、{office_name}にお問い合わせください。改めてお申し込みいただくこともできます。"),
    ),
)

# OFR-1, CAL-6: the days for the confirmation are over
LAPSED = Template(
    kind="employer_lapsed",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求人者マイページ開設のお申込みを削除しました",
    body=(
        Text("{establishment_name}　ご担当者様"),
        Text(
            "求人者マイページ開設のお申込みは、期限までに事業所の確認が終了しなかったため、"
            "ご担当者の氏名や連絡先とともに削除されました。"
        ),
        Facts(("事業所", "{establishment_name}"), ("確認を行う安定所", "{office_name}")),
        Text("開設を希望する場合は、改めてお申し込みください。"),
        Link("サイトを開く"),
    ),
)

# OFR-1: the registration of an establishment has ended
CLOSED = Template(
    kind="employer_closed",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】事業所の登録と求人者マイページを終了しました",
    body=(
        Text("{establishment_name}　ご担当者様"),
        Text("次の事業所の登録を終了しました。求人者マイページは利用できなくなります。"),
        Facts(
            ("事業所", "{establishment_name}"),
            ("事業所番号", "{establishment_number}"),
            ("終了した日", "{closed_on}"),
            ("理由", "{reason}"),
        ),
        Text("このお知らせに心当たりのない場合は、{office_name}にご連絡ください。"),
    ),
)
