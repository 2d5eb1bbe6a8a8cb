"""SEE-1: a statement is held to the same rules in a line and in an event's item, and quickly."""

import datetime as dt

import pytest

from services.contracts.seeker_record import FREE_TEXTS, SeekerRecord
from services.registry.seekers import feed_format
from services.registry.seekers.feed_format import COLUMNS, read_statement, split, write_row
from services.registry.seekers.feed_statement import (
    PERSON,
    RECORD,
    STATE,
    Refused,
    RowRefused,
    as_json,
    load,
    statement_of,
)
from tests.contract.registry_seekers.feeds import row


def plain(columns: dict) -> dict:
    """The columns as an event carries them: JSON, days as text, what is not told left out."""
    told = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in columns.items()}
    return {name: value for name, value in told.items() if name in COLUMNS and value is not None}


def refusal(read, *arguments) -> tuple[Refused, str]:
    with pytest.raises(RowRefused) as refused:
        read(*arguments)
    return refused.value.reason, refused.value.column


@pytest.mark.parametrize("index", range(25))
def test_a_line_and_an_item_of_the_same_columns_make_the_same_statement(index: int) -> None:
    assert read_statement(write_row(row(index)).encode()) == statement_of(plain(row(index)))


@pytest.mark.parametrize("index", range(25))
def test_columns_loaded_one_by_one_are_what_the_schemas_load(index: int) -> None:
    cells = split(write_row(row(index)).encode()).cells
    columns = plain(row(index))
    for quick, schema in ((feed_format._STATE, STATE), (feed_format._PERSON, PERSON), (feed_format._RECORD, RECORD)):
        assert quick.load(cells) == load(schema, {name: columns[name] for name in schema.fields if name in columns})


@pytest.mark.parametrize("index", range(25))
def test_the_quick_way_to_json_gives_what_the_schema_dumps(index: int) -> None:
    loaded = load(RECORD, {name: value for name, value in plain(row(index)).items() if name in RECORD.fields})
    assert as_json(loaded) == SeekerRecord(exclude=["seeker_number"]).dump(loaded)


WRONG = {
    "valid_until": "2020-01-01",
    "birth_date": "2026-06-01",
    "email": "山田@example.jp",
    "phone": "０９０－００００－００００",
    "office_code": "X9999",
    "desired_places": [{"place_code": "999999", "commuting_means": "walking"}],
    "occupation_codes": ["999"],
    "desired_work": "連絡は090-0123-4567まで",
    "sex": "F",
    "provision_choice": "all",
    "family_name": "",
    "graduates_on": "2026-02-30",
}


@pytest.mark.parametrize("column", WRONG)
def test_what_is_wrong_is_refused_alike_in_a_line_and_in_an_item(column: str) -> None:
    wrong = row(1, **{column: WRONG[column]})
    assert refusal(statement_of, plain(wrong))[1] == column
    assert refusal(read_statement, write_row(wrong).encode()) == refusal(
        statement_of, {name: value for name, value in plain(wrong).items() if value != ""}
    )


@pytest.mark.parametrize("column", [*FREE_TEXTS, "work_experience"])
@pytest.mark.parametrize("text", ["090\u200b1234\u200b5678", "希望\u202eする仕事", "社名は\ue000です"])
def test_see_2_msg_8_nothing_hides_in_a_text_to_be_provided(column: str, text: str) -> None:
    """A telephone number parted by what shows nothing would not be found as one."""
    past = [{"occupation_code": "361", "years": 3, "description": text}]
    wrong = row(1, **{column: past if column == "work_experience" else text})
    assert refusal(statement_of, plain(wrong)) == (Refused.INVALID_VALUE, column)


@pytest.mark.parametrize("item", [None, [], "text", {"action": "change", "nobody_knows": 1}])
def test_an_item_that_is_no_statement_is_refused(item: object) -> None:
    assert refusal(statement_of, item)[0] is Refused.MALFORMED_LINE


@pytest.mark.parametrize("applied_on", [None, 5, "2026-13-01", "9999-12-31", "2026-1-5"])
def test_a_day_of_application_that_is_none_is_refused_as_such(applied_on: object) -> None:
    item = {name: value for name, value in plain(row(1)).items() if name != "valid_until"} | {"applied_on": applied_on}
    assert refusal(statement_of, item)[1] in {"applied_on", "valid_until"}
