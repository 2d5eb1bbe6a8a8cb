"""Mails to job seekers about their application for work and the choices that go with it (SEE-1, SEE-2, SEE-4, SEE-6)."""

from __future__ import annotations

from services.registry.mail.templates.template import Facts, Link, Purpose, Quote, Template, Text

# SEE-6: two weeks before the application's validity ends
VALIDITY_ENDS_SOON = Template(
    kind="seeker_validity_ends_soon",
    purpose=Purpose.REMINDER,
    subject="【ハローワーク】求職申込みの有効期限が近づいています",
    body=(
        Text("求職申込みの有効期限が近づいています。"),
        Facts(("有効期限", "{valid_until}")),
        Text(
            "有効期限を過ぎると、求人者や民間職業紹介事業者、地方自治体などへの求職情報の提供は終了します。"
            "引き続き仕事をお探しの場合は、期限までに、申込みをしたハローワークへご相談ください。"
        ),
        Link("求職者マイページを開く"),
        Text("既に手続がお済みの場合や、就職が決まった場合は、行き違いをご容赦ください。"),
    ),
)

# SEE-6: the same for who has registered online and has been to no office
ONLINE_VALIDITY_ENDS_SOON = Template(
    kind="seeker_online_validity_ends_soon",
    purpose=Purpose.REMINDER,
    subject="【ハローワーク】求職申込みの有効期限が近づいています",
    body=(
        Text("オンラインで登録された求職申込みの有効期限が近づいています。"),
        Facts(("有効期限", "{valid_until}")),
        Text(
            "有効期限を過ぎると、求人者への求職情報の公開は終了します。"
            "引き続き仕事をお探しの場合は、有効期限の後に、求職者マイページから改めて求職申込みをすることができます。"
            "ハローワークの窓口でも、いつでもご相談いただけます。"
        ),
        Link("求職者マイページを開く"),
        Text("既に手続がお済みの場合や、就職が決まった場合は、行き違いをご容赦ください。"),
    ),
)

# SEE-1, AUT-6: the address is proved before anything of the person is taken
REGISTRATION_KEY = Template(
    kind="seeker_registration_key",
    purpose=Purpose.SECURITY,
    subject="【ハローワーク】求職者のオンライン登録の認証キーのお知らせ",
    body=(
        Text("求職者のオンライン登録に必要な認証キーをお知らせします。"),
        Facts(("認証キー", "{key}"), ("有効期限", "{valid_until}")),
        Text(
            "登録の画面に認証キーを入力し、登録を続けてください。"
            "認証キーを請求したときと同じ端末・ブラウザから入力してください。ほかの端末・ブラウザでは使えません。"
        ),
        Link("サイトを開く"),
        Text("認証キーを他の人に教えないでください。"),
        Text("このメールに心当たりのない場合は、何もせずにこのメールを削除してください。"),
    ),
    secret=True,
)

# SEE-1
REGISTERED_ONLINE = Template(
    kind="seeker_registered_online",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職者のオンライン登録が完了しました",
    body=(
        Text("求職者のオンライン登録が完了し、求職者マイページが開設されました。"),
        Facts(
            ("求職者番号", "{seeker_number}"),
            ("求職申込みの有効期限", "{valid_until}"),
            ("お住まいの地域を担当するハローワーク", "{office_name}"),
        ),
        Text(
            "求人者への求職情報の公開に同意された場合は、求人者が求職情報を検索できます。"
            "民間職業紹介事業者や地方自治体などへの求職情報の提供は、ハローワークの窓口で求職申込みが受理された後に始まります。"
            "窓口では、求職者番号をお伝えください。"
        ),
        Link("求職者マイページを開く"),
    ),
)

# SEE-1, SEE-4
APPLICATION_ACCEPTED = Template(
    kind="seeker_application_accepted",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職申込みを受理しました",
    body=(
        Text("オンラインで登録された求職申込みを、ハローワークの窓口で受理しました。"),
        Facts(("受理日", "{accepted_on}"), ("有効期限", "{valid_until}")),
        Text(
            "選択された求職情報提供の可否に従い、民間職業紹介事業者や地方自治体などへの求職情報の提供を始めます。"
            "可否は、求職者マイページでいつでも変更できます。"
        ),
        Link("求職者マイページを開く"),
    ),
)

# SEE-4, SEE-4b
CHOICE_CHANGED_AT_OFFICE = Template(
    kind="seeker_choice_changed_at_office",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職情報の提供に関する登録を変更しました",
    body=(
        Text("ハローワークの窓口で、求職情報の提供に関する登録を変更しました。変更は直ちに有効になります。"),
        Facts(
            ("変更日", "{changed_on}"),
            ("求職情報提供の可否", "{provision_choice}"),
            ("求人者への求職情報の公開", "{openness}"),
        ),
        Text("お申し出に心当たりのない場合は、求職申込みをしたハローワークへご連絡ください。"),
    ),
)

# SEE-6
APPLICATION_EXTENDED = Template(
    kind="seeker_application_extended",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職申込みの有効期限を延長しました",
    body=(
        Text("ハローワークの窓口で、求職申込みの有効期限を延長しました。"),
        Facts(("有効期限", "{valid_until}")),
        Text("お申し出に心当たりのない場合は、求職申込みをしたハローワークへご連絡ください。"),
    ),
)

APPLICATION_ENDED = Template(
    kind="seeker_application_ended",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職申込みを終了しました",
    body=(
        Text("ハローワークの窓口で、求職申込みを終了しました。求職情報の提供と公開も終了します。"),
        Facts(("終了日", "{ended_on}"), ("理由", "{reason}")),
        Text(
            "引き続き仕事をお探しの場合は、改めて求職申込みをすることができます。"
            "お申し出に心当たりのない場合は、求職申込みをしたハローワークへご連絡ください。"
        ),
    ),
)

APPLICATION_END_TAKEN_BACK = Template(
    kind="seeker_application_end_taken_back",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職申込みの終了の記録を取り消しました",
    body=(
        Text("ハローワークの窓口で記録した求職申込みの終了は誤りであったため、取り消しました。"),
        Facts(("有効期限", "{valid_until}")),
        Text(
            "求職申込みは引き続き有効です。求職情報の提供と公開は、選択されている内容に従って再開します。"
            "取消しに心当たりのない場合や、既に就職が決まった場合は、求職申込みをしたハローワークへご連絡ください。"
        ),
    ),
)

# SEE-1
RECORDS_JOINED = Template(
    kind="seeker_records_joined",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職者の登録を一つにまとめました",
    body=(
        Text(
            "オンラインでの登録とハローワークの窓口での登録が、別の求職者として二つに分かれていたため、一つにまとめました。"
            "求職者番号と求職者マイページは、これまでのものを引き続き使用できます。"
        ),
        Facts(
            ("求職者番号", "{seeker_number}"),
            ("求職申込みの有効期限", "{valid_until}"),
            ("求職情報提供の可否", "{provision_choice}"),
            ("求人者への求職情報の公開", "{openness}"),
        ),
        Text(
            "求職情報提供の可否と求人者への公開は、求職者マイページでいつでも変更できます。"
            "窓口での登録の求職情報を取得した利用団体は、求職者マイページで確認し、削除を求めることができます。"
            "窓口での登録でも求職者マイページを開設していたときは、そのマイページは閉鎖され、やり取りしたメッセージと受信拒否は引き継がれます。"
        ),
        Link("求職者マイページを開く"),
        Text("お心当たりのない場合は、求職申込みをしたハローワークへご連絡ください。"),
    ),
)

# SEE-1
ADDRESS_LEFT_BY_JOINING = Template(
    kind="seeker_address_left_by_joining",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職者の登録を一つにまとめました",
    body=(
        Text(
            "このメールアドレスで登録されていた求職者の登録を、本人が来所したハローワークの窓口で、同じ人のオンラインでの登録にまとめました。"
            "今後のお知らせは、オンラインでの登録のメールアドレスへお送りします。"
            "この登録で求職者マイページを開設していたときは、そのマイページは閉鎖されました。"
        ),
        Text("お心当たりのない場合は、求職申込みをしたハローワークへご連絡ください。"),
    ),
)

# SEE-1, AUT-7: to the staff of the office that had accepted the person
JOINED_AT_ANOTHER_OFFICE = Template(
    kind="seeker_joined_at_another_office",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】求職者の登録が他の安定所でまとめられました",
    body=(
        Text(
            "この安定所で求職申込みを受理したオンライン登録者について、"
            "ハローワークシステムの識別番号が確認されていなかったため、本人が来所した{office_name}で、同じ人の登録を一つにまとめました。"
            "以後は、{office_name}の求職者として取り扱われます。"
        ),
        Facts(("求職者番号", "{seeker_number}")),
    ),
)

# SEE-2
ERASURE_DONE = Template(
    kind="seeker_erasure_done",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】個人情報の消去が完了しました",
    body=(
        Text(
            "お求めにより、求職者として登録されていた個人情報を消去しました。"
            "求職者マイページは閉鎖され、求職情報の提供と公開も終了しています。"
        ),
        Facts(("求めを受け付けた日", "{asked_on}"), ("消去した日", "{erased_on}")),
        Text("このメールの送信先として使用したメールアドレスは、このメールの送信をもって消去します。"),
        Text(
            "既に求職情報を取得した利用団体は、利用規約の定めにより、これを削除しなければなりません。"
            "改めて求職申込みをされる場合は、新しい求職者番号で登録されます。"
        ),
        Text("お求めに心当たりのない場合は、求職申込みをしたハローワークへご連絡ください。"),
    ),
    forgotten=True,
)

# SEE-2
ERASURE_DECLINED = Template(
    kind="seeker_erasure_declined",
    purpose=Purpose.PROCEDURE,
    subject="【ハローワーク】個人情報の消去の求めについて",
    body=(
        Text(
            "個人情報の消去の求めについて確認しましたが、次の理由により、消去しないこととしました。登録内容は変わりません。"
        ),
        Facts(("求めを受け付けた日", "{asked_on}")),
        Quote("理由", "{reason}"),
        Text("改めて消去を求めることができます。ご不明な点は、求職申込みをしたハローワークへお問い合わせください。"),
        Link("求職者マイページを開く"),
    ),
)
