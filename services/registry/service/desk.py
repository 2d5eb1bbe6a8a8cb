"""Entrypoints of a bureau's desk: queues, search, decisions of two persons, paper, addresses and letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts import registry
from services.contracts.errors import ErrorCode
from services.registry.desk.domain.proposals import ProposedDecision
from services.registry.desk.domain.reasons import DeskReason
from services.registry.desk.usecases import bureau_address, letters, paper, paper_procedures, proposals, queues
from services.registry.organizations.usecases import decision
from services.registry.service.applications import acting
from services.registry.service.periods import HOUR
from services.registry.tools import Tools
from services.runtime.entrypoints import every, serve
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {
    DeskReason.SECOND_PERSON_NEEDED: ErrorCode.SECOND_PERSON_NEEDED,
    DeskReason.SAME_PERSON: ErrorCode.SECOND_PERSON_NEEDED,
    DeskReason.PROPOSED_ALREADY: ErrorCode.PROPOSAL_OPEN,
    DeskReason.NOTHING_PROPOSED: ErrorCode.NO_SUCH_PROPOSAL,
    DeskReason.OTHER_PROPOSAL: ErrorCode.NO_SUCH_PROPOSAL,
    DeskReason.REASON_MISSING: ErrorCode.REASON_MISSING,
    DeskReason.LETTER_NOT_POSTED_IN_CLASS: ErrorCode.NOT_TO_BE_POSTED,
    DeskReason.WITHDRAWAL_WITHOUT_LETTER: ErrorCode.NOT_TO_BE_POSTED,
    DeskReason.LETTER_BEFORE_APPROVAL: ErrorCode.DAY_TOO_EARLY,
    DeskReason.LETTER_IN_FUTURE: ErrorCode.DAY_IN_FUTURE,
    DeskReason.LETTER_RECORDED_ALREADY: ErrorCode.ALREADY_RECORDED,
    DeskReason.LETTER_NOT_RECORDED: ErrorCode.NOTHING_TO_CORRECT,
    DeskReason.LETTER_UNCHANGED: ErrorCode.NOTHING_TO_CORRECT,
    DeskReason.NOT_APPROVED: ErrorCode.NOT_TO_BE_POSTED,
    DeskReason.ADDRESS_UNKNOWN: ErrorCode.BUREAU_ADDRESS_UNKNOWN,
    DeskReason.ADDRESS_SENT_ALREADY: ErrorCode.ALREADY_RECORDED,
    DeskReason.APPLICATION_OVER: ErrorCode.APPLICATION_NOT_PENDING,
    DeskReason.RECEIVED_TOO_LONG_AGO: ErrorCode.DAY_TOO_EARLY,
    DeskReason.RECEIVED_IN_FUTURE: ErrorCode.DAY_IN_FUTURE,
    DeskReason.RECEIVED_BEFORE_APPROVAL: ErrorCode.DAY_TOO_EARLY,
    DeskReason.PLACE_OF_OTHER_BUREAU: ErrorCode.OTHER_BUREAU,
    DeskReason.NUMBER_UNREADABLE: ErrorCode.NUMBER_UNREADABLE,
    DeskReason.CURSOR_UNREADABLE: ErrorCode.STALE_CURSOR,
}


class Desk:
    """The work of a bureau's staff (REG-5 to REG-10), and its figures for the ministry."""

    tools: Tools

    @serve(registry.SHOW_DESK)
    def show_desk(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return queues.show_desk(work.connection, caller=work.caller, **self._of_queues(work))

    @serve(registry.SEARCH_APPLICATIONS)
    def search_applications(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return queues.search_applications(work.connection, request, caller=work.caller, **self._of_queues(work))

    @serve(registry.COUNT_APPLICATIONS)
    def count_applications(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """AUT-7."""
        return queues.count_applications(work.connection, **self._of_queues(work))

    @serve(registry.PROPOSE_DECISION)
    def propose_decision(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        return proposals.propose_decision(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            decide=self._decide(work),
        )

    @serve(registry.CONFIRM_DECISION)
    def confirm_decision(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        return proposals.confirm_decision(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            decide=self._decide(work),
        )

    @serve(registry.WITHDRAW_PROPOSAL)
    def withdraw_proposal(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        return proposals.withdraw_proposal(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.LIST_PROPOSALS)
    def list_proposals(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10, AUT-7."""
        return proposals.list_proposals(
            work.connection, request, caller=work.caller, personal_data=self.tools.personal_data
        )

    @serve(registry.RECORD_LETTER)
    def record_letter(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        return letters.record_letter(
            work.connection, request, caller=work.caller, today=work.today, personal_data=self.tools.personal_data
        )

    @serve(registry.CORRECT_LETTER)
    def correct_letter(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-10."""
        return letters.correct_letter(acting(self.tools, work), request, caller=work.caller)

    @serve(registry.SEND_BUREAU_ADDRESS)
    def send_bureau_address(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-9."""
        return bureau_address.send_bureau_address(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.ENTER_PAPER_APPLICATION)
    def enter_paper_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-3, REG-9."""
        return paper.enter_paper_application(
            acting(self.tools, work),
            request,
            caller=work.caller,
            passwords=self.tools.passwords,
            desk=self.tools.desk,
        )

    @serve(registry.ENTER_PAPER_PROCEDURE)
    def enter_paper_procedure(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-9, REG-13, REG-16."""
        return paper_procedures.enter_paper_procedure(
            acting(self.tools, work), request, caller=work.caller, desk=self.tools.desk
        )

    @every(HOUR)
    def point_to_the_list(self, work: Work) -> int:
        """REG-9: applicants who have not got the bureau's address by its day are pointed to the list of bureaus."""
        return bureau_address.point_to_the_list(
            work.connection,
            now=work.now,
            today=work.day,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    def _of_queues(self, work: Work) -> dict[str, Any]:
        """What says which applications stand in which queue, now."""
        return {"now": work.now, "today": work.today, "settings": self.tools.desk, "bounces": self.tools.bounces}

    def _decide(self, work: Work) -> proposals.Decide:
        """The decision as one person would take it, in the name of the caller."""

        def decide(what: ProposedDecision, request: Mapping[str, Any]) -> dict[str, Any]:
            in_their_name = acting(self.tools, work)
            if what is ProposedDecision.APPROVE:
                letters.check_posting_at_approval(
                    work.connection,
                    request,
                    caller=work.caller,
                    today=work.today,
                    personal_data=self.tools.personal_data,
                )
                return decision.approve_application(in_their_name, request, caller=work.caller)
            return decision.refuse_application(in_their_name, request, caller=work.caller)

        return decide
