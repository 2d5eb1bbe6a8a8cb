"""Who has been told by mail that a message waits on My Page."""

from __future__ import annotations

from deploy.demo.story import Story

NOTICE = "マイページに新しいメッセージ"
"""In the subject of what tells a seeker that a message waits."""


def recipients_of_notices(story: Story) -> list[str]:
    """The addresses of the notices that have come so far, one for each."""
    return [mail.recipient for mail in story.stack.mailbox.all() if NOTICE in mail.subject]
