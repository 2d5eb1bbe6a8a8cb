"""Usage reports (利用状況報告): what an organization made of the service in a fiscal year (RPT-1, RPT-2; seed 001, 19)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Nothing, Strict, Truth, Whole, Written, code
from services.contracts.operations import Operation
from services.contracts.registry.words import ORGANIZATION_KINDS, SERVICES
from services.contracts.reporting.words import READERS_OF_REPORTS, SERVICE

MOST_PEOPLE = 10_000_000
MOST_YEN = 10**13


def _year(**options: object) -> Whole:
    return Whole(low=2020, high=2199, metadata={"example": 2025}, **options)


class OfferUsage(Strict):
    """What came of offer information. `fees_yen`: of all hires in total; of paid agencies, and of nobody else."""

    hires = Whole(high=MOST_PEOPLE, required=True)
    fees_yen = Whole(high=MOST_YEN, allow_none=True, load_default=None)


class SeekerUsage(Strict):
    """What came of seeker information. The fees, number and sum apart by who paid, of paid agencies and of nobody else."""

    new_applications = Whole(high=MOST_PEOPLE, required=True)
    hires = Whole(high=MOST_PEOPLE, required=True)
    seeker_fees = Whole(high=MOST_PEOPLE, allow_none=True, load_default=None)
    seeker_fees_yen = Whole(high=MOST_YEN, allow_none=True, load_default=None)
    employer_fees = Whole(high=MOST_PEOPLE, allow_none=True, load_default=None)
    employer_fees_yen = Whole(high=MOST_YEN, allow_none=True, load_default=None)


class FileUsageReportRequest(Strict):
    """The report of a fiscal year, or its correction.

    A section for each service that was open in the year; none with `nothing_to_report`. `seen_version`: 0 for the first report,
    else of the one corrected, with a `reason`; who comes second is told.
    """

    fiscal_year = _year(required=True)
    seen_version = Whole(required=True)
    nothing_to_report = Truth(load_default=False)
    offers = fields.Nested(OfferUsage, allow_none=True, load_default=None)
    seekers = fields.Nested(SeekerUsage, allow_none=True, load_default=None)
    reason = Written(longest=500, lines=True, load_default="")


class OwnYearRequest(Strict):
    """Names a fiscal year of the caller's organization."""

    fiscal_year = _year(required=True)


class YearOfOrganizationRequest(OwnYearRequest):
    """Names a fiscal year of an organization."""

    organization_id = Id(required=True)


class ListUsageReportsRequest(OwnYearRequest):
    """The reports of a fiscal year in the order of their organizations. Bureau staff get those of their own bureau alone."""

    bureau_code = code(allow_none=True, load_default=None)
    limit = Whole(low=1, high=200, load_default=50)
    after = Id(allow_none=True, load_default=None)


class UsageReport(Schema):
    """A report as filed: one version of it."""

    fiscal_year = fields.Integer(required=True)
    version = fields.Integer(required=True)
    filed_at = Instant(required=True)
    filed_by = Id(required=True, allow_none=True)
    late = fields.Boolean(required=True)
    nothing_to_report = fields.Boolean(required=True)
    offers = fields.Nested(OfferUsage, required=True, allow_none=True)
    seekers = fields.Nested(SeekerUsage, required=True, allow_none=True)
    reason = fields.String(required=True)


class OwedYear(Schema):
    """A fiscal year whose report can be filed: what it asks for, until when, and the newest version (0: none yet)."""

    fiscal_year = fields.Integer(required=True)
    due_on = Day(required=True)
    services = fields.List(fields.String(validate=validate.OneOf(SERVICES)), required=True)
    fees = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class OwedYears(Schema):
    """The years of the caller's organization, the newest first."""

    years = fields.List(fields.Nested(OwedYear), required=True)


class UsageReportVersions(Schema):
    """All versions of a year's report, the newest first."""

    reports = fields.List(fields.Nested(UsageReport), required=True)


class ReportOfOrganization(UsageReport):
    """A report in the bureau's list: the newest version, with who filed it."""

    organization_id = Id(required=True)
    organization_name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_KINDS))
    bureau_code = fields.String(required=True)


class UsageReportList(Schema):
    """A page of reports; `next` is None on the last one."""

    reports = fields.List(fields.Nested(ReportOfOrganization), required=True)
    next = Id(allow_none=True, required=True)


FILE_USAGE_REPORT = Operation(
    SERVICE, "file_usage_report", FileUsageReportRequest(), UsageReport(), ORGANIZATION, changes=True
)
LIST_OWED_REPORTS = Operation(SERVICE, "list_owed_reports", Nothing(), OwedYears(), ORGANIZATION)
SHOW_OWN_USAGE_REPORT = Operation(
    SERVICE, "show_own_usage_report", OwnYearRequest(), UsageReportVersions(), ORGANIZATION
)
LIST_USAGE_REPORTS = Operation(
    SERVICE, "list_usage_reports", ListUsageReportsRequest(), UsageReportList(), READERS_OF_REPORTS
)
SHOW_USAGE_REPORT = Operation(
    SERVICE, "show_usage_report", YearOfOrganizationRequest(), UsageReportVersions(), READERS_OF_REPORTS
)


class ReportFiled(Strict):
    """An organization has filed the report of a fiscal year, or a correction of it (RPT-1, RPT-2)."""

    organization_id = Id(required=True)
    bureau_code = code(required=True)
    fiscal_year = _year(required=True)
    version = Whole(low=1, required=True)
    filed_on = Day(required=True)


REPORT_FILED = Event("report_filed", 1, SERVICE, "fact", ReportFiled())


class ReportReminded(Strict):
    """Organizations are to be reminded of a year's report (RPT-2)."""

    fiscal_year = _year(required=True)
    due_on = Day(required=True)
    organization_ids = fields.List(Id(), required=True, validate=validate.Length(min=1, max=200))


REPORT_REMINDED = Event("report_reminded", 1, SERVICE, "fact", ReportReminded())
