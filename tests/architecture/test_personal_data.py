"""SEE-2: sealed columns are all known to the rotation, and opened nowhere but where the reading is written down."""

import ast
from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.registry.key_rotation.sealed import SEALED
from services.registry.schema import metadata

REPOSITORY = Path(__file__).parents[2]
REGISTRY = REPOSITORY / "services" / "registry"
OPENERS = {
    "personal_data.py",
    # Each of these opens in functions that its use cases call. What staff are shown of a person or address goes into the
    # audit log: an application, its form, its letter, a document filed with it, a contact person of an establishment, the
    # addresses of staff's accounts, a report of misuse. Not in it: what owners see of their own, and what a mail is sent with.
    "accounts/storage.py",
    "accounts/invitation_storage.py",
    "accounts/email_change_storage.py",
    "accounts/misuse_storage.py",
    "documents/storage.py",
    "employers/storage.py",
    "mail/delivery.py",
    "mail/holding.py",
    "mail/outgoing.py",
    "organizations/storage/applications.py",
    "organizations/storage/managers.py",
    "seekers/persons.py",
    "key_rotation/rotation.py",
}
"""Who may open sealed values. Of persons `seekers/persons.py` alone, which writes down every reading."""
PERSONS_SEEN_BY = {
    "seekers/tables.py",
    "seekers/persons.py",
    "key_rotation/sealed.py",
}
READERS = {
    "seekers/usecases/addresses.py",
    "seekers/usecases/joining.py",
    "seekers/usecases/online.py",
    "seekers/usecases/own_text.py",
    "seekers/feed_addresses.py",
    "seekers/feed_batch.py",
    "seekers/persons.py",
}
"""Who may ask `seekers/persons.py` to open somebody, each naming its purpose."""
NOT_SEALED = ("_lookup", "_hash", "sha256", "checksum", "fingerprint")


def python_files() -> list[tuple[str, ast.Module]]:
    return [
        (path.relative_to(REGISTRY).as_posix(), ast.parse(path.read_text()))
        for path in sorted(REGISTRY.rglob("*.py"))
        if "migrations" not in path.parts
    ]


def calls(tree: ast.Module) -> set[str]:
    """Names of what is called as a method, with what it is called on: `personal_data.open`."""
    return {
        ast.unparse(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


@pytest.fixture(scope="module", autouse=True)
def _all_tables() -> None:
    for path in REGISTRY.rglob("tables.py"):
        import_module(".".join(path.relative_to(REPOSITORY).with_suffix("").parts))


def test_every_column_of_bytes_is_resealed_by_the_rotation_or_is_a_hash() -> None:
    known = {(one.table.name, column) for one in SEALED for column in one.columns}
    missing = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.LargeBinary)
        and not column.name.endswith(NOT_SEALED)
        and (table.name, column.name) not in known
    ]
    assert not missing, f"add {missing} to services/registry/key_rotation/sealed.py"


ERASED_BY = {
    "accounts.email_lookup": "accounts/erasing.py",
    "authentication_keys.email_lookup": "accounts/erasing.py",
    "mailed_keys.email_lookup": "accounts/key_storage.py",
    "key_requests.email_lookup": "accounts/key_storage.py",
    "password_attempts.email_lookup": "accounts/erasing.py",
    "seeker_persons.email_lookup": "seekers/persons.py",
    "left_emails.email_lookup": "seekers/persons.py",
    "outgoing_mails.recipient_lookup": "mail/erasing.py",
    "mail_addresses.recipient_lookup": "mail/erasing.py",
    "mail_unsubscriptions.recipient_lookup": "mail/erasing.py",
    # What keeps the feed from bringing an erased person back (docs/decisions/132).
    "erasures.source_lookup": "stays",
}
"""Where an erasure takes the lookups of a person out of each table."""


def test_every_lookup_of_a_person_goes_with_the_erasure() -> None:
    lookups = {
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_lookup")
    }
    assert lookups == set(ERASED_BY), "say where services/registry/seekers/usecases/erasure.py takes it out"
    for lookup, file in ERASED_BY.items():
        assert file == "stays" or lookup.partition(".")[0] in (REGISTRY / file).read_text()


def test_every_entry_of_the_rotation_names_the_column_of_its_key() -> None:
    named = {(one.table.name, one.key) for one in SEALED}
    columns = {
        (table.name, column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if column.name == "key_id" or column.name.endswith("_key_id")
    }
    assert columns == named


def test_nobody_else_opens_what_is_sealed() -> None:
    openers = {
        name
        for name, tree in python_files()
        if any(call.endswith(("personal_data.open", "personal_data.open_bytes")) for call in calls(tree))
    }
    assert openers <= OPENERS, f"open personal data in a storage module, or say why {openers - OPENERS} may"


def test_the_table_of_persons_is_touched_in_one_place_which_writes_down_every_reading() -> None:
    touching = {
        name
        for name, tree in python_files()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(alias.name == "seeker_persons" for alias in node.names)
    } | {"seekers/tables.py"}
    assert touching == PERSONS_SEEN_BY
    (tree,) = [tree for name, tree in python_files() if name == "seekers/persons.py"]
    opening = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        if any("personal_data.open" in ast.unparse(inner) for inner in ast.walk(node) if isinstance(inner, ast.Call))
    ]
    assert opening == ["read"]
    (read,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "read"]
    assert "personal_data_reads.insert()" in ast.unparse(read)


def test_persons_are_read_by_use_cases_that_name_their_purpose() -> None:
    readers = {name for name, tree in python_files() if {"persons.read", "persons.read_whole"} & calls(tree)} | {
        "seekers/persons.py"
    }
    assert readers == READERS


def test_no_log_line_of_ours_quotes_an_error() -> None:
    """SEE-2: errors quote what they were given, a recipient or a row; `logging.failure` tells where they came from."""
    quoting = [
        f"{path.relative_to(REPOSITORY)}:{node.lineno}"
        for folder in ("services", "gateway")
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _quotes_an_error(node, node.func)
    ]
    assert quoting == []


def _quotes_an_error(call: ast.Call, called: ast.Attribute) -> bool:
    of_a_log = isinstance(called.value, ast.Name) and called.value.id in {"log", "_log"}
    named = {keyword.arg for keyword in call.keywords}
    return of_a_log and (called.attr == "exception" or "exc_info" in named)
