"""SEE-4, SEE-7: what My Page says of every rule is what the rules decide, and its days are the rules' days."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.seekers.domain.explanation import Ground, explain, explain_to_employers
from services.registry.seekers.domain.own_decisions import choose, extend, objection_to_extension
from services.registry.seekers.domain.seeker import Fact, Own, Seeker
from services.registry.seekers.domain.settings import retention_over_for_ends_before
from services.registry.seekers.domain.visibility import ProvisionChoice, PupilOf, ReaderClass, SeekerFacts
from services.registry.seekers.explaining import in_words

TODAY = dt.date(2026, 6, 10)
DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 12, 31))

FACTS = st.builds(
    SeekerFacts,
    applied_on=DAYS,
    valid_until=DAYS,
    ended_on=st.none() | DAYS,
    my_page_opened=st.booleans(),
    terms_version=st.none() | st.just("2021-12-01"),
    provision_choice=st.sampled_from(ProvisionChoice),
    pupil_of=st.none() | st.sampled_from(PupilOf),
    graduates_on=st.none() | DAYS,
    at_an_office=st.booleans(),
)


def a_seeker(facts: SeekerFacts, open_to_employers: bool = False) -> Seeker:
    return Seeker(
        seeker_number="10000000008",
        source_id="T1",
        stated_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
        version=1,
        application_id="a",
        office_code="X1301",
        bureau_code="13",
        facts=facts,
        open_to_employers=open_to_employers,
        chosen_on_my_page=False,
        end_reason="",
        record={"seeker_number": "10000000008"},
    )


@given(FACTS, st.booleans(), DAYS)
def test_a_reader_finds_the_seeker_exactly_where_every_rule_is_told_as_fulfilled(facts, is_open, today) -> None:
    seeker = a_seeker(facts, is_open)
    for reader in ReaderClass:
        answers = explain(seeker, reader, today)
        assert all(answer.fulfilled for answer in answers) == (reader in seeker.provided_to(today))
    employers = explain_to_employers(seeker, today)
    assert all(answer.fulfilled for answer in employers) == seeker.shown_to_employers(today)


@pytest.mark.parametrize(("day", "shown"), [(dt.date(2026, 6, 30), False), (dt.date(2026, 7, 1), True)])
def test_a_new_graduate_open_to_employers_is_shown_to_them_from_july_on(day, shown) -> None:
    """SEE-5, SEE-4b: the consent is kept; until then nobody reads the record."""
    facts = SeekerFacts(
        applied_on=dt.date(2026, 5, 11),
        valid_until=dt.date(2026, 7, 31),
        ended_on=None,
        my_page_opened=False,
        terms_version=None,
        provision_choice=ProvisionChoice.NONE,
        pupil_of=PupilOf.OTHER_SCHOOL,
        graduates_on=dt.date(2026, 3, 31),
    )
    graduate = a_seeker(facts, open_to_employers=True)
    assert (graduate.shown_to_employers(day), graduate.record_is_readable(day)) == (shown, shown)
    answers = {answer.ground: answer.fulfilled for answer in explain_to_employers(graduate, day)}
    assert (answers[Ground.NO_PUPIL], answers[Ground.OPENNESS]) == (shown, True)


@given(FACTS, st.booleans(), DAYS)
def test_until_the_day_told_the_answer_stays_and_on_the_next_it_changes(facts, is_open, today) -> None:
    """The days are not guessed: asked again on them, the rules say the same."""
    seeker = a_seeker(facts, is_open)
    for reader in ReaderClass:
        for place, answer in enumerate(explain(seeker, reader, today)):
            if answer.until is not None:
                assert explain(seeker, reader, answer.until)[place].fulfilled == answer.fulfilled
                after = explain(seeker, reader, answer.until + dt.timedelta(days=1))[place]
                expected = facts.valid_until < facts.applied_on and answer.ground is Ground.VALID_APPLICATION
                assert after.fulfilled != answer.fulfilled or expected
            assert in_words(answer, facts.provision_choice, reader)


@pytest.mark.parametrize(
    ("facts", "fulfilled", "since", "until"),
    [
        ({}, True, "2026-06-01", "2026-08-31"),
        ({"ended_on": dt.date(2026, 6, 9)}, False, "2026-06-09", None),
        ({"valid_until": dt.date(2026, 6, 9)}, False, "2026-06-10", None),
        # An end stated after it ran out moves nothing.
        ({"valid_until": dt.date(2026, 6, 4), "ended_on": dt.date(2026, 6, 9)}, False, "2026-06-05", None),
        ({"valid_until": dt.date(2026, 6, 9), "ended_on": dt.date(2026, 6, 9)}, False, "2026-06-09", None),
        ({"applied_on": dt.date(2026, 7, 1)}, False, None, "2026-06-30"),
    ],
)
def test_the_days_of_an_application(facts, fulfilled, since, until) -> None:
    """SEE-6."""
    usual = SeekerFacts(dt.date(2026, 6, 1), dt.date(2026, 8, 31), None, True, "2021-12-01", ProvisionChoice.BOTH)
    answer = explain(a_seeker(replace(usual, **facts)), ReaderClass.PRIVATE, TODAY)[0]
    days = [None if day is None else day.isoformat() for day in (answer.since, answer.until)]
    assert (answer.fulfilled, *days) == (fulfilled, since, until)


AGREED = SeekerFacts(dt.date(2026, 6, 1), dt.date(2026, 8, 31), None, True, "2021-12-01", ProvisionChoice.BOTH)


def test_every_rule_is_since_the_day_of_its_own_fact() -> None:
    """SEE-7: no other fact's."""
    days = {fact: dt.date(2026, 1, place) for place, fact in enumerate(Fact, start=1)}
    seeker = replace(a_seeker(AGREED, True), decided_on={str(fact): day for fact, day in days.items()})
    answers = (*explain(seeker, ReaderClass.PRIVATE, TODAY), *explain_to_employers(seeker, TODAY))
    since = {answer.ground: answer.since for answer in answers}
    assert since == {
        Ground.VALID_APPLICATION: AGREED.applied_on,
        Ground.ACCEPTED_AT_OFFICE: days[Fact.OFFICE],
        Ground.NO_PUPIL: None,
        Ground.MY_PAGE: days[Fact.MY_PAGE],
        Ground.CONSENT: days[Fact.TERMS],
        Ground.CHOICE: days[Fact.CHOICE],
        Ground.OPENNESS: days[Fact.OPENNESS],
    }


FULFILLED = {
    Ground.VALID_APPLICATION: "求職申込みが有効です。（令和８年６月１日から、令和８年８月31日まで）",
    Ground.ACCEPTED_AT_OFFICE: "ハローワークが求職申込みを受理しています。",
    Ground.NO_PUPIL: "対象外となる学校の生徒又は新規卒業者ではありません。",
    Ground.MY_PAGE: "求職者マイページを開設しています。",
    Ground.CONSENT: "利用規約（求職者用）に同意しています。",
    Ground.CHOICE: "求職情報提供の可否は「自治体、民間人材ビジネス共に可」です。民間職業紹介事業者等には提供します。",
    Ground.OPENNESS: "求人者への求職情報の公開に同意しています。",
}
NOT_FULFILLED = {
    Ground.VALID_APPLICATION: "求職申込みが有効ではありません。（令和８年６月９日から）",
    Ground.ACCEPTED_AT_OFFICE: "求職申込みはオンラインで登録されたもので、ハローワークではまだ受理されていません。",
    Ground.NO_PUPIL: "大学及び高等専門学校を除く学校の生徒は卒業するまで、新規卒業者は卒業年の６月末まで、対象になりません。"
    "（令和８年６月30日まで）",
    Ground.MY_PAGE: "求職者マイページを開設していません。",
    Ground.CONSENT: "利用規約（求職者用）に同意していません。",
    Ground.CHOICE: "求職情報提供の可否は「不可」です。民間職業紹介事業者等には提供しません。",
    Ground.OPENNESS: "求人者への求職情報の公開に同意していません。",
}
REFUSED = replace(
    AGREED,
    ended_on=dt.date(2026, 6, 9),
    my_page_opened=False,
    terms_version=None,
    provision_choice=ProvisionChoice.NONE,
    pupil_of=PupilOf.OTHER_SCHOOL,
    graduates_on=dt.date(2026, 3, 31),
    at_an_office=False,
)


@pytest.mark.parametrize(
    ("facts", "is_open", "texts"), [(AGREED, True, FULFILLED), (REFUSED, False, NOT_FULFILLED)], ids=["yes", "no"]
)
def test_every_rule_is_told_in_its_own_sentence(facts, is_open, texts) -> None:
    """SEE-7."""
    seeker = a_seeker(facts, is_open)
    answers = (*explain(seeker, ReaderClass.PRIVATE, TODAY), *explain_to_employers(seeker, TODAY))
    told = {answer.ground: in_words(answer, facts.provision_choice, ReaderClass.PRIVATE) for answer in answers}
    assert told == texts


@pytest.mark.parametrize(
    ("choice", "reader", "text"),
    [
        ("municipal_only", "private", "「自治体のみ可」です。民間職業紹介事業者等には提供しません。"),
        ("municipal_only", "municipal", "「自治体のみ可」です。地方自治体等には提供します。"),
        ("private_only", "private", "「民間人材ビジネスのみ可」です。民間職業紹介事業者等には提供します。"),
        ("private_only", "municipal", "「民間人材ビジネスのみ可」です。地方自治体等には提供しません。"),
        ("both", "municipal", "「自治体、民間人材ビジネス共に可」です。地方自治体等には提供します。"),
        ("none", "municipal", "「不可」です。地方自治体等には提供しません。"),
    ],
)
def test_a_choice_is_called_as_it_was_made_with_what_it_means_for_the_reader(choice, reader, text) -> None:
    """SEE-4, SEE-7."""
    facts = replace(AGREED, provision_choice=ProvisionChoice(choice))
    answer = next(one for one in explain(a_seeker(facts), ReaderClass(reader), TODAY) if one.ground is Ground.CHOICE)
    assert in_words(answer, facts.provision_choice, ReaderClass(reader)) == "求職情報提供の可否は" + text


def test_the_day_of_a_choice_is_kept_when_it_is_only_confirmed() -> None:
    """SEE-4: the same choice again is since the day it was first made."""
    facts = SeekerFacts(dt.date(2026, 6, 1), dt.date(2026, 8, 31), None, True, "t", ProvisionChoice.BOTH)
    first = choose(a_seeker(facts), ProvisionChoice.NONE, TODAY)
    second = choose(first, ProvisionChoice.NONE, TODAY + dt.timedelta(days=1))
    assert first.decided_on[Fact.CHOICE] == second.decided_on[Fact.CHOICE] == TODAY
    assert second.decided_on[Own.CHOICE] == TODAY + dt.timedelta(days=1), "and the last word is of the day it was said"


@given(FACTS, DAYS, DAYS)
def test_an_application_is_extended_to_a_later_day_or_not_at_all(facts, until, today) -> None:
    """SEE-6."""
    seeker = a_seeker(facts)
    if objection_to_extension(seeker, until, today) is None:
        after = extend(seeker, until)
        assert after.facts.valid_until > facts.valid_until
        assert after.record["valid_until"] == until.isoformat()


@pytest.mark.parametrize(
    ("today", "first_kept"),
    [("2031-08-01", "2026-08-01"), ("2028-02-29", "2023-02-28"), ("2029-03-01", "2024-03-01")],
)
def test_data_is_kept_five_years_from_the_day_after_the_end(today: str, first_kept: str) -> None:
    """SEE-2, CAL-3."""
    assert retention_over_for_ends_before(dt.date.fromisoformat(today), 5) == dt.date.fromisoformat(first_kept)
