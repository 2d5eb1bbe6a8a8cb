"""MSG-8, MSG-9 over HTTP: texts checked before they are sent, refusals that a page can mark, reports by one click."""

from dataclasses import replace

import pytest
from flask import Flask

from gateway.app import parts_of
from gateway.context import EXTENSION
from gateway.settings import GatewaySettings
from services.contracts import messaging
from services.contracts.errors import CallRefused, ErrorCode
from tests.contract.gateway.conftest import Browser, PlayedServices, Time, code_of

CHECK = "/api/messages/check"
MESSAGES = "/api/conversations/0198c2f3-0000-7000-8000-0000000000bb/messages"
REPORT = f"{MESSAGES}/0198c2f3-0000-7000-8000-0000000000cc/report"
FOUND = [{"kind": "name", "label": "氏名", "start": 0, "end": 4}]
CLEAN = {"acceptable": True, "found": [], "allowance": None}


def test_msg_8_a_text_is_checked_as_often_as_somebody_types_and_no_oftener(
    app: Flask, settings: GatewaySettings, browser: Browser, services: PlayedServices, time: Time
) -> None:
    app.extensions[EXTENSION] = parts_of(replace(settings, text_checks_per_hour=2), services)
    services.on(messaging.CHECK_MESSAGE, lambda _: CLEAN)
    browser.log_in("seeker@mail.example.jp")
    answers = [browser.send("POST", CHECK, {"body": "質問です。"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0].json["acceptable"] is True
    assert code_of(answers[2]) == "too_many_requests"
    assert len(services.called(messaging.CHECK_MESSAGE)) == 2
    time.pass_(hours=1, seconds=1)
    browser.log_in("seeker@mail.example.jp")
    assert browser.send("POST", CHECK, {"body": "質問です。"}).status_code == 200
    app.extensions[EXTENSION].logins.database.close()


@pytest.mark.parametrize(("code", "status"), [
    (ErrorCode.PERSONAL_DATA_IN_MESSAGE, 422), (ErrorCode.PERSONAL_DATA_DEMANDED, 422),
])  # fmt: skip
def test_msg_8_a_refusal_tells_the_page_what_to_mark(
    code: ErrorCode, status: int, browser: Browser, services: PlayedServices
) -> None:
    def refuse(_request: object) -> None:
        raise CallRefused(code, "/body", {"found": FOUND})

    for operation in (messaging.ASK, messaging.REPLY):
        services.on(operation, refuse)
    browser.log_in("seeker@mail.example.jp" if code is ErrorCode.PERSONAL_DATA_IN_MESSAGE else "main@agency.example.jp")
    answer = browser.send("POST", MESSAGES, {"body": "山田花子です。"})
    assert (answer.status_code, code_of(answer), answer.json["rule"]) == (status, code.value, "MSG-8")
    assert answer.json["details"]["found"] == FOUND
    assert answer.json["problems"][0]["pointer"] == "/body"


def test_msg_8_a_message_that_could_not_be_checked_is_to_be_sent_again(
    browser: Browser, services: PlayedServices
) -> None:
    def refuse(_request: object) -> None:
        raise CallRefused(ErrorCode.MESSAGE_NOT_CHECKED)

    services.on(messaging.ASK, refuse)
    browser.log_in("seeker@mail.example.jp")
    answer = browser.send("POST", MESSAGES, {"body": "質問です。"})
    assert (answer.status_code, code_of(answer)) == (503, "message_not_checked")
    assert int(answer.headers["Retry-After"]) > 0


def test_msg_9_a_report_needs_no_more_than_a_click(browser: Browser, services: PlayedServices) -> None:
    report = {"message_id": REPORT.split("/")[5], "reported_at": "2026-06-10T01:00:00Z", "reason": None}
    services.on(messaging.REPORT_MESSAGE, lambda _: report)
    browser.log_in("seeker@mail.example.jp")
    assert browser.send("POST", REPORT, {}).json == report
    ((_, kwargs, key, _),) = services.called(messaging.REPORT_MESSAGE)
    assert kwargs["request"] == {"conversation_id": MESSAGES.split("/")[3], "message_id": REPORT.split("/")[5]}
    assert key
    assert browser.send("POST", REPORT, {"reason": "boring"}).status_code == 422


def test_msg_9_only_a_seeker_reports(browser: Browser, services: PlayedServices) -> None:
    browser.log_in()
    assert code_of(browser.send("POST", REPORT, {})) == "forbidden"
    assert not services.called(messaging.REPORT_MESSAGE)
