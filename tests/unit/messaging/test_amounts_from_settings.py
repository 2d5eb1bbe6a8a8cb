"""Each amount of the dispatches comes from its own setting, and is the rule's where nobody sets it (MSG-1, MSG-4, MSG-10)."""

import pytest

from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.service.allowance import dispatch_settings
from services.runtime import settings

WITHOUT_DEFAULT = dict.fromkeys(("AMQP_URI", "MESSAGING_DATABASE_URL", "MESSAGING_IDEMPOTENCY_HASH_KEY"), "nowhere")


def read(**environment: str) -> DispatchSettings:
    return dispatch_settings(settings.load("messaging", {**WITHOUT_DEFAULT, **environment}))


def test_the_amounts_that_nobody_sets_are_those_of_the_rules() -> None:
    assert read() == DispatchSettings()


@pytest.mark.parametrize("name", ["dispatches_a_day", "guidance_per_application", "explanations_a_conversation"])
def test_each_amount_comes_from_its_own_setting(name: str) -> None:
    changed = read(**{name.upper(): "7"})
    assert {one for one in vars(changed) if getattr(changed, one) != getattr(DispatchSettings(), one)} == {name}
    assert getattr(changed, name) == 7
