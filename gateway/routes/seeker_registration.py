"""Online registration of job seekers (オンライン登録者, SEE-1)."""

from __future__ import annotations

from gateway.routes.mailed_keys import asking, trying
from services.contracts import registry

ROUTES = (
    asking("/api/seeker-registrations/keys", registry.REQUEST_REGISTRATION_KEY, "オンライン登録の認証キーを請求する",
        "メールアドレスが本人のものであることを確かめるため、認証キーをメールで送信します。"
        "登録の有無にかかわらず、回答は同じです。認証キーは、請求した端末・ブラウザに限り使えます（Cookieで確かめます）。"),
    trying("/api/seeker-registrations", registry.REGISTER_SEEKER, "求職者としてオンラインで登録する",
        "登録と同時に求職者マイページが開設されます。求人者への公開に同意した場合は、求人者の検索の対象になります。"
        "民間職業紹介事業者や地方自治体などへの提供は、ハローワークの窓口で求職申込みが受理された後に始まります。"
        "氏名などの個人情報は、提供も公開もされません。", status=201),
)  # fmt: skip
