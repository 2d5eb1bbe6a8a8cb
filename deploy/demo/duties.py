"""Scheduled duties in the play: one turn by command, as an operator does (CAL-6)."""

from __future__ import annotations

from deploy.demo.loading import run
from deploy.demo.story import Failed, Story, wait_until


def turn(story: Story, service: str, duty: str) -> None:
    """One turn of a duty, now; again where its timer is at it just then, or a server is away."""

    def turned() -> bool:
        try:
            run(story.stack, service, "duties", "run", service, duty, LOG_LEVEL="WARNING")
        except Failed:
            return False
        return True

    wait_until(turned, f"{service} does a turn of {duty}", 60, every=1)
