"""An application keeps its meaning on its way through request, database and rules; persons are apart (SEE-2)."""

import json

from services.contracts.registry import NewApplication
from services.registry.organizations.content import as_json, content_of, divided, joined
from services.registry.organizations.domain.application import ApplicationContent
from tests.contract.registry.examples import PASSWORD, an_application

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
