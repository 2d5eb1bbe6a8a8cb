"""The codes of refusals and failures that cross the bus; what each says stands in errors.py.

Codes are never deleted or renamed (style.md, habit 8).
"""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """A stable code of a refusal or failure."""

    # any request
    MALFORMED_REQUEST = "malformed_request"
    INVALID_REQUEST = "invalid_request"
    # what is of the right form and still can't be
    DAY_IN_FUTURE = "day_in_future"
    DAY_TOO_EARLY = "day_too_early"
    REASON_MISSING = "reason_missing"
    NUMBER_UNREADABLE = "number_unreadable"
    MORE_HERE_THAN_IN_TOTAL = "more_here_than_in_total"
    VALUE_NOT_POSSIBLE = "value_not_possible"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_OPERATION = "unknown_operation"
    NOT_LOGGED_IN = "not_logged_in"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    IDEMPOTENCY_KEY_REUSED = "idempotency_key_reused"
    ALREADY_DONE = "already_done"
    REQUEST_TOO_LARGE = "request_too_large"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    NOT_ACCEPTABLE = "not_acceptable"
    CSRF_TOKEN_MISSING = "csrf_token_missing"  # noqa: S105
    TOO_MANY_REQUESTS = "too_many_requests"
    DEADLINE_EXCEEDED = "deadline_exceeded"
    SERVICE_UNAVAILABLE = "service_unavailable"
    INTERNAL = "internal"
    # maintenance and access limits (OPS)
    MAINTENANCE = "maintenance"
    ACCESS_LIMITED = "access_limited"
    NOTICE_TOO_SHORT = "notice_too_short"
    BEGINS_IN_THE_PAST = "begins_in_the_past"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    # login (AUT)
    LOGIN_FAILED = "login_failed"
    ONE_TIME_PASSWORD_WRONG = "one_time_password_wrong"  # noqa: S105
    ONE_TIME_PASSWORD_EXPIRED = "one_time_password_expired"  # noqa: S105
    ONE_TIME_PASSWORD_USED_UP = "one_time_password_used_up"  # noqa: S105
    OMISSION_NOT_ASKED = "omission_not_asked"
    AUTHENTICATION_KEY_INVALID = "authentication_key_invalid"
    TOKEN_INVALID = "token_invalid"  # noqa: S105
    TOKEN_FROM_OTHER_ADDRESS = "token_from_other_address"  # noqa: S105
    TOO_MANY_TOKENS = "too_many_tokens"
    TOKEN_LASTS_TOO_LONG = "token_lasts_too_long"  # noqa: S105
    TOKEN_NOT_USABLE = "token_not_usable"  # noqa: S105
    CURRENT_PASSWORD_WRONG = "current_password_wrong"  # noqa: S105
    INVITATION_OVER = "invitation_over"
    MAIN_ACCOUNT_STAYS = "main_account_stays"
    # organizations and applications (REG)
    EMAIL_ALREADY_USED = "email_already_used"
    NOT_ELIGIBLE = "not_eligible"
    APPLICATION_NOT_PENDING = "application_not_pending"
    APPLICATION_OPEN = "application_open"
    ESTABLISHMENT_REGISTERED = "establishment_registered"
    FORM_NOT_RECEIVED = "form_not_received"
    FORM_TOO_LATE = "form_too_late"
    EXPLANATION_MISSING = "explanation_missing"
    DOCUMENT_MISSING = "document_missing"
    OTHER_BUREAU = "other_bureau"
    DOCUMENT_UNREADABLE = "document_unreadable"
    DOCUMENT_NOT_ALLOWED = "document_not_allowed"
    DOCUMENT_DAMAGED = "document_damaged"
    FILE_NAME_NOT_ALLOWED = "file_name_not_allowed"
    TOO_MANY_DOCUMENTS = "too_many_documents"
    DOCUMENT_FILED_ALREADY = "document_filed_already"
    TERMS_NOT_CURRENT = "terms_not_current"
    # employers (OFR)
    OTHER_OFFICE = "other_office"
    ESTABLISHMENT_ALREADY_REGISTERED = "establishment_already_registered"
    ESTABLISHMENT_CLOSED = "establishment_closed"
    CORPORATE_NUMBER_WRONG = "corporate_number_wrong"
    CHANGED_MEANWHILE = "changed_meanwhile"
    EMPLOYER_ALREADY_DECIDED = "employer_already_decided"
    HAS_MY_PAGE = "has_my_page"
    # job seekers (SEE)
    APPLICATION_FOR_WORK_NOT_VALID = "application_for_work_not_valid"
    APPLICATION_FOR_WORK_VALID = "application_for_work_valid"
    END_OF_VALIDITY_NOT_POSSIBLE = "end_of_validity_not_possible"
    RECORD_KEPT_BY_OFFICE = "record_kept_by_office"
    NOT_REGISTERED_ONLINE = "not_registered_online"
    HELLO_WORK_ID_IN_USE = "hello_work_id_in_use"
    SEEKER_NOT_ELIGIBLE = "seeker_not_eligible"
    PERSONAL_DATA_IN_TEXT = "personal_data_in_text"
    ERASURE_ALREADY_DECIDED = "erasure_already_decided"
    ANOTHER_MUST_DECIDE = "another_must_decide"
    # public lists (REG-14)
    LIST_NOT_YET_KEPT = "list_not_yet_kept"
    DAY_TO_COME = "day_to_come"
    # the bureau's desk (REG-9, REG-10)
    SECOND_PERSON_NEEDED = "second_person_needed"
    PROPOSAL_OPEN = "proposal_open"
    NO_SUCH_PROPOSAL = "no_such_proposal"
    NOT_TO_BE_POSTED = "not_to_be_posted"
    BUREAU_ADDRESS_UNKNOWN = "bureau_address_unknown"
    # search (SRC)
    STALE_CURSOR = "stale_cursor"
    NO_SEEKER_INFORMATION = "no_seeker_information"
    SAVED_SEARCH_NAME_TAKEN = "saved_search_name_taken"
    TOO_MANY_SAVED_SEARCHES = "too_many_saved_searches"
    # messages (MSG)
    DAILY_CAP_REACHED = "daily_cap_reached"
    SEEKER_NOT_AVAILABLE = "seeker_not_available"
    BLOCKED_BY_SEEKER = "blocked_by_seeker"
    ALREADY_GUIDED = "already_guided"
    CONVERSATION_CLOSED = "conversation_closed"
    NOTHING_TO_REPLY_TO = "nothing_to_reply_to"
    CHARACTERS_NOT_ALLOWED = "characters_not_allowed"
    PERSONAL_DATA_IN_MESSAGE = "personal_data_in_message"
    ORGANIZATION_NOT_ACTIVE = "organization_not_active"
    OWN_TEXT_NOT_ALLOWED = "own_text_not_allowed"
    NOT_APPLIED = "not_applied"
    NOT_ACCEPTED = "not_accepted"
    ALREADY_RECORDED = "already_recorded"
    RESULT_REPORTED = "result_reported"
    EMPLOYMENT_UNFIT = "employment_unfit"
    FEES_NOT_FOR_KIND = "fees_not_for_kind"
    FEE_WITHOUT_HIRE = "fee_without_hire"
    DATE_OUT_OF_PERIOD = "date_out_of_period"
    AFTER_SUSPENSION = "after_suspension"
    # custody (MSG-11, MSG-12)
    DUTY_ALREADY_CONFIRMED = "duty_already_confirmed"
    DELETION_DAY_UNFIT = "deletion_day_unfit"
    DELETION_NOT_CONFIRMED = "deletion_not_confirmed"
    RECORD_TO_BE_DELETED = "record_to_be_deleted"
    # standing and orders (CMP)
    OTHER_BUREAUS_ORGANIZATION = "other_bureaus_organization"
    OTHER_AUTHORITYS_MEASURE = "other_authoritys_measure"
    ORGANIZATION_TERMINATED = "organization_terminated"
    ORGANIZATION_WITHDRAWN = "organization_withdrawn"
    DECISION_NOT_OF_TODAY = "decision_not_of_today"
    GROUND_NOT_FOR_MEASURE = "ground_not_for_measure"
    MEASURE_IN_FORCE = "measure_in_force"
    STANDING_CHANGED = "standing_changed"
    TERMINATION_PREMATURE = "termination_premature"
    MEASURE_ENDED = "measure_ended"
    MENDED_ALREADY = "mended_already"
    TERM_RUNS_IN_FULL = "term_runs_in_full"
    TERMINATION_FINAL = "termination_final"
    OTHER_BUREAUS_NUMBER = "other_bureaus_number"
    ORDER_RECORDED_ALREADY = "order_recorded_already"
    ORDER_CHANGED = "order_changed"
    ORDER_VOID = "order_void"
    ORDER_DAY_UNFIT = "order_day_unfit"
    ORDER_TERM_UNFIT = "order_term_unfit"
    ORDER_NOT_TO_BE_MET = "order_not_to_be_met"
    # cases (CMP-13)
    CASE_CLOSED = "case_closed"
    CASE_OUT_OF_ORDER = "case_out_of_order"
    CASE_CHANGED = "case_changed"
    CASE_DAY_UNFIT = "case_day_unfit"
    CASE_GROUND_UNFIT = "case_ground_unfit"
    CASE_MEASURE_TAKEN = "case_measure_taken"
    OVERDUE_UNFIT = "overdue_unfit"
    NOT_TO_BE_REFERRED = "not_to_be_referred"
    DUE_DAY_UNFIT = "due_day_unfit"
    CORRECTION_NOT_REQUESTED = "correction_not_requested"
    GRACE_NOT_OVER = "grace_not_over"
    FACTS_ALREADY_ESTABLISHED = "facts_already_established"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    TERMINATION_NOT_PROVIDED = "termination_not_provided"
    ORGANIZATION_NOT_HEARD = "organization_not_heard"
