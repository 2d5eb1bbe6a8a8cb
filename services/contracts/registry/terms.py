"""The terms of use by version: what is posted, their text, and what changed (REG-15)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.fields import Day, Id, Strict
from services.contracts.operations import Operation
from services.contracts.registry.accounts import Accepted, Terms, TermsRequest
from services.contracts.registry.words import GATEWAY, PUBLIC, SERVICE

VERSION_STATES = {"former": "旧版", "in_force": "適用中", "to_come": "適用前"}
DIFFERENCE_KINDS = {"added": "追加", "removed": "削除", "changed": "変更"}
_VERSION = r"^[0-9A-Za-z.-]{1,20}\Z"


class TermsVersionRequest(TermsRequest):
    """Names a version of an audience's terms."""

    version = fields.String(required=True, validate=validate.Regexp(_VERSION), metadata={"example": "2021-12-01"})


class CompareTermsRequest(TermsRequest):
    """Names two versions: what changed from the former to the later one."""

    former = fields.String(required=True, validate=validate.Regexp(_VERSION), metadata={"example": "2020-01-06"})
    later = fields.String(required=True, validate=validate.Regexp(_VERSION), metadata={"example": "2021-12-01"})


class TermsVersion(Terms):
    """A version as it is listed; `illustrative` where the official text could not be had."""

    posted_on = Day(required=True)
    state = fields.String(required=True, validate=validate.OneOf(VERSION_STATES))
    illustrative = fields.Boolean(required=True)


class TermsVersionList(Schema):
    """All versions of an audience that are posted, the newest first."""

    versions = fields.List(fields.Nested(TermsVersion), required=True)


class TermsText(TermsVersion):
    """A version with its text."""

    source = fields.String(required=True)
    paragraphs = fields.List(fields.String(), required=True)


class TermsDifference(Schema):
    """Paragraphs that stand in one version only, with the heading of the article they stand in."""

    kind = fields.String(required=True, validate=validate.OneOf(DIFFERENCE_KINDS))
    article = fields.String(required=True)
    before = fields.List(fields.String(), required=True)
    after = fields.List(fields.String(), required=True)


class TermsComparison(Schema):
    """What changed between two versions, in the order of the text."""

    former = fields.Nested(TermsVersion, required=True)
    later = fields.Nested(TermsVersion, required=True)
    differences = fields.List(fields.Nested(TermsDifference), required=True)


class RecordUseRequest(Strict):
    """An account uses the service, on a day of which it is not yet known."""

    account_id = Id(required=True)


LIST_TERMS = Operation(SERVICE, "list_terms", TermsRequest(), TermsVersionList(), PUBLIC)
SHOW_TERMS = Operation(SERVICE, "show_terms", TermsVersionRequest(), TermsText(), PUBLIC)
COMPARE_TERMS = Operation(SERVICE, "compare_terms", CompareTermsRequest(), TermsComparison(), PUBLIC)
RECORD_USE = Operation(
    SERVICE,
    "record_use",
    RecordUseRequest(),
    Accepted(),
    GATEWAY,
    changes=True,
    unaudited="what it writes is itself a record: of an account's consent to a version, with its day",
)
