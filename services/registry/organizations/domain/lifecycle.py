"""The states of an application, what leads from one to the next, and what follows by kind: tables (REG-5 to REG-10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from services.registry.organizations.domain.application import ApplicationKind


class ApplicationState(StrEnum):
    """Where an application stands."""

    REGISTERED = "registered"
    """登録済み（申請書の提出待ち）."""
    FORM_RECEIVED = "form_received"
    """申請書受付済み."""
    APPROVED = "approved"
    """承認."""
    REFUSED = "refused"
    """不承認."""
    LAPSED = "lapsed"
    """期限経過により削除; holds no ID (REG-11)."""


OPEN = frozenset({ApplicationState.REGISTERED, ApplicationState.FORM_RECEIVED})
"""States in which an application is under way."""


class ApplicationEvent(StrEnum):
    """What happens to an application after it was registered."""

    FORM_RECEIVED = "form_received"
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"
    REPLACED = "replaced"
    FORM_CORRECTED = "form_corrected"
    """What was recorded of the receipt was wrong, and is put right (decision 306)."""
    FORM_TAKEN_BACK = "form_taken_back"
    """The form had not come: the receipt was recorded by mistake, and the application waits for it again."""
    ENTRY_TAKEN_BACK = "entry_taken_back"
    """Entered from paper by mistake, registration and receipt at once: it has none to wait for (REG-9)."""
    REFUSAL_TAKEN_BACK = "refusal_taken_back"
    """Refused by mistake: it is decided anew."""
    WITHDRAWAL_TAKEN_BACK = "withdrawal_taken_back"
    """A withdrawal was approved by mistake: it is received and undecided again, what it ended is in force (REG-5)."""
    LETTER_CORRECTED = "letter_corrected"
    """The day on which its letter was posted is put right; the approval stands (REG-10)."""
    GAVE_WAY = "gave_way"
    """Kept for history, which tells it as a lapse; nothing writes it any more (decision 119)."""


class Author(StrEnum):
    """Who may bring an event about."""

    APPLICANT = "applicant"
    BUREAU = "bureau"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Transition:
    """The state an event leads to, and who may bring it about."""

    state: ApplicationState
    author: Author


_State, _Event = ApplicationState, ApplicationEvent

TRANSITIONS: Mapping[tuple[ApplicationState, ApplicationEvent], Transition] = MappingProxyType(
    {
        (_State.REGISTERED, _Event.FORM_RECEIVED): Transition(_State.FORM_RECEIVED, Author.BUREAU),
        (_State.REGISTERED, _Event.LAPSED): Transition(_State.LAPSED, Author.CALENDAR),
        # A wrong registration can't be edited; a new one takes its place (REG-6).
        (_State.REGISTERED, _Event.REPLACED): Transition(_State.LAPSED, Author.APPLICANT),
        # The day of receipt decides, not of its recording: a timely receipt undoes the deletion (REG-7).
        (_State.LAPSED, _Event.FORM_RECEIVED): Transition(_State.FORM_RECEIVED, Author.BUREAU),
        (_State.FORM_RECEIVED, _Event.APPROVED): Transition(_State.APPROVED, Author.BUREAU),
        (_State.FORM_RECEIVED, _Event.REFUSED): Transition(_State.REFUSED, Author.BUREAU),
        # Slips at the bureau's desk (decision 306). What an approval opened has been used: that of a withdrawal alone, which
        # opens nothing, is taken back, and a rule of its own says so (`corrections.take_withdrawal_back`).
        (_State.FORM_RECEIVED, _Event.FORM_CORRECTED): Transition(_State.FORM_RECEIVED, Author.BUREAU),
        (_State.FORM_RECEIVED, _Event.FORM_TAKEN_BACK): Transition(_State.REGISTERED, Author.BUREAU),
        (_State.FORM_RECEIVED, _Event.ENTRY_TAKEN_BACK): Transition(_State.LAPSED, Author.BUREAU),
        (_State.REFUSED, _Event.REFUSAL_TAKEN_BACK): Transition(_State.FORM_RECEIVED, Author.BUREAU),
        (_State.APPROVED, _Event.WITHDRAWAL_TAKEN_BACK): Transition(_State.FORM_RECEIVED, Author.BUREAU),
        (_State.APPROVED, _Event.LETTER_CORRECTED): Transition(_State.APPROVED, Author.BUREAU),
    }
)
"""The same for all four kinds. Every pair that is not here is impossible."""


def after(state: ApplicationState, event: ApplicationEvent, author: Author) -> ApplicationState | None:
    """Where an event leads from a state; None where it is not possible, or not for this author."""
    transition = TRANSITIONS.get((state, event))
    return transition.state if transition is not None and transition.author is author else None


class Consequence(StrEnum):
    """What follows from an event beyond the application's own state."""

    NOTHING = "nothing"
    ID_ISSUED = "id_issued"
    """The ID of a lapsed registration, or of one refused by mistake, is the applicant's again (REG-7)."""
    ID_GIVEN_UP = "id_given_up"
    """The applicant holds no ID any more (REG-11)."""
    ORGANIZATION_OPENED = "organization_opened"
    """The services open, and the organization is on the public list (REG-10)."""
    CONTENT_APPLIED = "content_applied"
    """What was applied for takes the place of what was registered (REG-13)."""
    PROCEDURE_TOLD = "procedure_told"
    """Others learn whether the form of a procedure with a due date is there (CMP-6)."""
    RENEWAL_CHECKED = "renewal_checked"
    """A renewal that does not meet REG-3 has failed; others learn that its form is there."""
    RENEWAL_FAILED = "renewal_failed"
    """Seeker information closes when its term ends (REG-3)."""
    FAILURE_UNDONE = "failure_undone"
    """What failed a renewal is undone: seeker information goes on, unless another has failed it (REG-3)."""
    TERM_EXTENDED = "term_extended"
    """The next term of seeker information follows (REG-16)."""
    SERVICES_WITHDRAWN = "services_withdrawn"
    """The services close; with the last one the organization ends and its IDs are reserved (REG-11)."""
    WITHDRAWAL_UNDONE = "withdrawal_undone"
    """What the withdrawal ended is in force again, as it was: services, term, managers, standing, IDs (REG-5, REG-11)."""


_Kind, _Then = ApplicationKind, Consequence

CONSEQUENCES: Mapping[tuple[ApplicationKind, ApplicationEvent], Consequence] = MappingProxyType(
    {
        (_Kind.NEW, _Event.FORM_RECEIVED): _Then.ID_ISSUED,
        (_Kind.NEW, _Event.APPROVED): _Then.ORGANIZATION_OPENED,
        (_Kind.NEW, _Event.REFUSED): _Then.ID_GIVEN_UP,
        (_Kind.NEW, _Event.LAPSED): _Then.ID_GIVEN_UP,
        (_Kind.NEW, _Event.REPLACED): _Then.ID_GIVEN_UP,
        (_Kind.NEW, _Event.FORM_CORRECTED): _Then.NOTHING,
        (_Kind.NEW, _Event.FORM_TAKEN_BACK): _Then.NOTHING,
        (_Kind.NEW, _Event.ENTRY_TAKEN_BACK): _Then.ID_GIVEN_UP,
        (_Kind.NEW, _Event.REFUSAL_TAKEN_BACK): _Then.ID_ISSUED,
        (_Kind.NEW, _Event.WITHDRAWAL_TAKEN_BACK): _Then.NOTHING,
        (_Kind.NEW, _Event.LETTER_CORRECTED): _Then.NOTHING,
        (_Kind.CHANGE, _Event.FORM_RECEIVED): _Then.PROCEDURE_TOLD,
        (_Kind.CHANGE, _Event.APPROVED): _Then.CONTENT_APPLIED,
        (_Kind.CHANGE, _Event.REFUSED): _Then.PROCEDURE_TOLD,
        (_Kind.CHANGE, _Event.LAPSED): _Then.NOTHING,
        (_Kind.CHANGE, _Event.REPLACED): _Then.NOTHING,
        (_Kind.CHANGE, _Event.FORM_CORRECTED): _Then.PROCEDURE_TOLD,
        (_Kind.CHANGE, _Event.FORM_TAKEN_BACK): _Then.PROCEDURE_TOLD,
        (_Kind.CHANGE, _Event.ENTRY_TAKEN_BACK): _Then.PROCEDURE_TOLD,
        (_Kind.CHANGE, _Event.REFUSAL_TAKEN_BACK): _Then.PROCEDURE_TOLD,
        (_Kind.CHANGE, _Event.WITHDRAWAL_TAKEN_BACK): _Then.NOTHING,
        (_Kind.CHANGE, _Event.LETTER_CORRECTED): _Then.NOTHING,
        (_Kind.RENEWAL, _Event.FORM_RECEIVED): _Then.RENEWAL_CHECKED,
        (_Kind.RENEWAL, _Event.APPROVED): _Then.TERM_EXTENDED,
        (_Kind.RENEWAL, _Event.REFUSED): _Then.RENEWAL_FAILED,
        (_Kind.RENEWAL, _Event.LAPSED): _Then.NOTHING,
        (_Kind.RENEWAL, _Event.REPLACED): _Then.NOTHING,
        (_Kind.RENEWAL, _Event.FORM_CORRECTED): _Then.PROCEDURE_TOLD,
        (_Kind.RENEWAL, _Event.FORM_TAKEN_BACK): _Then.FAILURE_UNDONE,
        (_Kind.RENEWAL, _Event.ENTRY_TAKEN_BACK): _Then.FAILURE_UNDONE,
        (_Kind.RENEWAL, _Event.REFUSAL_TAKEN_BACK): _Then.FAILURE_UNDONE,
        (_Kind.RENEWAL, _Event.WITHDRAWAL_TAKEN_BACK): _Then.NOTHING,
        (_Kind.RENEWAL, _Event.LETTER_CORRECTED): _Then.NOTHING,
        (_Kind.WITHDRAWAL, _Event.FORM_RECEIVED): _Then.NOTHING,
        (_Kind.WITHDRAWAL, _Event.APPROVED): _Then.SERVICES_WITHDRAWN,
        (_Kind.WITHDRAWAL, _Event.REFUSED): _Then.NOTHING,
        (_Kind.WITHDRAWAL, _Event.LAPSED): _Then.NOTHING,
        (_Kind.WITHDRAWAL, _Event.REPLACED): _Then.NOTHING,
        (_Kind.WITHDRAWAL, _Event.FORM_CORRECTED): _Then.NOTHING,
        (_Kind.WITHDRAWAL, _Event.FORM_TAKEN_BACK): _Then.NOTHING,
        (_Kind.WITHDRAWAL, _Event.ENTRY_TAKEN_BACK): _Then.NOTHING,
        (_Kind.WITHDRAWAL, _Event.REFUSAL_TAKEN_BACK): _Then.NOTHING,
        (_Kind.WITHDRAWAL, _Event.WITHDRAWAL_TAKEN_BACK): _Then.WITHDRAWAL_UNDONE,
        (_Kind.WITHDRAWAL, _Event.LETTER_CORRECTED): _Then.NOTHING,
    }
)
"""What follows from each event by kind (REG-5): registering alone has no line, as it changes nothing."""
