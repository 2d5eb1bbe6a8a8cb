"""Employers: establishments (事業所), and the employer's My Page (求人者マイページ) with its account (OFR-1, AUT-7)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.events import Event
from services.contracts.fields import Day, Email, Id, Instant, Nothing, Strict, Text, Truth, Whole, Written, code
from services.contracts.operations import Operation
from services.contracts.registry.words import (
    BUREAU,
    EMPLOYER,
    EMPLOYER_APPLICATION_STATES,
    ESTABLISHMENT_STATES,
    OFFICE,
    PHONE,
    PUBLIC,
    SERVICE,
)
from services.contracts.seeker_record import JIS_PLACE

MOST_EMPLOYEES = 9_999_999


class EstablishmentContent(Strict):
    """What an establishment (事業所) is known by. A sole proprietor has no corporate number (法人番号)."""

    name = Written(longest=150, shortest=1, required=True, metadata={"example": "株式会社みどり製作所　本社工場"})
    name_kana = Written(
        longest=300,
        shortest=1,
        required=True,
        metadata={"example": "カブシキガイシャミドリセイサクショ　ホンシャコウジョウ"},
    )
    corporate_number = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Regexp(r"^[1-9][0-9]{12}\Z"),
        metadata={"example": "7000012050002"},
    )
    postal_code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{3}-[0-9]{4}\Z"))
    municipality_code = code(JIS_PLACE, required=True)
    address = Written(longest=200, shortest=1, required=True)
    phone = fields.String(required=True, validate=validate.Regexp(PHONE))
    industry_code = code(r"^([A-Z]|[0-9]{2})\Z", required=True, metadata={"example": "24"})
    employees_total = Whole(high=MOST_EMPLOYEES, required=True)
    employees_here = Whole(high=MOST_EMPLOYEES, required=True)


class ContactPerson(Strict):
    """The person to ask at an establishment (採用担当者): shown to the office and the employer, and to nobody else."""

    name = Written(longest=60, shortest=1, required=True, metadata={"example": "山本 恵子"})
    department = Written(longest=100, load_default="")
    phone = fields.String(required=True, validate=validate.Regexp(PHONE))
    email = Email(required=True)


# An employer asks for a My Page --------------------------------------------------------------------------------------


class RegisterEmployerRequest(Strict):
    """An employer asks for a My Page; the contact person's address becomes its ID once the office has confirmed."""

    establishment = fields.Nested(EstablishmentContent, required=True)
    contact = fields.Nested(ContactPerson, required=True)


class KeepEmployerRequest(RegisterEmployerRequest):
    """What was checked, under the number that was answered for it; without one it gets its own."""

    application_id = Id(allow_none=True, load_default=None)


class EmployerRegistered(Schema):
    """Which office confirms it, and until when. The same answer for an address that is in use (AUT-6)."""

    application_id = Id(required=True)
    office_code = fields.String(required=True)
    office_name = fields.String(required=True)
    confirm_by = Day(required=True)


class ListEmployerApplicationsRequest(Strict):
    """The office's requests for a My Page, oldest first."""

    state = fields.String(validate=validate.OneOf(EMPLOYER_APPLICATION_STATES), allow_none=True, load_default="waiting")
    limit = Whole(low=1, high=100, load_default=50)
    after = Id(allow_none=True, load_default=None)


class EmployerApplicationSummary(Schema):
    """One line of the office's queue."""

    application_id = Id(required=True)
    name = fields.String(required=True)
    municipality_code = fields.String(required=True)
    state = fields.String(required=True)
    registered_on = Day(required=True)
    confirm_by = Day(required=True)


class EmployerApplications(Schema):
    """A page of the office's queue."""

    applications = fields.List(fields.Nested(EmployerApplicationSummary), required=True)
    next = Id(allow_none=True, required=True)


class EmployerApplicationIdRequest(Strict):
    """Names a request for a My Page."""

    application_id = Id(required=True)


class KnownEstablishment(Schema):
    """An establishment that may be the one asked for."""

    establishment_id = Id(required=True)
    establishment_number = fields.String(required=True)
    name = fields.String(required=True)


class EmployerApplicationDetail(EmployerApplicationSummary):
    """A request for a My Page; the contact person is erased once it is refused or has lapsed.

    `candidates`: registered establishments of the office with the same corporate number, or the same name and place.
    """

    establishment = fields.Nested(EstablishmentContent, required=True)
    contact = fields.Nested(ContactPerson, allow_none=True, required=True)
    candidates = fields.List(fields.Nested(KnownEstablishment), required=True)
    establishment_id = Id(allow_none=True, required=True)
    reason = fields.String(allow_none=True, required=True)


class ConfirmEmployerRequest(Strict):
    """The office has confirmed it: a new establishment, or the one named, which keeps what is registered of it."""

    application_id = Id(required=True)
    establishment_id = Id(allow_none=True, load_default=None)


class RefuseEmployerRequest(Strict):
    """The office could not confirm it; the reason goes to the employer by e-mail."""

    application_id = Id(required=True)
    reason = Written(longest=1_000, shortest=1, lines=True, required=True)


# The office's establishments -----------------------------------------------------------------------------------------


class RegisterEstablishmentRequest(Strict):
    """An establishment registered at the office's counter; with a My Page, if the employer wants one."""

    establishment = fields.Nested(EstablishmentContent, required=True)
    contact = fields.Nested(ContactPerson, required=True)
    with_my_page = Truth(load_default=False)


class ChangeEstablishmentRequest(Strict):
    """Everything anew; `version` is the one that was shown, so that nobody undoes another's change unseen."""

    establishment_id = Id(required=True)
    version = Whole(low=1, required=True)
    establishment = fields.Nested(EstablishmentContent, required=True)
    contact = fields.Nested(ContactPerson, required=True)


class CloseEstablishmentRequest(Strict):
    """The registration of an establishment ends, and its My Page with it."""

    establishment_id = Id(required=True)
    version = Whole(low=1, required=True)
    reason = Written(longest=500, shortest=1, required=True, metadata={"example": "事業の廃止"})


class OpenEmployerPageRequest(Strict):
    """A My Page for a registered establishment; where it has one, the ID moves to this address (AUT-1)."""

    establishment_id = Id(required=True)
    email = Email(required=True)


class EstablishmentIdRequest(Strict):
    """Names an establishment."""

    establishment_id = Id(required=True)


class ListEstablishmentsRequest(Strict):
    """Establishments of the own office or bureau: by number or corporate number, or by a part of name or reading."""

    words = Text(longest=100, load_default="")
    state = fields.String(validate=validate.OneOf(ESTABLISHMENT_STATES), allow_none=True, load_default="registered")
    limit = Whole(low=1, high=100, load_default=50)
    after = fields.String(
        validate=validate.Regexp(r"^[0-9A-Z]{4,8}-[0-9]{6}-[0-9]\Z"), allow_none=True, load_default=None
    )


class EstablishmentSummary(Schema):
    """One line of a list of establishments."""

    establishment_id = Id(required=True)
    establishment_number = fields.String(required=True, metadata={"example": "X1301-000123-1"})
    name = fields.String(required=True)
    municipality_code = fields.String(required=True)
    office_code = fields.String(required=True)
    state = fields.String(required=True)


class Establishments(Schema):
    """A page of establishments, by number."""

    establishments = fields.List(fields.Nested(EstablishmentSummary), required=True)
    next = fields.String(allow_none=True, required=True)


class Establishment(EstablishmentSummary):
    """An establishment with its contact person, for its office and its employer."""

    version = fields.Integer(required=True)
    office_name = fields.String(required=True)
    establishment = fields.Nested(EstablishmentContent, required=True)
    contact = fields.Nested(ContactPerson, required=True)
    my_page = fields.String(required=True, validate=validate.OneOf(["none", "issued", "open"]))
    registered_at = Instant(required=True)
    closed_on = Day(allow_none=True, required=True)
    closing_reason = fields.String(allow_none=True, required=True)


# The employer's own page ---------------------------------------------------------------------------------------------


class ChangeMyEstablishmentRequest(Strict):
    """What an employer changes itself; name, place, corporate number and industry are changed by the office."""

    version = Whole(low=1, required=True)
    phone = fields.String(required=True, validate=validate.Regexp(PHONE))
    employees_total = Whole(high=MOST_EMPLOYEES, required=True)
    employees_here = Whole(high=MOST_EMPLOYEES, required=True)
    contact = fields.Nested(ContactPerson, required=True)


CHECK_EMPLOYER = Operation(
    SERVICE,
    "check_employer",
    RegisterEmployerRequest(),
    EmployerRegistered(),
    PUBLIC,
    changes=True,
    unaudited="it keeps nothing but its answer, so that a repetition has the same number; what is kept is entered",
)
REGISTER_EMPLOYER = Operation(
    SERVICE, "register_employer", KeepEmployerRequest(), EmployerRegistered(), PUBLIC, changes=True
)
LIST_EMPLOYER_APPLICATIONS = Operation(
    SERVICE, "list_employer_applications", ListEmployerApplicationsRequest(), EmployerApplications(), OFFICE
)
SHOW_EMPLOYER_APPLICATION = Operation(
    SERVICE, "show_employer_application", EmployerApplicationIdRequest(), EmployerApplicationDetail(), OFFICE
)
CONFIRM_EMPLOYER = Operation(
    SERVICE, "confirm_employer", ConfirmEmployerRequest(), Establishment(), OFFICE, changes=True
)
REFUSE_EMPLOYER = Operation(
    SERVICE, "refuse_employer", RefuseEmployerRequest(), EmployerApplicationDetail(), OFFICE, changes=True
)
REGISTER_ESTABLISHMENT = Operation(
    SERVICE, "register_establishment", RegisterEstablishmentRequest(), Establishment(), OFFICE, changes=True
)
CHANGE_ESTABLISHMENT = Operation(
    SERVICE, "change_establishment", ChangeEstablishmentRequest(), Establishment(), OFFICE, changes=True
)
CLOSE_ESTABLISHMENT = Operation(
    SERVICE, "close_establishment", CloseEstablishmentRequest(), Establishment(), OFFICE, changes=True
)
OPEN_EMPLOYER_PAGE = Operation(
    SERVICE, "open_employer_page", OpenEmployerPageRequest(), Establishment(), OFFICE, changes=True
)
LIST_ESTABLISHMENTS = Operation(
    SERVICE, "list_establishments", ListEstablishmentsRequest(), Establishments(), OFFICE | BUREAU
)
SHOW_ESTABLISHMENT = Operation(
    SERVICE, "show_establishment", EstablishmentIdRequest(), Establishment(), OFFICE | BUREAU
)
SHOW_MY_ESTABLISHMENT = Operation(SERVICE, "show_my_establishment", Nothing(), Establishment(), EMPLOYER)
CHANGE_MY_ESTABLISHMENT = Operation(
    SERVICE, "change_my_establishment", ChangeMyEstablishmentRequest(), Establishment(), EMPLOYER, changes=True
)


class EmployerState(Strict):
    """The whole state of one establishment, without its contact person, address and telephone (SEE-2)."""

    establishment_id = Id(required=True)
    version = Whole(low=1, required=True)
    establishment_number = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(ESTABLISHMENT_STATES))
    name = Text(longest=150, shortest=1, required=True)
    corporate_number = fields.String(allow_none=True, required=True)
    municipality_code = code(JIS_PLACE, required=True)
    industry_code = code(required=True)
    employees_total = Whole(high=MOST_EMPLOYEES, required=True)
    employees_here = Whole(high=MOST_EMPLOYEES, required=True)
    office_code = code(required=True)
    bureau_code = code(required=True)
    has_my_page = Truth(required=True)


EMPLOYER_CHANGED = Event("employer_changed", 1, SERVICE, "state", EmployerState())
