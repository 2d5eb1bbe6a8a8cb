"""Loads what exists before the play begins: reference data, organizations, seekers, staff (main job, steps 1 to 3)."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.demo import accounts, establishments, organizations, particular_organizations, people, procedures, seekers
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


SECOND_PERSON = "second@tokyo.bureau.example.jp"
MINISTRY_EMAIL = "staff@ministry.example.jp"
OPERATIONS_EMAIL = "staff@operations.example.jp"
OFFICE_EMAIL = "staff@shinjuku.office.example.jp"
STAFF: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("東京労働局の職員", "bureau_staff", ("--bureau", "13"), "staff@tokyo.bureau.example.jp"),
    ("東京労働局の別の職員", "bureau_staff", ("--bureau", "13"), SECOND_PERSON),
    ("厚生労働省の職員", "ministry", (), MINISTRY_EMAIL),
    ("運用管理組織の職員", "operations", (), OPERATIONS_EMAIL),
    ("ハローワーク新宿の職員", "office_staff", ("--bureau", "13", "--office", "X1301"), OFFICE_EMAIL),
)
LOGINS = (
    *(Login(who, email) for who, _, _, email in STAFF),
    Login("利用団体の担当者", organizations.first_email(), organizations.PASSWORD),
    Login("同じ団体の追加アカウント", accounts.ADDITIONAL),
    Login("求人者の担当者", establishments.FIRST_EMAIL),
    Login("オンライン登録者（求職者）", people.ONLINE),
)
"""Who can log in at once. A seeker sets a password first, by a key mailed to an address of the feed."""


def load(stack: Stack, say: Callable[[str], None], seekers_count: int = SEEKERS) -> None:
    """Load everything; what is loaded already is left as it is, so that it can be run at every start.

    Organizations, seekers, and staff with the establishments they know depend on the reference data alone: side by side.
    """
    say(run(stack, "registry", "load-reference"))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as pool:
        side_by_side = [
            pool.submit(_load_organizations, stack, Path(folder), say),
            pool.submit(_load_seekers, stack, Path(folder), seekers_count, say),
            pool.submit(_load_staff_and_establishments, stack, Path(folder), say),
        ]
        for loading in side_by_side:
            loading.result()
    particular_organizations.load(stack.environment("registry"), say)
    accounts.load(stack.environment("registry"), PASSWORD, say)
    people.load(stack.environment("registry"), PASSWORD, say)


def run(stack: Stack, room: str, *arguments: str, stdin: str | None = None, **more: str) -> str:
    """Run `python -m services.run …` with the settings of a room; answers what it printed, progress aside."""
    done = subprocess.run(
        [sys.executable, "-m", "services.run", *arguments],
        cwd=REPOSITORY,
        env={**stack.environment(room), **more},
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        stdout=subprocess.PIPE,
        text=True,
    )
    if done.returncode:
        raise Failed(f"services.run {' '.join(arguments)} ended with {done.returncode}: {done.stdout}")
    return done.stdout.strip()


def _load_organizations(stack: Stack, folder: Path, say: Callable[[str], None]) -> None:
    today = clock.today()
    approved_on = today - dt.timedelta(days=procedures.APPROVED_DAYS_AGO)
    earlier = _lines(folder / "earlier.jsonl", procedures.earlier_organizations(today))
    say(run(stack, "registry", "load-organizations", "--one-password", "--on", str(approved_on), str(earlier)))
    path = _lines(folder / "organizations.jsonl", organizations.organizations(today))
    say(run(stack, "registry", "load-organizations", "--one-password", str(path)))
    say(
        run(
            stack, "registry", "load-procedures", str(_lines(folder / "procedures.jsonl", procedures.procedures(today)))
        )
    )


def _lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def _load_staff_and_establishments(stack: Stack, folder: Path, say: Callable[[str], None]) -> None:
    for who, role, scope, email in STAFF:
        run(
            stack, "registry", "create-account", "--role", role, "--email", email, "--name", who, *scope, stdin=PASSWORD
        )
    say(f"{len(STAFF)} accounts of staff")
    path = folder / "establishments.jsonl"
    lines = (json.dumps(establishment, ensure_ascii=False) for establishment in establishments.establishments())
    path.write_text("\n".join(lines), encoding="utf-8")
    say(run(stack, "registry", "load-establishments", str(path), HW_ACCOUNT_PASSWORD=PASSWORD))


def _load_seekers(stack: Stack, folder: Path, count: int, say: Callable[[str], None]) -> None:
    path = folder / "seekers.csv"
    seekers.write_feed(path, count, today=clock.today())
    say(f"feed of {count:,} seekers written, {path.stat().st_size / 1e6:.1f} MB")
    say(run(stack, "registry", "import-seekers", str(path)))
