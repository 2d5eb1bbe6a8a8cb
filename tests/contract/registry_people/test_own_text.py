"""MSG-8, SEE-2: the registry looks for a seeker's own name and address in a text; places alone leave it."""

import pytest
import sqlalchemy as sa

from services.contracts.audit import AUDIT_RECORDED
from services.contracts.errors import ErrorCode
from services.contracts.registry import FIND_IN_OWN_TEXT
from services.registry.seekers.tables import personal_data_reads
from tests.contract.registry.conftest import Registry
from tests.contract.registry_people.conftest import register, registration, seeker
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused


@pytest.fixture(autouse=True)
def _today(registry: Registry) -> None:
    registry.now = feeds.NOW


def found(registry: Registry, number: str, text: str) -> list[tuple[str, str]]:
    places = registry.call(FIND_IN_OWN_TEXT, seeker(number), text=text)["places"]
    return [(place["kind"], text[place["start"] : place["end"]]) for place in places]


def test_msg_8_the_own_name_is_found_as_it_is_written_and_as_it_is_read_and_anothers_is_not(registry: Registry) -> None:
    whom, number = registration(), register(registry)
    name = whom["family_name"] + whom["given_name"]
    kana = f"{whom['family_name_kana']}　{whom['given_name_kana']}"
    text = f"はじめまして、{name}です。読みは「{kana}」です。"
    assert found(registry, number, text) == [("name", name), ("name", kana)]
    other = register(registry, 51)
    assert found(registry, other, text) == []


def test_msg_8_the_own_address_is_found(registry: Registry) -> None:
    address, number = registration()["address"], register(registry)
    assert found(registry, number, f"家は{address}にあります。") == [("address", address)]


def test_see_2_each_look_is_written_down_with_its_purpose_and_neither_text_nor_name_is(registry: Registry) -> None:
    whom, number = registration(), register(registry)
    asker = seeker(number)
    registry.call(FIND_IN_OWN_TEXT, asker, text=f"秘密の{whom['family_name']}{whom['given_name']}")
    with registry.database.transaction() as connection:
        query = sa.select(personal_data_reads).where(personal_data_reads.c.purpose == "own_text")
        reads = connection.execute(query).all()
    assert {(read.seeker_number, read.column, read.account_id) for read in reads} == {
        (number, column, asker.account_id)
        for column in ("family_name", "given_name", "family_name_kana", "given_name_kana", "address")
    }
    (entry,) = [
        entry
        for entry in registry.published(AUDIT_RECORDED["registry"])
        if entry["action"].endswith("find_in_own_text")
    ]
    assert (entry["subject_kind"], entry["subject_id"]) == ("seeker", number)
    assert "秘密" not in str(entry)
    assert whom["family_name"] not in str(entry)


def test_msg_8_a_text_of_somebody_unknown_is_refused_and_not_taken_for_clean(registry: Registry) -> None:
    with pytest.raises(Refused) as refused:
        registry.call(FIND_IN_OWN_TEXT, seeker("10000000001"), text="田中です。")
    assert refused.value.code is ErrorCode.NOT_FOUND
