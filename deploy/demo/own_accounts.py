"""An account's own affairs in the play: another address, guessed passwords, a report of misuse (AUT-1, AUT-6, REG-11)."""

from __future__ import annotations

import re
from typing import Any

import requests

from deploy.demo.accounts import ADDITIONAL
from deploy.demo.browser import LOST, Browser, Refused
from deploy.demo.doors import at_work, log_in, refusal
from deploy.demo.loading import OPERATIONS_EMAIL, PASSWORD
from deploy.demo.organizations import MAIL_DOMAIN, first_email
from deploy.demo.organizations import PASSWORD as ORGANIZATIONS_PASSWORD
from deploy.demo.story import Story, check, wait_until

NEW_ADDRESS = f"shien.1@{MAIL_DOMAIN}"
WRONG_PASSWORDS = 5
"""So many in a row lock a login (decision 110)."""


def account_affairs(story: Story) -> None:
    """A desk's account moves to another address, is guessed at, and tells that a stranger may have used it."""
    browser = story.new_browser()
    log_in(story, browser, ADDITIONAL, PASSWORD)
    _move(story, browser)
    _lock_and_unlock(story)
    token = _rotate_a_token(story)
    browser.post("/api/organization/misuse-reports", {"description": "覚えのないログインが一覧にありました。"})
    wait_until(
        lambda: refusal(lambda: browser.get("/api/dispatches")) == "not_logged_in",
        "a report of misuse ends every session",
    )
    check(_machine(story, token) == 401, "a report of misuse ends every token")
    story.tell(
        f"{ADDITIONAL} is {NEW_ADDRESS} now, confirmed at both; {WRONG_PASSWORDS} wrong passwords locked it, operations "
        "opened it; a report of misuse ended its sessions and the organization's tokens"
    )


def _rotate_a_token(story: Story) -> str:
    """The organization's systems go over to a new token while the old one is still good; then it is revoked (AUT-8)."""
    main = story.new_browser()
    log_in(story, main, first_email(), ORGANIZATIONS_PASSWORD)
    asked = {"name": "統計用サーバー", "scopes": ["organization:read"], "networks": ["127.0.0.1"], "days": 30}
    old = _new_token(main, "/api/organization/tokens", asked)
    new = _new_token(main, f"/api/organization/tokens/{old['token_id']}/rotation", {"overlap_hours": 24})
    check(_machine(story, old["token"]) == _machine(story, new["token"]) == 200, "both are good for the overlap")
    main.send("DELETE", f"/api/organization/tokens/{old['token_id']}")
    check(_machine(story, old["token"]) == 401, "the revoked one opens nothing from the next request on")
    return str(new["token"])


def _new_token(main: Browser, path: str, asked: dict[str, Any]) -> dict[str, Any]:
    """A token is shown once: where that answer was lost, the person asks for another one."""
    try:
        return dict(main.post(path, asked))
    except Refused as refused:
        if refused.code != "already_done":
            raise
        return dict(main.post(path, asked))


def _machine(story: Story, token: str) -> int:
    """How a machine client is answered with this token, once there is an answer."""
    answers: list[int] = []

    def answered() -> bool:
        headers = {"Authorization": f"Bearer {token}"}
        try:
            answers.append(requests.get(f"{story.stack.url}/api/organization", headers=headers, timeout=30).status_code)
        except LOST:
            return False
        return answers[-1] not in {502, 503, 504}

    wait_until(answered, "a machine client is answered", 60, every=0.5)
    return answers[-1]


def _move(story: Story, browser: Browser) -> None:
    """Both addresses confirm with the key that was mailed to them (AUT-1)."""
    before = story.stack.mailbox.count(ADDITIONAL)
    browser.post("/api/account/email-change", {"current_password": PASSWORD, "new_email": NEW_ADDRESS})
    for address, after, changed in ((ADDITIONAL, before, False), (NEW_ADDRESS, 0, True)):
        mail = story.mail_to(address, after=after, about="メールアドレスの変更")
        key = re.search(r"確認キー[^A-Za-z0-9]*([A-Za-z0-9_-]{6,64})", mail.text)
        check(key is not None, f"the mail to {address} holds a key")
        assert key is not None
        check(_confirmed(browser, key.group(1)) is changed, "the address changes with the second confirmation")


def _confirmed(browser: Browser, key: str) -> bool:
    """Whether the address is changed now. Where the first answer was lost the key is used up, and the page tells."""
    try:
        return bool(browser.post("/api/account/email-change/confirmation", {"key": key})["changed"])
    except Refused as refused:
        if refused.code not in ("authentication_key_invalid", "not_found"):
            raise
        return refusal(lambda: browser.get("/api/account/email-change")) == "not_found"


def _lock_and_unlock(story: Story) -> None:
    """A stranger's guesses lock the login, for the right password too; staff lift it on a ground (AUT-6)."""
    stranger = story.new_browser()
    for _ in range(WRONG_PASSWORDS):
        check(_cannot_log_in(stranger, "guess-guess-guess"), "a wrong password is refused")
    check(_cannot_log_in(story.new_browser(), PASSWORD), "then the right one is refused as well")
    operations = at_work(story, OPERATIONS_EMAIL)
    operations.post("/api/staff/account-unlocks", {"email": NEW_ADDRESS, "ground": "電話で本人を確認した。"})
    log_in(story, story.new_browser(), NEW_ADDRESS, PASSWORD)


def _cannot_log_in(browser: Browser, password: str) -> bool:
    tried = {"email": NEW_ADDRESS, "password": password}
    return refusal(lambda: browser.post("/api/sessions", tried)) == "login_failed"
