"""The migrations make the tables that the code expects; every refusal has its code and its text."""

from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.caller import Caller, Role
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.documents.domain.reasons import DocumentReason
from services.registry.employers.domain.reasons import EmployerReason
from services.registry.organizations.domain.reasons import Reason
from services.registry.organizations.reasons_told import TEXTS, RequestReason
from services.registry.organizations.tables import applications, organizations
from services.registry.reference import tables as _reference_tables  # noqa: F401 - the service itself reads the files
from services.registry.schema import metadata
from services.registry.service import REFUSALS, RegistryService
from services.runtime.identifiers import new_id
from tests.contract.declared import differing, unserved
from tests.contract.registry.conftest import Registry

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(autouse=True, scope="module")
def _all_tables() -> None:
    for path in (REPOSITORY / "services" / "registry").rglob("tables.py"):
        import_module(".".join(path.relative_to(REPOSITORY).with_suffix("").parts))


def test_the_migrations_make_the_tables_as_declared(registry: Registry) -> None:
    assert differing(registry.database, metadata) == []


def test_every_reason_has_a_code_and_every_rule_a_text() -> None:
    reasons = {*Reason, *RequestReason, *AccountReason, *DocumentReason, *EmployerReason}
    assert not reasons - REFUSALS.keys(), "add them to REFUSALS in services/registry/service.py"
    assert not set(Reason) - TEXTS.keys(), "add them to TEXTS in services/registry/organizations/reasons_told.py"


def test_every_operation_of_the_contract_is_served() -> None:
    missing = unserved(contract, RegistryService)
    assert not missing, f"add them to RegistryService: {missing}"


def test_a_process_of_the_release_before_goes_on_approving_beside_the_procedures(registry: Registry) -> None:
    """REG-5: it knows nothing of the columns of 0005; what it approves changes and withdraws as any other."""
    unknown_to_it = {
        *("establishment", "department", "commissioned_agency_name", "notified_services", "renewal_failed_on"),
        *("mandatory_information_version", "mandatory_information_changed_on", "seeker_information_closed_on"),
        *("withdrawn_on", "content_application_id"),
    }
    example = registry.approved()["organization_id"]
    written = [column.name for column in organizations.columns if column.name not in unknown_to_it]
    for number, establishment in (("13-ユ-654321-2", "13-ユ-654321/"), ("13-ユ-654321", "13-ユ-654321/#")):
        organization_id = new_id()
        application_id = registry.register(email=f"{organization_id}@example.jp", permission_number="13-ユ-999999")
        registry.receive_form(application_id["application_id"])
        changed = {"organization_id": organization_id, "permission_number": number}
        values = [
            sa.literal(changed[name]).cast(organizations.c[name].type) if name in changed else organizations.c[name]
            for name in written
        ]
        with registry.database.transaction() as connection:
            row = sa.select(*values).where(organizations.c.organization_id == example)
            connection.execute(organizations.insert().from_select(written, row, include_defaults=False))
            connection.execute(
                applications.update()
                .where(applications.c.application_id == application_id["application_id"])
                .values(state="approved", organization_id=organization_id, decided_on=registry.today)
            )
            after = connection.execute(
                sa.select(organizations).where(organizations.c.organization_id == organization_id)
            ).one()
        assert after.establishment.removesuffix(organization_id) == establishment
        assert str(after.content_application_id) == application_id["application_id"]
        assert (after.department, after.notified_services, after.mandatory_information_version) == ("", [], 1)
        assert after.mandatory_information_changed_on == after.approved_on
        member = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=organization_id)
        assert registry.call(contract.SHOW_PROCEDURES, member)["content"]["permission_number"] == "13-ユ-999999"
