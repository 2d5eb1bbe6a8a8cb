"""Commands of operations: accounts of staff, organizations approved elsewhere."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from services.contracts.caller import Role
from services.contracts.registry import NewApplication
from services.registry.accounts.usecases.staff import STAFF, StaffAccountInvalid, create_staff_account
from services.registry.organizations.loading import Loaded, load_organizations
from services.registry.tools import Tools, from_settings
from services.runtime import clock, settings
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
    asked = parser.parse_args(arguments)
    total, refused = Loaded(), False
    with _registry("load-organizations") as (database, tools), asked.file.open(encoding="utf-8") as lines:
        applications = _applications(lines)
        shared = None
        first = 1
        while batch := list(islice(applications, _BATCH)):
            if asked.one_password and shared is None:
                shared = tools.passwords.hash(batch[0]["password"])
            with database.transaction() as connection:
                done = load_organizations(
                    connection,
                    batch,
                    now=clock.now(),
                    today=clock.today(),
                    trace=new_id(),
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


def _applications(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    schema = NewApplication()
    for number, line in enumerate(lines, start=1):
        try:
            yield schema.load(json.loads(line))
        except (ValidationError, json.JSONDecodeError) as error:
            # Places only: values may be personal data.
            where = sorted(map(str, error.messages_dict)) if isinstance(error, ValidationError) else "no JSON"
            raise SystemExit(f"line {number} is no application: {where}") from None
