"""What a statement of the feed must be (SEE-1), whatever it comes in: a line of a file or an item of an event.

`feed_format.py` reads the file's lines, `statement_of` an event's items; both are held to the rules that stand here. The
layout is described for its senders in docs/feed.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from services.characters import Fault, faults_of, without_hidden
from services.contracts.fields import Day, Email, Instant, Strict, Text, Truth, code
from services.contracts.problems import problems_of
from services.contracts.reference import industries, licences, occupations, offices, places
from services.contracts.registry import END_REASONS, HELLO_WORK_ID, PROVISION_CHOICES, PersonColumns
from services.contracts.registry.words import PHONE
from services.contracts.seeker_record import FREE_TEXTS, SeekerRecord
from services.registry import terms
from services.registry.seekers.domain.narrowing import Narrowing
from services.registry.seekers.domain.person import PERSON_FIELDS, Person
from services.registry.seekers.domain.seeker import Action, Statement
from services.registry.seekers.domain.visibility import (
    VALIDITY_MONTHS,
    ProvisionChoice,
    PupilOf,
    SeekerFacts,
    end_of_validity,
)
from services.registry.seekers.personal_text import first_found
from services.runtime.clock import japanese_day

EARLIEST_BIRTH = dt.date(1900, 1, 1)


class Refused(StrEnum):
    """Why a row is not taken: stable codes, with their text in `TEXTS`."""

    NOT_UTF8 = "not_utf8"
    LINE_TOO_LONG = "line_too_long"
    MALFORMED_LINE = "malformed_line"
    INVALID_VALUE = "invalid_value"
    UNKNOWN_CODE = "unknown_code"
    PERSONAL_DATA = "personal_data"
    UNKNOWN_SEEKER = "unknown_seeker"
    EMAIL_ALREADY_USED = "email_already_used"
    STATED_IN_FUTURE = "stated_in_future"
    OLDER_APPLICATION = "older_application"
    ERASED = "erased"
    OTHER_PERSON = "other_person"


TEXTS = {
    Refused.NOT_UTF8: "文字コードがUTF-8ではありません。",
    Refused.LINE_TOO_LONG: "行が長すぎます。",
    Refused.MALFORMED_LINE: "行の形式が正しくありません。",
    Refused.INVALID_VALUE: "値が正しくありません。",
    Refused.UNKNOWN_CODE: "登録されていないコードです。",
    Refused.PERSONAL_DATA: "提供する情報に個人を特定できる情報が含まれています。",
    Refused.UNKNOWN_SEEKER: "登録のない求職者の終了です。",
    Refused.EMAIL_ALREADY_USED: "他の求職者が使用しているメールアドレスです。",
    Refused.STATED_IN_FUTURE: "変更日時が、受け付けた日時より後になっています。",
    Refused.OLDER_APPLICATION: "現在の求職申込みの日より前の日が指定されています。",
    Refused.ERASED: "消去された求職者です。消去の日より後の求職申込みに限り、取り込みます。",
    Refused.OTHER_PERSON: "窓口でこの識別番号が入力された求職者と、同じ人であることが確認できません。",
}


@dataclass(frozen=True)
class RowRefused(Exception):
    """A row is not taken. Never holds the value itself, which may be personal data.

    `narrowing`: what it says of who may find the seeker, which takes effect where it narrows (SEE-4); None where that
    can't be read.
    """

    reason: Refused
    column: str = ""
    detail: str = ""
    narrowing: Narrowing | None = None

    def __str__(self) -> str:
        return f"{TEXTS[self.reason]}{self.detail}"


class EndColumns(Strict):
    """What the row of an end tells."""

    action = fields.String(required=True, validate=validate.OneOf([*Action]))
    source_id = code(HELLO_WORK_ID, required=True)
    changed_at = Instant(required=True)
    ended_on = Day(required=True)
    end_reason = fields.String(load_default="other", validate=validate.OneOf(END_REASONS))


class StateColumns(Strict):
    """What the row of a creation or change tells beside the provided record."""

    action = fields.String(required=True, validate=validate.OneOf([*Action]))
    source_id = code(HELLO_WORK_ID, required=True)
    office_code = code(required=True)
    provision_choice = fields.String(required=True, validate=validate.OneOf(PROVISION_CHOICES))
    my_page_opened = Truth(required=True)
    terms_version = Text(longest=20, load_default="")
    open_to_employers = Truth(required=True)
    pupil_of = fields.String(load_default=None, validate=validate.OneOf([*PupilOf]))
    graduates_on = Day(load_default=None)


class FeedPersonColumns(PersonColumns):
    """Who the person is, as told at a counter: not everybody has a telephone or an e-mail address (seed 002, Q3)."""

    phone = fields.String(load_default="", validate=validate.Regexp(PHONE))
    email = Email(load_default="")


END, STATE, PERSON = EndColumns(), StateColumns(), FeedPersonColumns()
RECORD = SeekerRecord(exclude=["seeker_number"])
"""What an `end` tells; and the parts of a `create` or `change`: state, person and provided record."""


# An event's item ------------------------------------------------------------------------------------------------------


def statement_of(values: Any, validity_months: int = VALIDITY_MONTHS) -> Statement:
    """The statement of an event's item: JSON values by column. Raises `RowRefused` with the first thing that is wrong.

    `validity_months`: how long an application is valid (SEE-6): to the end whose day the item leaves out, and at the longest.
    """
    if not isinstance(values, Mapping):
        raise RowRefused(Refused.MALFORMED_LINE, "", "項目の集まり（オブジェクト）で指定してください。")
    if values.keys() - {*END.fields, *STATE.fields, *PERSON.fields, *RECORD.fields}:
        raise RowRefused(Refused.MALFORMED_LINE, "", "定められていない項目があります。")
    if values.get("action") == Action.END:
        return end_of(load(END, _part(END, values)))
    told = _part(RECORD, values)
    if told.get("valid_until") is None:
        told["valid_until"] = usual_end(told.get("applied_on"), validity_months)
    state = load(STATE, _part(STATE, values))
    try:
        person = person_of(load(PERSON, _part(PERSON, values)))
        return state_of(state, person, load(RECORD, told), validity_months)
    except RowRefused as refusal:
        raise with_narrowing(refusal, state, told) from refusal


def with_narrowing(refusal: RowRefused, state: Mapping[str, Any], told: Mapping[str, Any]) -> RowRefused:
    """The refusal of a row whose state could be read. `told`: its instant and the days of its application, as JSON."""
    try:
        stated_at = Instant().deserialize(told.get("changed_at"))
    except ValidationError:
        return refusal
    if stated_at is None:
        return refusal
    narrowing = Narrowing(
        source_id=state["source_id"],
        stated_at=stated_at,
        provision_choice=ProvisionChoice(state["provision_choice"]),
        open_to_employers=state["open_to_employers"],
        pupil_of=PupilOf(state["pupil_of"]) if state["pupil_of"] else None,
        graduates_on=state["graduates_on"],
        applied_on=_day_of(told.get("applied_on")),
        valid_until=_day_of(told.get("valid_until")),
    )
    return replace(refusal, narrowing=narrowing)


def _day_of(value: Any) -> dt.date | None:
    try:
        day: dt.date = Day().deserialize(value)
        return day
    except ValidationError:
        return None


def _part(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """What an item tells of a schema's columns; null is not told, as an empty cell of a file."""
    return {name: values[name] for name in schema.fields if values.get(name) is not None}


def load(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values by column, loaded by the schema. Raises `RowRefused` with the first column that is wrong."""
    try:
        loaded: dict[str, Any] = schema.load(values)
        return loaded
    except ValidationError as error:
        problem = problems_of(schema, error.messages)[0]
        raise RowRefused(Refused.INVALID_VALUE, problem.pointer.split("/")[1], problem.detail) from error


def usual_end(applied_on: Any, validity_months: int) -> str | None:
    """The last day of an application whose end is not told, as JSON; None for a day that is none."""
    try:
        return end_of_validity(Day().deserialize(applied_on), validity_months).isoformat()
    except (ValidationError, OverflowError, ValueError):
        return None


# A statement of loaded columns ----------------------------------------------------------------------------------------


def end_of(told: Mapping[str, Any]) -> Statement:
    """The statement of `EndColumns`. Raises `RowRefused` for an end that has not come: until then nothing is over (SEE-6)."""
    if told["ended_on"] > japanese_day(told["changed_at"]):
        raise RowRefused(Refused.INVALID_VALUE, "ended_on", "変更日時の日より後の日は指定できません。")
    return Statement(Action.END, told["source_id"], told["changed_at"], told["ended_on"], told["end_reason"])


def state_of(
    state: Mapping[str, Any], person: Person, record: Mapping[str, Any], validity_months: int = VALIDITY_MONTHS
) -> Statement:
    """The statement of `StateColumns`, the person and the provided record as loaded. Raises `RowRefused`."""
    record = as_shown(record)
    check_terms(state, record["changed_at"])
    check_address(state, person)
    check_days(record, person.birth_date)
    check_validity(record, validity_months)
    check_codes(record, office_code=[state["office_code"]], municipality_code=[person.municipality_code])
    check_texts(record, person)
    return Statement(
        action=Action(state["action"]),
        source_id=state["source_id"],
        stated_at=record["changed_at"],
        office_code=state["office_code"],
        bureau_code=offices()[state["office_code"]].parent or "",
        facts=SeekerFacts(
            applied_on=record["applied_on"],
            valid_until=record["valid_until"],
            ended_on=None,
            my_page_opened=state["my_page_opened"],
            terms_version=state["terms_version"] or None,
            provision_choice=ProvisionChoice(state["provision_choice"]),
            pupil_of=PupilOf(state["pupil_of"]) if state["pupil_of"] else None,
            graduates_on=state["graduates_on"],
        ),
        open_to_employers=state["open_to_employers"],
        person=person,
        record=as_json(record),
    )


def person_of(told: Mapping[str, Any]) -> Person:
    """The person that loaded `PersonColumns` tell of."""
    texts = {name: told[name] for name in PERSON_FIELDS if name != "birth_date"}
    return Person(**texts, birth_date=told["birth_date"].isoformat())


def as_json(record: Mapping[str, Any]) -> dict[str, Any]:
    """A loaded record as it stands in events: what `SeekerRecord.dump` gives, at a tenth of its time (bulk).

    Only days and instants look different once loaded; a test holds both ways against each other.
    """
    return {
        **record,
        "applied_on": record["applied_on"].isoformat(),
        "valid_until": record["valid_until"].isoformat(),
        "registered_at": _instant(record["registered_at"]),
        "changed_at": _instant(record["changed_at"]),
    }


def _instant(value: dt.datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


# Rules of a record ----------------------------------------------------------------------------------------------------


def check_terms(state: Mapping[str, Any], stated_at: dt.datetime) -> None:
    """SEE-4, REG-15: what was agreed to is a version of the seekers' terms in force by then. Raises `RowRefused`."""
    if not (version := state["terms_version"]):
        return
    try:
        known = terms.named("seeker", version)
    except LookupError as error:
        raise RowRefused(Refused.INVALID_VALUE, "terms_version", "（利用規約（求職者用）にない版です。）") from error
    if japanese_day(stated_at) < known.in_force_from:
        detail = "（利用規約（求職者用）のこの版は、変更日時の時点で効力を生じていません。）"
        raise RowRefused(Refused.INVALID_VALUE, "terms_version", detail)


def check_address(state: Mapping[str, Any], person: Person) -> None:
    """SEE-4: My Page opens by the address, and what waits there is told by it. Raises `RowRefused`."""
    if state["my_page_opened"] and not person.email:
        detail = "求職者マイページを開設している求職者には、メールアドレスが必要です。"
        raise RowRefused(Refused.INVALID_VALUE, "email", detail)


def check_days(record: Mapping[str, Any], birth_date: str) -> None:
    """Days that can't follow each other as told. Raises `RowRefused`."""
    if record["valid_until"] < record["applied_on"]:
        raise RowRefused(Refused.INVALID_VALUE, "valid_until", "求職申込みの日より前の日は指定できません。")
    if not EARLIEST_BIRTH <= dt.date.fromisoformat(birth_date) < record["applied_on"]:
        raise RowRefused(Refused.INVALID_VALUE, "birth_date", "生年月日をご確認ください。")


def check_validity(record: Mapping[str, Any], months: int) -> None:
    """SEE-6: an application has been made when it is told of, and lasts no longer than one made then. Raises `RowRefused`.

    Whatever extended it did so by the day of the statement, and an extension goes no further than an application made on
    its own day (decision 135).
    """
    stated_on = japanese_day(record["changed_at"])
    if record["applied_on"] > stated_on:
        raise RowRefused(Refused.INVALID_VALUE, "applied_on", "変更日時の日より後の日は指定できません。")
    try:
        latest = end_of_validity(stated_on, months)
    except (OverflowError, ValueError):  # no calendar goes so far; stated in the future, it is refused for that
        return
    if record["valid_until"] > latest:
        detail = f"変更日時の日に申し込んだ場合の有効期間の末日（{latest.isoformat()}）より後の日は指定できません。"
        raise RowRefused(Refused.INVALID_VALUE, "valid_until", detail)


def check_codes(record: Mapping[str, Any], **named: Iterable[str]) -> None:
    """REG-17: every code is one of its list, at the level that a record carries. Raises `RowRefused`.

    `named`: codes told beside the record, by column.
    """
    places_named = [place["place_code"] for place in record["desired_places"]]
    occupations_named = [*record["occupation_codes"], *(past["occupation_code"] for past in record["work_experience"])]
    checks: tuple[tuple[str, Iterable[str], Any, str | None], ...] = (
        ("office_code", named.get("office_code", ()), offices(), "office"),
        ("municipality_code", named.get("municipality_code", ()), places(), None),
        ("desired_places", places_named, places(), None),
        ("wider_area_place_codes", record["wider_area_place_codes"], places(), None),
        ("occupation_codes", occupations_named, occupations(), "small"),
        ("industry_codes", record["industry_codes"], industries(), "middle"),
        ("licence_codes", record["licence_codes"], licences(), "licence"),
    )
    for column, codes, known, level in checks:
        for code_ in codes:
            if code_ not in known or (level and known[code_].level != level):
                raise RowRefused(Refused.UNKNOWN_CODE, column, f"（{code_}）")


def as_shown(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record of the feed without the characters in its texts that show nothing (decision 301). Raises `RowRefused`.

    Nothing that is read is changed. A text that shows nothing at all is one that was not told, where it may be left out.
    """
    shown: dict[str, Any] = {name: text for name in FREE_TEXTS if (text := _shown(record[name])) != record[name]}
    past = [{**one, "description": _shown(one["description"])} for one in record["work_experience"]]
    if past != record["work_experience"]:
        shown["work_experience"] = past
    if not shown:
        return record
    for name, text in shown.items():
        if not text and RECORD.fields[name].required:
            raise RowRefused(Refused.INVALID_VALUE, name, f"（{Fault.NOTHING_TO_READ.label}）")
    return {**record, **shown}


def _shown(text: str) -> str:
    shown = without_hidden(text)
    return shown if shown == text or shown.strip() else ""


def check_texts(record: Mapping[str, Any], person: Person) -> None:
    """SEE-2, MSG-8: no text to be provided holds what identifies or reaches the person, nor hides anything. Raises `RowRefused`."""
    texts = {name: record[name] for name in FREE_TEXTS if record[name]}
    if past := [past["description"] for past in record["work_experience"] if past["description"]]:
        texts["work_experience"] = "\n".join(past)
    for name, text in texts.items():
        if faults := faults_of(text):
            raise RowRefused(Refused.INVALID_VALUE, name, f"（{faults[0].fault.label}）")
    if hit := first_found(texts, person):
        raise RowRefused(Refused.PERSONAL_DATA, hit[0], f"（{hit[1].label}）")
