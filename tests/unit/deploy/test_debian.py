"""Missing Debian packages are installed without starting their daemons, or asked for in one line. apt is faked here."""

import os
from pathlib import Path

import pytest

from deploy.stack import debian


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine where we are root, with an apt-get that writes down how it was called."""
    programs = tmp_path / "bin"
    programs.mkdir()
    calls = tmp_path / "calls"
    script = programs / "apt-get"
    script.write_text(f'#!/bin/sh\necho "$* $({tmp_path}/policy-rc.d; echo $?)" >> {calls}\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setattr(debian, "POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return calls


def test_packages_are_installed_and_their_daemons_not_started(apt: Path) -> None:
    debian.install("rabbitmq-server")
    # 101 is how Debian is told not to start a daemon.
    assert apt.read_text() == "install -q -y --no-install-recommends rabbitmq-server 101\n"
    assert not debian.POLICY.exists()


def test_a_machines_own_policy_stays(apt: Path) -> None:
    debian.POLICY.write_text("#!/bin/sh\nexit 104\n")
    debian.POLICY.chmod(0o755)
    debian.install("rabbitmq-server")
    assert apt.read_text().endswith(" 104\n")
    assert debian.POLICY.exists()


def test_without_root_and_sudo_one_line_says_what_to_install(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(debian.shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")
    with pytest.raises(debian.CannotInstall, match=r"run this again: apt-get install rabbitmq-server$"):
        debian.install("rabbitmq-server")
    assert not apt.exists()


def test_when_apt_fails_the_lists_are_fetched_and_then_it_is_said(apt: Path) -> None:
    (apt.parent / "bin" / "apt-get").write_text(f'#!/bin/sh\necho "$1" >> {apt}\n[ "$1" = update ]\n')
    with pytest.raises(debian.CannotInstall, match="apt could not install rabbitmq-server"):
        debian.install("rabbitmq-server")
    assert apt.read_text().split() == ["install", "update", "install"]
