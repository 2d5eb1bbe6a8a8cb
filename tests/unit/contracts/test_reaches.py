"""AUT-7: every operation that staff may ask declares how far it reaches."""

from services.contracts.caller import LOGGED_IN, Role
from services.contracts.operations import Operation
from services.contracts.reaches import LOCAL_STAFF, REACH_NAMES, REACHES, STAFF, Reach, reach_of
from tests.unit.contracts.test_contracts import OPERATIONS


def all_operations() -> list[Operation]:
    return [operation for _, operation in OPERATIONS]


def test_every_operation_for_staff_declares_how_far_it_reaches() -> None:
    """AUT-7."""
    missing = [
        operation.routing_key
        for operation in all_operations()
        for role in STAFF & operation.roles
        if reach_of(operation, role) is None
    ]
    assert not missing, (
        f"add {sorted(set(missing))} to services/contracts/reaches.py, and where they reach no further than the own area, a "
        "step to tests/contract/reaches"
    )


def test_what_is_declared_is_an_operation_of_bureaus_or_offices() -> None:
    """AUT-7."""
    known = {one.routing_key for one in all_operations() if one.roles & LOCAL_STAFF}
    assert REACHES.keys() <= known, (
        "take what staff of bureaus and offices can't ask out of services/contracts/reaches.py"
    )


def test_ministry_and_operations_act_for_the_country_and_each_for_the_own_account() -> None:
    """AUT-7."""
    reaches = {one.routing_key: reach_of(one, Role.MINISTRY) for one in all_operations() if Role.MINISTRY in one.roles}
    assert reaches["compliance.list_cases"] is Reach.NATIONWIDE
    assert reaches["registry.change_password"] is Reach.OWN_ACCOUNT
    assert reaches["registry.show_terms"] is Reach.ANYBODYS
    assert set(reaches.values()) <= {Reach.NATIONWIDE, Reach.OWN_ACCOUNT, Reach.ANYBODYS}


def test_nothing_reaches_the_whole_country_from_a_bureau_or_an_office() -> None:
    """AUT-7: bureau staff see their bureau, offices their office."""
    for operation in all_operations():
        for role in LOCAL_STAFF & operation.roles:
            assert reach_of(operation, role) is not Reach.NATIONWIDE, operation.routing_key


def test_what_all_who_log_in_may_ask_is_about_their_own_account() -> None:
    """AUT-7."""
    for operation in all_operations():
        if operation.roles >= LOGGED_IN and Role.ANYONE not in operation.roles:
            assert reach_of(operation, Role.BUREAU_STAFF) is Reach.OWN_ACCOUNT, operation.routing_key


def test_every_reach_has_a_name() -> None:
    assert REACH_NAMES.keys() == set(Reach)
