"""Access that is limited for a while: announced to whom it concerns, taken back, felt, and ended (OPS-2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from deploy.demo.browser import Browser, Refused
from deploy.demo.doors import at_work, log_in, refusal
from deploy.demo.loading import OPERATIONS_EMAIL
from deploy.demo.organizations import NOTIFYING, main_email
from deploy.demo.organizations import PASSWORD as ORGANIZATIONS_PASSWORD
from deploy.demo.story import Story, check, wait_until
from services.runtime import clock

REQUESTS, WINDOW = 8, dt.timedelta(hours=1)
NOTICE = dt.timedelta(minutes=61)
LIMITS, ANNOUNCE = "/api/access-limits", "/api/operations/access-limits"


def access_is_limited(story: Story) -> None:
    """Operations announce two limits to one agency and take one back; the other lets so many requests in, and no more."""
    agency, operations = story.new_browser(), at_work(story, OPERATIONS_EMAIL)
    log_in(story, agency, main_email(NOTIFYING), ORGANIZATIONS_PASSWORD)
    organization_id = agency.get("/api/sessions/current")["organization_id"]
    begins = clock.now() + NOTICE
    kept, taken_back = (_announce(operations, organization_id, begins) for _ in range(2))
    wait_until(lambda: _shown(agency) >= {kept, taken_back}, "the organization reads of both beforehand")
    mail = story.mail_to(main_email(NOTIFYING), about="アクセス制限の実施")
    for limit_id in _shown(agency) - {kept}:  # more than the one where an answer was lost, and it was announced again
        _end(operations, limit_id)
    wait_until(lambda: _shown(agency) == {kept}, "and that one was taken back before it began")
    story.stack.set_clock(begins)
    log_in(story, agency, main_email(NOTIFYING), ORGANIZATIONS_PASSWORD)
    taken, opens = _ask_until_refused(agency)
    exact = taken <= REQUESTS <= taken + agency.lost
    check(exact, f"{REQUESTS} requests of the hour are answered, but {taken} were")
    _end(at_work(story, OPERATIONS_EMAIL), kept)
    wait_until(lambda: _answered(agency), "once the limit is ended the organization is answered again")
    story.tell(
        f"「{mail.subject}」; {taken} requests were taken, the next one refused until {opens}; then it was ended"
    )


def _announce(operations: Browser, organization_id: str, begins: dt.datetime) -> str:
    limit = {
        "scope": "one_organization",
        "organization_id": organization_id,
        "requests": REQUESTS,
        "window_seconds": WINDOW // dt.timedelta(seconds=1),
        "begins_at": begins.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "text": "一括処理によりアクセスが集中しているため。",
    }
    return str(operations.post(ANNOUNCE, limit)["limit_id"])


def _end(operations: Browser, limit_id: str) -> None:
    """Take a limit back, or end it. Where the answer to that was lost, it is ended already."""
    code = refusal(lambda: operations.send("DELETE", f"{ANNOUNCE}/{limit_id}"))
    check(code in {"", "not_found"}, f"the limit is ended, but {code}")


def _shown(agency: Browser) -> set[str]:
    return {one["limit_id"] for one in agency.get(LIMITS)["access_limits"]}


def _ask_until_refused(agency: Browser) -> tuple[int, str]:
    """How many requests of the window were taken, as the answers' headers count them, and when the next window opens."""
    taken = 0
    while True:
        try:
            headers = agency.answer_to("/api/standing").headers
        except Refused as refused:
            check(refused.code == "access_limited", f"refused by the limit, but {refused}")
            details: dict[str, Any] = refused.problem["details"]
            check(details["remaining"] == 0, "nothing is left of the window")
            return taken, str(details["opens_again_at"])
        check(int(headers["RateLimit-Limit"]) == REQUESTS, "each answer names the limit")
        taken = REQUESTS - int(headers["RateLimit-Remaining"])


def _answered(agency: Browser) -> bool:
    try:
        agency.get("/api/standing")
    except Refused as refused:
        if refused.code == "access_limited":
            return False
        raise
    return True
