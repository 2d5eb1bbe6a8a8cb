"""Applications of organizations (REG-5 to REG-8)."""

from __future__ import annotations

from gateway import limits
from gateway.answers import answer_kept_pdf, answer_pdf
from gateway.context import gateway
from gateway.routes.download_key import DOWNLOAD_KEY
from gateway.routing import Asked, rpc
from services.contracts import registry
from services.contracts.registry import PUBLIC

_KEY_FOR_PAPERS = (
    "登録したときに示された受取キーが必要です。申請した利用団体と管轄労働局の職員は、ログインにより受取キーなしで受け取ることが"
    "できます。"
)


def _limit_registrations(asked: Asked) -> None:
    """Each one sends a mail to an address that nobody has proved to be theirs, and tells whether it is in use."""
    settings, email = gateway().settings.login, asked.values["application"]["email"]
    limits.count("registration", email, settings.registrations_per_email, settings.registrations_per_address)


ROUTES = (
    rpc("POST", "/api/applications", registry.REGISTER_APPLICATION, PUBLIC, "利用申請を登録する", status=201,
        before=_limit_registrations,
        description="入力内容を確定し、登録します。確定後は修正できません。回答に示す提出期限（form_due_on）までに、申請者（利用団体の代表者）"
        "の氏名を記入した申請書（地方自治体等にあっては、署名又は記名押印をした申請書と利用規約の同意書など）を管轄労働局へ提出"
        "してください。期間の末日が閉庁日に当たるときは、その前の開庁日が提出期限です。"),
    rpc("GET", "/api/applications/<uuid:application_id>/form", registry.GET_APPLICATION_FORM, PUBLIC,
        "申請書（PDF）を受け取る", respond=answer_pdf, media_type="application/pdf",
        header_fields=DOWNLOAD_KEY,
        description=_KEY_FOR_PAPERS),
    rpc("GET", "/api/application-forms", registry.GET_BLANK_FORM, PUBLIC,
        "記入されていない申請書（PDF）を受け取る", respond=answer_kept_pdf, media_type="application/pdf", cached=True,
        answer_headers=("ETag", "Cache-Control"),
        description="紙の申請書で申請するための様式です。申請の種類（kind）ごとに、民間職業紹介事業者等用と地方自治体等用（class=municipal）があります。"
        "必要事項を記入し、所在地を管轄する労働局へ提出してください。新規の利用申請では、労働局が内容を登録した時に、ＩＤを電子メールで"
        "お知らせします。"),
    rpc("GET", "/api/applications/<uuid:application_id>/consent-form", registry.GET_TERMS_CONSENT, PUBLIC,
        "利用規約の同意書（PDF）を受け取る", respond=answer_pdf, media_type="application/pdf",
        header_fields=DOWNLOAD_KEY,
        description="地方自治体等の利用申請では、この同意書に同意した日を記入し、代表者が署名又は記名押印をして、申請書とともに"
        "管轄労働局へ提出してください。同意書の提出を要しない申請では、受け取れません。" + _KEY_FOR_PAPERS),
)  # fmt: skip
