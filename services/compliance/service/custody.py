"""Entrypoints of custody: what comes in by event, what organizations and seekers see of it and do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.compliance.audit import usecases as audit
from services.compliance.blocks.usecases import mark_changed
from services.compliance.cases.usecases.looking_anew import keep_member
from services.compliance.custody.domain.ageing import AgeingSettings, confirm_by, days_late, urgency_of
from services.compliance.custody.domain.deciding import RULES
from services.compliance.custody.domain.reasons import CustodyReason
from services.compliance.custody.storage.holdings import StoredHolding
from services.compliance.custody.storage.lists import acquirers_of
from services.compliance.custody.usecases import demanding, duties, keeping, working_off
from services.compliance.members.storage import member
from services.compliance.service.periods import MINUTE, SECONDS
from services.compliance.watch.usecases.keeping import keep_terms
from services.contracts import compliance, messaging, registry, search
from services.contracts.errors import ErrorCode
from services.runtime.entrypoints import every, on, serve
from services.runtime.settings import Settings
from services.runtime.work import ReceivedEvent, Work

REFUSALS: Mapping[Any, ErrorCode] = {
    CustodyReason.NOT_FOUND: ErrorCode.NOT_FOUND,
    CustodyReason.STALE_CURSOR: ErrorCode.STALE_CURSOR,
    CustodyReason.OTHER_BUREAU: ErrorCode.OTHER_BUREAUS_ORGANIZATION,
    CustodyReason.ALREADY_CONFIRMED: ErrorCode.DUTY_ALREADY_CONFIRMED,
    CustodyReason.DELETION_DAY_UNFIT: ErrorCode.DELETION_DAY_UNFIT,
    CustodyReason.NOT_YET_CONFIRMED: ErrorCode.DELETION_NOT_CONFIRMED,
}


def ageing_settings(settings: Settings) -> AgeingSettings:
    """When a duty is called late (MSG-11)."""
    default = AgeingSettings()
    return AgeingSettings(
        days_at_once=int(settings.number("DELETION_DAYS_AT_ONCE", default.days_at_once)),
        days_without_delay=int(settings.number("DELETION_DAYS_WITHOUT_DELAY", default.days_without_delay)),
        second_class_from=int(settings.number("DELETION_LATE_SECOND_CLASS_FROM", default.second_class_from)),
        third_class_from=int(settings.number("DELETION_LATE_THIRD_CLASS_FROM", default.third_class_from)),
        ends_soon_days=int(settings.number("CUSTODY_ENDS_SOON_DAYS", default.ends_soon_days)),
    )


class Custody:
    """Custody of acquired records and the duties to delete them (MSG-11, MSG-12)."""

    ageing: AgeingSettings

    @serve(compliance.LIST_DUTIES)
    def list_duties(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11."""
        found, following = duties.list_duties(work, **request)
        return {
            "duties": duties_told(work, found, self.ageing),
            "next": following,
            "covers": compliance.DELETION_COVERS,
            "leaves": compliance.DELETION_LEAVES,
        }

    @serve(compliance.CONFIRM_DUTY)
    def confirm_duty(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11."""
        (told,) = duties_told(work, [duties.confirm_duty(work, **request, settings=self.ageing)], self.ageing)
        return told

    @serve(compliance.CONFIRM_DUTIES)
    def confirm_duties(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11."""
        outcomes = duties.confirm_duties(work, **request, settings=self.ageing)
        return {
            "results": [_confirmation(outcome) for outcome in outcomes],
            "confirmed": sum(outcome.result is duties.Result.CONFIRMED for outcome in outcomes),
        }

    @serve(compliance.LIST_CUSTODY)
    def list_custody(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-12."""
        found, cursor = duties.list_custody(work, **request)
        acquirers = acquirers_of(work.connection, found)
        about = member(work.connection, work.caller.organization_id)
        class_ = None if about is None else about.class_
        return {
            "holdings": [_holding(work, stored, acquirers.get(stored.holding_id), class_) for stored in found],
            "cursor": cursor,
        }

    @serve(compliance.COUNT_CUSTODY)
    def count_custody(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-11, MSG-12."""
        counts = duties.count_custody(work, self.ageing)
        grounds = [
            {"ground": ground.value, "ground_name": compliance.DUTY_GROUNDS[ground], "count": count}
            for ground, count in counts.grounds.items()
        ]
        days = self.ageing.ends_soon_days
        return {**vars(counts), "ending_soon_days": days, "due": counts.due, "grounds": grounds}

    @serve(compliance.LIST_HOLDERS)
    def list_holders(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-7."""
        return {"holders": [_holder(stored, name) for stored, name in demanding.list_holders(work)]}

    @serve(compliance.DEMAND_DELETION)
    def demand_deletion(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-7, MSG-11."""
        return _demand(demanding.demand_deletion(work, request["organization_id"], self.ageing))

    @on(registry.ORGANIZATION_CHANGED)
    def on_organization_changed(self, work: Work, event: ReceivedEvent) -> None:
        """SEE-7, MSG-11, CMP-6."""
        kept = keep_member(work, event.data)
        keep_terms(work, event.data, newest=kept.newest, told_at=event.occurred_at)
        working_off.keep_service(work, event.data, event.occurred_at, self.ageing)
        if kept.anew:
            mark_changed(work.connection, event.data["organization_id"])  # after custody, in the order of a block

    @on(compliance.ORGANIZATION_STANDING_CHANGED)
    def on_organization_standing_changed(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-11: compliance's own decision, taken up here so that a decision never waits for 100,000 records."""
        working_off.review_after_measure(work, event.data, self.ageing)

    @on(search.SEEKER_RECORD_ACQUIRED)
    def on_seeker_record_acquired(self, work: Work, event: ReceivedEvent) -> None:
        """SRC-7."""
        keeping.keep_acquisitions(work, [event.data], self.ageing)
        audit.enter_acquisition(work, event.data)

    @on(messaging.GUIDANCE_SENT)
    def on_guidance_sent(self, work: Work, event: ReceivedEvent) -> None:
        """SRC-7: guidance to a seeker is an acquisition."""
        acquired = [_acquired_by_guidance(sent) for sent in event.data["sent"]]
        keeping.keep_acquisitions(work, acquired, self.ageing)
        audit.enter_guidance(work, event.data)

    @on(registry.SEEKERS_JOINED)
    def on_seekers_joined(self, work: Work, event: ReceivedEvent) -> None:
        """SEE-1, SEE-7, MSG-11, CMP-11: a person blocks once, under whatever numbers."""
        joined_number, seeker_number = event.data["joined_number"], event.data["seeker_number"]
        for organization_id in keeping.keep_joined(work, joined_number, seeker_number, self.ageing):
            mark_changed(work.connection, organization_id)

    @on(messaging.BLOCK_CHANGED)
    def on_block_changed(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-11, CMP-11."""
        keeping.keep_block_change(work, event.data, self.ageing)
        mark_changed(work.connection, event.data["organization_id"])

    @on(messaging.PLACEMENT_CHANGED)
    def on_placement_changed(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-12."""
        keeping.keep_placement(work, event.data, self.ageing)

    @every(MINUTE)
    def open_duties_of_ended_periods(self, work: Work) -> int:
        """MSG-12: records whose period is over are to be deleted; each minute, so that a day that ended is seen soon."""
        return working_off.work_off(
            work, lambda part: working_off.open_duties_of_ended_periods(part, part.day, self.ageing)
        )

    @every(SECONDS)
    def review_custody(self, work: Work) -> int:
        """MSG-11: all records are to be deleted after a suspension, termination or withdrawal; what the event left, in batches."""
        return working_off.work_off(work, lambda part: working_off.review_batch(part, self.ageing))


def duties_told(work: Work, found: Sequence[StoredHolding], settings: AgeingSettings) -> list[dict[str, Any]]:
    """Duties as their organization and staff see them."""
    acquirers = acquirers_of(work.connection, found)
    return [_duty(work, stored, acquirers.get(stored.holding_id), settings) for stored in found]


def _duty(work: Work, stored: StoredHolding, acquired_by: str | None, settings: AgeingSettings) -> dict[str, Any]:
    """One written by the version before has no day yet."""
    holding, confirmation = stored.holding, stored.confirmation
    last = stored.confirm_by or confirm_by(holding, settings)
    assert holding.duty is not None
    assert last is not None
    return {
        "duty_id": stored.holding_id,
        "seeker_number": stored.seeker_number,
        "ground": holding.duty.ground.value,
        "rule": RULES[holding.duty.ground],
        "urgency": urgency_of(holding).value,
        "opened_at": holding.duty.since,
        "confirm_by": last,
        "days_late": 0 if confirmation else days_late(last, work.today),
        "acquired_at": holding.acquired_at,
        "acquired_by": acquired_by,
        "reason": holding.reason,
        "accepted_on": holding.accepted_on,
        "demanded_at": holding.demanded_at,
        "confirmed_at": confirmation and confirmation.at,
        "confirmed_by": confirmation and confirmation.by,
        "deleted_on": confirmation and confirmation.deleted_on,
    }


def _acquired_by_guidance(sent: dict[str, Any]) -> dict[str, Any]:
    names = ("organization_id", "account_id", "seeker_number")
    return {**{name: sent[name] for name in names}, "acquired_at": sent["sent_at"], "reason": "guidance"}


def _confirmation(outcome: duties.ConfirmationOutcome) -> dict[str, Any]:
    confirmation = outcome.duty and outcome.duty.confirmation
    return {
        "duty_id": outcome.duty_id,
        "result": outcome.result.value,
        "explanation": compliance.CONFIRMATION_RESULTS[outcome.result],
        "confirmed_at": confirmation and confirmation.at,
    }


def _holding(
    work: Work, stored: StoredHolding, acquired_by: str | None, organization_class: str | None
) -> dict[str, Any]:
    holding = stored.holding
    due = holding.duty is not None
    basis = "not_accepted" if holding.accepted_on is None else "accepted"
    return {
        "seeker_number": stored.seeker_number,
        "acquired_at": holding.acquired_at,
        "acquired_by": acquired_by,
        "reason": holding.reason,
        "keep_until": holding.keep_until,
        "keep_basis": basis,
        "keep_rule": compliance.keep_rule(basis, organization_class),
        "days_left": None if due else max(0, (holding.keep_until - work.today).days),
        "accepted_on": holding.accepted_on,
        "duty_id": stored.holding_id if due else None,
        "ground": holding.duty and holding.duty.ground.value,
    }


def _holder(stored: StoredHolding, name: str) -> dict[str, Any]:
    holding, confirmation = stored.holding, stored.confirmation
    return {
        "organization_id": stored.organization_id,
        "organization_name": name,
        "acquired_at": holding.acquired_at,
        "reason": holding.reason,
        "keep_until": holding.keep_until,
        "accepted_on": holding.accepted_on,
        "deletion_due": holding.duty is not None and confirmation is None,
        "ground": holding.duty and holding.duty.ground.value,
        "due_since": holding.duty and holding.duty.since,
        "demanded_at": holding.demanded_at,
        "deleted_at": confirmation and confirmation.at,
        "deleted_on": confirmation and confirmation.deleted_on,
    }


def _demand(demand: demanding.Demand) -> dict[str, Any]:
    holding = demand.held and demand.held.holding
    return {
        "organization_id": demand.organization_id,
        "organization_name": demand.organization_name,
        "outcome": demand.outcome.value,
        "explanation": compliance.DEMAND_OUTCOMES[demand.outcome],
        "demanded_at": holding and holding.demanded_at,
        "accepted_on": holding and holding.accepted_on,
        "deleted_at": demand.deleted_at,
        "covers": compliance.DELETION_COVERS,
        "leaves": compliance.DELETION_LEAVES,
        "hint": compliance.DEMAND_HINT,
    }
