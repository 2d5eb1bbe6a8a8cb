"""Deletions as staff oversee them, and the certificates of those that were confirmed (MSG-11)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.compliance.custody import Duty
from services.contracts.compliance.words import DUTY_GROUNDS, SERVICE, SUPERVISORS
from services.contracts.fields import Id, Instant, Strict, Text, Whole, code, no_doubles
from services.contracts.operations import Operation

CERTIFIED_AT_ONCE = 500
"""How many deletions one certificate may name."""

AGE_CLASSES = ("first", "second", "third")
"""Classes of how late a duty is; from how many days on each begins is a setting that the answer tells."""


class LateDutiesRequest(Strict):
    """Duties still open after their day, the latest first; of the caller's bureau, or of all and then of one bureau."""

    organization_id = Id(allow_none=True, load_default=None)
    bureau_code = code(allow_none=True, load_default=None)
    ground = fields.String(allow_none=True, load_default=None, validate=validate.OneOf(DUTY_GROUNDS))
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class LateDuty(Duty):
    """A late duty with its organization."""

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    bureau_code = fields.String(required=True)


class AgeClass(Schema):
    """How many late duties are so many days late: from `from_days` through `to_days`, None without end."""

    name = fields.String(required=True, validate=validate.OneOf(AGE_CLASSES))
    from_days = Whole(required=True)
    to_days = Whole(required=True, allow_none=True)
    count = Whole(required=True)


class LateDutyList(Schema):
    """A page of late duties, and how old all of them are; `next` is None on the last page."""

    duties = fields.List(fields.Nested(LateDuty), required=True)
    total = Whole(required=True)
    ages = fields.List(fields.Nested(AgeClass), required=True)
    next = Id(allow_none=True)


class LateOrganizationsRequest(Strict):
    """Organizations with late duties, the latest first."""

    bureau_code = code(allow_none=True, load_default=None)
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class LateOrganization(Schema):
    """An organization with late duties: how many are open and late, and by how many days the latest is."""

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    bureau_code = fields.String(required=True)
    open = Whole(required=True)
    late = Whole(required=True)
    oldest_since = Instant(required=True)
    days_late = Whole(required=True)


class LateOrganizationList(Schema):
    """A page of organizations; `next` is None on the last one."""

    organizations = fields.List(fields.Nested(LateOrganization), required=True)
    next = Id(allow_none=True)


class IssueCertificateRequest(Strict):
    """The confirmed deletions of the caller's own that the certificate is to name."""

    duty_ids = fields.List(Id(), required=True, validate=[validate.Length(min=1, max=CERTIFIED_AT_ONCE), no_doubles])


class Certificate(Schema):
    """A certificate of deletion (削除・廃棄証明書), with its number and how many records it names."""

    certificate_id = Id(required=True)
    number = fields.String(required=True)
    issued_at = Instant(required=True)
    records = Whole(required=True)


class ListCertificatesRequest(Strict):
    """The certificates of the caller's organization, the newest first."""

    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class CertificatesOfRequest(ListCertificatesRequest):
    """The certificates of an organization."""

    organization_id = Id(required=True)


class CertificateList(Schema):
    """A page of certificates; `next` is None on the last one."""

    certificates = fields.List(fields.Nested(Certificate), required=True)
    next = Id(allow_none=True)


class CertificateRequest(Strict):
    """Names a certificate."""

    certificate_id = Id(required=True)


class Paper(Schema):
    """A PDF, base64 encoded on the bus."""

    file_name = Text(longest=200, required=True)
    content = fields.String(required=True)


LIST_LATE_DUTIES = Operation(SERVICE, "list_late_duties", LateDutiesRequest(), LateDutyList(), SUPERVISORS)
LIST_LATE_ORGANIZATIONS = Operation(
    SERVICE, "list_late_organizations", LateOrganizationsRequest(), LateOrganizationList(), SUPERVISORS
)
ISSUE_CERTIFICATE = Operation(
    SERVICE, "issue_certificate", IssueCertificateRequest(), Certificate(), ORGANIZATION, changes=True
)
LIST_OWN_CERTIFICATES = Operation(
    SERVICE, "list_own_certificates", ListCertificatesRequest(), CertificateList(), ORGANIZATION
)
LIST_CERTIFICATES = Operation(SERVICE, "list_certificates", CertificatesOfRequest(), CertificateList(), SUPERVISORS)
GET_CERTIFICATE = Operation(SERVICE, "get_certificate", CertificateRequest(), Paper(), ORGANIZATION | SUPERVISORS)
