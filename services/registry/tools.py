"""What the registry's use cases work with beside the database, made once a process from its settings."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.registry.accounts.domain.authentication_key import KeySettings
from services.registry.accounts.passwords import Passwords
from services.registry.help_desk import HelpDesk
from services.registry.help_desk import from_settings as help_desk_from_settings
from services.registry.offloading import Run, at_once
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.personal_data import PersonalData
from services.registry.personal_data import from_settings as personal_data_from_settings
from services.runtime.settings import Settings


@dataclass(frozen=True)
class Tools:
    """Keys of personal data, hashing of passwords, amounts of the rules, the way to run what blocks, the help desk."""

    personal_data: PersonalData
    passwords: Passwords
    applications: ApplicationSettings
    keys: KeySettings
    run: Run
    help_desk: HelpDesk = field(default_factory=HelpDesk)


def from_settings(settings: Settings, run: Run = at_once) -> Tools:
    """From the settings of the process; raises `SettingMissing` or `SettingInvalid`."""
    application, key = ApplicationSettings(), KeySettings()
    return Tools(
        personal_data=personal_data_from_settings(settings),
        passwords=Passwords(run=run),
        applications=ApplicationSettings(
            form_within_days=int(settings.number("FORM_WITHIN_DAYS", application.form_within_days)),
            placement_lookback_months=int(
                settings.number("PLACEMENT_LOOKBACK_MONTHS", application.placement_lookback_months)
            ),
            bureau_address_within_days=int(
                settings.number("BUREAU_ADDRESS_WITHIN_DAYS", application.bureau_address_within_days)
            ),
            seeker_information_months=int(
                settings.number("SEEKER_INFORMATION_MONTHS", application.seeker_information_months)
            ),
            dispatches_a_day=int(settings.number("DISPATCHES_A_DAY", application.dispatches_a_day)),
        ),
        keys=KeySettings(
            valid_minutes=int(settings.number("KEY_VALID_MINUTES", key.valid_minutes)),
            attempts=int(settings.number("KEY_ATTEMPTS", key.attempts)),
            requests_an_hour=int(settings.number("KEY_REQUESTS_AN_HOUR", key.requests_an_hour)),
        ),
        run=run,
        help_desk=help_desk_from_settings(settings),
    )
