"""AUT-2, AUT-3, AUT-6: each amount of login comes from its own setting, and is the rule's where nobody sets it."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

import pytest

from gateway.login.rules import Limit, LoginSettings
from gateway.settings import login_settings
from services.runtime import settings
from services.runtime.settings import Settings

DEFAULT = LoginSettings()
ENVIRONMENT = {
    "AMQP_URI": "amqp://nowhere",
    "GATEWAY_DATABASE_URL": "postgresql+psycopg2://nobody@127.0.0.1/none",
    "GATEWAY_SECRET_KEY": "s" * 32,
}
LENGTHS = {
    "one_time_password_lasts": ("ONE_TIME_PASSWORD_MINUTES", dt.timedelta(minutes=91)),
    "wrong_one_time_passwords": ("WRONG_ONE_TIME_PASSWORDS", 91),
    "omission_lasts": ("OMISSION_HOURS", dt.timedelta(hours=91)),
    "session_lasts": ("SESSION_MINUTES", dt.timedelta(minutes=91)),
    "session_idle": ("SESSION_IDLE_MINUTES", dt.timedelta(minutes=91)),
}
"""Field → its setting, and what 91 makes of it."""
LIMITS = [one.name for one in fields(LoginSettings) if isinstance(getattr(DEFAULT, one.name), Limit)]
"""Each is set by its name in capitals; its window stays."""


def loaded(**environment: str) -> Settings:
    return settings.load("gateway", {**ENVIRONMENT, **environment})


def changed(name: str) -> dict[str, Any]:
    """What is another amount than by default, where one setting is 91."""
    after = login_settings(loaded(**{name: "91"}))
    return {part: value for part, value in vars(after).items() if value != getattr(DEFAULT, part)}


def test_where_nobody_sets_anything_the_amounts_are_those_of_the_rules() -> None:
    """AUT-2: 30 minutes, 5 wrong ones. AUT-3: 90 × 24 hours. The file's defaults are the code's."""
    assert login_settings(loaded()) == DEFAULT


@pytest.mark.parametrize("part", LENGTHS)
def test_a_setting_moves_its_own_amount_and_no_other(part: str) -> None:
    name, becomes = LENGTHS[part]
    assert changed(name) == {part: becomes}


@pytest.mark.parametrize("part", LIMITS)
def test_a_setting_moves_its_own_limit_and_no_window(part: str) -> None:
    """AUT-6."""
    assert changed(part.upper()) == {part: Limit(91, getattr(DEFAULT, part).window)}


def test_every_amount_has_a_setting() -> None:
    assert {one.name for one in fields(LoginSettings)} == {*LENGTHS, *LIMITS}
