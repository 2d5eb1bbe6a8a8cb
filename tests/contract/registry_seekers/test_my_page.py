"""SEE-2, SEE-4, SEE-6, SEE-7: My Page, the choice with effect at once, mail to the person, days that pass."""

import datetime as dt

import pytest
import sqlalchemy as sa

from services.contracts.registry import MyRecord
from services.registry.personal_data import PersonalData
from services.registry.seekers import usecases
from services.registry.seekers.tables import personal_data_reads, seeker_persons
from services.runtime.refusal import Refusal
from tests.contract.registry_seekers.feeds import NOW, TODAY, all_told, bring_in, feed, row, told

AT = {"now": NOW, "today": TODAY, "trace": "t"}


@pytest.fixture
def number(database, keys, tmp_path) -> str:
    bring_in(database, keys, feed(tmp_path / "f.csv", row(1)))
    (number,) = told(database)
    return number


def test_a_seeker_sees_the_own_record_and_who_may_find_it(database, number):
    with database.transaction() as connection:
        answer = MyRecord().dump(usecases.show_my_record(connection, number, today=TODAY))
    assert answer["provision_choice"] == "both"
    assert answer["provided_to"] == ["private", "municipal"]
    assert answer["record"]["desired_work"] == row(1)["desired_work"]


def test_narrowing_the_choice_is_told_in_the_same_transaction(database, number):
    with database.transaction() as connection:
        answer = usecases.change_provision_choice(connection, number, "municipal_only", **AT)
    assert answer["provided_to"] == ["municipal"]
    assert told(database)[number]["provided_to"] == ["municipal"]
    assert told(database)[number]["version"] == 2


def test_the_choice_already_made_is_not_told_again(database, number):
    for _ in range(2):
        with database.transaction() as connection:
            usecases.change_provision_choice(connection, number, "private_only", **AT)
    assert len(all_told(database)) == 2


def test_nobody_may_find_a_seeker_before_my_page_is_opened_with_consent(database, keys, tmp_path):
    bring_in(database, keys, feed(tmp_path / "f.csv", row(1, my_page_opened=False, terms_version="")))
    ((number, before),) = told(database).items()
    assert before["provided_to"] == []
    assert before["record"] is None
    with database.transaction() as connection:
        usecases.open_my_page(connection, number, "2021-12-01", **AT)
    after = told(database)[number]
    assert after["has_my_page"]
    assert after["provided_to"] == ["private", "municipal"]
    assert after["record"]


def test_an_unknown_seeker_is_refused(database, keys):
    with database.transaction() as connection:
        with pytest.raises(Refusal):
            usecases.show_my_record(connection, "10000000008", today=TODAY)
        with pytest.raises(Refusal):
            usecases.change_provision_choice(connection, "10000000008", "both", **AT)
        with pytest.raises(Refusal):
            usecases.email_for_mail(connection, keys, "10000000008", purpose="test", now=NOW, trace="t")


def test_a_seeker_is_found_by_the_address_in_any_case_or_width(database, keys, number):
    email = row(1)["email"]
    with database.transaction() as connection:
        assert usecases.seeker_with_email(connection, keys, f" {email.upper()} ") == number
        assert usecases.seeker_with_email(connection, keys, "nobody@seeker.example.jp") is None


def test_reading_an_address_for_mail_is_written_down_with_its_purpose(database, keys, number):
    with database.transaction() as connection:
        address = usecases.email_for_mail(connection, keys, number, purpose="guidance_notice", now=NOW, trace="t1")
    assert address == row(1)["email"]
    with database.transaction() as connection:
        (read,) = connection.execute(sa.select(personal_data_reads)).all()
    assert (read.seeker_number, read.column, read.purpose, read.trace) == (number, "email", "guidance_notice", "t1")


def test_the_addresses_of_many_are_read_at_once_and_unknown_seekers_left_out(database, keys, tmp_path):
    bring_in(database, keys, feed(tmp_path / "f.csv", row(1), row(2)))
    numbers = list(told(database))
    with database.transaction() as connection:
        read = usecases.emails_for_mail(connection, keys, [*numbers, "10000000008"], purpose="p", now=NOW, trace="t")
        written_down = connection.execute(sa.select(personal_data_reads.c.seeker_number)).scalars().all()
    assert sorted(read) == sorted(written_down) == sorted(numbers)
    assert sorted(read.values()) == sorted([row(1)["email"], row(2)["email"]])


def test_an_address_put_into_another_persons_row_cannot_be_opened(database, keys, tmp_path):
    bring_in(database, keys, feed(tmp_path / "f.csv", row(1), row(2)))
    first, second = told(database)
    with database.transaction() as connection:
        stolen = connection.execute(
            sa.select(seeker_persons.c.email).where(seeker_persons.c.seeker_number == first)
        ).scalar()
        connection.execute(seeker_persons.update().where(seeker_persons.c.seeker_number == second).values(email=stolen))
        with pytest.raises(Exception, match="altered, or about somebody else"):
            usecases.email_for_mail(connection, keys, second, purpose="test", now=NOW, trace="t")


def test_older_rows_are_read_after_a_new_key_took_over(database, number):
    old, new, lookup = b"o" * 32, b"n" * 32, b"l" * 32
    before = PersonalData({"2025": old}, lookup)
    after = PersonalData({"2026": new, "2025": old}, lookup)
    sealed = before.seal("x", "y")
    assert after.open(sealed, "y") == "x"
    assert after.seal("x", "y").key_id == "2026"


def test_a_seeker_whose_application_has_run_out_is_told_on_the_day_after_and_once(database, keys, tmp_path):
    late = row(2, applied_on="2026-06-01", valid_until="2026-08-31")
    bring_in(database, keys, feed(tmp_path / "f.csv", row(1, applied_on="2026-04-15", valid_until="2026-06-30"), late))
    for today, expected in ((dt.date(2026, 6, 30), 0), (dt.date(2026, 7, 3), 1), (dt.date(2026, 7, 3), 0)):
        with database.transaction() as connection:
            assert usecases.tell_changes_by_date(connection, now=NOW, today=today, trace="t") == expected
    ended = [state for state in told(database).values() if not state["provided_to"]]
    assert [state["record"] for state in ended] == [None]
    assert ended[0]["valid_until"] == "2026-06-30"


def test_a_school_leaver_is_found_from_july_of_the_year_of_graduation(database, keys, tmp_path):
    leaver = row(
        1, pupil_of="other_school", graduates_on="2026-03-31", applied_on="2026-06-01", valid_until="2026-08-31"
    )
    bring_in(database, keys, feed(tmp_path / "f.csv", leaver))
    (number,) = told(database)
    assert told(database)[number]["provided_to"] == []
    with database.transaction() as connection:
        assert usecases.tell_changes_by_date(connection, now=NOW, today=dt.date(2026, 7, 1), trace="t") == 1
    assert told(database)[number]["provided_to"] == ["private", "municipal"]


def test_a_pupil_who_graduates_after_june_is_found_by_nobody_before(database, keys, tmp_path):
    """SEE-5: the duty of 1 July passes over who is a pupil to 31 July, and that of 1 August tells."""
    pupil = row(
        1, pupil_of="other_school", graduates_on="2026-07-31", applied_on="2026-06-01", valid_until="2026-08-31"
    )
    bring_in(database, keys, feed(tmp_path / "f.csv", pupil))
    for today, expected in ((dt.date(2026, 7, 1), 0), (dt.date(2026, 7, 31), 0), (dt.date(2026, 8, 1), 1)):
        with database.transaction() as connection:
            assert usecases.tell_changes_by_date(connection, now=NOW, today=today, trace="t") == expected
    assert [state["provided_to"] for state in told(database).values()] == [["private", "municipal"]]


def test_the_daily_duty_goes_on_in_short_transactions(database, keys, tmp_path):
    rows = [row(index, applied_on="2026-04-15", valid_until="2026-06-30") for index in range(5)]
    bring_in(database, keys, feed(tmp_path / "f.csv", *rows))
    done = []
    while not done or done[-1] == 2:
        with database.transaction() as connection:
            done.append(
                usecases.tell_changes_by_date(connection, now=NOW, today=dt.date(2026, 7, 1), trace="t", limit=2)
            )
    assert done == [2, 2, 1]
