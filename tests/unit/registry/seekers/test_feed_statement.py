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


def with_text(column: str, text: str) -> dict:
    past = [{"occupation_code": "361", "years": 3, "description": text}]
    return row(1, **{column: past if column == "work_experience" else text})


EACH_TEXT = pytest.mark.parametrize("column", [*FREE_TEXTS, "work_experience"])


@EACH_TEXT
@pytest.mark.parametrize(("text", "fault"), [("社名は\ue000です", "外字"), ("希望" + "\u0301" * 9, "重なりすぎた記号")])
def test_see_1_a_text_that_shows_another_thing_elsewhere_is_refused_with_its_column_and_why(
    column: str, text: str, fault: str
) -> None:
    """Nobody here can say which character was meant."""
    with pytest.raises(RowRefused) as refused:
        statement_of(plain(with_text(column, text)))
    assert (refused.value.reason, refused.value.column) == (Refused.INVALID_VALUE, column)
    assert fault in str(refused.value)
    assert refusal(read_statement, write_row(with_text(column, text)).encode()) == (Refused.INVALID_VALUE, column)


@EACH_TEXT
@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u00ad", "\ufeff", "\u3164", "\u2060"])
def test_see_1_what_shows_nothing_in_a_text_of_the_feed_is_taken_out_and_the_row_is_taken(
    column: str, hidden: str
) -> None:
    """Decision 301: a row refused would keep a person from the service for what nobody sees."""
    written, clean = (with_text(column, f"介護の{part}仕事を希望します。") for part in (hidden, ""))
    assert statement_of(plain(written)) == statement_of(plain(clean))
    assert read_statement(write_row(written).encode()) == statement_of(plain(clean))


@EACH_TEXT
def test_see_2_msg_8_nothing_hides_in_a_text_to_be_provided(column: str) -> None:
    """A telephone number parted by what shows nothing is one once that is taken out."""
    wrong = with_text(column, "090\u200b1234\u200b5678")
    assert refusal(statement_of, plain(wrong)) == (Refused.PERSONAL_DATA, column)


def test_see_1_a_text_of_nothing_but_what_shows_nothing_is_not_told_or_refused_where_it_must_be_told() -> None:
    assert statement_of(plain(with_text("other_remarks", "\u200b\u3164"))).record["other_remarks"] == ""
    assert statement_of(plain(with_text("work_experience", "\u200b"))).record["work_experience"][0]["description"] == ""
    assert refusal(statement_of, plain(with_text("desired_work", "\u200b "))) == (Refused.INVALID_VALUE, "desired_work")


def test_see_1_lines_parted_by_a_separator_stay_lines_and_emoji_and_variants_stay_themselves() -> None:
    text = "一行目\u2028二行目👩\u200d👧葛\U000e0100"
    assert statement_of(plain(with_text("other_remarks", text))).record["other_remarks"] == text.replace("\u2028", "\n")


@pytest.mark.parametrize("valid_until", ["2062-06-30", "2026-09-30"])
def test_see_6_an_end_that_no_application_can_have_yet_is_refused_with_the_day_that_bounds_it(valid_until: str) -> None:
    """Decision 135."""
    wrong = row(1, changed_at="2026-06-09T02:00:00Z", valid_until=valid_until)
    for read, told in ((statement_of, plain(wrong)), (read_statement, write_row(wrong).encode())):
        with pytest.raises(RowRefused) as refused:
            read(told)
        assert (refused.value.reason, refused.value.column) == (Refused.INVALID_VALUE, "valid_until")
        assert "2026-08-31" in str(refused.value)
        assert valid_until not in str(refused.value)
        assert statement_of(plain({**wrong, "valid_until": "2026-08-31"})).facts is not None


@pytest.mark.parametrize("item", [None, [], "text", {"action": "change", "nobody_knows": 1}])
def test_an_item_that_is_no_statement_is_refused(item: object) -> None:
    assert refusal(statement_of, item)[0] is Refused.MALFORMED_LINE


@pytest.mark.parametrize("applied_on", [None, 5, "2026-13-01", "9999-12-31", "2026-1-5"])
def test_a_day_of_application_that_is_none_is_refused_as_such(applied_on: object) -> None:
    item = {name: value for name, value in plain(row(1)).items() if name != "valid_until"} | {"applied_on": applied_on}
    assert refusal(statement_of, item)[1] in {"applied_on", "valid_until"}
