"""Loads what exists before the play begins: reference data, organizations, seekers, staff (main job, steps 1 to 3)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deploy.demo import organizations, seekers
from deploy.demo.story import Failed
from deploy.stack.processes import REPOSITORY
from deploy.stack.stack import Stack
from services.runtime import clock

SEEKERS = 5_337
"""As in seed 003: 4,657 provided to both classes, 363 and 317 to one."""
PASSWORD = "demo-password-2026"  # noqa: S105 - of the demo's accounts, on this machine alone


@dataclass(frozen=True)
class Login:
    """A login of the demo."""

    who: str
    email: str
    password: str = PASSWORD


STAFF = (
    ("東京労働局の職員", "bureau_staff", "13", "staff@tokyo.bureau.example.jp"),
    ("厚生労働省の職員", "ministry", None, "staff@ministry.example.jp"),
    ("運用管理組織の職員", "operations", None, "staff@operations.example.jp"),
)
LOGINS = (
    *(Login(who, email) for who, _, _, email in STAFF),
    Login("利用団体の担当者", organizations.first_email(), organizations.PASSWORD),
)
"""Who can log in at once. A seeker sets a password first, by a key mailed to an address of the feed."""


def load(stack: Stack, say: Callable[[str], None], seekers_count: int = SEEKERS) -> None:
    """Load everything; what is loaded already is left as it is, so that it can be run at every start."""
    say(_run(stack, "registry", "load-reference"))
    for who, role, bureau, email in STAFF:
        scope = ["--bureau", bureau] if bureau else []
        _run(
            stack, "registry", "create-account", "--role", role, "--email", email, "--name", who, *scope, stdin=PASSWORD
        )
    say(f"{len(STAFF)} accounts of staff")
    with tempfile.TemporaryDirectory() as folder:
        _load_organizations(stack, Path(folder), say)
        _load_seekers(stack, Path(folder), seekers_count, say)


def _run(stack: Stack, room: str, *arguments: str, stdin: str | None = None) -> str:
    """Run `python -m services.run …` with the settings of a room; answers what it printed, progress aside."""
    done = subprocess.run(
        [sys.executable, "-m", "services.run", *arguments],
        cwd=REPOSITORY,
        env=stack.environment(room),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise Failed(f"services.run {' '.join(arguments)} ended with {done.returncode}: {done.stdout}")
    return done.stdout.strip()


def _load_organizations(stack: Stack, folder: Path, say: Callable[[str], None]) -> None:
    path = folder / "organizations.jsonl"
    lines = (json.dumps(application, ensure_ascii=False) for application in organizations.organizations(clock.today()))
    path.write_text("\n".join(lines), encoding="utf-8")
    say(_run(stack, "registry", "load-organizations", "--one-password", str(path)))


def _load_seekers(stack: Stack, folder: Path, count: int, say: Callable[[str], None]) -> None:
    path = folder / "seekers.csv"
    seekers.write_feed(path, count, today=clock.today())
    say(f"feed of {count:,} seekers written, {path.stat().st_size / 1e6:.1f} MB")
    say(_run(stack, "registry", "import-seekers", str(path)))
