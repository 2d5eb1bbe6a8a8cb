"""Databases of the services (architecture.md, decision 2)."""

import secrets
from collections.abc import Iterator

import psycopg2
import pytest

from deploy.stack import account, postgres


@pytest.fixture
def databases(postgres_server: str) -> Iterator[dict[str, str]]:
    prefix = f"hwt{secrets.token_hex(4)}_"
    services = ("registry", "messaging")
    yield postgres.create_databases(postgres_server, {name: secrets.token_urlsafe() for name in services}, prefix)
    postgres.drop_databases(postgres_server, [prefix + name for name in services])


def ask(url: str, question: str) -> object:
    connection = psycopg2.connect(postgres.libpq_url(url))
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            answer = cursor.fetchone()[0]
        connection.commit()
        return answer
    finally:
        connection.close()


def test_a_role_owns_its_own_database(databases: dict[str, str]) -> None:
    assert ask(databases["registry"], "SELECT current_database() = current_user") is True
    assert ask(databases["registry"], "CREATE TABLE t (x int); SELECT count(*) FROM t") == 0


def test_a_role_cannot_connect_to_another_services_database(databases: dict[str, str]) -> None:
    its_own, other = databases["registry"], databases["messaging"]
    trespass = its_own.rpartition("/")[0] + "/" + other.rpartition("/")[2]
    with pytest.raises(psycopg2.OperationalError, match="permission denied for database"):
        ask(trespass, "SELECT 1")


def test_a_wrong_password_is_refused(databases: dict[str, str]) -> None:
    wrong = postgres.database_url(databases["registry"], databases["registry"].rpartition("/")[2], "wrong")
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        ask(wrong, "SELECT 1")


def test_creating_databases_again_keeps_what_is_in_them(postgres_server: str, databases: dict[str, str]) -> None:
    ask(databases["registry"], "CREATE TABLE kept AS SELECT 7 AS n; SELECT 1")
    name = databases["registry"].rpartition("/")[2]
    prefix = name.removesuffix("registry")
    again = postgres.create_databases(postgres_server, {"registry": "another password"}, prefix)
    assert ask(again["registry"], "SELECT n FROM kept") == 7


def test_text_is_utf8_and_sorts_by_code_point_on_every_machine(databases: dict[str, str]) -> None:
    assert ask(databases["registry"], "SHOW server_encoding") == "UTF8"
    assert (
        ask(databases["registry"], "SELECT string_agg(t, '' ORDER BY t) FROM unnest(ARRAY['亜','a','B','ア']) t")
        == "Baア亜"
    )


def test_the_server_asks_for_no_socket_in_the_file_system(postgres_server: str) -> None:
    if postgres_server.startswith("postgresql+psycopg2://" + postgres.OWNER):
        assert ask(postgres_server, "SHOW unix_socket_directories") == ""


def test_as_root_the_programs_are_copied_where_the_wheel_cannot_be_read(tmp_path, monkeypatch) -> None:
    """A virtual environment under root's home, which nobody else may enter."""
    servers_account = account.servers_account()
    if servers_account is None:
        pytest.skip("concerns root only: servers of other accounts run under their own")
    place = account.make_place(tmp_path, servers_account)
    monkeypatch.setattr(account.Account, "reads", lambda self, file: False)
    try:
        server = postgres.PrivateServer(place, 1, "x", servers_account)
        process = server.prepare()
        assert process.command[0].startswith(str(place))
        assert (place / "postgres" / "PG_VERSION").read_text().strip() == "18"
    finally:
        account.remove_place(place)
