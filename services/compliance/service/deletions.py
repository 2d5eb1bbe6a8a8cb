"""Entrypoints of deletions: what of them is late, and the certificates of those that were confirmed."""

from __future__ import annotations

import base64
from typing import Any

from eventlet import tpool

from services.compliance.custody.certificate import deletion_certificate
from services.compliance.custody.domain.ageing import AgeingSettings, days_late
from services.compliance.custody.storage.certificates import StoredCertificate
from services.compliance.custody.storage.lists import LateOrganization
from services.compliance.custody.usecases import certifying, overseeing
from services.compliance.custody.usecases.duties import own_organization
from services.compliance.service.custody import duties_told
from services.contracts import compliance
from services.runtime.entrypoints import serve
from services.runtime.work import Work


class Deletions:
    """Late deletions for staff, certificates for organizations (MSG-11)."""

    ageing: AgeingSettings

    @serve(compliance.LIST_LATE_DUTIES)
    def list_late_duties(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11."""
        page = overseeing.list_late_duties(work, self.ageing, **request)
        told_duties = duties_told(work, [late.stored for late in page.duties], self.ageing)
        return {
            "duties": [
                {
                    **told,
                    "organization_id": late.stored.organization_id,
                    "organization_name": late.organization_name,
                    "bureau_code": late.bureau_code,
                }
                for late, told in zip(page.duties, told_duties, strict=True)
            ],
            "total": sum(page.ages),
            "ages": _ages(page.ages, self.ageing),
            "next": page.next,
        }

    @serve(compliance.LIST_LATE_ORGANIZATIONS)
    def list_late_organizations(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11."""
        found, following = overseeing.list_late_organizations(work, **request)
        return {"organizations": [_late_organization(work, one) for one in found], "next": following}

    @serve(compliance.ISSUE_CERTIFICATE)
    def issue_certificate(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11."""
        return _certificate(certifying.issue_certificate(work, request["duty_ids"]))

    @serve(compliance.LIST_OWN_CERTIFICATES)
    def list_own_certificates(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11."""
        found, following = certifying.list_certificates(work, own_organization(work), **request)
        return {"certificates": [_certificate(one) for one in found], "next": following}

    @serve(compliance.LIST_CERTIFICATES)
    def list_certificates(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11."""
        found, following = certifying.list_certificates(work, **request)
        return {"certificates": [_certificate(one) for one in found], "next": following}

    @serve(compliance.GET_CERTIFICATE)
    def get_certificate(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11: printed in a thread of its own, so that the loop goes round meanwhile."""
        certificate = certifying.certificate_to_print(work, request["certificate_id"])
        pdf: bytes = tpool.execute(deletion_certificate, certificate)
        return {"file_name": certificate.file_name, "content": base64.b64encode(pdf).decode("ascii")}


def _ages(counts: Any, settings: AgeingSettings) -> list[dict[str, Any]]:
    starts = (1, settings.second_class_from, settings.third_class_from)
    ends = (*(start - 1 for start in starts[1:]), None)
    return [
        {"name": name, "from_days": start, "to_days": end, "count": count}
        for name, start, end, count in zip(compliance.AGE_CLASSES, starts, ends, counts, strict=True)
    ]


def _late_organization(work: Work, late: LateOrganization) -> dict[str, Any]:
    return {**vars(late), "days_late": days_late(late.confirm_by, work.today)}


def _certificate(certificate: StoredCertificate) -> dict[str, Any]:
    return {
        "certificate_id": certificate.certificate_id,
        "number": certifying.number_of(certificate),
        "issued_at": certificate.issued_at,
        "records": certificate.records,
    }
