"""Employers: asking for a My Page, the own establishment, and the desk of the office (OFR-1, AUT-7)."""

from __future__ import annotations

from flask import Response

from gateway import limits
from gateway.access import NOT_LOGGED_IN
from gateway.context import gateway
from gateway.even_time import answer_while_working
from gateway.routing import Asked, Route, ask, prepared, rpc
from services.contracts import registry
from services.contracts.registry import BUREAU, EMPLOYER, OFFICE


def _limit_requests(asked: Asked) -> None:
    """Each one sends a mail to an address that nobody has proved to be theirs (AUT-6)."""
    settings, email = gateway().settings.login, asked.values["contact"]["email"]
    limits.count("employer", email, settings.registrations_per_email, settings.registrations_per_address)


def _ask_for_my_page(asked: Asked) -> Response:
    """What the address has no part in is checked and answered; what is done for it goes on outside the request (AUT-6).

    A repetition under the client's key has the same number, and completes what was not done (decision 194).
    """
    _limit_requests(asked)
    answer = ask(registry.CHECK_EMPLOYER, asked)
    numbered = {**asked.values, "application_id": answer["application_id"]}
    work = prepared(registry.REGISTER_EMPLOYER, Asked(asked.asker, numbered, asked.idempotency_key))
    return answer_while_working(work, answer, 202)


_APPLICATION = "/api/staff/employer-applications/<uuid:application_id>"
_ESTABLISHMENT = "/api/staff/establishments/<uuid:establishment_id>"

ROUTES = (
    Route("POST", "/api/employers", NOT_LOGGED_IN, "求人者マイページの開設を申し込む", _ask_for_my_page,
        registry.CHECK_EMPLOYER.request, registry.CHECK_EMPLOYER.answer, status=202, keyed=True,
        operations=(registry.CHECK_EMPLOYER, registry.REGISTER_EMPLOYER),
        description="事業所の所在地を管轄する公共職業安定所が確認した後、開設の方法をメールでお知らせします。"
        "メールアドレスの登録の有無にかかわらず、回答は同じです。"),
    rpc("GET", "/api/employers/establishment", registry.SHOW_MY_ESTABLISHMENT, EMPLOYER, "自社の事業所の登録内容を見る"),
    rpc("PUT", "/api/employers/establishment", registry.CHANGE_MY_ESTABLISHMENT, EMPLOYER,
        "電話番号、従業員数、担当者を変える",
        description="名称、所在地、法人番号及び産業の変更は、管轄する公共職業安定所へお申し出ください。"),
    rpc("GET", "/api/staff/employer-applications", registry.LIST_EMPLOYER_APPLICATIONS, OFFICE,
        "求人者マイページ開設の申込みの一覧を見る",
        description="申込みの古い順に表示します。続きがあるときは next の値を after に指定してください。"),
    rpc("GET", _APPLICATION, registry.SHOW_EMPLOYER_APPLICATION, OFFICE, "申込みの内容を見る",
        description="登録済みの事業所のうち、同じ事業所である可能性があるものを candidates に示します。"),
    rpc("POST", f"{_APPLICATION}/confirmation", registry.CONFIRM_EMPLOYER, OFFICE, "事業所を確認し、マイページを発行する",
        description="establishment_id を指定すると、登録済みのその事業所のマイページになります。"
        "指定がないときは、新しい事業所として登録します。"),
    rpc("POST", f"{_APPLICATION}/refusal", registry.REFUSE_EMPLOYER, OFFICE, "申込みを登録不可とする",
        description="理由は、申込者へメールで通知されます。"),
    rpc("POST", "/api/staff/establishments", registry.REGISTER_ESTABLISHMENT, OFFICE, "窓口で事業所を登録する", status=201),
    rpc("GET", "/api/staff/establishments", registry.LIST_ESTABLISHMENTS, OFFICE | BUREAU, "管轄する事業所を探す",
        description="事業所番号、法人番号、又は名称若しくは読みの一部で探します。"),
    rpc("GET", _ESTABLISHMENT, registry.SHOW_ESTABLISHMENT, OFFICE | BUREAU, "事業所の登録内容を見る",
        description="担当者の情報を閲覧したことは、記録されます。"),
    rpc("PUT", _ESTABLISHMENT, registry.CHANGE_ESTABLISHMENT, OFFICE, "事業所の登録内容を変える",
        description="表示したときの version を指定してください。その後にほかの人が変更していた場合は、変更されません。"
        "所在地が他の公共職業安定所の管轄に変わると、その安定所に引き継がれます。"),
    rpc("POST", f"{_ESTABLISHMENT}/closing", registry.CLOSE_ESTABLISHMENT, OFFICE, "事業所の登録を終了する",
        description="求人者マイページも利用できなくなります。"),
    rpc("PUT", f"{_ESTABLISHMENT}/my-page", registry.OPEN_EMPLOYER_PAGE, OFFICE, "求人者マイページを発行し、又はＩＤを変える",
        description="既に発行しているときは、ＩＤ（メールアドレス）を変え、ログインの状態とこれまでのパスワードを無効にします。"),
)  # fmt: skip
