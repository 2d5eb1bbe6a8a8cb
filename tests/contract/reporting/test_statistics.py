"""RPT-4, RPT-5: the figures of a day, what they count, and who is told."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_KINDS, PRIVATE_KINDS
from services.contracts.reporting import TRACE_FIGURE
from services.reporting.figures import FIGURES
from services.reporting.tables import seeker_states
from services.runtime.identifiers import new_id
from tests.contract.at_once import shared_out
from tests.contract.reporting.conftest import MINISTRY, OPERATIONS, Reporting, staff_of
from tests.contract.served import START, Refused

TODAY = START.date()
ONE_DAY = dt.timedelta(days=1)


def number(index: int) -> str:
    return f"{10_000_000_000 + index}"


def test_rpt_4_the_figures_of_seed_003_come_out_to_the_digit(reporting: Reporting) -> None:
    choices = ["both"] * 4_657 + ["municipal_only"] * 363 + ["private_only"] * 317
    reporting.seekers(*({"seeker_number": number(i), "provision_choice": c} for i, c in enumerate(choices)))
    for kind, class_, many in (("paid_agency", "private", 288), ("municipality_own", "municipal", 110)):
        for _ in range(many):
            reporting.organization(kind=kind, class_=class_)
    told = reporting.statistics()
    shown = {code: (told[code]["value"], told[code]["share_permille"]) for code in told}
    assert shown["seekers.wishing"] == (5_337, 1_000)
    assert shown["seekers.both"] == (4_657, 873)
    assert shown["seekers.municipal_only"] == (363, 68)
    assert shown["seekers.private_only"] == (317, 59)
    assert shown["organizations.total"] == (398, None)
    assert shown["organizations.private"] == shown["organizations.paid_agency"] == (288, 724)
    assert shown["organizations.municipal"] == (110, 276)


def test_rpt_4_what_happened_on_a_day_is_counted_on_that_day(reporting: Reporting) -> None:
    agency, other = reporting.organization(), reporting.organization(class_="municipal", kind="municipality_own")
    for seeker in (1, 2, 3):
        reporting.message("guidance", agency, number(seeker))
    reporting.message("guidance", other, number(1))
    reporting.message("question", agency, number(1))
    reporting.message("reply", agency, number(1))
    reporting.block(agency, number(2), 1, blocked=True)
    reporting.placement(agency, accepted_on=reporting.today)
    reporting.placement(other, organization_class="municipal")
    activity = {code: value for code, value in reporting.values().items() if FIGURES[code].group == "activity"}
    assert activity == {
        "activity.guidance": 4,
        "activity.seekers_guided": 3,
        "activity.organizations_guiding": 2,
        "activity.questions": 1,
        "activity.replies": 1,
        "activity.blocks": 1,
        "activity.blocks_in_force": 1,
        "activity.applications": 2,
        "activity.acceptances": 1,
        "activity.acceptances.private": 1,
    }
    reporting.pass_by(days=1)
    assert {code for code in reporting.values() if FIGURES[code].group == "activity"} == {"activity.blocks_in_force"}


def test_rpt_4_a_past_day_stays_as_it_was(reporting: Reporting) -> None:
    agency = reporting.organization()
    reporting.seekers({"seeker_number": number(1)}, {"seeker_number": number(2)})
    reporting.block(agency, number(1), 1, blocked=True)
    before = reporting.values()
    reporting.pass_by(days=1)
    reporting.organization(agency, version=2, standing="withdrawn")
    reporting.seekers({"seeker_number": number(1), "version": 2, "provision_choice": "none"})
    reporting.block(agency, number(1), 2, blocked=False)
    assert reporting.values(day=TODAY) == before
    after = reporting.values()
    assert (after["seekers.both"], after["seekers.none"], after["activity.unblocks"]) == (1, 1, 1)
    assert not {"organizations.total", "activity.blocks_in_force"} & set(after)


def test_a_person_blocks_once_under_whatever_numbers_from_the_day_of_the_joining_on(reporting: Reporting) -> None:
    """RPT-4, SEE-1, decision 136: that the block ends is told of each number; the days before stay as they were."""
    agency, other = reporting.organization(), reporting.organization()
    mine, theirs, apart = number(1), number(2), number(3)
    for seeker in (mine, theirs, apart):
        reporting.block(agency, seeker, 1, blocked=True)
    reporting.block(other, theirs, 1, blocked=True)
    before = reporting.values()
    assert before["activity.blocks_in_force"] == 4
    reporting.pass_by(days=1)
    reporting.block(other, mine, 1, blocked=True)
    joined = [
        (
            {"seeker_number": mine, "version": version, "joined_numbers": [theirs]},
            reporting.now + dt.timedelta(days=late),
        )
        for version, late in ((3, 1), (2, 0))
    ]
    for state, at in joined:
        reporting.seekers(state, at=at)
    assert reporting.values()["activity.blocks_in_force"] == 3
    assert sorted(subject.split(":")[1] for subject in reporting.trace("activity.blocks_in_force")) == [
        mine,
        mine,
        apart,
    ]
    reporting.pass_by(days=1)
    for seeker in (theirs, mine):
        reporting.block(agency, seeker, 2, blocked=False)
    after = reporting.values()
    assert (after["activity.blocks_in_force"], after["activity.unblocks"]) == (2, 1)
    assert reporting.values(day=TODAY) == before


def test_who_is_in_use_again_counts_again_and_the_days_between_stay(reporting: Reporting) -> None:
    """RPT-4, decision 306: a withdrawal that was taken back."""
    agency = reporting.organization()
    for version, standing in ((2, "withdrawn"), (3, "active")):
        reporting.pass_by(days=1)
        reporting.organization(agency, version=version, standing=standing)
    days = [TODAY + dt.timedelta(days=count) for count in range(3)]
    assert ["organizations.total" in reporting.values(day=day) for day in days] == [True, False, True]


def test_who_has_registered_online_alone_is_counted_once_an_office_has_accepted(reporting: Reporting) -> None:
    """RPT-4, SEE-1: the figures are of seekers of offices (有効求職者)."""
    reporting.seekers({"seeker_number": number(1), "at_an_office": False, "provided_to": []})
    assert "seekers.both" not in reporting.values()
    reporting.seekers({"seeker_number": number(1), "version": 2})
    assert reporting.values()["seekers.both"] == 1


def test_see_6_a_seeker_counts_through_the_last_day_of_the_application(reporting: Reporting) -> None:
    reporting.seekers(
        {"seeker_number": number(1), "valid_until": TODAY},
        {"seeker_number": number(2), "ended_on": TODAY},
        {"seeker_number": number(3)},
    )
    assert reporting.values()["seekers.valid"] == 2
    reporting.pass_by(days=1)
    assert reporting.values()["seekers.valid"] == 1


def test_new_seekers_are_those_who_applied_since_the_first_of_the_month(reporting: Reporting) -> None:
    applied = (dt.date(2026, 3, 31), dt.date(2026, 4, 1), TODAY)
    reporting.seekers(*({"seeker_number": number(i), "applied_on": day} for i, day in enumerate(applied)))
    reporting.seekers({"seeker_number": number(9), "provision_choice": "none", "provided_to": []})
    told = reporting.statistics()
    assert (told["seekers.new"]["value"], told["seekers.new_wishing"]["value"]) == (3, 2)
    assert told["seekers.new_wishing"]["share_permille"] == 667


def test_every_kind_of_organization_has_its_figure(reporting: Reporting) -> None:
    for kind in ORGANIZATION_KINDS:
        reporting.organization(kind=kind, class_="private" if kind in PRIVATE_KINDS else "municipal")
    reporting.organization(standing="suspended", services=["offers", "seekers"])
    reporting.organization(standing="terminated")
    values = reporting.values()
    assert values["organizations.total"] == sum(values[f"organizations.{kind}"] for kind in ORGANIZATION_KINDS) == 9
    assert values["organizations.total"] == values["organizations.private"] + values["organizations.municipal"]
    assert (values["organizations.suspended"], values["organizations.using_offers"]) == (1, 1)


def test_activity_counts_for_the_bureau_of_the_organization_even_if_its_event_comes_late(reporting: Reporting) -> None:
    organization_id = new_id()
    reporting.message("guidance", organization_id, number(1))
    assert "activity.guidance" not in reporting.values(bureau_code="27")
    reporting.organization(organization_id, bureau_code="27")
    assert reporting.values(bureau_code="27")["activity.guidance"] == 1
    assert "activity.guidance" not in reporting.values(bureau_code="13")


def test_rpt_5_every_figure_is_traced_to_as_many_things_as_its_value(reporting: Reporting) -> None:
    agency, other = reporting.organization(), reporting.organization(bureau_code="27", standing="suspended")
    reporting.seekers(
        *({"seeker_number": number(i)} for i in range(5)), {"seeker_number": number(9), "provision_choice": "none"}
    )
    for seeker in range(5):
        reporting.message("guidance", agency, number(seeker))
        reporting.message("guidance", other, number(seeker))
        reporting.message("question", agency, number(seeker))
    for version in (1, 2, 3):
        reporting.block(agency, number(1), version, blocked=version % 2 == 1)
    reporting.placement(agency, accepted_on=reporting.today)
    for bureau_code in (None, "13"):
        for code, figure in reporting.statistics(bureau_code=bureau_code).items():
            traced = reporting.trace(code, bureau_code=bureau_code, limit=3)
            assert len(traced) == len(set(traced)) == figure["value"], code
    assert reporting.trace("organizations.suspended") == [other]
    assert reporting.trace("activity.seekers_guided") == [number(i) for i in range(5)]


def test_rpt_5_small_values_are_told_to_the_ministry_alone(reporting: Reporting) -> None:
    agency = reporting.organization()
    reporting.seekers(*({"seeker_number": number(i)} for i in range(4)))
    reporting.block(agency, number(1), 1, blocked=True)
    told, bureau = reporting.statistics(), reporting.statistics(staff_of("13"))
    assert (told["seekers.both"]["value"], told["activity.blocks"]["value"]) == (4, 1)
    assert (bureau["seekers.both"]["value"], bureau["seekers.both"]["share_permille"]) == (None, None)
    assert (
        bureau["activity.blocks"]["value"],
        bureau["activity.questions"]["value"],
        bureau["organizations.total"]["value"],
    ) == (None, 0, 1)
    nationwide = reporting.statistics(OPERATIONS)
    assert (nationwide["activity.blocks"]["value"], nationwide["seekers.both"]["value"]) == (1, None)


def test_aut_7_staff_of_a_bureau_get_their_own_bureau_alone(reporting: Reporting) -> None:
    reporting.organization(bureau_code="13")
    reporting.organization(bureau_code="27")
    assert reporting.values(caller=staff_of("27"))["organizations.total"] == 1
    assert reporting.values(caller=staff_of("27"), bureau_code="27")["organizations.total"] == 1
    with pytest.raises(Refused) as refused:
        reporting.statistics(staff_of("27"), bureau_code="13")
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.OTHER_BUREAU, "/bureau_code")


def test_unknown_bureaus_unknown_figures_and_days_to_come_are_refused(reporting: Reporting) -> None:
    with pytest.raises(Refused) as refused:
        reporting.statistics(bureau_code="99")
    assert refused.value.code is ErrorCode.UNKNOWN_CODE
    with pytest.raises(Refused) as refused:
        reporting.statistics(day=TODAY + ONE_DAY)
    assert refused.value.code is ErrorCode.DATE_OUT_OF_PERIOD
    with pytest.raises(Refused) as refused:
        reporting.call(TRACE_FIGURE, MINISTRY, figure_code="everything", day=str(TODAY))
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.UNKNOWN_CODE, "/figure_code")


_versions = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["both", "municipal_only", "private_only", "none"]), st.booleans()),
    min_size=1,
    max_size=4,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories=st.lists(_versions, min_size=1, max_size=4), data=st.data())
def test_whatever_the_order_of_states_each_day_equals_an_independent_count(
    reporting: Reporting, histories: list[list[tuple[int, str, bool]]], data: st.DataObject
) -> None:
    with reporting.database.transaction() as connection:
        connection.execute(seeker_states.delete())
    reporting.now = START + 9 * ONE_DAY
    told, expected = [], {day: Counter[str]() for day in range(10)}
    for seeker, versions in enumerate(histories):
        day = 0
        since: dict[int, str | None] = {}
        for version, (pause, choice, ended) in enumerate(versions, 1):
            day += pause
            since[day] = None if ended else f"seekers.{choice}"
            ended_on = TODAY + day * ONE_DAY if ended else None
            state = {"seeker_number": number(seeker), "version": version, "provision_choice": choice}
            told.append((day, {**state, "ended_on": ended_on}))
        for each in expected:
            known = [since[begun] for begun in sorted(since) if begun <= each]
            expected[each].update(code for code in known[-1:] if code is not None)
    for day, state in data.draw(st.permutations(told)):
        reporting.seekers(state, at=START + day * ONE_DAY)
    for each in expected:
        values = reporting.values(day=TODAY + each * ONE_DAY)
        choices = ("seekers.both", "seekers.municipal_only", "seekers.private_only", "seekers.none")
        assert {code: values[code] for code in choices if code in values} == expected[each]


def test_states_of_one_seeker_that_come_at_once_are_counted_once(reporting: Reporting) -> None:
    states = [{"seeker_number": number(i), "version": version} for version in range(1, 9) for i in range(5)]
    shared_out(reporting.seekers, states, 8)
    assert reporting.values()["seekers.valid"] == 5


def test_rpt_4_what_was_recorded_by_mistake_and_taken_back_is_counted_no_more(reporting: Reporting) -> None:
    """MSG-13: by version, an application that is gone with its acceptance; one that came after the period counts on its day."""
    agency, conversation_id = reporting.organization(), "01890000-0000-7000-8000-000000000001"
    named = {"conversation_id": conversation_id}
    reporting.placement(agency, **named, accepted_on=reporting.today)
    assert reporting.values()["activity.acceptances"] == 1
    reporting.placement(agency, **named, version=3, applied_on=None)
    reporting.placement(agency, **named, version=2)
    values = reporting.values()
    assert "activity.applications" not in values
    assert "activity.acceptances" not in values
