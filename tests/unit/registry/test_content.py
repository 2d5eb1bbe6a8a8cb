"""An application keeps its meaning on its way through request, database and rules; persons are apart (SEE-2)."""

import json
from typing import Any

import pytest

from services.contracts.registry import NewApplication
from services.registry.organizations.content import as_json, changes_between, content_of, divided, joined
from services.registry.organizations.domain.application import ApplicationContent
from tests.contract.registry.examples import PASSWORD, an_application, mandatory_information

LOADED = NewApplication().load(an_application())


def test_a_kept_document_is_read_as_it_was_registered() -> None:
    document = as_json(LOADED)
    assert joined(*divided(document)) == document
    content = content_of(document)
    assert isinstance(content, ApplicationContent)
    assert content.applicant.permission_valid_until == LOADED["permission_valid_until"]
    assert content.contact_managers["seekers"].name == "鈴木 次郎"


def test_the_password_is_in_no_document() -> None:
    assert PASSWORD not in json.dumps(as_json(LOADED))


def test_the_open_part_names_no_person_and_no_address() -> None:
    rest, persons = divided(as_json(LOADED))
    text = json.dumps(rest, ensure_ascii=False)
    for personal in ("佐藤 一郎", "山田 花子", "高橋 三郎", "example.jp"):
        assert personal not in text
        assert personal in persons


def test_what_a_change_changes_is_told_by_place_and_what_is_stated_anew_is_no_change() -> None:
    """REG-13."""
    before = as_json(LOADED)
    after = json.loads(json.dumps(before))
    after["services"] = list(reversed(after["services"]))
    after["terms_version"], after["latest_regular_placement_on"] = "2030-01-01", "2029-12-01"
    after["security_declaration"]["prevents_leaks"] = False
    assert changes_between(before, after) == []
    after["privacy_manager"]["name"] = "中村 六郎"
    after["mandatory_information"] = None
    changes = changes_between(before, after)
    assert [change["pointer"] for change in changes] == ["/privacy_manager/name", "/mandatory_information"]
    assert changes[1]["value_before"]["marks_held"] == ["privacy_mark"]


def test_a_document_of_an_earlier_version_is_read_with_what_it_lacks() -> None:
    document = as_json(LOADED)
    rest, persons = divided(document)
    older = {name: value for name, value in rest.items() if name not in ("department", "notified_services")}
    assert joined(older, persons) == document


def test_certificates_of_an_earlier_version_are_those_of_its_mandatory_information_and_no_change() -> None:
    """REG-14, REG-13."""
    document = as_json(LOADED)
    rest, persons = divided(document)
    older = {name: value for name, value in rest.items() if name not in ("marks_held", "other_certificates")}
    assert joined(older, persons)["marks_held"] == ["privacy_mark"]
    assert changes_between(joined(older, persons), document) == []
    bare = joined({**older, "mandatory_information": None}, persons)
    assert (bare["marks_held"], bare["other_certificates"]) == ([], [])


@pytest.mark.parametrize(
    ("own", "inside", "held"),
    [
        ({}, {"marks_held": ["privacy_mark"]}, ["privacy_mark"]),
        ({"marks_held": ["excellent_agency_mark"]}, {}, ["excellent_agency_mark"]),
        ({"marks_held": []}, {}, []),
        ({"marks_held": ["privacy_mark"]}, {"marks_held": ["privacy_mark"]}, ["privacy_mark"]),
        ({}, {}, []),
    ],
)
def test_what_is_certified_is_stated_once_and_stands_in_guidance_too(
    own: dict[str, Any], inside: dict[str, Any], held: list[str]
) -> None:
    """REG-14, MSG-2."""
    information = {**mandatory_information(), **inside}
    if "marks_held" not in inside:
        del information["marks_held"]
    loaded = NewApplication().load({**an_application(mandatory_information=information), **own})
    assert loaded["marks_held"] == loaded["mandatory_information"]["marks_held"] == held
    again = NewApplication().load({**as_json(loaded), "password": PASSWORD})
    assert again == loaded
