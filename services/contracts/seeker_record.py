"""The record of a job seeker that is provided (SEE-3): fields SEE-A and SEE-B, seed 000 "提供の対象となる求職情報".

Holds no personal data (SEE-2). A field that stands in both applications is kept once; `EMPLOYER_FIELDS` names what
employers may see (SEE-B). Texts have been scanned before they come here.
"""

from __future__ import annotations

from marshmallow import fields, validate

from services.contracts.fields import Day, Instant, SeekerNumber, Strict, Text, Truth, Whole, code, codes

EMPLOYMENT_FORMS = {"full_time": "フルタイム", "part_time": "パート", "seasonal": "季節", "temporary": "臨時"}
DAYS_OFF = {
    "mon": "月",
    "tue": "火",
    "wed": "水",
    "thu": "木",
    "fri": "金",
    "sat": "土",
    "sun": "日",
    "holidays": "祝日",
}
TWO_DAY_WEEKENDS = {"every_week": "毎週", "other": "その他", "none": "希望なし"}
COMMUTING_MEANS = {"public_transport": "公共交通機関", "own_car": "自家用車", "bicycle": "自転車", "walking": "徒歩"}
EDUCATION_LEVELS = {
    "junior_high_school": "中学",
    "high_school": "高校",
    "vocational_school": "専修学校",
    "junior_college": "短大",
    "college_of_technology": "高専",
    "university": "大学",
    "graduate_school": "大学院",
}
"""From the lowest to the highest, in which order a search "at least" reads them."""
DRIVING_LICENCES = {"none": "なし", "automatic_only": "あり（ＡＴ限定）", "ordinary": "あり"}
TURNS = {"none": "希望なし", "u_turn": "Ｕターン", "i_turn": "Ｉターン", "either": "Ｕターン又はＩターン"}

JIS_PLACE = r"^[0-9]{6}\Z"
OCCUPATION_SMALL = r"^[0-9]{3}\Z"
INDUSTRY_MIDDLE = r"^[0-9]{2}\Z"
TIME_OF_DAY = r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z"


class DesiredPlace(Strict):
    """A place where the seeker wants to work (⑨), a municipality or a whole prefecture by its JIS X 0402 code."""

    place_code = code(JIS_PLACE, required=True)
    commuting_means = fields.String(required=True, validate=validate.OneOf(COMMUTING_MEANS))
    commuting_limit_minutes = Whole(low=0, high=300, allow_none=True, load_default=None)


class Experience(Strict):
    """One main work experience (⑰)."""

    occupation_code = code(OCCUPATION_SMALL, required=True)
    years = Whole(low=0, high=60, required=True)
    description = Text(longest=500, lines=True, load_default="")


class SeekerRecord(Strict):
    """The provided record. Amounts in yen; times of day `HH:MM` in Japanese time; numbers ①–㉓ as in seed 000."""

    seeker_number = SeekerNumber(required=True)
    applied_on = Day(required=True)
    valid_until = Day(required=True)
    registered_at = Instant(required=True)
    changed_at = Instant(required=True)

    desired_work = Text(longest=300, lines=True, required=True)  # ①, SEE-B ①
    desired_hours_from = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(TIME_OF_DAY))  # ②
    desired_hours_to = fields.String(allow_none=True, load_default=None, validate=validate.Regexp(TIME_OF_DAY))
    desired_hours_note = Text(longest=200, lines=True, load_default="")
    employment_forms = fields.List(
        fields.String(validate=validate.OneOf(EMPLOYMENT_FORMS)), required=True, validate=validate.Length(min=1, max=4)
    )  # ③
    wants_regular_employment = Truth(required=True)  # ④
    dispatch_acceptable = Truth(required=True)  # ⑤
    contract_work_acceptable = Truth(required=True)  # ⑥
    desired_days_off = fields.List(
        fields.String(validate=validate.OneOf(DAYS_OFF)), load_default=list, validate=validate.Length(max=8)
    )  # ⑦
    two_day_weekend = fields.String(required=True, validate=validate.OneOf(TWO_DAY_WEEKENDS))  # ⑧
    # ⑨
    desired_places = fields.List(fields.Nested(DesiredPlace), required=True, validate=validate.Length(min=1, max=10))
    can_move = Truth(required=True)  # ⑩
    wants_own_car = Truth(required=True)  # ⑪
    desired_monthly_income = Whole(low=0, high=100_000_000, allow_none=True, load_default=None)  # ⑫
    desired_hourly_income = Whole(low=0, high=1_000_000, allow_none=True, load_default=None)
    other_conditions = Text(longest=600, lines=True, load_default="")  # ⑬
    education_level = fields.String(required=True, validate=validate.OneOf(EDUCATION_LEVELS))  # ⑭
    education_and_training = Text(longest=600, lines=True, load_default="")
    driving_licence = fields.String(required=True, validate=validate.OneOf(DRIVING_LICENCES))  # ⑮
    licences_and_skills = Text(longest=600, lines=True, load_default="")  # ⑯
    work_experience = fields.List(fields.Nested(Experience), load_default=list, validate=validate.Length(max=10))  # ⑰
    previous_monthly_pay = Whole(low=0, high=100_000_000, allow_none=True, load_default=None)  # ⑱
    occupation_codes = codes(10, OCCUPATION_SMALL, required=True)  # ⑲
    industry_codes = codes(10, INDUSTRY_MIDDLE, load_default=list)  # ⑳
    wider_area_place_codes = codes(10, JIS_PLACE, load_default=list)  # ㉑
    turn = fields.String(required=True, validate=validate.OneOf(TURNS))  # ㉒
    licence_codes = codes(30, load_default=list)  # ㉓

    can_work_abroad = Truth(load_default=False)  # SEE-B ⑨
    knowledge_and_skills = Text(longest=600, lines=True, load_default="")  # SEE-B ⑩
    selling_points = Text(longest=600, lines=True, load_default="")  # SEE-B ⑪
    experience_to_stress = Text(longest=600, lines=True, load_default="")  # SEE-B ⑫
    other_remarks = Text(longest=600, lines=True, load_default="")  # SEE-B ⑬


EMPLOYER_FIELDS = frozenset({
    "seeker_number", "valid_until", "registered_at", "changed_at", "desired_work", "desired_hours_from",
    "desired_hours_to", "desired_hours_note", "desired_places", "desired_monthly_income", "desired_hourly_income",
    "desired_days_off", "two_day_weekend", "dispatch_acceptable", "contract_work_acceptable", "can_work_abroad",
    "knowledge_and_skills", "selling_points", "experience_to_stress", "other_remarks",
})  # fmt: skip
"""What employers see (SEE-3, SEE-B)."""

FREE_TEXTS = (
    "desired_work", "desired_hours_note", "other_conditions", "education_and_training", "licences_and_skills",
    "knowledge_and_skills", "selling_points", "experience_to_stress", "other_remarks",
)  # fmt: skip
"""Fields of free text, besides the descriptions of the work experience: what free words are looked for in (SRC-1)."""
