"""Answers and refusals of services as HTTP tells them: allowance, details and places kept, nothing of an exception (MSG-4)."""

import uuid

from gateway.answers import ALLOWANCE_HEADERS
from gateway.routes import API
from services.contracts import messaging, registry, search
from services.contracts.caller import ORGANIZATION
from services.contracts.errors import CallRefused, ErrorCode, Problem
from services.runtime.identifiers import new_id
from tests.contract.gateway.conftest import Browser, PlayedServices, code_of
from tests.contract.gateway.test_requests import ALLOWANCE, GUIDANCE, ONE, SEARCH, SENT


def test_the_allowance_stands_in_headers_too(organization: Browser, services: PlayedServices) -> None:
    services.on(messaging.SEND_GUIDANCE, lambda _: SENT)
    headers = organization.send("POST", GUIDANCE, ONE).headers
    assert (headers["X-Dispatch-Limit"], headers["X-Dispatch-Remaining"]) == ("1000", "997")
    assert headers["X-Dispatch-Reset"] == "2026-06-10T15:00:00Z"


def test_the_daily_cap_is_told_with_what_is_left_and_when_it_opens_again(
    organization: Browser, services: PlayedServices
) -> None:
    def capped(_: object) -> None:
        raise CallRefused(
            ErrorCode.DAILY_CAP_REACHED, details={"remaining": 0, "opens_again_at": "2026-06-10T21:00:00Z"}
        )

    services.on(messaging.SEND_GUIDANCE, capped)
    answer = organization.send("POST", GUIDANCE, ONE)
    assert (answer.status_code, answer.json["rule"]) == (429, "MSG-4")
    assert answer.headers["Retry-After"] == str(20 * 3600 + 1)
    assert answer.json["detail"] == "本日送信できる残りの件数は０件です。６月11日６時00分から、再びご利用いただけます。"


def test_ops_2_what_opens_within_a_minute_is_told_by_the_next_one(
    organization: Browser, services: PlayedServices
) -> None:
    """The sentence knows minutes alone: the one that has begun is over when it is read, and nothing is open then."""

    def limited(_: object) -> None:
        raise CallRefused(ErrorCode.ACCESS_LIMITED, details={"opens_again_at": "2026-06-10T14:59:20Z"})

    services.on(messaging.SEND_GUIDANCE, limited)
    answer = organization.send("POST", GUIDANCE, ONE)
    assert "６月11日０時00分から、再びご利用いただけます。" in answer.json["detail"]


def test_cmp_13_a_due_day_that_does_not_fit_is_refused_with_the_last_day_that_does(
    organization: Browser, services: PlayedServices
) -> None:
    """As the setting has it, and no fixed time."""

    def refuse(_: object) -> None:
        raise CallRefused(ErrorCode.DUE_DAY_UNFIT, "/due_on", details={"latest": "2027-04-23"})

    services.on(messaging.SEND_GUIDANCE, refuse)
    answer = organization.send("POST", GUIDANCE, ONE)
    assert answer.json["detail"] == "令和９年４月23日までの日付を指定できます。"
    assert "年以内" not in answer.json["title"]


def test_msg_4_a_refusal_tells_the_allowance_in_headers_too(organization: Browser, services: PlayedServices) -> None:
    def refuse(_: object) -> None:
        raise CallRefused(ErrorCode.BLOCKED_BY_SEEKER, details={"allowance": ALLOWANCE})

    services.on(messaging.REPLY, refuse)
    answer = organization.send("POST", f"/api/conversations/{new_id()}/messages", {"body": "ご案内します。"})
    assert (answer.status_code, answer.headers["X-Dispatch-Remaining"]) == (409, "997")


def test_msg_6_the_totals_of_what_is_unread_are_no_conversation_of_that_name(
    organization: Browser, services: PlayedServices
) -> None:
    services.on(messaging.SHOW_UNREAD, lambda _: {"conversations": 2, "messages": 5, "allowance": ALLOWANCE})
    answer = organization.send("GET", "/api/conversations/unread")
    assert (answer.json["messages"], answer.headers["X-Dispatch-Remaining"]) == (5, "997")


def test_msg_4_every_route_of_messaging_for_organizations_tells_the_allowance() -> None:
    silent = [
        route.name
        for _, routes in API.values()
        for route in routes
        if route.roles & ORGANIZATION
        and any(operation.service == "messaging" for operation in route.operations)
        and not set(ALLOWANCE_HEADERS) <= set(route.answer_headers)
    ]
    assert not silent, f"make these by messaging_rpc of gateway/routes/guidance.py: {silent}"


def test_a_refusal_of_a_service_keeps_its_place_and_details(organization: Browser, services: PlayedServices) -> None:
    def refuse(_: object) -> None:
        raise CallRefused(ErrorCode.UNKNOWN_CODE, pointer="/query/place_codes/1", details={"code": "990001"})

    services.on(search.SEARCH_SEEKERS, refuse)
    answer = organization.send("POST", SEARCH, {"query": {}})
    assert answer.json["problems"] == [
        {"pointer": "/query/place_codes/1", "detail": "指定されたコードは登録されていません。"}
    ]
    assert answer.json["details"] == {"code": "990001"}


def test_problems_named_by_a_service_are_told(organization: Browser, services: PlayedServices) -> None:
    def refuse(_: object) -> None:
        raise CallRefused(ErrorCode.INVALID_REQUEST, problems=(Problem("/query", "条件がありません。"),))

    services.on(search.SEARCH_SEEKERS, refuse)
    answer = organization.send("POST", SEARCH, {"query": {}})
    assert answer.json["problems"] == [{"pointer": "/query", "detail": "条件がありません。"}]


def test_no_exception_s_text_ever_leaves(organization: Browser, services: PlayedServices) -> None:
    def explode(_: object) -> None:
        raise ValueError("password=himitsu")

    services.on(search.SEARCH_SEEKERS, explode)
    answer = organization.send("POST", SEARCH, {"query": {}})
    assert (answer.status_code, code_of(answer)) == (500, "internal")
    assert "himitsu" not in answer.text


def test_a_form_to_be_filled_in_is_read_without_login_and_kept_by_caches(
    browser: Browser, services: PlayedServices
) -> None:
    """REG-6, REG-8: of a kind and class; who has it already is told so."""
    named = {"file_name": "変更申請書.pdf", "content": "JVBERi0x"}
    asked = {"kind": "change", "class": "municipal"}
    services.on(registry.GET_BLANK_FORM, lambda request: named if request == asked else None)
    path = "/api/application-forms?kind=change&class=municipal"
    answer = browser.send("GET", path)
    assert (answer.data, answer.content_type) == (b"%PDF-1", "application/pdf")
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = browser.send("GET", path, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert browser.send("GET", "/api/application-forms?kind=renewals").status_code == 422


def test_a_document_is_sent_as_pdf_under_its_name(browser: Browser, services: PlayedServices) -> None:
    services.on(
        registry.GET_APPLICATION_FORM,
        lambda request: (
            {"file_name": "申請書.pdf", "content": "JVBERi0x"} if request.get("download_key") == "key" else None
        ),
    )
    path = f"/api/applications/{uuid.UUID(int=1)}/form"
    for answer in (
        browser.send("GET", path, headers={"X-Download-Key": "key"}),
        browser.send("GET", f"{path}?download_key=key"),
    ):
        assert answer.data == b"%PDF-1"
        assert answer.content_type == "application/pdf"
        assert "UTF-8''%E7%94%B3%E8%AB%8B%E6%9B%B8.pdf" in answer.headers["Content-Disposition"]
