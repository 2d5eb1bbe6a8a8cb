"""Online registration of job seekers (オンライン登録者, SEE-1)."""

from __future__ import annotations

from gateway.answers import answer_late
from gateway.routes.my_page import limit_keys
from gateway.routing import rpc
from services.contracts import registry
from services.contracts.registry import PUBLIC

ROUTES = (
    rpc("POST", "/api/seeker-registrations/keys", registry.REQUEST_REGISTRATION_KEY, PUBLIC,
        "オンライン登録の認証キーを請求する", status=202, keyed=False, before=limit_keys, respond=answer_late,
        description="メールアドレスが本人のものであることを確かめるため、認証キーをメールで送信します。"
        "登録の有無にかかわらず、回答は同じです。"),
    rpc("POST", "/api/seeker-registrations", registry.REGISTER_SEEKER, PUBLIC, "求職者としてオンラインで登録する",
        status=201, before=limit_keys,
        description="登録と同時に求職者マイページが開設されます。求人者への公開に同意した場合は、求人者の検索の対象になります。"
        "民間職業紹介事業者や地方自治体などへの提供は、ハローワークの窓口で求職申込みが受理された後に始まります。"
        "氏名などの個人情報は、提供も公開もされません。"),
)  # fmt: skip
