"""How people of the play come in: logging in, and opening a My Page with a mailed key (AUT-1, AUT-2, AUT-6)."""

from __future__ import annotations

import re
from typing import Any

from deploy.demo.browser import Browser, Refused
from deploy.demo.loading import PASSWORD
from deploy.demo.story import Story, check


def log_in(story: Story, browser: Browser, email: str, password: str, *, omit: bool = False) -> dict[str, Any]:
    """Password, then the one-time password from the e-mail that really went through SMTP (AUT-1, AUT-2).

    A one-time password that can't be used (another one was asked for meanwhile) means: again from the beginning.
    """
    mailbox = story.stack.mailbox
    for last in (False, False, True):
        mails_before = mailbox.count(email)
        challenge = browser.post("/api/sessions", {"email": email, "password": password})
        if "csrf_token" in challenge:  # the one-time password is omitted on this browser
            browser.csrf_token = challenge["csrf_token"]
            return dict(challenge)
        mail = mailbox.wait_for_mail(email, after=mails_before, timeout=30, about="ワンタイムパスワード")
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


def open_my_page(story: Story, address: str) -> Browser:
    """A seeker or employer asks for an authentication key, sets a password with it and logs in.

    Where the answer to the password was lost, the key is used up: again with another one, as a person would.
    """
    browser = story.new_browser()
    for last in (False, False, True):
        before = story.stack.mailbox.count(address)
        browser.post("/api/my-page/authentication-keys", {"email": address})
        mail = story.stack.mailbox.wait_for_mail(address, after=before, timeout=30, about="認証キー")
        key = re.search(r"認証キー[^A-Za-z0-9]*([A-Za-z0-9_-]{6,64})", mail.text)
        check(key is not None, "the mail holds an authentication key")
        assert key is not None
        terms = browser.get("/api/terms/seeker")["version"]
        chosen = {"email": address, "key": key.group(1), "password": PASSWORD, "terms_version": terms}
        try:
            browser.post("/api/my-page/password", chosen)
        except Refused as refused:
            if last or refused.code != "authentication_key_invalid":
                raise
            continue
        log_in(story, browser, address, PASSWORD)
        return browser
    raise AssertionError
