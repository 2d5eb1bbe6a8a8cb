"""What was registered, in its three shapes: as the contract carries it, as the database keeps it, as the rules read it.

Kept is the contract's JSON in two parts: what names persons goes apart, to be sealed (SEE-2).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.contracts.registry import NewApplication
from services.contracts.registry.application_content import CERTIFICATES
from services.registry.organizations.domain.application import (
    Applicant,
    ApplicationContent,
    CommissionedAgency,
    Manager,
    MandatoryInformation,
    Mark,
    MarkHolder,
    NotifiedService,
    SecurityDeclaration,
)
from services.registry.organizations.domain.kinds import OrganizationKind, Service
from services.registry.organizations.domain.schools import SchoolKind

_PERSONS = (
    "representative_title",
    "representative_name",
    "contact_managers",
    "privacy_manager",
    "commissioned_agency",
    "email",
)
_LATER: Mapping[str, Any] = {
    "department": "",
    "school_kind": None,
    "commissioned_agency": None,
    "notified_services": [],
    "excellent_agency_mark_of": None,
    "main_establishment": False,
}
"""What documents kept by earlier versions do not have."""
_NO_CONTENT = ("email", "terms_version", "security_declaration", "latest_regular_placement_on", "main_establishment")
"""What is stated anew at each application, so that it is no change of what was registered (OPS-5, REG-3, REG-4, REG-15)."""
_DUMP = NewApplication(exclude=("password",))


def as_json(application: Mapping[str, Any]) -> dict[str, Any]:
    """An application as loaded from a request, as plain JSON without its password."""
    dumped: dict[str, Any] = _DUMP.dump(application)
    return dumped


def divided(document: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """A document in its two parts: what may stand open, and the text of what names persons."""
    persons = {name: document[name] for name in _PERSONS}
    rest = {name: value for name, value in document.items() if name not in _PERSONS}
    return rest, json.dumps(persons, ensure_ascii=False)


def joined(rest: Mapping[str, Any], persons: str) -> dict[str, Any]:
    """The whole document again."""
    return {**_LATER, **certificates(rest), **rest, **json.loads(persons)}


def certificates(rest: Mapping[str, Any]) -> dict[str, list[str]]:
    """The organization's certificates; kept by earlier versions, they stand in the mandatory information alone (REG-14)."""
    information = rest["mandatory_information"] or {}
    return {name: rest.get(name, information.get(name, [])) for name in CERTIFICATES}


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a change application changes: JSON pointer, value before and after, in the order of the form (REG-13).

    What is stated anew at each application is no change. Values of lists and whole members that come or go stand as one.
    """
    names = [name for name in _DUMP.fields if name not in _NO_CONTENT]
    return list(_differences({name: before.get(name) for name in names}, {name: after.get(name) for name in names}, ""))


def _differences(before: Any, after: Any, pointer: str) -> Iterator[dict[str, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in (*after, *(name for name in before if name not in after)):
            yield from _differences(before.get(name), after.get(name), f"{pointer}/{name}")
    elif _comparable(before) != _comparable(after):
        yield {"pointer": pointer, "value_before": before, "value_after": after}


def _comparable(value: Any) -> Any:
    """Lists of codes, services and marks say the same in any order."""
    return sorted(value) if isinstance(value, list) and all(isinstance(item, str) for item in value) else value


def content_of(document: Mapping[str, Any]) -> ApplicationContent:
    """A document as the rules read it."""
    return ApplicationContent(
        applicant=Applicant(
            kind=OrganizationKind(document["kind"]),
            name=document["name"],
            name_kana=document["name_kana"],
            representative_title=document["representative_title"],
            representative_name=document["representative_name"],
            postal_code=document["postal_code"],
            municipality_code=document["municipality_code"],
            address=document["address"],
            phone=document["phone"],
            permission_number=document["permission_number"],
            permission_valid_until=_day(document["permission_valid_until"]),
            recognized_on=_day(document["recognized_on"]),
            commissioned_agency_number=document["commissioned_agency_number"],
            collects_money=document["collects_money"],
            handles_subsidies=document["handles_subsidies"],
            department=document["department"],
            school_kind=SchoolKind(document["school_kind"]) if document["school_kind"] else None,
            main_establishment=document["main_establishment"],
        ),
        services=frozenset(map(Service, document["services"])),
        contact_managers={
            Service(service): Manager(**manager) for service, manager in document["contact_managers"].items()
        },
        privacy_manager=Manager(**document["privacy_manager"]),
        mandatory_information=_mandatory_information(document["mandatory_information"]),
        security_declaration=SecurityDeclaration(**document["security_declaration"]),
        terms_version=document["terms_version"],
        latest_regular_placement_on=_day(document["latest_regular_placement_on"]),
        marks_held=frozenset(map(Mark, document["marks_held"])),
        other_certificates=tuple(document["other_certificates"]),
        commissioned_agency=_commissioned_agency(document["commissioned_agency"]),
        notified_services=tuple(
            NotifiedService(service["name"], service["fees"], date.fromisoformat(service["notified_on"]))
            for service in document["notified_services"]
        ),
        excellent_agency_mark_of=(
            MarkHolder(document["excellent_agency_mark_of"]) if document["excellent_agency_mark_of"] else None
        ),
    )


def _commissioned_agency(document: Mapping[str, Any] | None) -> CommissionedAgency | None:
    if document is None:
        return None
    return CommissionedAgency(
        name=document["name"],
        contact_manager=Manager(**document["contact_manager"]),
        privacy_manager=Manager(**document["privacy_manager"]),
    )


def _mandatory_information(document: Mapping[str, Any] | None) -> MandatoryInformation | None:
    if document is None:
        return None
    return MandatoryInformation(
        placement_record=document["placement_record"],
        occupation_codes=tuple(document["occupation_codes"]),
        industry_codes=tuple(document["industry_codes"]),
        area_codes=tuple(document["area_codes"]),
        fees_for_seekers=document["fees_for_seekers"],
        support_offered=document["support_offered"],
        marks_held=frozenset(map(Mark, document["marks_held"])),
        other_certificates=tuple(document.get("other_certificates", ())),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
