"""SEE-1: the feed is imported whole, again and from the middle, with nothing lost, doubled or silently refused."""

import gc
import tracemalloc

import pytest
import sqlalchemy as sa

from deploy.demo import seekers as demo
from services.contracts.registry import SEEKERS_CHANGED
from services.registry.seekers import feed_batch, feed_import, usecases
from services.registry.seekers.domain.seeker_number import with_check_digit
from services.registry.seekers.feed_format import MAX_LINE_BYTES
from services.registry.seekers.tables import feed_imports, feed_refusals, seeker_persons, seekers
from services.runtime.database import Database
from tests.contract.registry_seekers.feeds import NOW, TODAY, all_told, bring_in, end, feed, row, told

GARDEN = "庭木の手入れの仕事を希望します。"


def counted(progress: feed_import.Progress) -> dict[str, int]:
    return {name: number for name, number in progress.counts.items() if number}


def refused_lines(database: Database) -> list[tuple[int, str, str]]:
    with database.transaction() as connection:
        query = sa.select(feed_refusals.c.line, feed_refusals.c.reason, feed_refusals.c.column)
        return [tuple(one) for one in connection.execute(query.order_by(feed_refusals.c.line))]


def stored(database: Database) -> list[sa.Row]:
    with database.transaction() as connection:
        return list(connection.execute(sa.select(seekers).order_by(seekers.c.source_id)))


def test_every_row_becomes_a_seeker_a_sealed_person_and_a_told_state(database, keys, tmp_path):
    progress = bring_in(database, keys, feed(tmp_path / "f.csv", *(row(index) for index in range(450))))
    assert counted(progress) == {"created": 450}
    states = told(database)
    assert len(states) == 450
    assert all(state["provided_to"] == ["private", "municipal"] and state["record"] for state in states.values())
    with database.transaction() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(seeker_persons)).scalar() == 450


def test_an_event_holds_at_most_200_seekers_and_256_kilobytes(database, keys, tmp_path):
    long = "家庭と両立できる勤務を希望します。" * 35
    rows = [row(index, other_conditions=long, other_remarks=long) for index in range(250)]
    bring_in(database, keys, feed(tmp_path / "f.csv", *rows))
    with database.transaction() as connection:
        bodies = connection.execute(sa.text("SELECT body FROM outbox")).scalars().all()
    assert len(bodies) > 2
    assert max(len(body.encode()) for body in bodies) <= 256_000


def test_what_an_import_tells_is_valid_by_the_events_schema(database, keys, tmp_path):
    """It is made of what was checked on the way in, and is not checked once more on the way out."""
    bring_in(
        database, keys, feed(tmp_path / "f.csv", *(row(index) for index in range(60)), end(1, "2026-06-09T02:00:00Z"))
    )
    SEEKERS_CHANGED.data.load({"seekers": all_told(database)})


def test_a_statement_of_the_future_is_refused_as_it_would_stand_against_all_before_it(database, keys, tmp_path):
    later = row(1, changed_at="2027-01-01T00:00:00Z")
    assert counted(bring_in(database, keys, feed(tmp_path / "f.csv", later))) == {"refused": 1}
    assert refused_lines(database) == [(2, "stated_in_future", "changed_at")]


def test_a_row_known_already_is_not_looked_into(database, keys, tmp_path):
    bring_in(database, keys, feed(tmp_path / "f.csv", row(1)))
    again = row(1, family_name="")
    assert counted(bring_in(database, keys, feed(tmp_path / "g.csv", again))) == {"unchanged": 1}


def test_a_refused_row_leaves_a_number_for_the_next_one_of_the_same_person(database, keys, tmp_path):
    taken = row(1)["email"]
    rows = (row(1), row(2, email=taken), row(2, changed_at="2026-06-10T00:30:00Z"))
    assert counted(bring_in(database, keys, feed(tmp_path / "f.csv", *rows))) == {"created": 2, "refused": 1}


def test_a_seeker_number_that_somebody_has_is_drawn_anew(database, keys, tmp_path, monkeypatch):
    """SEE-8: of ten digits two million are taken, so that some draws hit one; nobody is written over by it."""
    bring_in(database, keys, feed(tmp_path / "f.csv", row(1)))
    (taken,) = told(database)
    free = with_check_digit(1_234_567_890)
    draws = iter([taken, free])
    monkeypatch.setattr(feed_batch.seeker_number, "draw", lambda _: next(draws))
    assert counted(bring_in(database, keys, feed(tmp_path / "g.csv", row(2)))) == {"created": 1}
    assert [(one.source_id, one.seeker_number) for one in stored(database)] == [("T000001", taken), ("T000002", free)]
    with database.transaction() as connection:
        emails = usecases.emails_for_mail(connection, keys, [taken, free], purpose="p", now=NOW, trace="t")
    assert emails == {taken: row(1)["email"], free: row(2)["email"]}


def test_replaying_the_whole_feed_changes_and_tells_nothing(database, keys, tmp_path):
    rows = [row(index) for index in range(30)]
    bring_in(database, keys, feed(tmp_path / "f.csv", *rows))
    before = stored(database)
    assert counted(bring_in(database, keys, feed(tmp_path / "g.csv", *reversed(rows)))) == {"unchanged": 30}
    assert stored(database) == before
    assert len(all_told(database)) == 30


def test_the_same_file_again_is_found_done(database, keys, tmp_path):
    path = feed(tmp_path / "f.csv", *(row(index) for index in range(5)))
    bring_in(database, keys, path)
    assert counted(bring_in(database, keys, path)) == {"created": 5}
    assert len(all_told(database)) == 5


def test_an_end_hides_the_record_and_says_since_when(database, keys, tmp_path):
    rows = (row(1), end(1, "2026-06-09T02:00:00Z", end_reason="hired"))
    assert counted(bring_in(database, keys, feed(tmp_path / "f.csv", *rows))) == {"created": 1, "ended": 1}
    (state,) = told(database).values()
    assert state["record"] is None
    assert state["provided_to"] == []
    assert state["ended_on"] == "2026-06-09"


def test_statements_of_one_seeker_in_one_batch_are_told_once_as_the_last_state(database, keys, tmp_path):
    changed = row(1, action="change", changed_at="2026-06-09T01:00:00Z", desired_work=GARDEN)
    assert counted(bring_in(database, keys, feed(tmp_path / "f.csv", row(1), changed))) == {"created": 1, "changed": 1}
    (item,) = all_told(database)
    assert item["version"] == 2
    assert item["record"]["desired_work"] == GARDEN


def test_an_older_statement_that_comes_late_changes_nothing(database, keys, tmp_path):
    new, old = row(1, changed_at="2026-06-09T01:00:00Z", desired_work=GARDEN), row(1, changed_at="2026-06-08T01:00:00Z")
    assert counted(bring_in(database, keys, feed(tmp_path / "f.csv", new, old))) == {"created": 1, "unchanged": 1}
    assert stored(database)[0].record["desired_work"] == GARDEN


def test_a_new_application_for_work_of_the_same_person_keeps_the_seeker_number(database, keys, tmp_path):
    first = row(1, applied_on="2026-04-01", valid_until="2026-06-30", changed_at="2026-04-01T01:00:00Z")
    again = row(1, applied_on="2026-06-09", valid_until="2026-08-31", changed_at="2026-06-09T08:00:00Z")
    bring_in(database, keys, feed(tmp_path / "f.csv", first, end(1, "2026-05-01T00:00:00Z")))
    before = stored(database)[0]
    bring_in(database, keys, feed(tmp_path / "g.csv", again))
    after = stored(database)[0]
    assert before.seeker_number == after.seeker_number
    assert before.application_id != after.application_id
    assert after.ended_on is None


def test_a_change_of_address_frees_the_old_one_for_the_next_row(database, keys, tmp_path):
    freed = row(1)["email"]
    moved = row(1, changed_at="2026-06-09T01:00:00Z", email="moved@seeker.example.jp")
    progress = bring_in(database, keys, feed(tmp_path / "f.csv", row(1), moved, row(2, email=freed)))
    assert counted(progress) == {"created": 2, "changed": 1}


BROKEN = {
    "a field missing": (row(1, desired_places=None), "invalid_value", "desired_places"),
    "words for a number": (row(2, desired_monthly_income="二十万"), "invalid_value", "desired_monthly_income"),
    "a code of no list": (row(3, occupation_codes=["999"]), "unknown_code", "occupation_codes"),
    "a code of another level": (row(4, industry_codes=["A"]), "invalid_value", "industry_codes"),
    "an unknown office": (row(5, office_code="X9999"), "unknown_code", "office_code"),
    "a place with a wrong check digit": (row(6, wider_area_place_codes=["130002"]), "unknown_code",
                                         "wider_area_place_codes"),
    "a telephone number in wide digits": (row(7, desired_work="連絡は０９０－０１２３－４５６７まで。"), "personal_data",
                                          "desired_work"),
    "an e-mail address": (row(8, other_remarks="taro@example.com までどうぞ。"), "personal_data", "other_remarks"),
    "the own name": (row(9, selling_points="私は" + row(9)["family_name"] + row(9)["given_name"] + "です。"),
                     "personal_data", "selling_points"),
    "a word for a truth": (row(10, can_move="はい"), "invalid_value", "can_move"),
    "a text too long": (row(11, desired_work="あ" * 301), "invalid_value", "desired_work"),
    "a NUL": (row(12, desired_work="\x00"), "invalid_value", "desired_work"),
    "a day for an instant": (row(13, changed_at="2026-06-09"), "invalid_value", "changed_at"),
    "a day that is none": (row(14, applied_on="2026-02-30", valid_until=None), "invalid_value", "applied_on"),
    "an address of somebody else": (row(15, email=row(100)["email"].upper()), "email_already_used", "email"),
    "the end of nobody": (end(999, "2026-06-09T00:00:00Z"), "unknown_seeker", "source_id"),
    "columns missing": ("create,T000013\n", "malformed_line", ""),
    "a quotation mark left open": ('"create,T000014\n', "malformed_line", ""),
    "an empty line": ("\n", "malformed_line", ""),
    "an unknown action": (row(16, action="delete"), "invalid_value", "action"),
    "a line of 200 KB": ("x" * (MAX_LINE_BYTES * 3) + "\n", "line_too_long", ""),
    "bytes that are no UTF-8": ("create,\udcff\n", "not_utf8", ""),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_a_malformed_row_in_the_middle_is_refused_by_line_and_column_and_the_rest_goes_on(
    database, keys, tmp_path, what
):
    broken, reason, column = BROKEN[what]
    progress = bring_in(database, keys, feed(tmp_path / "f.csv", row(100), broken, row(101)))
    assert refused_lines(database) == [(3, reason, column)]
    assert counted(progress) == {"created": 2, "refused": 1}
    assert progress.rows == 3
    assert [one.source_id for one in stored(database)] == ["T000100", "T000101"]


def test_a_refusal_never_repeats_the_value(database, keys, tmp_path):
    rows = (row(1, phone="秘密の番号"), row(2, desired_work="秘密の番号は 03-1234-5678"), row(3, sex="秘密"))
    bring_in(database, keys, feed(tmp_path / "f.csv", *rows))
    with database.transaction() as connection:
        details = connection.execute(sa.select(feed_refusals.c.detail)).scalars().all()
    assert len(details) == 3
    assert not any("秘密" in detail or "1234" in detail for detail in details)


def test_a_file_with_other_columns_is_refused_whole(database, keys, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("action,name\ncreate,山田\n", encoding="utf-8")
    with pytest.raises(feed_import.ImportRefused, match="line 1, column source_id"):
        bring_in(database, keys, path)


class Killed(Exception):
    """Stands for the end of the process between two batches."""


def test_an_import_stopped_in_the_middle_goes_on_behind_its_last_batch(database, keys, tmp_path):
    path = feed(tmp_path / "f.csv", *(row(index) if index != 7 else "broken\n" for index in range(20)))

    def stop_at_12(progress: feed_import.Progress) -> None:
        if progress.rows == 12:
            raise Killed

    with pytest.raises(Killed):
        bring_in(database, keys, path, watch=stop_at_12, rows_a_batch=4)
    with database.transaction() as connection:
        assert connection.execute(sa.select(feed_imports.c.finished_at)).scalar() is None
    progress = bring_in(database, keys, path, rows_a_batch=4)
    assert progress.finished
    assert counted(progress) == {"created": 19, "refused": 1}
    assert len(told(database)) == len(all_told(database)) == 19
    assert refused_lines(database) == [(9, "malformed_line", "")]


def test_a_batch_that_fails_leaves_nothing_behind(database, keys, tmp_path):
    path = feed(tmp_path / "f.csv", *(row(index) for index in range(4)))
    with database.transaction() as connection:
        connection.execute(sa.text("ALTER TABLE outbox ADD CONSTRAINT no_room CHECK (false) NOT VALID"))
    with pytest.raises(sa.exc.IntegrityError):
        bring_in(database, keys, path)
    assert stored(database) == []
    with database.transaction() as connection:
        connection.execute(sa.text("ALTER TABLE outbox DROP CONSTRAINT no_room"))
    assert counted(bring_in(database, keys, path)) == {"created": 4}


def test_the_choice_made_on_my_page_stands_against_the_feed(database, keys, tmp_path):
    bring_in(database, keys, feed(tmp_path / "f.csv", row(1)))
    (number,) = told(database)
    with database.transaction() as connection:
        usecases.change_provision_choice(connection, number, "none", now=NOW, today=TODAY, trace="t")
    later = row(1, action="change", changed_at="2026-06-09T09:00:00Z", provision_choice="both")
    assert counted(bring_in(database, keys, feed(tmp_path / "g.csv", later))) == {"changed": 1}
    assert told(database)[number]["provision_choice"] == "none"
    assert told(database)[number]["record"] is None


def test_no_name_or_address_of_anybody_stands_readable_in_any_table(database, keys, tmp_path):
    rows = [row(index) for index in range(25)]
    bring_in(database, keys, feed(tmp_path / "f.csv", *rows))
    with database.transaction() as connection:
        tables = sa.inspect(connection).get_table_names()
        everything = [
            one for table in tables for one in connection.scalars(sa.text(f'SELECT t::text FROM "{table}" t'))
        ]
    assert any("T000001" in one for one in everything)
    for known in rows:
        for secret in (known["address"], known["phone"], known["email"], known["family_name"] + known["given_name"]):
            assert not any(secret in one or secret.encode().hex() in one for one in everything)


def test_memory_does_not_grow_with_the_file(database, keys, tmp_path):
    peaks = []
    for count in (120, 300, 1_500):  # the first fills what is kept from import to import
        demo.write_feed(tmp_path / f"{count}.csv", count, seed=count, today=TODAY)
        gc.collect()
        tracemalloc.start()
        bring_in(database, keys, tmp_path / f"{count}.csv", rows_a_batch=60)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < peaks[1] * 1.3
