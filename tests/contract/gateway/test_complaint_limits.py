"""CMP-12 over HTTP: how often one login may complain, as people read each and offices are mailed."""

from dataclasses import replace

from flask import Flask

from gateway.app import parts_of
from gateway.context import EXTENSION
from gateway.settings import GatewaySettings
from services.contracts import compliance
from tests.contract.gateway.conftest import Browser, PlayedServices, Time, code_of

MINE = "/api/my-page/complaints"
ONE = "0198c2f3-0000-7000-8000-0000000000bb"
STEPS = f"{MINE}/{ONE}/steps"
COMPLAINT = {"organization_id": ONE, "content": "案内が止まりません。", "to_authority": True}
MADE = {
    "complaint_id": ONE, "organization_id": ONE, "organization_name": "株式会社しごと紹介", "version": 1, "state": "open",
    "to_organization": False, "with_authority": True, "office_code": None, "received_on": "2026-06-10", "steps": [],
}  # fmt: skip


def test_cmp_12_one_login_complains_so_often_a_day_and_may_always_close(
    app: Flask, settings: GatewaySettings, browser: Browser, services: PlayedServices, time: Time
) -> None:
    app.extensions[EXTENSION] = parts_of(replace(settings, complaints_per_day=2), services)
    for operation in (compliance.FILE_COMPLAINT, compliance.PURSUE_COMPLAINT):
        services.on(operation, lambda _: MADE)
    browser.log_in("seeker@mail.example.jp")
    more = {"event": "add", "text": "まだ届きます。", "seen_version": 1}
    answers = [
        browser.send("POST", MINE, COMPLAINT),
        browser.send("POST", STEPS, more),
        browser.send("POST", MINE, COMPLAINT),
        browser.send("POST", STEPS, more),
        browser.send("POST", STEPS, {**more, "event": "close"}),
    ]
    assert [answer.status_code for answer in answers] == [201, 200, 429, 429, 200]
    assert code_of(answers[2]) == "too_many_requests"
    assert len(services.called(compliance.FILE_COMPLAINT)) == 1
    time.pass_(days=1, seconds=1)
    browser.log_in("seeker@mail.example.jp")
    assert browser.send("POST", MINE, COMPLAINT).status_code == 201
    app.extensions[EXTENSION].logins.database.close()
