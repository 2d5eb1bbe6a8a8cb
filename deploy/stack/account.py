"""Under which account the stack's servers run, and where that account can keep files."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Account:
    """An unprivileged account; PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    def reads(self, file: Path) -> bool:
        """Whether this account can open the file. The kernel is asked, since every folder above has a say."""
        probe = subprocess.run(
            ["/usr/bin/test", "-r", file], user=self.uid, group=self.gid, extra_groups=[], cwd="/", check=False
        )
        return probe.returncode == 0

    def owns(self, path: Path) -> None:
        """Give a file or folder to this account."""
        os.chown(path, self.uid, self.gid)


def servers_account() -> Account | None:
    """Return the account for PostgreSQL and RabbitMQ: ours (None), or ``nobody`` where we are root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def make_place(folder: Path, account: Account | None) -> Path:
    """Make the folder for the servers' data: inside ``folder``, or apart from it where the servers' account is another.

    root's home is closed to other accounts, so its servers keep their data under /var/tmp, in a folder whose name
    cannot be guessed. The caller remembers it.
    """
    if account is None:
        place = folder / "servers"
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return place
    place = Path(tempfile.mkdtemp(prefix="hw-", dir="/var/tmp"))
    account.owns(place)
    return place


def remove_place(place: Path) -> None:
    """Remove what make_place made, with all in it."""
    shutil.rmtree(place, ignore_errors=True)


def copy_for(account: Account, source: Path, target: Path) -> None:
    """Copy a tree of programs so that ``account`` can run them, whatever the original's permissions are."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("include", "__pycache__"))
    for path in (target, *target.rglob("*")):
        runs = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if runs else 0o644)
