"""Documents attached to applications (REG-8): the file is the body, everything else stands in the query."""

from __future__ import annotations

from gateway import limits
from gateway.answers import answer_file
from gateway.context import gateway
from gateway.routes.download_key import DOWNLOAD_KEY
from gateway.routing import Asked, FileBody, rpc
from services.contracts import registry
from services.contracts.registry import DOCUMENT_MEDIA_TYPES, PUBLIC

_ALL = "/api/applications/<uuid:application_id>/documents"
_FIRST, *_OTHERS = DOCUMENT_MEDIA_TYPES
_KEY_FOR_DOCUMENTS = (
    "登録したときに示された受取キーが必要です。申請した利用団体の主アカウントと管轄労働局の職員は、ログインにより受取キーなしで"
    "利用できます。"
)


def _limit_uploads(asked: Asked) -> None:
    """Every file is looked into, which is work: who is known by a login is not limited, the others are."""
    if asked.asker.session is None:
        settings = gateway().settings.login
        application_id = asked.values["application_id"]
        limits.count("upload", application_id, settings.uploads_per_application, settings.uploads_per_address)


ROUTES = (
    rpc("GET", _ALL, registry.LIST_DOCUMENTS, PUBLIC, "添付書類の一覧を見る", header_fields=DOWNLOAD_KEY,
        description=_KEY_FOR_DOCUMENTS),
    rpc("POST", _ALL, registry.UPLOAD_DOCUMENT, PUBLIC, "添付書類を提出する", status=201, header_fields=DOWNLOAD_KEY,
        before=_limit_uploads, file=FileBody("content", DOCUMENT_MEDIA_TYPES),
        description="ファイルをそのまま本文とし、書類の種類とファイル名はURLの項目で指定してください。形式は内容により"
        "確認します。PDF、PNG、JPEGに限り、パスワードで保護されたPDFや、スクリプト又は添付ファイルを含むPDFは提出できません。"
        "提出できるのは、初期設定では１件5MBまで、１件の申請につき10件までです。申請書の受付日は、管轄労働局が記録した日によります。"
        + _KEY_FOR_DOCUMENTS),
    rpc("GET", f"{_ALL}/<uuid:document_id>", registry.GET_DOCUMENT, PUBLIC, "添付書類を受け取る", respond=answer_file,
        media_type=_FIRST, other_media_types=tuple(_OTHERS), header_fields=DOWNLOAD_KEY,
        description="閲覧は記録されます。" + _KEY_FOR_DOCUMENTS),
)  # fmt: skip
