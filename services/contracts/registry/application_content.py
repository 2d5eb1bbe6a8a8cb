"""What is applied for, as it crosses the bus: the organization, its services, managers and mandatory information (REG)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, pre_load, validate

from services.contracts.fields import Day, Email, Strict, Text, Truth, Written, code, codes, no_doubles
from services.contracts.registry.words import (
    MARK_HOLDERS,
    ORGANIZATION_KINDS,
    PERMISSION_NUMBER,
    PHONE,
    SCHOOL_KINDS,
    SERVICES,
)
from services.contracts.seeker_record import JIS_PLACE


class Manager(Strict):
    """Contact manager or privacy manager (REG-12)."""

    name = Written(longest=60, shortest=1, required=True)
    department = Written(longest=100, load_default="")
    phone = fields.String(required=True, validate=validate.Regexp(PHONE))
    email = Email(required=True)
    full_time = Truth(required=True)


class CommissionedAgency(Strict):
    """The agency that a municipality commissions, which applies with it (連名申請) and names its own managers (REG-12)."""

    name = Written(longest=120, shortest=1, required=True)
    contact_manager = fields.Nested(Manager, required=True)
    privacy_manager = fields.Nested(Manager, required=True)


class NotifiedService(Strict):
    """A paid service towards new graduates, notified to the bureau beforehand (MSG-10; seed 001 7(2)①ケ)."""

    name = Written(longest=100, shortest=1, required=True)
    fees = Written(longest=300, shortest=1, lines=True, required=True)
    notified_on = Day(required=True)


CERTIFICATES = ("marks_held", "other_certificates")
"""What third parties certify: of the organization, and so copied into its mandatory information (REG-14, MSG-2)."""


def _marks() -> fields.List[Any]:
    marks = fields.String(validate=validate.OneOf(["privacy_mark", "excellent_agency_mark"]))
    return fields.List(marks, load_default=list, validate=no_doubles)


def _other_certificates() -> fields.List[Any]:
    """Of other third parties (第三者機関の認証), as they stand on the public list (REG-14; seed 001, 5)."""
    names = Written(longest=60, shortest=1)
    return fields.List(names, load_default=list, validate=[validate.Length(max=10), no_doubles])


class MandatoryInformation(Strict):
    """What the system puts into every guidance (必須情報, MSG-2; seed 001 7(2)①カ)."""

    placement_record = Written(longest=1_000, shortest=1, lines=True, required=True)
    occupation_codes = codes(30, r"^([A-Z]|[0-9]{2,3})\Z", required=True)
    industry_codes = codes(30, r"^([A-Z]|[0-9]{2})\Z", load_default=list)
    area_codes = codes(60, JIS_PLACE, required=True)
    fees_for_seekers = Written(longest=1_000, shortest=1, lines=True, required=True)
    support_offered = Written(longest=1_000, shortest=1, lines=True, required=True)
    marks_held = _marks()
    other_certificates = _other_certificates()


class SecurityDeclaration(Strict):
    """The measures of seed 001, 13 (1) to (6), each declared (OPS-5)."""

    blocks_malware = Truth(required=True)
    keeps_definitions_current = Truth(required=True)
    keeps_software_patched = Truth(required=True)
    scans_files_regularly = Truth(required=True)
    prevents_leaks = Truth(required=True)
    prevents_unauthorized_access = Truth(required=True)


class ApplicationContent(Strict):
    """What an organization is and names, as it stands on its application; the whole of it also where it changes (REG-13)."""

    kind = fields.String(required=True, validate=validate.OneOf(ORGANIZATION_KINDS))
    # What school a school (学校等) is (REG-1); null for other kinds.
    school_kind = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.OneOf(SCHOOL_KINDS),
        metadata={"example": None},
    )
    services = fields.List(
        fields.String(validate=validate.OneOf(SERVICES)),
        required=True,
        validate=[validate.Length(min=1, max=2), no_doubles],
    )
    name = Written(longest=120, shortest=1, required=True)
    # Set where a department of an establishment or municipality applies on its own (REG-4).
    department = Written(longest=100, load_default="")
    name_kana = Written(longest=200, shortest=1, required=True)
    representative_title = Written(longest=60, load_default="")
    representative_name = Written(longest=60, shortest=1, required=True)
    postal_code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{3}-[0-9]{4}\Z"))
    municipality_code = code(JIS_PLACE, required=True)
    address = Written(longest=200, shortest=1, required=True)
    phone = fields.String(required=True, validate=validate.Regexp(PHONE))
    permission_number = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Regexp(PERMISSION_NUMBER),
        metadata={"example": "13-ユ-123456"},
    )
    # That it applies as the main establishment (主たる事業所) of a number with branches (REG-4).
    main_establishment = Truth(load_default=False)
    permission_valid_until = Day(allow_none=True, load_default=None)
    recognized_on = Day(allow_none=True, load_default=None)
    commissioned_agency_number = fields.String(
        allow_none=True, load_default=None, validate=validate.Regexp(PERMISSION_NUMBER)
    )
    commissioned_agency = fields.Nested(CommissionedAgency, allow_none=True, load_default=None)
    collects_money = Truth(load_default=False)
    handles_subsidies = Truth(load_default=False)
    # The organization's, with mandatory information or without (REG-14); where one of the two is left out, it is copied.
    marks_held = _marks()
    other_certificates = _other_certificates()
    latest_regular_placement_on = Day(allow_none=True, load_default=None)
    contact_managers = fields.Dict(
        keys=fields.String(validate=validate.OneOf(SERVICES)), values=fields.Nested(Manager), required=True
    )
    privacy_manager = fields.Nested(Manager, required=True)
    mandatory_information = fields.Nested(MandatoryInformation, allow_none=True, load_default=None)
    notified_services = fields.List(fields.Nested(NotifiedService), load_default=list, validate=validate.Length(max=20))
    # Whose the excellent-agency mark is where an agency is commissioned (REG-8; seed 000, STEP 2).
    excellent_agency_mark_of = fields.String(
        allow_none=True, load_default=None, validate=validate.OneOf(MARK_HOLDERS), metadata={"example": None}
    )
    security_declaration = fields.Nested(SecurityDeclaration, required=True)
    terms_version = Text(longest=20, shortest=1, required=True)

    @pre_load
    def copy_certificates(self, data: Any, **_: Any) -> Any:
        """State certificates once: where they stand in one place alone the other says the same (REG-14, MSG-2).

        Where both are stated, the rules see to it that they are the same.
        """
        if not isinstance(data, Mapping):
            return data
        information = data.get("mandatory_information")
        if not isinstance(information, Mapping):
            return data
        stated, inside = dict(data), dict(information)
        for name in CERTIFICATES:
            if name not in inside:
                inside[name] = stated.get(name, [])
            elif name not in stated:
                stated[name] = inside[name]
        return {**stated, "mandatory_information": inside}


class NewApplication(ApplicationContent):
    """A new application (利用申請) as registered on the site (REG-5); once confirmed it can't be edited (REG-6)."""

    email = Email(required=True)
    password = Text(longest=128, shortest=12, required=True)
