"""The heads of the audit log, which operations keep apart from it, and the log verified against them days later (OPS-3)."""

from __future__ import annotations

from pathlib import Path

from deploy.demo.loading import run
from deploy.demo.story import Failed, Story, check, wait_until


def heads_are_kept(story: Story) -> None:
    """Take the heads out of reporting's database, into a file of the operators' own (docs/operations.md)."""

    def kept() -> bool:
        _file(story).write_text(_told(story, "reporting", "audit-heads"), encoding="utf-8")
        return bool(_heads(story))

    wait_until(kept, "reporting keeps the heads that were sealed (OPS-3)", every=1)


def log_is_whole(story: Story) -> str:
    """Verify the log by the heads that were taken out; answers what was verified. What was rewritten or cut off since would show."""
    verified: list[str] = []

    def whole() -> bool:
        told = _told(story, "compliance", "verify-audit", "--heads", str(_file(story)))
        verified.append(told.partition(";")[0])
        return bool(told)

    wait_until(whole, "the log is verified (OPS-3)", every=1)
    heads = len(_heads(story))
    check(f"against {heads} heads" in verified[-1], f"each of the {heads} heads was looked at, but {verified[-1]}")
    return verified[-1]


def _told(story: Story, room: str, *command: str) -> str:
    """What a command says; nothing where a server was away. Raises `Failed` where it says that the log is broken."""
    try:
        return run(story.stack, room, *command, LOG_LEVEL="WARNING")
    except Failed as failed:
        if "broken at" in str(failed):
            raise
        return ""


def _heads(story: Story) -> list[str]:
    return _file(story).read_text(encoding="utf-8").split("\n") if _file(story).stat().st_size else []


def _file(story: Story) -> Path:
    return story.stack.folder / "audit-heads"
