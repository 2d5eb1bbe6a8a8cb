"""What people do: applicants register, the bureau enters, receives and decides; and what the law does not let them do."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.registry.accounts.tables import accounts
from services.runtime.identifiers import new_id
from tests.contract.served import Refused, Served
from tests.simulated_year import applicants
from tests.simulated_year.oracle.course import Life
from tests.simulated_year.oracle.filings import Filing, What, came_in_time, meets_reg_3, must_state_a_placement
from tests.simulated_year.oracle.kinds import BOTH
from tests.simulated_year.oracle.periods import (
    ONE_DAY,
    first_day_of_lookback,
    first_day_to_renew,
    last_day_for_the_form,
    last_day_of_term,
)

BUREAU = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")

Act = tuple[dt.date, Callable[[], None]]


@dataclass
class Played:
    """One life as it goes: its registered content, the IDs it was given, and what was wrong in it."""

    life: Life
    number: int
    ids: dict[int, str] = field(default_factory=dict)
    """By its place among the life's filings, the ID of the application."""
    account: Caller | None = None
    organization_id: str | None = None
    content: dict[str, Any] = field(default_factory=dict)
    """What is registered of it, as last approved."""
    wrong: list[str] = field(default_factory=list)


class People:
    """Acts for the lives on a registry whose clock the simulation sets. `acts` counts what was done, not what was refused."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.acts: Counter[str] = Counter()

    def acts_of(self, played: Played) -> Iterator[Act]:
        """Everything that happens in a life, each with its day; of one day in the order in which it is yielded."""
        for place, filing in enumerate(played.life.filings):
            if not filing.on_paper:
                yield filing.registered, _later(self._register, played, place, filing)
                if filing.recorded is not None:
                    yield filing.recorded, _later(self._record, played, place, filing)
            else:
                yield filing.registered, _later(self._enter, played, place, filing)
            if filing.address_mailed is not None:
                yield filing.address_mailed, _later(self._mail_address, played, place, filing)
            if filing.decided is not None:
                yield filing.decided, _later(self._decide, played, place, filing)
            if filing.what is What.RENEWAL:
                yield self._day_too_early(played), _later(self._try_too_early, played, place, filing)

    # Registering -----------------------------------------------------------------------------------------------------

    def _register(self, played: Played, place: int, filing: Filing) -> None:
        if filing.what is What.NEW:
            answer = self._register_new(played, filing)
        else:
            operation = {
                What.CHANGE: contract.REGISTER_CHANGE,
                What.RENEWAL: contract.REGISTER_RENEWAL,
                What.WITHDRAWAL: contract.REGISTER_WITHDRAWAL,
            }[filing.what]
            self._try_ended_permission(played, filing)
            answer = self.served.call(operation, self.account(played), **self._request(played, place, filing))
            self._placement_is_told(played, filing, answer)
        played.ids[place] = answer["application_id"]
        self.acts["registered"] += 1
        expected = applicants.day(last_day_for_the_form(filing.applied))
        if answer["form_due_on"] != expected:
            played.wrong.append(f"form of {filing.applied} due {answer['form_due_on']}, by law {expected}")

    def _register_new(self, played: Played, filing: Filing) -> dict[str, Any]:
        application = self._application(played, filing)
        if must_state_a_placement(played.life.kind, filing):
            too_old = applicants.day(first_day_of_lookback(filing.applied) - ONE_DAY)
            self._refused(
                ErrorCode.NOT_ELIGIBLE,
                "register with a placement the day before the three months",
                played,
                lambda: self.served.call(
                    contract.REGISTER_APPLICATION,
                    ANONYMOUS,
                    application={**application, "latest_regular_placement_on": too_old},
                ),
            )
        return self.served.call(contract.REGISTER_APPLICATION, ANONYMOUS, application=application)

    def _application(self, played: Played, filing: Filing) -> dict[str, Any]:
        application = applicants.application(
            played.number,
            played.life.kind,
            services=filing.services,
            permission_until=played.life.permission_until,
            placed=filing.placed,
        )
        played.content = applicants.content(application)
        return application

    def _request(self, played: Played, place: int, filing: Filing) -> dict[str, Any]:
        """Change, renewal or withdrawal as it is asked for, on the site and on paper alike."""
        match filing.what:
            case What.CHANGE:
                return {"content": self._changed(played, place, filing)}
            case What.RENEWAL:
                return {
                    "latest_regular_placement_on": applicants.day(filing.placed),
                    "content_unchanged": True,
                    "security_declaration": applicants.DECLARED,
                    "terms_version": applicants.TERMS_VERSION,
                }
        return {"services": sorted(filing.services)}

    def _changed(self, played: Played, place: int, filing: Filing) -> dict[str, Any]:
        content = {**played.content, "phone": f"03-{played.number % 10_000:04}-{place:04}"}
        if filing.permission_until is not None:
            content["permission_valid_until"] = applicants.day(filing.permission_until)
        if filing.services:
            content["services"] = sorted(BOTH)
            content["contact_managers"] = applicants.managers(played.number, BOTH)
            content["latest_regular_placement_on"] = applicants.day(filing.placed)
        return content

    def _enter(self, played: Played, place: int, filing: Filing) -> None:
        """REG-9: the bureau enters what came on paper, by the rules as of the day of receipt."""
        receipt = {"received_on": applicants.day(filing.received), **applicants.paper_receipt()}
        if filing.what is What.NEW:
            application = self._application(played, filing)
            del application["password"]
            answer = self.served.call(contract.ENTER_PAPER_APPLICATION, BUREAU, application=application, **receipt)
        else:
            request = {filing.what.value: self._request(played, place, filing)}
            organization = {"organization_id": self.account(played).organization_id}
            answer = self.served.call(contract.ENTER_PAPER_PROCEDURE, BUREAU, **organization, **request, **receipt)
            self._placement_is_told(played, filing, answer)
        played.ids[place] = answer["application_id"]
        self.acts["registered"] += 1
        self.acts["entered"] += 1
        if answer["registered_on"] != applicants.day(filing.applied):
            played.wrong.append(f"paper of {filing.applied} applied for on {answer['registered_on']}")

    def _placement_is_told(self, played: Played, filing: Filing, answer: dict[str, Any]) -> None:
        met = meets_reg_3(played.life.kind, filing) if filing.what is What.RENEWAL else None
        if answer["placement_met"] is not met:
            played.wrong.append(f"REG-3 of {filing.applied}: {answer['placement_met']}, by law {met}")

    # The bureau ------------------------------------------------------------------------------------------------------

    def _record(self, played: Played, place: int, filing: Filing) -> None:
        def record() -> None:
            self.served.call(
                contract.RECORD_FORM,
                BUREAU,
                application_id=played.ids[place],
                received_on=applicants.day(filing.received),
                **applicants.receipt(played.life.kind),
            )

        if came_in_time(filing):
            record()
            self.acts["received"] += 1
        else:
            self._refused(ErrorCode.FORM_TOO_LATE, "record a form that came late", played, record)

    def _mail_address(self, played: Played, place: int, filing: Filing) -> None:
        """REG-9."""
        self.served.call(contract.SEND_BUREAU_ADDRESS, BUREAU, application_id=played.ids[place])
        self.acts["addressed"] += 1

    def _decide(self, played: Played, place: int, filing: Filing) -> None:
        application = {"application_id": played.ids[place]}

        def approve() -> dict[str, Any]:
            return self.served.call(contract.APPROVE_APPLICATION, BUREAU, **application)

        if filing.what is What.RENEWAL and not meets_reg_3(played.life.kind, filing):
            self._refused(ErrorCode.NOT_ELIGIBLE, "approve a renewal without a placement", played, approve)
        if filing.refused:
            reason = {"reason": "申請の内容が確認できませんでした。"}
            self.served.call(contract.REFUSE_APPLICATION, BUREAU, **application, **reason)
        else:
            played.organization_id = approve()["organization_id"]
            self._takes_effect(played, place, filing)
        self.acts["refused" if filing.refused else "approved"] += 1

    def _takes_effect(self, played: Played, place: int, filing: Filing) -> None:
        if filing.what is What.CHANGE:
            played.content = self._changed(played, place, filing)
        elif filing.what is What.WITHDRAWAL:
            left = set(played.content["services"]) - filing.services
            played.content |= {
                "services": sorted(left),
                "contact_managers": applicants.managers(played.number, left),
            }
            if not left:
                self._refused(
                    ErrorCode.ORGANIZATION_NOT_ACTIVE,
                    "apply after withdrawal from everything",
                    played,
                    lambda: self._withdraw_again(played),
                )

    def _withdraw_again(self, played: Played) -> None:
        self.served.call(contract.REGISTER_WITHDRAWAL, self.account(played), services=["offers"])

    # What the law does not allow -------------------------------------------------------------------------------------

    def _day_too_early(self, played: Played) -> dt.date:
        assert played.life.new.decided is not None
        return first_day_to_renew(last_day_of_term(played.life.new.decided)) - ONE_DAY

    def _try_too_early(self, played: Played, place: int, filing: Filing) -> None:
        request = self._request(played, place, filing)
        self._refused(
            ErrorCode.NOT_ELIGIBLE,
            "renew before it opens",
            played,
            lambda: self.served.call(contract.REGISTER_RENEWAL, self.account(played), **request),
        )

    def _try_ended_permission(self, played: Played, filing: Filing) -> None:
        if filing.permission_until is None:
            return
        content = {**played.content, "permission_valid_until": applicants.day(filing.applied - ONE_DAY)}
        if content == played.content:
            return  # the very end that is registered: nothing is changed by it
        self._refused(
            ErrorCode.NOT_ELIGIBLE,
            "change to a permission that ended the day before",
            played,
            lambda: self.served.call(contract.REGISTER_CHANGE, self.account(played), content=content),
        )

    def _refused(self, code: ErrorCode, what: str, played: Played, act: Callable[[], Any]) -> None:
        """An act that the law does not allow; it goes into no figure."""
        try:
            act()
        except Refused as refused:
            if refused.code is not code:
                played.wrong.append(f"{what} on {self.served.today}: refused as {refused.code}, not {code}")
        else:
            played.wrong.append(f"{what} on {self.served.today}: was allowed")

    def account(self, played: Played) -> Caller:
        """The main account of an approved organization."""
        if played.account is None:
            with self.served.database.transaction() as connection:
                lookup = self.served.service.tools.personal_data.lookup(applicants.email(played.number))
                row = connection.execute(sa.select(accounts).where(accounts.c.email_lookup == lookup)).one()
            played.account = Caller(
                role=Role.ORGANIZATION_MAIN, account_id=row.account_id, organization_id=row.organization_id
            )
        return played.account


def _later(
    act: Callable[[Played, int, Filing], None], played: Played, place: int, filing: Filing
) -> Callable[[], None]:
    return lambda: act(played, place, filing)
