"""The provided record: SEE-A, SEE-B, SEE-3, as seed 000 lists its fields, and nothing of the person (SEE-2)."""

from services.contracts.seeker_record import EMPLOYER_FIELDS, FREE_TEXTS, SeekerRecord

ITSELF = {"seeker_number", "applied_on", "valid_until", "registered_at", "changed_at"}
"""Which application it is of, and how old."""

SEE_A = {
    "desired work": {"desired_work"},
    "desired working hours": {"desired_hours_from", "desired_hours_to", "desired_hours_note"},
    "form of employment": {"employment_forms"},
    "wants regular employment": {"wants_regular_employment"},
    "dispatch work acceptable": {"dispatch_acceptable"},
    "contract work acceptable": {"contract_work_acceptable"},
    "desired days off": {"desired_days_off"},
    "two-day weekend": {"two_day_weekend"},
    "desired places of work (with means and limit of commuting)": {"desired_places"},
    "can move": {"can_move"},
    "wants to commute by own car": {"wants_own_car"},
    "desired income (monthly, hourly)": {"desired_monthly_income", "desired_hourly_income"},
    "other conditions": {"other_conditions"},
    "education and training": {"education_level", "education_and_training"},
    "driving licence": {"driving_licence"},
    "licences, qualifications, skills": {"licences_and_skills"},
    "main work experience": {"work_experience"},
    "monthly pay at leaving or now (gross)": {"previous_monthly_pay"},
    "occupation class to be referred to": {"occupation_codes"},
    "industry class to be referred to": {"industry_codes"},
    "address codes of wider-area wishes": {"wider_area_place_codes"},
    "U-turn/I-turn wish": {"turn"},
    "licence codes": {"licence_codes"},
}
SEE_B = {
    "desired work": {"desired_work"},
    "hours": {"desired_hours_from", "desired_hours_to", "desired_hours_note"},
    "places (with commuting)": {"desired_places"},
    "income": {"desired_monthly_income", "desired_hourly_income"},
    "days off": {"desired_days_off"},
    "two-day weekend": {"two_day_weekend"},
    "dispatch": {"dispatch_acceptable"},
    "contract work": {"contract_work_acceptable"},
    "can work abroad": {"can_work_abroad"},
    "knowledge, skills and abilities": {"knowledge_and_skills"},
    "selling points": {"selling_points"},
    "experience to stress": {"experience_to_stress"},
    "other remarks": {"other_remarks"},
}


def test_organizations_get_the_fields_of_both_applications_and_nothing_else() -> None:
    """SEE-3, SEE-A, SEE-B, SEE-2: a field that is in neither application has no place in the record."""
    assert set(SeekerRecord().fields) == ITSELF.union(*SEE_A.values(), *SEE_B.values())


def test_employers_get_the_fields_of_the_public_application_alone() -> None:
    """SEE-3, SEE-B."""
    assert set().union(*SEE_B.values()) == EMPLOYER_FIELDS - ITSELF


def test_every_text_of_the_record_is_looked_through_for_free_words() -> None:
    """SRC-1, SEE-2: the same list says what is scanned for personal data before it is provided."""
    texts = {name for name, field in SeekerRecord().fields.items() if type(field).__name__ == "Text"}
    assert texts == set(FREE_TEXTS)
