"""AUT-7, AUT-9: who may call what at most, written from the rules by hand and not from the code that it is held against.

The longest beginning of a path that stands here decides. Who needs another role on a route changes this table first, with
the rule that gives it.
"""

from collections import defaultdict

import pytest

from gateway.routing import Route
from services.contracts.caller import Role
from services.contracts.operations import Operation
from tests.contract.gateway.test_access import ROUTES

ANYONE, SEEKER, EMPLOYER, MACHINE = Role.ANYONE, Role.SEEKER, Role.EMPLOYER, Role.MACHINE
MAIN, ADDITIONAL = Role.ORGANIZATION_MAIN, Role.ORGANIZATION_ADDITIONAL
BUREAU, OFFICE, MINISTRY, OPERATIONS = Role.BUREAU_STAFF, Role.OFFICE_STAFF, Role.MINISTRY, Role.OPERATIONS
MEMBERS = {MAIN, ADDITIONAL}
SUPERVISORS = {BUREAU, MINISTRY, OPERATIONS}
STAFF = SUPERVISORS | {OFFICE}
ACCOUNTS = MEMBERS | {SEEKER, EMPLOYER} | STAFF | {Role.SITE_STAFF}
EVERYBODY = ACCOUNTS | {ANYONE, MACHINE}

AT_MOST: dict[str, set[Role]] = {
    # what anybody may: to read what is public, to apply, to log in, to use a key that came by mail
    "/healthz": EVERYBODY,
    "/readyz": EVERYBODY,
    "/metrics": EVERYBODY,
    "/api/openapi.json": EVERYBODY,
    "/api/help-desk": EVERYBODY,  # OPS-5
    "/api/maintenance": EVERYBODY,  # OPS-1
    "/api/problems/": EVERYBODY,
    "/api/public/": EVERYBODY,  # REG-14
    "/api/reference/": EVERYBODY,  # REG-17
    "/api/terms/": EVERYBODY,  # REG-15
    "/api/mail/unsubscriptions/": EVERYBODY,
    "/api/invitations/": EVERYBODY,
    "/api/sessions": EVERYBODY,
    "/api/sessions/": ACCOUNTS,
    "/api/sessions/one-time-password": EVERYBODY,
    "/api/application-forms": EVERYBODY,  # REG-6: who applies on paper has no ID
    "/api/applications": EVERYBODY,  # REG-5; the documents of one by its key, or by whose it is
    "/api/applications/{application_id}/acceptance-letter": MEMBERS | {BUREAU},  # REG-10
    "/api/employers": EVERYBODY,
    "/api/employers/establishment": {EMPLOYER},
    "/api/seeker-registrations": EVERYBODY,  # SEE-1
    "/api/my-page/authentication-keys": EVERYBODY,
    "/api/my-page/password": EVERYBODY,
    # one's own account
    "/api/account": ACCOUNTS,
    "/api/settings": ACCOUNTS,
    # seekers and employers
    "/api/my-page/": {SEEKER},  # SEE-7
    "/api/my-page/complaints": {SEEKER, EMPLOYER},  # CMP-12
    # organizations: the main account alone for what binds them (REG-11)
    "/api/organization": MEMBERS | {MACHINE},
    "/api/organization/": MEMBERS,
    "/api/organization/accounts": {MAIN},
    "/api/organization/invitations": {MAIN},
    "/api/organization/applications/change": {MAIN},
    "/api/organization/applications/renewal": {MAIN},
    "/api/organization/applications/withdrawal": {MAIN},
    "/api/organization/tokens": {MAIN},  # AUT-8
    "/api/machine": {MACHINE},  # AUT-8
    "/api/access-limits": MEMBERS | {MACHINE, MINISTRY, OPERATIONS},  # OPS-2
    "/api/cases": MEMBERS,  # CMP-13
    "/api/complaints": MEMBERS,  # CMP-12
    "/api/conversations": MEMBERS | {SEEKER},  # MSG-6
    "/api/messages": MEMBERS | {SEEKER},  # MSG-8
    "/api/custody": MEMBERS,  # MSG-12
    "/api/deletion-certificates": MEMBERS,
    "/api/deletion-certificates/{certificate_id}/pdf": MEMBERS | SUPERVISORS,
    "/api/deletion-duties": MEMBERS,  # MSG-11
    "/api/dispatches": MEMBERS,  # MSG-4
    "/api/guidance": MEMBERS,  # MSG-1
    "/api/message-templates": MEMBERS,
    "/api/saved-searches": MEMBERS,  # SRC-6
    "/api/seekers": MEMBERS,  # SRC-1, SRC-7
    "/api/standing": MEMBERS,
    "/api/usage-reports": MEMBERS,  # RPT-1
    # offices: who comes to the counter, and what the person asks to be erased (SEE-2, SEE-4)
    "/api/office/": {OFFICE},
    "/api/erasures": {OFFICE, OPERATIONS},
    "/api/staff/employer-applications": {OFFICE},
    "/api/staff/establishments": {OFFICE, BUREAU},
    # bureaus decide (CMP: staff of the competent bureau)
    "/api/staff/": {BUREAU},
    "/api/staff/organizations/": SUPERVISORS,
    "/api/staff/organizations/{organization_id}/suspensions": {BUREAU},
    "/api/staff/business-orders": SUPERVISORS,
    "/api/staff/business-orders/": {BUREAU},
    "/api/staff/cases": SUPERVISORS,
    "/api/staff/cases/{case_id}/conversations": {BUREAU, OPERATIONS},  # MSG-14
    "/api/staff/measures/": {BUREAU, OPERATIONS},  # CMP-10: operations end what they imposed
    "/api/staff/measures/{measure_id}/withdrawal": SUPERVISORS,  # decision 158: each takes back its own
    "/api/staff/late-deletions": SUPERVISORS,  # MSG-11: the overdue list
    "/api/staff/usage-reports": SUPERVISORS,  # RPT-1
    "/api/staff/security-demands": {OPERATIONS},  # OPS-4
    "/api/staff/complaints": STAFF - {OPERATIONS},  # CMP-12: straight to an office
    "/api/staff/complaints/{complaint_id}/case": {BUREAU, MINISTRY},
    "/api/staff/complaint-registers": STAFF - {OPERATIONS},  # CMP-12; 001 15(2): 管轄労働局又は安定所からの求め
    "/api/staff/account-unlocks": STAFF,  # AUT-1, AUT-6: whoever helps at the counter or by telephone
    "/api/staff/account-password-resets": STAFF,
    "/api/staff/mail-troubles": STAFF - {MINISTRY},
    "/api/staff-accounts": {MINISTRY, OPERATIONS},
    "/api/statistics": SUPERVISORS,  # RPT-4
    "/api/statistics/{day}/trace": {MINISTRY},  # RPT-5
    "/api/ministry/": {MINISTRY},
    "/api/operations/": {OPERATIONS},  # OPS-1, OPS-3, REG-11
    "/api/operations/access-limits": {OPERATIONS, MINISTRY},  # OPS-2
}
READ_BY: dict[str, set[Role]] = {
    # what more roles may look at than may change it
    "/api/staff-accounts": SUPERVISORS,
    "/api/staff/overdue": SUPERVISORS,  # CMP-6
}


def written(route: Route) -> str:
    """The path as the API document writes it: its parameters by name alone."""
    parts = [
        "{" + part[1:-1].rsplit(":", 1)[-1] + "}" if part.startswith("<") else part for part in route.path.split("/")
    ]
    return "/".join(parts)


def at_most(route: Route) -> set[Role]:
    path = written(route)
    if route.method == "GET" and path in READ_BY:
        return READ_BY[path]
    beginnings = [one for one in AT_MOST if path == one or path.startswith(one if one.endswith("/") else one + "/")]
    assert beginnings, f"{route.method} {path}: write into AT_MOST who may call it, and by which rule"
    return AT_MOST[max(beginnings, key=len)]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path[:60]}")
def test_a_route_lets_in_nobody_beyond_what_the_rules_give(route: Route) -> None:
    """AUT-7, AUT-9. A route that anybody may call asks for nobody's role."""
    may = EVERYBODY if ANYONE in route.roles else set(route.roles)
    assert may <= at_most(route), f"{route.method} {route.path}: {may - at_most(route)} beyond the rules"


def test_an_operation_lets_in_nobody_whom_no_rule_lets_in_at_any_of_its_routes() -> None:
    """AUT-7: each service looks again, as the gateway is not the only one on the bus."""
    allowed: dict[Operation, set[Role]] = defaultdict(set)
    for route in ROUTES:
        for operation in route.operations:
            allowed[operation] |= at_most(route)
    beyond = {
        operation.routing_key: more
        for operation, roles in allowed.items()
        if ANYONE not in operation.roles and (more := set(operation.roles) - roles - {Role.SYSTEM})
    }
    assert len(allowed) > 100
    assert not beyond, f"roles of operations beyond what their routes' rules give: {beyond}"


def test_the_table_names_no_place_that_is_not_there() -> None:
    """A beginning that no route has any more would hide that its routes are held to a shorter one."""
    paths = [written(route) for route in ROUTES]
    gone = [one for one in [*AT_MOST, *READ_BY] if not any(path.startswith(one) for path in paths)]
    assert not gone, f"take out of AT_MOST: {gone}"
