"""Applications of organizations (REG-5 to REG-8)."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request

from gateway.answers import answer_pdf
from gateway.routing import Asked, Route, ask, rpc
from services.contracts import registry
from services.contracts.registry import PUBLIC

DOWNLOAD_KEY_HEADER = "X-Download-Key"


def _form(asked: Asked) -> Response:
    """The form; its key is better given in a header, as addresses are written into logs on their way."""
    given = request.headers.get(DOWNLOAD_KEY_HEADER)
    if given is not None:
        asked = replace(asked, values={**asked.values, "download_key": given})
    return answer_pdf(ask(registry.GET_APPLICATION_FORM, asked), 200)


ROUTES = (
    rpc("POST", "/api/applications", registry.REGISTER_APPLICATION, PUBLIC, "利用申請を登録する", status=201,
        description="入力内容を確定し、登録します。確定後は修正できません。登録の翌日から14日以内に、"
        "署名した申請書を管轄労働局へ提出してください。提出期限の末日が閉庁日に当たるときは、その前の開庁日が期限です。"),
    Route("GET", "/api/applications/<uuid:application_id>/form", PUBLIC, "申請書（PDF）を受け取る", _form,
          registry.GET_APPLICATION_FORM.request, media_type="application/pdf", operations=(registry.GET_APPLICATION_FORM,),
          request_headers={DOWNLOAD_KEY_HEADER: "登録したときに示された受取キー。項目 download_key でも指定できます。"},
          description="登録したときに示された受取キーが必要です。管轄労働局の職員は、受取キーなしで受け取れます。"),
)  # fmt: skip
