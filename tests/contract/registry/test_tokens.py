"""Tokens of machine clients in the registry (AUT-8): made once shown once, revoked at once, closed while suspended."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.caller import SYSTEM, Caller, Role
from services.contracts.errors import ErrorCode
from services.registry.organizations.tables import organizations
from services.registry.tokens import usecases
from services.registry.tokens.domain.token import TokenSettings
from services.registry.tokens.tables import machine_tokens
from services.runtime.identifiers import new_id
from tests.contract.at_once import DONE, at_once
from tests.contract.registry.conftest import Registry
from tests.contract.registry.examples import EMAIL
from tests.contract.registry.procedures import go_to, renewal, run
from tests.contract.served import Refused

HERE = "203.0.113.7"


@pytest.fixture
def main(registry: Registry) -> Caller:
    """The main account of an organization."""
    organization_id = registry.approved()["organization_id"]
    return Caller(Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=organization_id)


def make(registry: Registry, main: Caller, **changed: Any) -> dict[str, Any]:
    asked = {"name": "取込み", "scopes": ["offers:api"], "networks": [HERE], "days": 30, **changed}
    return registry.call(contract.MAKE_TOKEN, main, **asked)


def show(registry: Registry, token: str, address: str | None = HERE) -> dict[str, Any]:
    digest = hashlib.sha256(token.encode()).hexdigest()
    return registry.call(contract.AUTHENTICATE_TOKEN, SYSTEM, token_hash=digest, address=address)


def refused(registry: Registry, token: str, address: str | None = HERE) -> ErrorCode:
    with pytest.raises(Refused) as refusal:
        show(registry, token, address)
    return refusal.value.code


def listed(registry: Registry, main: Caller) -> list[dict[str, Any]]:
    return list(registry.call(contract.LIST_TOKENS, main)["tokens"])


def stand(registry: Registry, main: Caller, standing: str) -> None:
    with registry.database.transaction() as connection:
        there = organizations.c.organization_id == main.organization_id
        ended_on = registry.today if standing == "withdrawn" else None
        connection.execute(organizations.update().where(there).values(standing=standing, withdrawn_on=ended_on))


def test_a_token_names_its_organization_and_what_it_is_for(registry: Registry, main: Caller) -> None:
    """AUT-8."""
    made = make(registry, main, scopes=["offers:api", "organization:read"])
    identity = show(registry, made["token"])
    assert identity == {
        "token_id": made["token_id"],
        "organization_id": main.organization_id,
        "scopes": ["offers:api", "organization:read"],
    }


def test_a_token_is_shown_once_and_kept_nowhere(registry: Registry, main: Caller) -> None:
    """AUT-8: only its first letters and a hash."""
    made = make(registry, main)
    assert made["token"].startswith(made["beginning"])
    (again,) = listed(registry, main)
    assert "token" not in again
    assert again["beginning"] == made["beginning"]
    assert made["token"] not in registry.everything_in_clear()
    assert not contract.MAKE_TOKEN.answer_kept


def test_no_two_tokens_are_alike(registry: Registry, main: Caller) -> None:
    tokens = {make(registry, main)["token"] for _ in range(20)}
    assert len(tokens) == 20


def test_a_token_counts_from_its_addresses_alone(registry: Registry, main: Caller) -> None:
    """AUT-8."""
    token = make(registry, main, networks=["203.0.113.0/28", "2001:db8:12::/64"])["token"]
    show(registry, token, "203.0.113.15")
    show(registry, token, "2001:db8:12::9")
    assert refused(registry, token, "203.0.113.16") is ErrorCode.TOKEN_FROM_OTHER_ADDRESS
    assert refused(registry, token, None) is ErrorCode.TOKEN_FROM_OTHER_ADDRESS


def test_a_revoked_token_is_refused_from_the_next_request_on(registry: Registry, main: Caller) -> None:
    """AUT-8."""
    made = make(registry, main)
    revoked = registry.call(contract.REVOKE_TOKEN, main, token_id=made["token_id"])
    assert revoked["state"] == "revoked"
    assert refused(registry, made["token"]) is ErrorCode.TOKEN_INVALID
    registry.pass_by(days=1)
    assert registry.call(contract.REVOKE_TOKEN, main, token_id=made["token_id"]) == revoked


def test_a_token_ends_when_its_days_are_over(registry: Registry, main: Caller) -> None:
    """AUT-8."""
    token = make(registry, main, days=1)["token"]
    registry.pass_by(hours=23, minutes=59)
    show(registry, token)
    registry.pass_by(minutes=1)
    assert refused(registry, token) is ErrorCode.TOKEN_INVALID
    assert listed(registry, main)[0]["state"] == "expired"


def test_an_unknown_token_is_refused(registry: Registry) -> None:
    """AUT-8."""
    assert refused(registry, "hwt_" + "x" * 43) is ErrorCode.TOKEN_INVALID


def test_tokens_are_closed_while_suspended_and_open_again_after(registry: Registry, main: Caller) -> None:
    """AUT-8, CMP-14."""
    made = make(registry, main)
    stand(registry, main, "suspended")
    assert refused(registry, made["token"]) is ErrorCode.ORGANIZATION_NOT_ACTIVE
    assert listed(registry, main)[0]["state"] == "closed"
    stand(registry, main, "active")
    show(registry, made["token"])


@pytest.mark.parametrize("standing", ["terminated", "withdrawn"])
def test_tokens_end_with_the_use_of_the_service(registry: Registry, main: Caller, standing: str) -> None:
    """AUT-8, CMP-9."""
    made = make(registry, main)
    stand(registry, main, standing)
    assert refused(registry, made["token"]) is ErrorCode.TOKEN_INVALID
    assert listed(registry, main)[0]["state"] == "ended"


@pytest.mark.parametrize("standing", ["suspended", "terminated", "withdrawn"])
def test_who_may_fetch_nothing_makes_no_tokens_but_may_revoke_them(
    registry: Registry, main: Caller, standing: str
) -> None:
    """AUT-8, AUT-9."""
    made = make(registry, main)
    stand(registry, main, standing)
    for operation, request in (
        (contract.MAKE_TOKEN, {"name": "x", "scopes": ["offers:api"], "networks": [HERE], "days": 1}),
        (contract.ROTATE_TOKEN, {"token_id": made["token_id"]}),
    ):
        with pytest.raises(Refused) as refusal:
            registry.call(operation, main, **request)
        assert refusal.value.code is ErrorCode.ORGANIZATION_NOT_ACTIVE
    assert registry.call(contract.REVOKE_TOKEN, main, token_id=made["token_id"])["state"] == "revoked"


def test_a_rotated_token_is_good_through_the_overlap_beside_the_new_one(registry: Registry, main: Caller) -> None:
    """AUT-8."""
    old = make(registry, main)
    registry.pass_by(days=10)
    new = registry.call(contract.ROTATE_TOKEN, main, token_id=old["token_id"], overlap_hours=24)
    assert (new["scopes"], new["networks"]) == (old["scopes"], old["networks"])
    registry.pass_by(hours=23)
    show(registry, old["token"])
    show(registry, new["token"])
    registry.pass_by(hours=1)
    assert refused(registry, old["token"]) is ErrorCode.TOKEN_INVALID
    registry.pass_by(days=28)
    show(registry, new["token"])
    listed_old = next(token for token in listed(registry, main) if token["token_id"] == old["token_id"])
    assert listed_old["replaced_by"] == new["token_id"]


def test_a_rotation_without_overlap_ends_the_old_token_at_once(registry: Registry, main: Caller) -> None:
    """AUT-8."""
    old = make(registry, main)
    registry.call(contract.ROTATE_TOKEN, main, token_id=old["token_id"], overlap_hours=0)
    assert refused(registry, old["token"]) is ErrorCode.TOKEN_INVALID


def test_a_token_is_replaced_once_also_where_two_ask_at_once(registry: Registry, main: Caller) -> None:
    """AUT-8."""
    token_id = make(registry, main)["token_id"]

    outcomes = at_once(*[lambda: registry.call(contract.ROTATE_TOKEN, main, token_id=token_id)] * 4)
    assert sorted(outcomes) == [DONE, *[ErrorCode.TOKEN_NOT_USABLE] * 3]


def test_the_most_tokens_hold_exactly_where_many_are_made_at_once(registry: Registry, main: Caller) -> None:
    """AUT-8."""
    registry.service.tools = replace(registry.service.tools, tokens=TokenSettings(tokens_at_most=3))

    outcomes = at_once(*[lambda: make(registry, main)] * 6)
    assert sorted(outcomes) == [*[DONE] * 3, *[ErrorCode.TOO_MANY_TOKENS] * 3]
    registry.call(contract.REVOKE_TOKEN, main, token_id=listed(registry, main)[0]["token_id"])
    make(registry, main)


def test_a_token_may_not_last_longer_than_the_setting(registry: Registry, main: Caller) -> None:
    """AUT-8."""
    with pytest.raises(Refused) as refusal:
        make(registry, main, days=366)
    assert (refusal.value.code, refusal.value.pointer) == (ErrorCode.TOKEN_LASTS_TOO_LONG, "/days")


def test_anothers_tokens_are_neither_seen_nor_touched(registry: Registry, main: Caller) -> None:
    """AUT-8."""
    token_id = make(registry, main)["token_id"]
    other_id = registry.approved(email="other@agency.example.jp")["organization_id"]
    other = Caller(Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=other_id)
    assert listed(registry, other) == []
    for operation in (contract.REVOKE_TOKEN, contract.ROTATE_TOKEN):
        with pytest.raises(Refused) as refusal:
            registry.call(operation, other, token_id=token_id)
        assert refusal.value.code is ErrorCode.NOT_FOUND


def use_written(registry: Registry) -> Any:
    """When the one token there is was used last, and which transaction wrote its row."""
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(machine_tokens.c.last_used_at, sa.text("xmin::text"))).one()
    return tuple(row)


def test_the_last_use_is_written_once_a_minute(registry: Registry, main: Caller) -> None:
    """AUT-8: reading costs no write each time."""
    made = make(registry, main)
    assert listed(registry, main)[0]["last_used_at"] is None
    show(registry, made["token"])
    first = use_written(registry)
    assert first[0] == registry.now
    registry.pass_by(seconds=59)
    show(registry, made["token"])
    assert use_written(registry) == first
    registry.pass_by(seconds=1)
    show(registry, made["token"])
    assert use_written(registry)[0] == registry.now


def test_the_first_use_of_a_day_is_written_however_short_the_last_one_lies_back(
    registry: Registry, main: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AUT-8, REG-15: so that all further requests of the day look at no consent."""
    made = make(registry, main)
    before_midnight = registry.now.replace(hour=14, minute=59, second=50)  # 23:59:50 in Japan
    registry.pass_by(seconds=(before_midnight - registry.now).total_seconds())
    show(registry, made["token"])
    registry.pass_by(seconds=15)
    show(registry, made["token"])
    first = use_written(registry)
    assert first[0] == registry.now
    looked_at = []
    monkeypatch.setattr(usecases, "main_account", lambda *_: looked_at.append(registry.now))
    registry.pass_by(seconds=15)
    show(registry, made["token"])
    assert (use_written(registry), looked_at) == (first, [])


def test_a_machine_client_reads_about_itself_and_its_organization(registry: Registry, main: Caller) -> None:
    """AUT-8."""
    made = make(registry, main, scopes=["organization:read"])
    machine = Caller(
        Role.MACHINE,
        account_id=made["token_id"],
        organization_id=main.organization_id,
        scopes="organization:read",
    )
    own = registry.call(contract.SHOW_OWN_TOKEN, machine)
    assert (own["token_id"], own["state"]) == (made["token_id"], "usable")
    registration = registry.call(contract.SHOW_OWN_REGISTRATION, machine)
    assert registration["organization_id"] == main.organization_id
    assert registration["standing"] == "active"
    assert "mandatory_information" not in registration


def test_a_closed_service_is_left_out_of_what_a_machine_reads_and_its_day_is_told(
    registry: Registry, member: Caller
) -> None:
    """AUT-8, REG-3: as others are told by event."""
    machine = Caller(
        Role.MACHINE, account_id=new_id(), organization_id=member.organization_id, scopes="organization:read"
    )
    open_ = registry.call(contract.SHOW_OWN_REGISTRATION, machine)
    assert (open_["services"], open_["seeker_information_closed_on"]) == (["offers", "seekers"], None)
    go_to(registry, "2027-02-15")
    registered = renewal(registry, member, latest_regular_placement_on="2026-11-15")
    registry.receive_form(registered["application_id"])
    go_to(registry, "2027-04-23")
    run(registry, "close_ended_seeker_information")
    closed = registry.call(contract.SHOW_OWN_REGISTRATION, machine)
    assert (closed["services"], closed["seeker_information_closed_on"]) == (["offers"], "2027-04-23")
    assert closed["seeker_information_until"] == "2027-04-22"


def test_an_operation_of_another_scope_admits_no_machine(registry: Registry) -> None:
    """AUT-8: the services look themselves."""
    operation = contract.SHOW_OWN_REGISTRATION
    machine = Caller(Role.MACHINE, account_id=new_id(), organization_id=new_id(), scopes="offers:api offers:data")
    assert not operation.admits(machine)
    assert not operation.admits(replace(machine, scopes=None))
    assert not operation.admits(replace(machine, scopes="organization:reader"))
    assert operation.admits(replace(machine, scopes="offers:api organization:read"))
    assert not contract.MAKE_TOKEN.admits(replace(machine, scopes="organization:read"))


def test_the_main_account_is_told_of_each_change_of_its_tokens(registry: Registry, main: Caller) -> None:
    """AUT-8: who got into it makes none unseen; the mails hold no more of a token than the page shows."""
    first = make(registry, main)
    second = registry.call(contract.ROTATE_TOKEN, main, token_id=first["token_id"], overlap_hours=None)
    for _ in range(2):
        registry.call(contract.REVOKE_TOKEN, main, token_id=second["token_id"])
    told = [mail for mail in registry.mails() if mail.kind.startswith("token_")]
    assert [(mail.kind, mail.to) for mail in told] == [
        ("token_made", EMAIL), ("token_rotated", EMAIL), ("token_revoked", EMAIL),
    ]  # fmt: skip
    assert [mail.parameters["beginning"] for mail in told] == [first["beginning"], *[second["beginning"]] * 2]
    assert not [mail for mail in told for token in (first, second) if token["token"] in str(mail.parameters)]


def test_the_end_of_a_token_is_told_two_weeks_before_and_once(registry: Registry, main: Caller) -> None:
    """AUT-8: not of one that was replaced or revoked, nor of one made for less than that."""
    long = make(registry, main, name="長い", days=30)
    make(registry, main, name="短い", days=14)
    replaced = make(registry, main, name="更新", days=30)
    registry.call(contract.ROTATE_TOKEN, main, token_id=replaced["token_id"], overlap_hours=720)
    revoked = make(registry, main, name="失効", days=30)
    registry.call(contract.REVOKE_TOKEN, main, token_id=revoked["token_id"])

    def told() -> list[str]:
        with registry.work() as work:
            registry.service.tell_of_token_expiry(work)
        return [mail.parameters["beginning"] for mail in registry.mails() if mail.kind == "token_expires_soon"]

    registry.pass_by(days=15, hours=23)
    assert told() == []
    registry.pass_by(hours=1)
    rotated = [one["beginning"] for one in listed(registry, main) if one["name"] == "更新" and not one["replaced_by"]]
    assert sorted(told()) == sorted([long["beginning"], *rotated])
    assert len(told()) == 2
