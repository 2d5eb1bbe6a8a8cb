"""The demo's seekers (issue 2, main job step 2): real codes, the shares of seed 003, the same file every time."""

import datetime as dt
from collections import Counter
from itertools import islice

import pytest

from deploy.demo import seekers
from deploy.demo.seeker_texts import COMMON_WORD, RARE_WORDS
from services.contracts.seeker_record import SeekerRecord
from services.registry.seekers import feed_format
from services.registry.seekers.domain.visibility import ReaderClass, provided_to

TODAY = dt.date(2026, 6, 10)


def statements(count: int) -> list[feed_format.Statement]:
    blocks = range(-(-count // seekers.BLOCK))
    lines = "".join(seekers.feed_rows(block, count=count, seed=1, today=TODAY) for block in blocks)
    return [feed_format.read_statement(line.encode()) for line in lines.splitlines(keepends=True)]


def test_5337_seekers_have_the_provision_choices_of_may_2016():
    choice_of = seekers.ChoiceOf(5_337)
    counted = Counter(choice_of(index) for index in range(5_337))
    assert counted == {"both": 4_657, "municipal_only": 363, "private_only": 317}


@pytest.mark.parametrize("count", [1, 2, 7, 100, 10_000, 99_991])
def test_other_counts_keep_the_proportions_to_the_seeker(count):
    choice_of = seekers.ChoiceOf(count)
    counted = Counter(choice_of(index) for index in range(count))
    for choice, number in seekers.CHOICES.items():
        assert abs(counted[choice] - count * number / 5_337) < 1


def test_every_row_of_the_feed_can_be_read_and_may_be_found_today():
    for statement in statements(1_500):
        assert statement.facts is not None
        assert statement.facts.my_page_opened
        assert provided_to(statement.facts, TODAY)
        assert ReaderClass.PRIVATE in provided_to(statement.facts, TODAY) or (
            statement.facts.provision_choice == "municipal_only"
        )


def test_no_two_seekers_share_an_address_or_an_id_at_hello_work():
    made = statements(2_000)
    assert len({statement.source_id for statement in made}) == 2_000
    assert len({statement.person.email for statement in made if statement.person}) == 2_000


def test_the_same_seed_and_day_give_the_same_file_whatever_the_number_of_processes(tmp_path):
    for name, processes in (("one", 1), ("again", 1), ("two", 2)):
        seekers.write_feed(tmp_path / name, 2_500, seed=5, today=TODAY, processes=processes)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "again").read_bytes() == (tmp_path / "two").read_bytes()


def test_records_made_without_the_feed_are_those_of_the_feed_and_valid_by_the_contract():
    direct = list(seekers.provided_records(1_200, seed=1, today=TODAY))
    schema = SeekerRecord()
    for record, statement in zip(direct, statements(1_200), strict=True):
        assert schema.load(record)
        assert statement.record is not None
        assert {**statement.record, "seeker_number": record["seeker_number"]} == schema.dump(schema.load(record))


def test_one_word_stands_in_a_fifth_of_the_records_and_rare_words_in_hardly_any():
    records = [str(record) for record in islice(seekers.provided_records(20_000, seed=1, today=TODAY), 20_000)]
    assert 0.18 < sum(COMMON_WORD in record for record in records) / len(records) < 0.22
    rare = [sum(word in record for record in records) for word in RARE_WORDS]
    assert sum(rare) > 0
    assert max(rare) < 10
