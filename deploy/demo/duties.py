"""Scheduled duties in the play: one turn by command, as an operator does (CAL-6)."""

from __future__ import annotations

from deploy.demo.loading import run
from deploy.demo.story import Failed, Story, wait_until


def turn(story: Story, service: str, *duties: str) -> None:
    """One turn of duties of a service, now; again where a timer is at one of them just then, or a server is away."""

    def turned() -> bool:
        try:
            run(story.stack, service, "duties", "run", service, *duties, LOG_LEVEL="WARNING")
        except Failed:
            return False
        return True

    wait_until(turned, f"{service} does a turn of {', '.join(duties)}", 60, every=1)
