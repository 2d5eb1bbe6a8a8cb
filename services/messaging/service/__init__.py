"""Messaging's entrypoints: load, use case, dump. A module a subject, put together here."""

from __future__ import annotations

from typing import Any, cast

from services.contracts import messaging
from services.contracts.errors import ErrorCode
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.domain.reasons import MessagingReason
from services.messaging.service.allowance import dispatch_settings
from services.messaging.service.blocks import Blocks
from services.messaging.service.conversations import Conversations
from services.messaging.service.copies import Copies
from services.messaging.service.explanations import Explanations
from services.messaging.service.guidance import Guidance
from services.messaging.service.keeping import Keeping, retention_months
from services.messaging.service.placements import Placements
from services.messaging.service.reports import Reports
from services.messaging.service.templates import Templates, template_settings
from services.messaging.service.texts import Texts, TextSettings, text_settings
from services.messaging.usecases.composing import TemplateSettings
from services.runtime.entrypoints import Asker, AskingProvider, DatabaseProvider, SettingsProvider, every
from services.runtime.housekeeping import forget_old_keys
from services.runtime.work import Work

REFUSALS: dict[Any, ErrorCode] = {
    MessagingReason.NOT_FOUND: ErrorCode.NOT_FOUND,
    MessagingReason.STALE_CURSOR: ErrorCode.STALE_CURSOR,
    MessagingReason.ORGANIZATION_NOT_ACTIVE: ErrorCode.ORGANIZATION_NOT_ACTIVE,
    MessagingReason.NO_SEEKER_INFORMATION: ErrorCode.NO_SEEKER_INFORMATION,
    MessagingReason.DAILY_CAP_REACHED: ErrorCode.DAILY_CAP_REACHED,
    MessagingReason.BLOCKED_BY_SEEKER: ErrorCode.BLOCKED_BY_SEEKER,
    MessagingReason.ORGANIZATION_BLOCKED: ErrorCode.ORGANIZATION_BLOCKED,
    MessagingReason.ORGANIZATION_READS_NO_MORE: ErrorCode.ORGANIZATION_READS_NO_MORE,
    MessagingReason.NOTHING_TO_REPLY_TO: ErrorCode.NOTHING_TO_REPLY_TO,
    MessagingReason.CHARACTERS: ErrorCode.CHARACTERS_NOT_ALLOWED,
    MessagingReason.PERSONAL_DATA: ErrorCode.PERSONAL_DATA_IN_MESSAGE,
    MessagingReason.NOT_CHECKED: ErrorCode.MESSAGE_NOT_CHECKED,
    MessagingReason.DEMAND: ErrorCode.PERSONAL_DATA_DEMANDED,
    MessagingReason.OWN_TEXT: ErrorCode.OWN_TEXT_NOT_ALLOWED,
    MessagingReason.UNKNOWN_PLACEHOLDER: ErrorCode.PLACEHOLDER_UNKNOWN,
    MessagingReason.TOO_LONG_FILLED: ErrorCode.TEXT_TOO_LONG_WHEN_FILLED,
    MessagingReason.NAME_TAKEN: ErrorCode.TEMPLATE_NAME_TAKEN,
    MessagingReason.TOO_MANY_TEMPLATES: ErrorCode.TOO_MANY_TEMPLATES,
    MessagingReason.CHANGED_MEANWHILE: ErrorCode.CHANGED_MEANWHILE,
    MessagingReason.CONVERSATION_CLOSED: ErrorCode.CONVERSATION_CLOSED,
    MessagingReason.NOT_APPLIED: ErrorCode.NOT_APPLIED,
    MessagingReason.NOT_ACCEPTED: ErrorCode.NOT_ACCEPTED,
    MessagingReason.CHARGES_NOT_EXPLAINED: ErrorCode.CHARGES_NOT_EXPLAINED,
    MessagingReason.SERVICE_UNNAMED: ErrorCode.SERVICE_UNNAMED,
    MessagingReason.SERVICE_NOT_NOTIFIED: ErrorCode.SERVICE_NOT_NOTIFIED,
    MessagingReason.DECLINED_BEFORE: ErrorCode.DECLINED_BEFORE,
    MessagingReason.TOO_MANY_EXPLANATIONS: ErrorCode.TOO_MANY_EXPLANATIONS,
    MessagingReason.NOT_REFUSED: ErrorCode.NOT_REFUSED,
    MessagingReason.FOLLOWED: ErrorCode.RECORD_FOLLOWED,
    MessagingReason.ALREADY_RECORDED: ErrorCode.ALREADY_RECORDED,
    MessagingReason.RESULT_REPORTED: ErrorCode.RESULT_REPORTED,
    MessagingReason.EMPLOYMENT_UNFIT: ErrorCode.EMPLOYMENT_UNFIT,
    MessagingReason.FEES_NOT_FOR_KIND: ErrorCode.FEES_NOT_FOR_KIND,
    MessagingReason.FEE_WITHOUT_HIRE: ErrorCode.FEE_WITHOUT_HIRE,
    MessagingReason.DAYS_OUT_OF_ORDER: ErrorCode.DAYS_OUT_OF_ORDER,
    MessagingReason.DATE_OUT_OF_PERIOD: ErrorCode.DATE_OUT_OF_PERIOD,
    MessagingReason.BEFORE_DELETION: ErrorCode.DAY_BEFORE_DELETION,
    MessagingReason.AFTER_CLOSING: ErrorCode.AFTER_CLOSING,
    MessagingReason.AFTER_SUSPENSION: ErrorCode.AFTER_SUSPENSION,
    MessagingReason.OTHER_BUREAU: ErrorCode.OTHER_BUREAUS_ORGANIZATION,
    MessagingReason.CASE_WITHOUT_READING: ErrorCode.CASE_WITHOUT_READING,
    MessagingReason.CASE_CLOSED: ErrorCode.CASE_CLOSED,
}
"""The contract's code for every reason of messaging's rules; a test checks that none is missing."""


class MessagingService(
    Guidance, Conversations, Texts, Templates, Reports, Blocks, Explanations, Placements, Keeping, Copies
):
    """Guidance, conversations, blocks, applications and acceptances."""

    name = messaging.SERVICE
    database = DatabaseProvider()
    asker = cast(Asker, AskingProvider())
    settings = cast(DispatchSettings, SettingsProvider(dispatch_settings))
    retention_months = cast(int, SettingsProvider(retention_months))
    template_settings = cast(TemplateSettings, SettingsProvider(template_settings))
    text_settings = cast(TextSettings, SettingsProvider(text_settings))
    refusals = REFUSALS

    @every(3_600)
    def forget_old_keys(self, work: Work) -> int:
        """Drop the message IDs and idempotency keys that nobody can repeat any more."""
        return forget_old_keys(work)
