"""Commands of operations: accounts of staff, organizations and establishments approved or registered elsewhere."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from marshmallow import Schema, ValidationError
from sqlalchemy.engine import Connection

from services.contracts.caller import SYSTEM, Role
from services.contracts.registry import NewApplication, RegisterEstablishmentRequest
from services.registry.accounts.usecases.staff import STAFF, StaffAccountInvalid, create_staff_account
from services.registry.employers.loading import load_establishments
from services.registry.organizations.loading import Loaded, load_organizations
from services.registry.organizations.loading_procedures import load_procedures
from services.registry.organizations.republishing import republish
from services.registry.organizations.usecases.decision import Acting
from services.registry.tools import Tools, from_settings
from services.runtime import audit, clock, settings
from services.runtime.database import Database
from services.runtime.identifiers import new_id

PASSWORD_VARIABLE = "HW_ACCOUNT_PASSWORD"  # noqa: S105 - a name, no password
_SHORTEST_PASSWORD = 12
_BATCH = 100


@contextmanager
def _registry(process: str) -> Iterator[tuple[Database, Tools]]:
    config = settings.load("registry")
    database = Database(config.text("DATABASE_URL"), pool_size=1, name=process)
    try:
        yield database, from_settings(config)
    finally:
        database.close()


def _record(connection: Connection, command: str, subject: tuple[str, str], trace: str, **details: str | None) -> None:
    """One entry of the audit log a run, in its first transaction; all that the run did bears the same trace (OPS-3)."""
    audit.record(
        connection,
        action=f"registry.{command}",
        subject=subject,
        caller=SYSTEM,
        now=clock.now(),
        trace=trace,
        details=details,
    )


def create_account(arguments: list[str]) -> int:
    """`create-account --role bureau_staff --bureau 13 --email …`: an account of staff, left as it is where it exists.

    The password is the first line of standard input, or HW_ACCOUNT_PASSWORD: arguments can be read by others.
    """
    parser = argparse.ArgumentParser(prog="create-account", description=create_account.__doc__)
    parser.add_argument("--role", required=True, choices=[role.value for role in STAFF])
    parser.add_argument("--email", required=True)
    parser.add_argument("--bureau", help="number of the labour bureau, such as 13")
    parser.add_argument("--office", help="code of the office")
    parser.add_argument("--name", help="shown to the account's user; by default the name of the bureau or office")
    asked = parser.parse_args(arguments)
    password = os.environ.get(PASSWORD_VARIABLE) or sys.stdin.readline().rstrip("\n")
    if len(password) < _SHORTEST_PASSWORD:
        parser.error(f"a password of at least {_SHORTEST_PASSWORD} characters is expected on standard input")
    with _registry("create-account") as (database, tools):
        try:
            with database.transaction() as connection:
                made = create_staff_account(
                    connection,
                    role=Role(asked.role),
                    email=asked.email,
                    password_hash=tools.passwords.hash(password),
                    bureau_code=asked.bureau,
                    office_code=asked.office,
                    display_name=asked.name,
                    now=clock.now(),
                    today=clock.today(),
                    personal_data=tools.personal_data,
                )
                if made.new:
                    scope = {"role": asked.role, "bureau": asked.bureau, "office": asked.office}
                    _record(connection, "create_account", ("account", made.account_id), new_id(), **scope)
        except StaffAccountInvalid as invalid:
            parser.error(str(invalid))
    sys.stdout.write(f"account {made.account_id} {'made' if made.new else 'exists already'}\n")
    return 0


def load_organizations_file(arguments: list[str]) -> int:
    """`load-organizations FILE`: applications as JSON lines (`NewApplication`), registered, received and approved today.

    What is loaded already is left as it is. Answers 1 where a line was refused; every such line is named.
    """
    parser = argparse.ArgumentParser(prog="load-organizations", description=load_organizations_file.__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--one-password",
        action="store_true",
        help="hash the first line's password once, for all accounts: for a demo, where all have the same",
    )
    parser.add_argument(
        "--on",
        type=date.fromisoformat,
        help="the day on which all of them were registered, received and approved; by default today",
    )
    asked = parser.parse_args(arguments)
    total, refused, run = Loaded(), False, new_id()
    with _registry("load-organizations") as (database, tools), asked.file.open(encoding="utf-8") as lines:
        applications = _loaded(lines, NewApplication(), "application")
        shared = None
        first = 1
        while batch := list(islice(applications, _BATCH)):
            if asked.one_password and shared is None:
                shared = tools.passwords.hash(batch[0]["password"])
            with database.transaction() as connection:
                if first == 1:
                    _record(connection, "load_organizations", ("run", run), run)
                done = load_organizations(
                    connection,
                    batch,
                    now=clock.now(),
                    today=asked.on or clock.today(),
                    trace=run,
                    personal_data=tools.personal_data,
                    passwords=tools.passwords,
                    password_hash=shared,
                    settings=tools.applications,
                )
            for position, reasons in done.refused:
                refused = True
                sys.stderr.write(f"line {first + position - 1}: {', '.join(reasons)}\n")
            total.organizations += done.organizations
            total.present += done.present
            first += len(batch)
    sys.stdout.write(f"{total.organizations} organizations loaded, {total.present} were there already\n")
    return 1 if refused else 0


def load_establishments_file(arguments: list[str]) -> int:
    """`load-establishments FILE`: establishments as JSON lines (`RegisterEstablishmentRequest`), registered today.

    What is registered already is left as it is. Those with a My Page get an open account if HW_ACCOUNT_PASSWORD holds a
    password; for a demo, where all have the same. Answers 1 where a line was refused; every such line is named.
    """
    parser = argparse.ArgumentParser(prog="load-establishments", description=load_establishments_file.__doc__)
    parser.add_argument("file", type=Path)
    asked = parser.parse_args(arguments)
    password, run = os.environ.get(PASSWORD_VARIABLE), new_id()
    with _registry("load-establishments") as (database, tools), asked.file.open(encoding="utf-8") as lines:
        with database.transaction() as connection:
            _record(connection, "load_establishments", ("run", run), run)
            done = load_establishments(
                connection,
                _loaded(lines, RegisterEstablishmentRequest(), "establishment"),
                now=clock.now(),
                today=clock.today(),
                trace=run,
                personal_data=tools.personal_data,
                password_hash=tools.passwords.hash(password) if password else None,
            )
        for position, reason in done.refused:
            sys.stderr.write(f"line {position}: {reason}\n")
    sys.stdout.write(f"{done.establishments} establishments loaded, {done.present} were there already\n")
    return 1 if done.refused else 0


def load_procedures_file(arguments: list[str]) -> int:
    """`load-procedures FILE`: change, renewal and withdrawal as JSON lines, registered in their organizations' names today.

    A line: {"email", "kind", "request", "on", "received", "approved"}. What was applied for already is left as it is. Answers 1
    where a line was refused; every such line is named.
    """
    parser = argparse.ArgumentParser(prog="load-procedures", description=load_procedures_file.__doc__)
    parser.add_argument("file", type=Path)
    asked = parser.parse_args(arguments)
    lines = [json.loads(line) for line in asked.file.read_text(encoding="utf-8").splitlines()]
    run = new_id()
    with _registry("load-procedures") as (database, tools), database.transaction() as connection:
        acting = Acting(
            connection,
            by=None,
            now=clock.now(),
            today=clock.today(),
            trace=run,
            personal_data=tools.personal_data,
            settings=tools.applications,
            reservation=tools.reservation,
            silent=True,
        )
        _record(connection, "load_procedures", ("run", run), run)
        done = load_procedures(acting, lines)
    for position, reason in done.refused:
        sys.stderr.write(f"line {position}: {reason}\n")
    sys.stdout.write(f"{done.applications} applications loaded, {done.present} were there already\n")
    return 1 if done.refused else 0


def republish_organizations(arguments: list[str]) -> int:
    """`republish-organizations`: tell every service anew how each organization is, in batches, a transaction each.

    For copies made by a version that did not know all that events carry now. Stopped anywhere it can be begun again, or go
    on after the last ID it named.
    """
    parser = argparse.ArgumentParser(prog="republish-organizations", description=republish_organizations.__doc__)
    parser.add_argument("--after", type=_id, help="go on after this organization, the last that an earlier run named")
    parser.add_argument("--batch", type=int, default=_BATCH, choices=range(1, 1_001), metavar="1-1000")
    asked = parser.parse_args(arguments)
    last, told, run = asked.after, 0, new_id()
    with _registry("republish-organizations") as (database, tools):
        while True:
            with database.transaction() as connection:
                if told == 0:
                    _record(connection, "republish_organizations", ("run", run), run, after=asked.after)
                done = republish(
                    connection, last, limit=asked.batch, now=clock.now(), trace=run, personal_data=tools.personal_data
                )
            if not done:
                break
            last, told = done[-1], told + len(done)
            sys.stderr.write(f"{told} told, the last {last}\n")
    sys.stdout.write(f"{told} organizations told anew\n")
    return 0


def _id(text: str) -> str:
    return str(UUID(text))


def _loaded(lines: Iterator[str], schema: Schema, what: str) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        try:
            yield schema.load(json.loads(line))
        except (ValidationError, json.JSONDecodeError) as error:
            # Places only: values may be personal data.
            where = sorted(map(str, error.messages_dict)) if isinstance(error, ValidationError) else "no JSON"
            raise SystemExit(f"line {number} is no {what}: {where}") from None
