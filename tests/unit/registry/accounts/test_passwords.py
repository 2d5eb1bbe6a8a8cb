"""AUT-6: passwords are kept by a memory-hard hash."""

import re
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from services.registry.accounts.passwords import HashCost, Passwords, cost_from_settings
from services.runtime.settings import CONFIG_FOLDER, SettingInvalid, Settings

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def test_only_the_right_password_fits() -> None:
    passwords = Passwords(QUICK)
    hashed = passwords.hash("正しいパスワード")
    assert passwords.fits("正しいパスワード", hashed)
    assert not passwords.fits("違うパスワード", hashed)


def test_nothing_fits_where_there_is_no_hash() -> None:
    assert not Passwords(QUICK).fits("the password of nobody", None)


def test_what_is_no_hash_fits_nothing() -> None:
    assert not Passwords(QUICK).fits("password", "no hash")


def test_the_same_password_is_hashed_differently_each_time() -> None:
    passwords = Passwords(QUICK)
    assert passwords.hash("password") != passwords.hash("password")


def test_by_default_a_hash_has_owasps_parameters() -> None:
    """AUT-6: 19 MiB, two passes, one lane."""
    parameters = extract_parameters(Passwords().hash("password"))
    assert parameters.type is Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19 * 1024, 2, 1)


def test_the_settings_file_has_the_same_parameters() -> None:
    text = (CONFIG_FOLDER / "registry.yaml").read_text()
    written = dict(re.findall(r"^(PASSWORD_HASH_\w+): \$\{\w+:(\d+)\}", text, re.M))
    assert cost_from_settings(Settings(Path("registry.yaml"), written)) == HashCost()


def test_a_hash_that_costs_an_attacker_too_little_is_refused() -> None:
    with pytest.raises(SettingInvalid, match="at least 7168"):
        cost_from_settings(Settings(Path("registry.yaml"), {"PASSWORD_HASH_MEMORY_KIB": 1024}))


def test_a_hash_of_other_parameters_is_outdated() -> None:
    hashed = Passwords(QUICK).hash("password")
    assert not Passwords(QUICK).are_outdated(hashed)
    assert Passwords().are_outdated(hashed)


def test_hashing_runs_where_it_is_told_to() -> None:
    ran: list[str] = []

    def run(function, *arguments):
        ran.append(function.__name__)
        return function(*arguments)

    passwords = Passwords(QUICK, run=run)
    passwords.fits("password", passwords.hash("password"))
    assert ran == ["hash", "_verified"]
