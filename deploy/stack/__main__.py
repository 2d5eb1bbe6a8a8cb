"""``python -m deploy.stack demo|up|reset``: what `make demo`, `make up` and `make reset` call.

``python -m deploy.stack run ROOM COMMAND …`` runs a command of `services.run` as a service of the stack that is up would.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from deploy.demo import loading, play, sanctions
from deploy.demo.story import Failed, stack_clock
from deploy.stack import postgres
from deploy.stack.debian import CannotInstall
from deploy.stack.ports import reach_this_machine_directly
from deploy.stack.processes import REPOSITORY
from deploy.stack.stack import AlreadyRunning, Stack
from deploy.stack.supervisor import ProcessFailed

FOLDER = REPOSITORY / ".stack"
GATEWAY_PORT = 8000


class NotRunning(Exception):
    """There is no stack to run a command in."""


def main(arguments: list[str]) -> int:
    """Run one command; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.stack", description=__doc__)
    named = argparse.ArgumentParser(add_help=False)
    named.add_argument("--name", help="which stack: several can stand side by side")
    commands = parser.add_subparsers(dest="command", required=True, metavar="demo|up|reset|run")
    for command in ("demo", "up", "reset"):
        commands.add_parser(command, parents=[named])
    one = commands.add_parser("run", parents=[named], help="a command of services.run, with the settings of a service")
    one.add_argument("room", choices=postgres.DATABASES, help="whose settings: a service or the gateway")
    one.add_argument("arguments", nargs=argparse.REMAINDER, help="for services.run; none lists its commands")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    reach_this_machine_directly()
    try:
        if options.command == "demo":
            return demo(_stack(options.name or "demo"))
        if options.command == "up":
            return up(_stack(options.name or "local", _OPEN_AT_ALL_HOURS))
        if options.command == "run":
            return run(options.name or "local", options.room, options.arguments)
        return reset([FOLDER / options.name] if options.name else sorted(FOLDER.glob("*/")))
    except (AlreadyRunning, CannotInstall, Failed, NotRunning, ProcessFailed) as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def demo(stack: Stack) -> int:
    """Start from nothing, load the demo data, play the main job, stop; the play's exit code."""
    if stack.holder() is not None:
        raise AlreadyRunning(f"the demo runs already, as process {stack.holder()}")
    stack.forget()
    stack = _stack(stack.folder.name)
    try:
        _up(stack)
        return play.main(stack)
    finally:
        _down(stack)


def up(stack: Stack) -> int:
    """Start, load the demo data, and stay until Ctrl-C."""
    try:
        _up(stack)
        with stack_clock(stack):
            loading.load(stack, _announce)
            sanctions.load(stack, _announce)
        print(f"\nThe site             {stack.url}")
        print(f"API document         {stack.url}/api/openapi.json")
        print(f"Mails sent           {stack.folder / 'mails'}")
        print(f"Logs                 {stack.supervisor.logs}")
        print("\nDemo logins (the one-time password comes by mail, see above):")
        for login in loading.LOGINS:
            print(f"  {login.email:<36} {login.password:<20} {login.who}")
        print("\nCtrl-C stops everything; data is kept until `make reset`.", flush=True)
        threading.Event().wait()
    except KeyboardInterrupt:
        print()
    finally:
        _down(stack)
    return 0


def reset(folders: list[Path]) -> int:
    """Stop stacks that run, and forget them."""
    for folder in folders:
        stack = _stack(folder.name)
        _stop_elsewhere(stack)
        stack.forget()
        print(f"{folder.name}: forgotten")
    return 0


def run(name: str, room: str, arguments: list[str]) -> int:
    """Run a command of `services.run` with the settings that a service has in a stack that is up; return its exit code."""
    if not (FOLDER / name / "state.json").exists() or (stack := _stack(name, _OPEN_AT_ALL_HOURS)).holder() is None:
        raise NotRunning(f"no stack named {name} is up; `make up` starts one named local")
    command = [sys.executable, "-m", "services.run", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, env=stack.environment(room), check=False).returncode


_OPEN_AT_ALL_HOURS = {"CLOSED_AT_NIGHT": os.environ.get("CLOSED_AT_NIGHT", "false")}
"""A stack to try things on is open at all hours, unless asked to close for the maintenance of OPS-1."""


def _stack(name: str, settings: Mapping[str, str] | None = None) -> Stack:
    return Stack(FOLDER / name, announce=_announce, prefix=f"hw_{name}_" if name != "local" else "hw_",
                 gateway_port=GATEWAY_PORT, settings=settings)  # fmt: skip


def _up(stack: Stack) -> None:
    seconds = stack.up()
    print(f"ready after {seconds:.1f} s", flush=True)


def _down(stack: Stack) -> None:
    print("stopping …", flush=True)
    stack.stop()


def _stop_elsewhere(stack: Stack) -> None:
    """Ask whoever runs the stack to stop it, and wait; it kills what does not stop."""
    holder = stack.holder()
    if holder is None:
        return
    print(f"stopping process {holder} …", flush=True)
    os.kill(holder, signal.SIGTERM)
    while stack.holder() == holder:
        time.sleep(0.1)


def _announce(line: str) -> None:
    print(line, flush=True)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
