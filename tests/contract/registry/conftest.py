"""The registry with its real database, and a clock that stands still: a Wednesday, 22 April 2026, 10:00 in Japan."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from services.contracts import registry as contract
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import ANONYMOUS, SYSTEM, Caller, Role
from services.contracts.operations import Operation
from services.registry.accounts.domain.authentication_key import KeySettings
from services.registry.accounts.passwords import Passwords
from services.registry.desk.domain.settings import DeskSettings
from services.registry.mail.outgoing import about_address, open_parameters
from services.registry.mail.tables import outgoing_mails
from services.registry.offloading import at_once
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.personal_data import PersonalData, Sealed
from services.registry.service import RegistryService
from services.registry.tools import Tools
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.contract.registry.examples import EMAIL, PASSWORD, an_application
from tests.contract.served import Served

TOKYO, OSAKA = "13", "27"
ONE_BROWSER, ANOTHER_BROWSER = "1" * 64, "2" * 64
# Argon2 with the least work: what is tested is that it is asked, not how long it takes.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(frozen=True)
class QueuedMail:
    """A mail that waits to be sent."""

    kind: str
    to: str
    parameters: dict[str, str]
    secret: bool


def staff(bureau_code: str = TOKYO) -> Caller:
    return Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code=bureau_code)


class Registry(Served):
    """The registry, what is asked of it in most tests, and the mail it queued."""

    def call(self, operation: Operation, caller: Caller, **request: Any) -> dict[str, Any]:
        """Keys are asked for and tried from one browser, unless a test names another's ticket."""
        own = {"ticket": ONE_BROWSER} if "ticket" in operation.request.fields else {}
        return super().call(operation, caller, **{**own, **request})

    @property
    def personal_data(self) -> PersonalData:
        return self.service.tools.personal_data

    def register(self, replaces: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
        """Registers; `replaces` is the answer to an earlier registration, whose place the new one takes."""
        key = replaces and {name: replaces[name] for name in ("application_id", "download_key")}
        return self.call(contract.REGISTER_APPLICATION, ANONYMOUS, application=an_application(**changes), replaces=key)

    def receive_form(self, application_id: str, caller: Caller | None = None, **changes: Any) -> dict[str, Any]:
        request = {
            "application_id": application_id,
            "received_on": self.today.isoformat(),
            "way": "email",
            "documents": ["terms_consent", "privacy_mark"],
            **changes,
        }
        return self.call(contract.RECORD_FORM, caller or staff(), **request)

    def approve(self, application_id: str, caller: Caller | None = None) -> dict[str, Any]:
        return self.call(contract.APPROVE_APPLICATION, caller or staff(), application_id=application_id)

    def approved(self, **changes: Any) -> dict[str, Any]:
        """An application registered, received and approved today; with its organization."""
        application_id = self.register(**changes)["application_id"]
        self.receive_form(application_id)
        return self.approve(application_id)

    def log_in(self, email: str, password: str = PASSWORD) -> dict[str, Any]:
        return self.call(contract.VERIFY_PASSWORD, SYSTEM, email=email, password=password)

    def mails(self) -> list[QueuedMail]:
        """All mails queued so far, opened, in order."""
        with self.database.transaction() as connection:
            rows = connection.execute(sa.select(outgoing_mails).order_by(outgoing_mails.c.seq)).all()
        return [
            QueuedMail(
                kind=row.template,
                to=self.personal_data.open(
                    Sealed(row.address_key_id, bytes(row.address_sealed)), about_address(row.mail_id)
                ),
                parameters=open_parameters(
                    self.personal_data, row.mail_id, Sealed(row.parameters_key_id, bytes(row.parameters_sealed))
                ),
                secret=row.secret,
            )
            for row in rows
        ]

    def audited(self) -> list[dict[str, Any]]:
        """The entries for the audit log that the registry wrote, in order."""
        return self.published(AUDIT_RECORDED["registry"])

    def readings(self, operation: Operation) -> list[tuple[str, str | None]]:
        """Of whom or what the audit log says that it was read by an operation, and by which account, in order."""
        entries = [entry for entry in self.audited() if entry["action"] == operation.routing_key]
        return [(f"{entry['subject_kind']}:{entry['subject_id']}", entry["account_id"]) for entry in entries]

    def everything_in_clear(self) -> str:
        """Every row of every table as text, as a thief of the database would read it."""
        with self.database.transaction() as connection:
            tables = connection.execute(
                sa.text("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
            ).scalars()
            rows = [
                connection.execute(sa.text(f'SELECT to_jsonb(t) FROM "{table}" t')).scalars().all() for table in tables
            ]
        return json.dumps(rows, ensure_ascii=False)


@pytest.fixture
def registry(open_database: Callable[..., Database]) -> Registry:
    database = open_database("registry", pool_size=10, pool_timeout=60)
    service = RegistryService()
    service.database = database
    service.tools = Tools(
        personal_data=PersonalData({"test": bytes(32)}, b"\x01" * 32),
        passwords=Passwords(QUICK),
        applications=ApplicationSettings(),
        keys=KeySettings(),
        # Mailed in the tests that are about it (REG-9): the others count the mails of what they are about.
        desk=DeskSettings(addresses_mailed_at_once=False),
        run=at_once,
    )
    return Registry(service, database)


def main_account(registry: Registry, email: str = EMAIL) -> Caller:
    identity = registry.log_in(email)
    return Caller(
        role=Role.ORGANIZATION_MAIN, account_id=identity["account_id"], organization_id=identity["organization_id"]
    )


@pytest.fixture
def member(registry: Registry) -> Caller:
    """The main account of an organization approved on 22 April 2026: its seeker information ends on 22 April 2027."""
    registry.approved()
    return main_account(registry)


@pytest.fixture
def environment(fresh_database: Callable[[str], str]) -> dict[str, str]:
    """What a process of the registry is started with; it has no broker and no mail server."""
    key = "A" * 43 + "="
    return {
        **os.environ,
        "REGISTRY_DATABASE_URL": fresh_database("registry"),
        "AMQP_URI": "amqp://nobody@127.0.0.1:1/",
        "REGISTRY_IDEMPOTENCY_HASH_KEY": key,
        "PERSONAL_DATA_KEYS": f"test:{key}",
        "PERSONAL_DATA_LOOKUP_KEY": key,
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": "1",
        "HW_SITE_URL": "http://127.0.0.1",
    }
