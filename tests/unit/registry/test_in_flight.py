"""REG-2, CMP-2, CMP-9, AUT-9: orders and measures that arrive between an application's registration and its decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.decisions import Step, approve, receive_form, refuse
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.reasons import Reason
from services.registry.organizations.domain.standing import Organization, Standing
from tests.unit.registry.examples import (
    CIRCUMSTANCES,
    SETTINGS,
    TODAY,
    TOKYO,
    a_receipt,
    application,
    content,
    received,
)

NUMBER = "13-ユ-123456"
ORDER = replace(CIRCUMSTANCES, numbers_under_order=frozenset({NUMBER}))
BAR = replace(CIRCUMSTANCES, barred_until={NUMBER: date(2029, 5, 14)})
Apply = ApplicationKind


def decided(kind: ApplicationKind, arrived: str) -> list[Reason]:
    """Why an application of `NUMBER`, its form received, is not approved after something arrived; [] where it is."""
    facts = replace(received(), kind=kind, withdrawn_services=frozenset({Service.OFFERS}))
    standing = {"suspension": Standing.SUSPENDED, "termination": Standing.TERMINATED}.get(arrived, Standing.ACTIVE)
    organization = Organization(standing, content(), frozenset(Service), seeker_information_until=date(2026, 6, 30))
    beside = {
        "order": ORDER,
        "termination": BAR,
        "order against another": replace(ORDER, numbers_under_order=frozenset({"13-ユ-1"})),
    }
    answer = approve(
        facts,
        beside.get(arrived, CIRCUMSTANCES),
        TOKYO,
        TODAY,
        SETTINGS,
        None if kind is Apply.NEW else organization,
    )
    return [] if isinstance(answer, Step) else [objection.reason for objection in answer]


@pytest.mark.parametrize(
    ("arrived", "kind", "reasons"),
    [
        ("order", Apply.NEW, [Reason.BUSINESS_ORDER]),
        ("order", Apply.CHANGE, []),
        ("order", Apply.RENEWAL, []),
        ("order", Apply.WITHDRAWAL, []),
        ("order against another", Apply.NEW, []),
        ("termination", Apply.NEW, [Reason.BARRED]),
        ("termination", Apply.CHANGE, [Reason.ORGANIZATION_ENDED]),
        ("termination", Apply.RENEWAL, [Reason.ORGANIZATION_ENDED]),
        ("termination", Apply.WITHDRAWAL, [Reason.ORGANIZATION_ENDED]),
        ("suspension", Apply.CHANGE, []),
        ("suspension", Apply.RENEWAL, []),
        ("suspension", Apply.WITHDRAWAL, []),
    ],
)
def test_what_arrived_meanwhile_is_asked_at_the_approval(
    arrived: str, kind: ApplicationKind, reasons: list[Reason]
) -> None:
    """A new application waits for the order's end or is refused; an organization in use goes on with its duties."""
    assert decided(kind, arrived) == reasons


def test_what_arrived_meanwhile_hinders_neither_receipt_nor_refusal() -> None:
    """REG-7, REG-10: neither asks how the applicant stands, so that no form is lost and every application can end."""
    assert isinstance(receive_form(application(), a_receipt(), TOKYO, date(2026, 5, 20)), Step)
    assert isinstance(refuse(received(), "事業停止命令を受けているため、承認できません。", TOKYO), Step)
