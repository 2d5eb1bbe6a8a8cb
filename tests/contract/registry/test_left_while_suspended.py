"""Who withdraws while suspended does not come back before the suspension is over: CMP-14, REG-2, REG-5."""

import datetime as dt
from typing import Any

import pytest

from services.contracts.compliance import ORGANIZATION_STANDING_CHANGED
from services.contracts.registry import SHOW_APPLICATION, SHOW_OWN_APPLICATION
from services.registry.organizations.tables import organizations
from services.registry.sanctions.tables import bars
from tests.contract.registry.conftest import Registry, main_account, staff
from tests.contract.registry.examples import a_manager, a_municipality, mandatory_information
from tests.contract.registry.procedures import approve, change, reasons, withdrawal
from tests.contract.registry.test_sanctions import a_measure, approved_municipality, standing
from tests.contract.served import Refused

NUMBER, ANEW = "13-ユ-123456", "anew@example.jp"


def left(registry: Registry, until: dt.date | None = dt.date(2026, 10, 22), **changes: Any) -> str:
    """An agency that was suspended and has withdrawn from everything."""
    organization_id = str(registry.approved(permission_number=NUMBER, **changes)["organization_id"])
    suspend(registry, organization_id, until)
    approve(registry, withdrawal(registry, main_account(registry), "offers", "seekers"))
    return organization_id


def suspend(registry: Registry, organization_id: str, until: dt.date | None, version: int = 1) -> None:
    measures = [a_measure(until=until)]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, version, until=until, measures=measures))


def refused_for(registry: Registry, **changes: Any) -> set[str]:
    """Why an application that is in order otherwise is refused; empty where it is registered."""
    today = registry.today.isoformat()
    try:
        registry.register(**{"email": ANEW, "latest_regular_placement_on": today, **changes})
    except Refused as refused:
        return {reason["code"] for reason in refused.details["reasons"]}
    return set()


@pytest.mark.parametrize(("day", "refused"), [("2026-10-22", {"suspension_runs_on"}), ("2026-10-23", set())])
def test_a_suspension_runs_in_full_whoever_applies_anew(registry: Registry, day: str, refused: set[str]) -> None:
    """CMP-14: under any branch of its number and for any department, with another e-mail, through its last day."""
    left(registry)
    registry.now = dt.datetime.fromisoformat(f"{day}T10:00:00+09:00")
    assert refused_for(registry, permission_number="13-ユ-777777", email="other@example.jp") == set()
    assert (
        refused_for(registry, permission_number=f"{NUMBER}-3", main_establishment=True, department="人材紹介部")
        == refused
    )


def test_one_without_a_term_stands_until_it_is_lifted(registry: Registry) -> None:
    """CMP-5, CMP-8, CMP-10: compliance confirms what it waits for after the withdrawal too, and tells."""
    organization_id = left(registry, until=None)
    registry.pass_by(days=300)
    later = {"permission_number": NUMBER, "permission_valid_until": "2031-03-31"}
    assert refused_for(registry, **later) == {"suspension_not_lifted"}
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    assert refused_for(registry, **later) == set()


def test_who_withdraws_unsuspended_comes_back_and_a_suspension_that_arrives_late_still_counts(
    registry: Registry,
) -> None:
    """CMP-14, REG-10: asked at approval too."""
    organization_id = str(registry.approved(permission_number=NUMBER)["organization_id"])
    approve(registry, withdrawal(registry, main_account(registry), "offers", "seekers"))
    application_id = registry.register(email=ANEW, permission_number=NUMBER)["application_id"]
    registry.receive_form(application_id)
    suspend(registry, organization_id, dt.date(2026, 10, 22))
    with pytest.raises(Refused) as refused:
        registry.approve(application_id)
    assert reasons(refused) == {"suspension_runs_on"}
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    registry.approve(application_id)
    assert registry.count(organizations) == 2


def test_a_municipality_that_left_is_known_by_its_place_and_its_agency_by_its_number(registry: Registry) -> None:
    """REG-2, CMP-14."""
    agency = {"name": "株式会社さくらキャリア", "contact_manager": a_manager(), "privacy_manager": a_manager()}
    organization_id = approved_municipality(
        registry,
        kind="municipality_commissioning",
        permission_number=None,
        commissioned_agency_number=NUMBER,
        commissioned_agency=agency,
    )
    suspend(registry, organization_id, dt.date(2026, 10, 22))
    withdrawn = withdrawal(registry, main_account(registry), "seekers")["application_id"]
    registry.receive_form(withdrawn, way="post")
    registry.approve(withdrawn)
    assert refused_for(registry, permission_number=NUMBER) == {"suspension_runs_on"}
    city = a_municipality(mandatory_information=mandatory_information(marks_held=[]), department="産業振興課")
    assert refused_for(registry, **{**city, "email": ANEW}) == {"suspension_runs_on"}
    elsewhere = {**city, "municipality_code": "131024", "permission_number": "13-地-000002", "email": ANEW}
    assert refused_for(registry, **elsewhere) == set()


def test_the_bureau_sees_who_left_under_the_number_of_who_applies_anew(registry: Registry) -> None:
    """REG-2, REG-10: what was decided on them is read there; the applicant is told nothing of it."""
    organization_id = left(registry)
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    application_id = registry.register(email=ANEW, permission_number=f"{NUMBER}-2", main_establishment=True)[
        "application_id"
    ]
    (earlier,) = registry.call(SHOW_APPLICATION, staff(), application_id=application_id)["earlier_organizations"]
    assert (earlier["organization_id"], earlier["standing"]) == (organization_id, "withdrawn")
    assert (earlier["approved_on"], earlier["withdrawn_on"]) == ("2026-04-22", "2026-04-22")
    registry.receive_form(application_id)
    registry.approve(application_id)
    own = registry.call(SHOW_OWN_APPLICATION, main_account(registry, ANEW), application_id=application_id)
    assert own["earlier_organizations"] == []
    other = registry.register(email="other@example.jp", permission_number="13-ユ-777777")["application_id"]
    assert registry.call(SHOW_APPLICATION, staff(), application_id=other)["earlier_organizations"] == []


def test_a_change_before_the_withdrawal_frees_no_number(registry: Registry) -> None:
    """CMP-14, decision 300: what it had when it was suspended is kept with the suspension, as with a bar."""
    organization_id = str(registry.approved(permission_number=NUMBER)["organization_id"])
    suspend(registry, organization_id, dt.date(2026, 10, 22))
    approve(registry, change(registry, main_account(registry), permission_number="13-ユ-777777"))
    suspend(registry, organization_id, dt.date(2026, 10, 22), version=2)
    approve(registry, withdrawal(registry, main_account(registry), "offers", "seekers"))
    assert refused_for(registry, permission_number=NUMBER) == {"suspension_runs_on"}
    assert refused_for(registry, permission_number="13-ユ-777777") == {"suspension_runs_on"}
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 3, standing="active"))
    assert refused_for(registry, permission_number=NUMBER) == set()


def test_a_change_before_the_termination_frees_no_number(registry: Registry) -> None:
    """CMP-9, decision 300: a termination bars what the suspension before it stood under; taken back, it bars nothing of it."""
    organization_id = str(registry.approved(permission_number=NUMBER)["organization_id"])
    suspend(registry, organization_id, dt.date(2026, 10, 22))
    for number in ("13-ユ-666666", "13-ユ-777777"):
        approve(registry, change(registry, main_account(registry), permission_number=number))
    terminate(registry, organization_id, 2)
    for number in (NUMBER, "13-ユ-666666", "13-ユ-777777"):
        assert refused_for(registry, permission_number=number) == {"barred"}, number
    application_id = registry.register(email=ANEW, permission_number="13-ユ-555555")["application_id"]
    assert earlier(registry, application_id) == []
    suspend(registry, organization_id, dt.date(2026, 10, 22), version=3)
    assert registry.count(bars) == 0
    approve(registry, withdrawal(registry, main_account(registry), "offers", "seekers"))
    assert refused_for(registry, permission_number=NUMBER, email="other@example.jp") == {"suspension_runs_on"}
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 4, standing="active"))
    assert refused_for(registry, permission_number=NUMBER, email="other@example.jp") == set()


def test_a_termination_after_a_suspension_that_is_over_bars_what_the_organization_has_then(registry: Registry) -> None:
    """CMP-9: as bars do; what was given up while nothing stood against it is free."""
    organization_id = str(registry.approved(permission_number=NUMBER)["organization_id"])
    suspend(registry, organization_id, dt.date(2026, 10, 22))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    approve(registry, change(registry, main_account(registry), permission_number="13-ユ-777777"))
    terminate(registry, organization_id, 3)
    assert refused_for(registry, permission_number="13-ユ-777777") == {"barred"}
    assert refused_for(registry, permission_number=NUMBER) == set()


def terminate(registry: Registry, organization_id: str, version: int) -> None:
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, version, standing="terminated"))


def test_the_bureau_sees_who_is_suspended_under_the_number_of_who_applies(registry: Registry) -> None:
    """CMP-14, REG-4, decision 300: a department is an organization of its own, and the bureau decides knowing of the other."""
    organization_id = str(registry.approved(permission_number=NUMBER)["organization_id"])
    new = registry.register(email=ANEW, permission_number=NUMBER, department="人材紹介部")["application_id"]
    assert earlier(registry, new) == []
    suspend(registry, organization_id, dt.date(2026, 10, 22))
    assert earlier(registry, new) == [(organization_id, "suspended")]
    own = change(registry, main_account(registry), name="株式会社改称")["application_id"]
    assert earlier(registry, own) == [], "nothing is named anew, and itself it knows"


def test_the_bureau_sees_who_is_suspended_under_what_a_change_names_anew(registry: Registry) -> None:
    """CMP-14, REG-13."""
    organization_id = str(registry.approved(permission_number=NUMBER)["organization_id"])
    suspend(registry, organization_id, dt.date(2026, 10, 22))
    registry.approved(email=ANEW, permission_number="13-ユ-777777")
    named = change(
        registry,
        main_account(registry, ANEW),
        permission_number=f"{NUMBER}-2",
        department="人材紹介部",
        main_establishment=True,
    )
    assert earlier(registry, named["application_id"]) == [(organization_id, "suspended")]


def test_an_organization_of_a_municipality_that_is_no_more_hinders_nobody(registry: Registry) -> None:
    """REG-2, REG-17: municipalities merge and leave the list; those of them stay known by their code."""
    organization_id = approved_municipality(registry)
    with registry.database.transaction() as connection:
        gone = organizations.update().where(organizations.c.organization_id == organization_id)
        connection.execute(gone.values(municipality_code="139991"))
    city = {**a_municipality(), "department": "産業振興課", "email": ANEW}
    assert refused_for(registry, **city) == set()
    suspend(registry, organization_id, dt.date(2026, 10, 22))
    application_id = registry.register(email="other@example.jp", permission_number="13-ユ-777777")["application_id"]
    assert earlier(registry, application_id) == []


def earlier(registry: Registry, application_id: str) -> list[tuple[str, str]]:
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=application_id)["earlier_organizations"]
    return [(one["organization_id"], one["standing"]) for one in shown]
