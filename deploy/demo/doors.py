"""How people of the play come in: logging in, omitting the one-time password, setting a password with a mailed key (AUT)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from deploy.demo.browser import Browser, Refused
from deploy.demo.loading import PASSWORD
from deploy.demo.story import Story, check


def log_in(story: Story, browser: Browser, email: str, password: str, *, omit: bool = False) -> dict[str, Any]:
    """Password, then the one-time password from the e-mail that really went through SMTP (AUT-1, AUT-2).

    A one-time password that can't be used (another one was asked for meanwhile) means: again from the beginning.
    """
    for last in (False, False, True):
        mails_before = story.stack.mailbox.count(email)
        challenge = browser.post("/api/sessions", {"email": email, "password": password})
        if "csrf_token" in challenge:  # the one-time password is omitted on this browser
            browser.csrf_token = challenge["csrf_token"]
            return dict(challenge)
        mail = story.mail_to(email, after=mails_before, about="ワンタイムパスワード")
        code = re.search(r"(?<![0-9])[0-9]{6}(?![0-9])", mail.text)
        check(code is not None, "the mail holds a one-time password")
        assert code is not None
        try:
            session = browser.post("/api/sessions/one-time-password", {"code": code.group(), "omit_next_time": omit})
        except Refused as refused:
            if last or not refused.code.startswith("one_time_password"):
                raise
            continue
        browser.csrf_token = session["csrf_token"]
        return dict(session)
    raise AssertionError


def at_work(story: Story, email: str) -> Browser:
    """The browser of one of the staff, who logs in once, and again where the session is over."""
    browser = story.at_work.setdefault(email, story.new_browser())
    if refusal(lambda: browser.get("/api/sessions/current")):
        log_in(story, browser, email, PASSWORD)
    return browser


def omit_here(story: Story, browser: Browser, email: str) -> None:
    """Log in with the box ticked and accept the risks: no one-time password from now on, on this browser (AUT-3).

    Where the answer to that was lost the browser has no cookie: again from the login, as a person would.
    """
    for last in (False, False, True):
        session = log_in(story, browser, email, PASSWORD, omit=True)
        check(bool(session["omission_confirmation"]["risks"]), "the risks of the omission are shown")
        try:
            browser.post("/api/sessions/omission", {"accepts_risks": True})
        except Refused as refused:
            if last or refused.code != "omission_not_asked":
                raise
            continue
        return


def ask_for_key(story: Story, browser: Browser, address: str, path: str = "/api/my-page/authentication-keys") -> str:
    """Ask for an authentication key; answers the one that came by e-mail, good on this browser alone (AUT-6)."""
    before = story.stack.mailbox.count(address)
    browser.post(path, {"email": address})
    mail = story.mail_to(address, after=before, about="認証キー")
    key = re.search(r"認証キー[^A-Za-z0-9]*([A-Za-z0-9_-]{6,64})", mail.text)
    check(key is not None, "the mail holds an authentication key")
    assert key is not None
    return key.group(1)


def set_password(story: Story, browser: Browser, address: str, *, terms_version: str | None = None) -> None:
    """Set a password with a mailed key. Where the answer was lost, the key is used up: again with another one.

    `terms_version` is for a seeker who has no account, and agrees to the terms by it (SEE-4).
    """
    for last in (False, False, True):
        key = ask_for_key(story, browser, address)
        chosen = {"email": address, "key": key, "password": PASSWORD, "terms_version": terms_version}
        try:
            browser.post("/api/my-page/password", chosen)
        except Refused as refused:
            if last or refused.code != "authentication_key_invalid":
                raise
            continue
        return


def come_in(story: Story, address: str, *, terms_version: str | None = None) -> Browser:
    """Somebody sets a password with a mailed key, and logs in."""
    browser = story.new_browser()
    set_password(story, browser, address, terms_version=terms_version)
    log_in(story, browser, address, PASSWORD)
    return browser


def open_my_page(story: Story, address: str) -> Browser:
    """A seeker agrees to the terms now in force, sets a password with a mailed key, and logs in (SEE-4)."""
    return come_in(story, address, terms_version=story.new_browser().get("/api/terms/seeker")["version"])


def reasons_against(ask: Callable[[], Any]) -> set[str]:
    """Why something can't be applied for or approved, every reason at once; empty where it is done."""
    try:
        ask()
    except Refused as refused:
        reasons = refused.problem.get("details", {}).get("reasons", [])
        return {reason["code"] for reason in reasons} or {refused.code}
    return set()


def refusal(ask: Callable[[], Any]) -> str:
    """With which code something is refused; empty where it is done."""
    try:
        ask()
    except Refused as refused:
        return refused.code
    return ""
