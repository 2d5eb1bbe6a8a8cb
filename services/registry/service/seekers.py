"""Entrypoints of job seekers: My Page, and what changes by date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from services.contracts import registry
from services.contracts.errors import ErrorCode
from services.registry.seekers.usecases import SEEKERS_A_BATCH, SeekerReason, days, erasure, my_page, own_text
from services.registry.service.batches import in_batches
from services.registry.service.periods import HOUR, MINUTE
from services.registry.tools import Tools
from services.runtime.entrypoints import every, serve
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {
    SeekerReason.UNKNOWN_SEEKER: ErrorCode.NOT_FOUND,
    SeekerReason.APPLICATION_NOT_VALID: ErrorCode.APPLICATION_FOR_WORK_NOT_VALID,
    SeekerReason.APPLICATION_STILL_VALID: ErrorCode.APPLICATION_FOR_WORK_VALID,
    SeekerReason.END_OUT_OF_PERIOD: ErrorCode.END_OF_VALIDITY_NOT_POSSIBLE,
    SeekerReason.DAY_OUT_OF_PERIOD: ErrorCode.DATE_OUT_OF_PERIOD,
    SeekerReason.END_NOT_RECORDED_HERE: ErrorCode.END_NOT_RECORDED_HERE,
    SeekerReason.RECORD_KEPT_BY_OFFICE: ErrorCode.RECORD_KEPT_BY_OFFICE,
    SeekerReason.NOT_REGISTERED_ONLINE: ErrorCode.NOT_REGISTERED_ONLINE,
    SeekerReason.SOURCE_ID_IN_USE: ErrorCode.HELLO_WORK_ID_IN_USE,
    SeekerReason.SOURCE_ID_CONFIRMED: ErrorCode.HELLO_WORK_ID_CONFIRMED,
    SeekerReason.SAME_SEEKER: ErrorCode.VALUE_NOT_POSSIBLE,
    SeekerReason.DUPLICATE_HAS_MY_PAGE: ErrorCode.DUPLICATE_HAS_MY_PAGE,
    SeekerReason.PERSONS_DIFFER: ErrorCode.PERSONS_DIFFER,
    SeekerReason.NOT_ELIGIBLE_YET: ErrorCode.SEEKER_NOT_ELIGIBLE,
    SeekerReason.UNKNOWN_CODE: ErrorCode.UNKNOWN_CODE,
    SeekerReason.PERSONAL_DATA_IN_TEXT: ErrorCode.PERSONAL_DATA_IN_TEXT,
    SeekerReason.VALUE_NOT_POSSIBLE: ErrorCode.VALUE_NOT_POSSIBLE,
    SeekerReason.EMAIL_IN_USE: ErrorCode.EMAIL_ALREADY_USED,
    SeekerReason.TERMS_NOT_CURRENT: ErrorCode.TERMS_NOT_CURRENT,
    SeekerReason.REASON_MISSING: ErrorCode.REASON_MISSING,
    SeekerReason.UNKNOWN_ERASURE: ErrorCode.NOT_FOUND,
    SeekerReason.ERASURE_DECIDED: ErrorCode.ERASURE_ALREADY_DECIDED,
    SeekerReason.STALE_CURSOR: ErrorCode.STALE_CURSOR,
    SeekerReason.ERASURE_WAITS: ErrorCode.ERASURE_WAITS,
    SeekerReason.ERASURE_NEEDS_ANOTHER: ErrorCode.ANOTHER_MUST_DECIDE,
}


class Seekers:
    """Job seekers and their My Page (SEE)."""

    tools: Tools

    @serve(registry.SHOW_MY_RECORD)
    def show_my_record(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-7."""
        return my_page.show_my_record(work.connection, work.caller.seeker_number or "", today=work.today)

    @serve(registry.SHOW_MY_VISIBILITY)
    def show_my_visibility(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-7."""
        return my_page.show_my_visibility(work.connection, work.caller.seeker_number or "", today=work.today)

    @serve(registry.CHANGE_PROVISION_CHOICE)
    def change_provision_choice(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-4."""
        return my_page.change_provision_choice(
            work.connection,
            work.caller.seeker_number or "",
            request["provision_choice"],
            now=work.now,
            today=work.today,
            trace=work.trace,
        )

    @serve(registry.CHANGE_OPENNESS)
    def change_openness(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-4b."""
        return my_page.change_openness(
            work.connection,
            work.caller.seeker_number or "",
            request["open_to_employers"],
            now=work.now,
            today=work.today,
            trace=work.trace,
        )

    @serve(registry.AGREE_TO_SEEKER_TERMS)
    def agree_to_seeker_terms(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-4, REG-15."""
        return my_page.agree_to_terms(
            work.connection,
            work.caller.seeker_number or "",
            work.caller.account_id or "",
            request["terms_version"],
            now=work.now,
            today=work.today,
            trace=work.trace,
        )

    @serve(registry.FIND_IN_OWN_TEXT)
    def find_in_own_text(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-8."""
        found = own_text.find_in_own_text(
            work.connection,
            self.tools.personal_data,
            request["text"],
            caller=work.caller,
            now=work.now,
            trace=work.trace,
        )
        return {"places": [asdict(span) for span in found]}

    @serve(registry.DEMAND_MY_ERASURE)
    def demand_my_erasure(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-2."""
        return erasure.ask(
            work.connection, work.caller.seeker_number or "", "my_page", caller=work.caller, now=work.now
        )

    @serve(registry.SHOW_MY_ERASURE)
    def show_my_erasure(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-2."""
        return erasure.newest(work.connection, work.caller.seeker_number or "")

    @every(MINUTE)
    def tell_seekers_by_date(self, work: Work) -> int:
        """SEE-5, SEE-6: seekers whose application runs out or begins, or who graduate, are told to the other services."""
        return in_batches(
            work,
            SEEKERS_A_BATCH,
            lambda connection: days.tell_changes_by_date(
                connection, now=work.now, today=work.today, trace=work.trace, day=work.day, limit=SEEKERS_A_BATCH
            ),
        )

    @every(HOUR)
    def remind_seekers_of_end(self, work: Work) -> int:
        """SEE-6: seekers are reminded of the end of their application's validity."""
        return in_batches(
            work,
            SEEKERS_A_BATCH,
            lambda connection: days.remind_of_end(
                connection,
                self.tools.personal_data,
                now=work.now,
                today=work.today,
                trace=work.trace,
                day=work.day,
                days_before=self.tools.seekers.reminded_days_before,
                limit=SEEKERS_A_BATCH,
            ),
        )

    @every(HOUR)
    def erase_seekers_after_retention(self, work: Work) -> int:
        """SEE-2: seekers whose last application ended years ago are erased."""
        return in_batches(
            work,
            erasure.ERASED_A_BATCH,
            lambda connection: erasure.erase_after_retention(
                connection,
                now=work.now,
                today=work.today,
                trace=work.trace,
                personal_data=self.tools.personal_data,
                day=work.day,
                years=self.tools.seekers.retention_years,
                told_within=self.tools.seekers.erasure_told_within,
            ),
        )
