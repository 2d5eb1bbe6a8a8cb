"""MSG-8, MSG-14: what applicants write is read by staff, on papers and by seekers as it is kept (decision 281)."""

from typing import Any

import pytest

from services.contracts.errors import ErrorCode
from tests.contract.registry.conftest import Registry
from tests.contract.registry.examples import an_application
from tests.contract.served import Refused

HIDDEN = "みなと\u202e千代田"


def put(application: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    """The application with the hiding text at a place in it."""
    head, *rest = path
    return {**application, head: put(application[head], tuple(rest)) if rest else HIDDEN}


@pytest.mark.parametrize(
    "path",
    [
        ("name",),
        ("address",),
        ("representative_name",),
        ("privacy_manager", "name"),
        ("mandatory_information", "support_offered"),
    ],
    ids="/".join,
)
def test_msg_14_names_and_addresses_of_an_application_hide_nothing(registry: Registry, path: tuple[str, ...]) -> None:
    """REG-5: refused with field, rule and place before anything of it is kept."""
    changed = {path[0]: put(an_application(), path)[path[0]]}
    with pytest.raises(Refused) as refused:
        registry.register(**changed)
    assert (refused.value.code, refused.value.pointer) == (
        ErrorCode.CHARACTERS_NOT_ALLOWED,
        "/".join(("", "application", *path)),
    )
    assert [(one["kind"], one["start"]) for one in refused.value.details["found"]] == [("direction", 3)]
    assert registry.mails() == []
