"""What the registry's use cases work with beside the database, made once a process from its settings."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from services.contracts.help_desk import HelpDesk
from services.registry.accounts.domain.authentication_key import KeySettings
from services.registry.accounts.domain.invitation import InvitationSettings
from services.registry.accounts.domain.lockout import LockSettings
from services.registry.accounts.domain.reservation import ReservationSettings
from services.registry.accounts.passwords import Passwords, cost_from_settings
from services.registry.desk.domain.settings import DeskSettings
from services.registry.documents.domain.files import DocumentSettings
from services.registry.employers.domain.request import EmployerSettings
from services.registry.mail.bouncing import BounceSettings
from services.registry.mail.settings import from_settings as mail_settings
from services.registry.mail.settings import notice_window
from services.registry.offloading import Run, at_once
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.personal_data import PersonalData
from services.registry.personal_data import from_settings as personal_data_from_settings
from services.registry.seekers.domain.settings import SeekerSettings
from services.registry.tokens.domain.token import TokenSettings
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
    documents: DocumentSettings = field(default_factory=DocumentSettings)
    desk: DeskSettings = field(default_factory=DeskSettings)
    reservation: ReservationSettings = field(default_factory=ReservationSettings)
    employers: EmployerSettings = field(default_factory=EmployerSettings)
    seekers: SeekerSettings = field(default_factory=SeekerSettings)
    tokens: TokenSettings = field(default_factory=TokenSettings)
    notice_window: dt.timedelta = dt.timedelta(minutes=30)
    bounces: BounceSettings = field(default_factory=BounceSettings)
    locks: LockSettings = field(default_factory=LockSettings)
    invitations: InvitationSettings = field(default_factory=InvitationSettings)
    misuse_reports_to: str | None = None
    """Where operations are told of suspected misuse; None: the help desk (seed 001, 9)."""


def from_settings(settings: Settings, run: Run = at_once, hash_by: Run | None = None) -> Tools:
    """From the settings of the process; raises `SettingMissing` or `SettingInvalid`. `hash_by`: in `run`'s place for passwords."""
    application, key, reservation = ApplicationSettings(), KeySettings(), ReservationSettings()
    document = DocumentSettings()
    return Tools(
        personal_data=personal_data_from_settings(settings),
        passwords=Passwords(cost_from_settings(settings).hasher(), run=hash_by or run),
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
            renewal_opens_months=int(settings.number("RENEWAL_OPENS_MONTHS", application.renewal_opens_months)),
            term_notice_days=tuple(
                int(days) for days in settings.numbers("TERM_NOTICE_DAYS", application.term_notice_days)
            ),
            dispatches_a_day=int(settings.number("DISPATCHES_A_DAY", application.dispatches_a_day)),
        ),
        keys=KeySettings(
            valid_minutes=int(settings.number("KEY_VALID_MINUTES", key.valid_minutes)),
            attempts=int(settings.number("KEY_ATTEMPTS", key.attempts)),
            mails_while_valid=int(settings.number("KEY_MAILS_WHILE_VALID", key.mails_while_valid)),
        ),
        run=run,
        help_desk=HelpDesk.from_settings(settings.text),
        desk=_desk(settings),
        documents=DocumentSettings(
            largest_bytes=int(settings.number("DOCUMENT_BYTES", document.largest_bytes)),
            documents_an_application=int(
                settings.number("DOCUMENTS_AN_APPLICATION", document.documents_an_application)
            ),
        ),
        tokens=_tokens(settings),
        reservation=ReservationSettings(years=int(settings.number("ID_RESERVED_YEARS", reservation.years))),
        employers=EmployerSettings(
            confirm_within_days=int(
                settings.number("CONFIRM_EMPLOYER_WITHIN_DAYS", EmployerSettings.confirm_within_days)
            )
        ),
        seekers=_seekers(settings),
        notice_window=notice_window(settings),
        bounces=mail_settings(settings).bounces,
        locks=LockSettings(
            wrong_passwords=int(settings.number("WRONG_PASSWORDS", LockSettings.wrong_passwords)),
            minutes=int(settings.number("LOCK_MINUTES", LockSettings.minutes)),
        ),
        invitations=InvitationSettings(
            valid_hours=int(settings.number("INVITATION_VALID_HOURS", InvitationSettings.valid_hours)),
            email_change_hours=int(settings.number("EMAIL_CHANGE_HOURS", InvitationSettings.email_change_hours)),
        ),
        misuse_reports_to=settings.optional("MISUSE_REPORTS_TO"),
    )


def _seekers(settings: Settings) -> SeekerSettings:
    usual = SeekerSettings()
    return SeekerSettings(
        validity_months=int(settings.number("APPLICATION_VALIDITY_MONTHS", usual.validity_months)),
        reminded_days_before=int(settings.number("SEEKER_REMINDED_DAYS_BEFORE", usual.reminded_days_before)),
        retention_years=int(settings.number("SEEKER_RETENTION_YEARS", usual.retention_years)),
        erasure_told_within_days=int(settings.number("ERASURE_TOLD_WITHIN_DAYS", usual.erasure_told_within_days)),
    )


def _tokens(settings: Settings) -> TokenSettings:
    usual = TokenSettings()
    return TokenSettings(
        days_at_most=int(settings.number("TOKEN_DAYS_AT_MOST", usual.days_at_most)),
        tokens_at_most=int(settings.number("TOKENS_AT_MOST", usual.tokens_at_most)),
        overlap_hours=int(settings.number("TOKEN_OVERLAP_HOURS", usual.overlap_hours)),
        notice_days=int(settings.number("TOKEN_NOTICE_DAYS", usual.notice_days)),
    )


def _desk(settings: Settings) -> DeskSettings:
    default = DeskSettings()
    return DeskSettings(
        four_eyes=settings.truth("FOUR_EYES", default.four_eyes),
        second_person_days=int(settings.number("SECOND_PERSON_DAYS", default.second_person_days)),
        due_soon_days=int(settings.number("DUE_SOON_DAYS", default.due_soon_days)),
        lapsed_recently_days=int(settings.number("LAPSED_RECENTLY_DAYS", default.lapsed_recently_days)),
        addresses_mailed_at_once=settings.truth("BUREAU_ADDRESS_AT_ONCE", default.addresses_mailed_at_once),
        first_key_hours=int(settings.number("FIRST_KEY_HOURS", default.first_key_hours)),
        longest_since_receipt_days=int(
            settings.number("PAPER_RECEIVED_WITHIN_DAYS", default.longest_since_receipt_days)
        ),
    )
