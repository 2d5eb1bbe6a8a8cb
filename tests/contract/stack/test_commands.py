"""`make up` and `make reset` as a person uses them: everything comes up, Ctrl-C stops it, data stays until it is forgotten."""

import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.demo.loading import LOGINS
from deploy.stack.__main__ import FOLDER
from deploy.stack.processes import REPOSITORY


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "deploy.stack", *arguments]


@pytest.fixture
def name() -> Iterator[str]:
    name = f"t{secrets.token_hex(4)}"
    yield name
    subprocess.run(command("reset", "--name", name), cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)


def until(process: subprocess.Popen[str], last: str) -> list[str]:
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if last in line:
            return lines
    raise AssertionError("".join(lines))


def heeds_ctrl_c() -> None:
    """As at a terminal: whoever runs the tests in the background has all they start ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[None]:
    """Nothing waits for what a failed test has left running."""
    try:
        yield
    except BaseException:
        process.terminate()
        raise


def test_up_prints_where_and_who_and_ctrl_c_keeps_the_data_until_reset(name: str) -> None:
    folder: Path = FOLDER / name
    process = subprocess.Popen(
        command("up", "--name", name),
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=heeds_ctrl_c,
    )
    with process, ended(process):
        printed = "".join(until(process, "Ctrl-C stops everything"))
        assert all(login.email in printed and login.password in printed for login in LOGINS)
        assert "/api/openapi.json" in printed
        second = subprocess.run(command("up", "--name", name), cwd=REPOSITORY, capture_output=True, text=True)
        assert second.returncode == 1
        assert "runs already" in second.stderr
        one = ("run", "--name", name, "registry", "health", "registry")
        healthy = subprocess.run(command(*one), cwd=REPOSITORY, capture_output=True, text=True)
        assert (healthy.returncode, healthy.stderr) == (0, "")
        assert "registry" in healthy.stdout
        process.send_signal(signal.SIGINT)
        until(process, "stopping")
        assert process.wait(120) == 0
    assert (folder / "mails").is_dir()
    forgotten = subprocess.run(command("reset", "--name", name), cwd=REPOSITORY, capture_output=True, text=True)
    assert forgotten.stdout == f"{name}: forgotten\n"
    assert not folder.exists()


def test_no_command_runs_in_a_stack_that_is_not_up(name: str) -> None:
    one = ("run", "--name", name, "registry", "health", "registry")
    refused = subprocess.run(command(*one), cwd=REPOSITORY, capture_output=True, text=True)
    assert refused.returncode == 1
    assert refused.stderr == f"error: no stack named {name} is up; `make up` starts one named local\n"
    assert not (FOLDER / name).exists()
