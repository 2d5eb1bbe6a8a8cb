"""Why messaging refuses a request."""

from __future__ import annotations

from enum import Enum


class MessagingReason(Enum):
    """Each is mapped to a code of the contract by the service."""

    NOT_FOUND = "no such thing of the caller's own"
    STALE_CURSOR = "the cursor is none of ours"
    ORGANIZATION_NOT_ACTIVE = "AUT-9: suspended, terminated or withdrawn"
    NO_SEEKER_INFORMATION = "REG-1: no seeker information for this organization"
    DAILY_CAP_REACHED = "MSG-4: nothing is left of the day"
    BLOCKED_BY_SEEKER = "MSG-7: the seeker blocks the organization"
    ORGANIZATION_BLOCKED = "MSG-7: the seeker who writes blocks the organization"
    ORGANIZATION_READS_NO_MORE = (
        "MSG-6, AUT-9: the organization uses seeker information no longer, and would never read it"
    )
    NOTHING_TO_REPLY_TO = "MSG-1: the seeker has not written"
    CHARACTERS = "MSG-8, MSG-14: the text holds what can't be read as it is kept"
    PERSONAL_DATA = "MSG-8: the seeker's message holds personal data"
    NOT_CHECKED = "MSG-8: the registry can't be asked for the seeker's own name"
    OWN_TEXT = "MSG-2: the setting allows no text of the organization's own beside a guidance"
    UNKNOWN_PLACEHOLDER = "MSG-2: the template holds what nothing can be filled in for"
    TOO_LONG_FILLED = "MSG-2: with its placeholders filled the text is too long"
    NAME_TAKEN = "another template of the kind has the name"
    TOO_MANY_TEMPLATES = "the organization has as many templates as a setting allows"
    CHANGED_MEANWHILE = "somebody has changed the template since it was shown"
    DEMAND = "MSG-8: the organization's text demands personal data"
    CONVERSATION_CLOSED = "MSG-12: the period is over"
    NOT_APPLIED = "MSG-13: no application is recorded"
    NOT_ACCEPTED = "MSG-13: no acceptance is recorded"
    CHARGES_NOT_EXPLAINED = "MSG-10: charges are explained before acceptance"
    SERVICE_UNNAMED = "MSG-10: the service must be named, and only a service"
    SERVICE_NOT_NOTIFIED = "MSG-10: not notified to the bureau beforehand"
    DECLINED_BEFORE = "MSG-10: the seeker has declined"
    TOO_MANY_EXPLANATIONS = "MSG-10: the conversation holds as many explanations as it takes"
    NOT_REFUSED = "MSG-13: no refusal is recorded"
    FOLLOWED = "MSG-13: what followed it stands"
    ALREADY_RECORDED = "MSG-13: the acceptance stands"
    RESULT_REPORTED = "RPT-2: the report of its year is filed"
    EMPLOYMENT_UNFIT = "MSG-13: the employment is told of a hire, and of nothing else"
    FEES_NOT_FOR_KIND = "RPT-1: fees are a paid agency's"
    FEE_WITHOUT_HIRE = "RPT-1: the employer's fee is for a hire"
    DAYS_OUT_OF_ORDER = "MSG-13: application, acceptance or refusal, and hire follow each other"
    DATE_OUT_OF_PERIOD = "MSG-12: the day lies before the conversation, or is to come"
    OTHER_BUREAU = "AUT-7: another bureau's organization"
    CASE_WITHOUT_READING = "MSG-14: on the case's ground messages say nothing"
    CASE_CLOSED = "MSG-14: messages are read in an open case alone"
    BEFORE_DELETION = "MSG-12: the deletion of the record was confirmed later, and the day stands as it is"
    AFTER_CLOSING = "MSG-13: the day lies after that on which seeker information was closed to the organization"
    AFTER_SUSPENSION = "AUT-9: the day lies after that of the suspension"
