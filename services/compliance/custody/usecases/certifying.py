"""Certificates of deletion: issued to an organization on its confirmations, printed whenever they are asked for (MSG-11)."""

from __future__ import annotations

from collections.abc import Sequence

from services.compliance.custody.certificate import CertifiedDeletion, DeletionCertificate
from services.compliance.custody.domain.reasons import CustodyReason
from services.compliance.custody.storage import certificates, holdings
from services.compliance.custody.storage.certificates import StoredCertificate
from services.compliance.custody.storage.holdings import StoredHolding
from services.compliance.custody.usecases.duties import own_organization
from services.compliance.custody.usecases.overseeing import overseen_bureau
from services.compliance.members.storage import member
from services.contracts.caller import ORGANIZATION, Role
from services.contracts.compliance import ACQUISITION_REASONS, DUTY_GROUNDS, GET_CERTIFICATE, LIST_CERTIFICATES
from services.contracts.reference import bureaus
from services.legal_calendar import fiscal_year, japanese_day
from services.runtime.audit import record_seen
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_ROLES = {Role.ORGANIZATION_MAIN: "主アカウント", Role.ORGANIZATION_ADDITIONAL: "追加アカウント"}


def number_of(certificate: StoredCertificate) -> str:
    """The certificate's number: fiscal year of issue and a running number over all years."""
    return f"{fiscal_year(japanese_day(certificate.issued_at))}-{certificate.serial:06}"


def issue_certificate(work: Work, duty_ids: Sequence[str]) -> StoredCertificate:
    """Certify confirmed deletions of the caller's organization.

    Refused, with the place, where one is not its own or not confirmed. The same may be certified again.
    """
    organization_id = own_organization(work)
    about = member(work.connection, organization_id)
    found = holdings.duties_by_id(work.connection, organization_id, duty_ids)
    for place, duty_id in enumerate(duty_ids):
        duty = found.get(duty_id)
        if about is None or duty is None:
            raise Refusal(CustodyReason.NOT_FOUND, f"/duty_ids/{place}")
        if duty.confirmation is None:
            raise Refusal(CustodyReason.NOT_YET_CONFIRMED, f"/duty_ids/{place}")
    assert about is not None, "there is at least one duty"
    values = {
        "certificate_id": new_id(),
        "organization_id": organization_id,
        "organization_name": about.name,
        "bureau_code": about.bureau_code,
        "issued_at": work.now,
        "issued_by": work.caller.account_id,
    }
    return certificates.add_certificate(work.connection, values, duty_ids)


def list_certificates(
    work: Work, organization_id: str, limit: int, after: str | None
) -> tuple[list[StoredCertificate], str | None]:
    """The certificates of an organization, the newest first: its own, or one that staff oversee."""
    if work.caller.role not in ORGANIZATION:
        about = member(work.connection, organization_id)
        if about is None:
            raise Refusal(CustodyReason.NOT_FOUND, "/organization_id")
        overseen_bureau(work.caller, about.bureau_code)
    last = None
    if after is not None:
        last = certificates.certificate(work.connection, after)
        if last is None or last.organization_id != organization_id:
            raise Refusal(CustodyReason.NOT_FOUND, "/after")
    found = certificates.certificates_of(work.connection, organization_id, limit + 1, last)
    if work.caller.role not in ORGANIZATION:  # what it gets of its own is no look of anybody else's
        record_seen(work, LIST_CERTIFICATES, [("certificate", one.certificate_id) for one in found[:limit]])
    return found[:limit], found[limit - 1].certificate_id if len(found) > limit else None


def certificate_to_print(work: Work, certificate_id: str) -> DeletionCertificate:
    """A certificate of the caller's organization, or of one that staff oversee; any other looks as if there were none."""
    found = certificates.certificate(work.connection, certificate_id)
    if found is None or not _may_see(work, found):
        raise Refusal(CustodyReason.NOT_FOUND, "/certificate_id")
    if work.caller.role not in ORGANIZATION:
        record_seen(work, GET_CERTIFICATE, [("certificate", certificate_id)])
    return DeletionCertificate(
        number=number_of(found),
        issued_at=found.issued_at,
        bureau_name=bureaus()[found.bureau_code].name,
        organization_name=found.organization_name,
        deletions=tuple(_certified(one) for one in certificates.deletions_of(work.connection, certificate_id)),
    )


def _may_see(work: Work, certificate: StoredCertificate) -> bool:
    if work.caller.role in ORGANIZATION:
        return certificate.organization_id == work.caller.organization_id
    return work.caller.role is not Role.BUREAU_STAFF or certificate.bureau_code == work.caller.bureau_code


def _certified(stored: StoredHolding) -> CertifiedDeletion:
    duty, confirmation = stored.holding.duty, stored.confirmation
    assert duty is not None, "only duties are certified"
    assert confirmation is not None, "only confirmed ones"
    return CertifiedDeletion(
        seeker_number=stored.seeker_number,
        acquired_on=japanese_day(stored.holding.acquired_at),
        acquired_by=ACQUISITION_REASONS[stored.holding.reason],
        ground=DUTY_GROUNDS[duty.ground],
        due_since=japanese_day(duty.since),
        deleted_on=confirmation.deleted_on or japanese_day(confirmation.at),
        confirmed_at=confirmation.at,
        confirmed_by=(_ROLES.get(Role(confirmation.role)) if confirmation.role else None) or "アカウント",
        account_id=confirmation.by or "",
    )
