"""What the terms say of an organization's cases, deed by deed and day by day: the independent oracle of the simulated decade.

Written from seed 001 (3, 5, 8, 14, 19), from seed 000 for the municipal class, and from the rules of CMP; of what the seeds do not
speak of, that an authority takes a wrong decision back, from decision 158. Imports nothing of the project, knows no state machine and
no measures, only what was done when. It asks of each deed whether the terms allow it after what was done before, and of each day how
the organization stands and what is awaited of it. Slow and plain on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from tests.simulated_decade.facts import (
    AFTER_A_WITHDRAWAL,
    WORDS_BEFORE,
    Absence,
    Deed,
    Matter,
    Stop,
    Termination,
    given_back,
)
from tests.simulated_decade.terms import (
    BREACHES_OF_THE_TERMS,
    JAPAN,
    OF_OPERATIONS,
    PRIVATE,
    Terms,
    fourteen_days,
    last_day_of_bar,
    last_day_of_grace,
    last_day_of_stop,
)


@dataclass
class Oracle:
    """One organization of the bureau 13, under the terms of its class."""

    terms: Terms = PRIVATE
    cases: dict[str, Matter] = field(default_factory=dict)
    stops: list[Stop] = field(default_factory=list)
    terminations: list[Termination] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    @property
    def away(self) -> bool:
        """Whether a withdrawal stands; what was decided on its use goes on, as it is (089)."""
        return any(one.over is None for one in self.absences)

    @property
    def termination(self) -> Termination | None:
        """The one that stands."""
        return next((one for one in self.terminations if one.over is None), None)

    @property
    def terminated(self) -> date | None:
        """Since when, by a termination that stands."""
        return self.termination and self.termination.begun.date()

    @property
    def decisions(self) -> list[Stop | Termination]:
        """All that was ever decided, in order; each is known by its instant."""
        return sorted((*self.stops, *self.terminations), key=lambda one: one.begun)

    # May it be done? -------------------------------------------------------------------------------------------------

    def lawful(self, deed: Deed) -> bool:
        """Whether the terms let this be done after all that was done."""
        if self.away and deed.what not in AFTER_A_WITHDRAWAL:
            return False
        if deed.what == "open":
            return self._may_open(deed)
        if deed.what == "withdraw":
            return self._may_withdraw(deed)
        matter = self.cases[deed.case]
        if not self._right_person(deed, matter.ground) or deed.stale or deed.said is not None:
            return False
        if self.terminated is not None and deed.what != "close":
            return False
        if self.closed(deed.case, deed.day) or matter.last_word not in WORDS_BEFORE[deed.what]:
            return False
        asked = getattr(self, f"_may_{deed.what}", None)
        return asked is None or bool(asked(deed, matter))

    def _right_person(self, deed: Deed, ground: str) -> bool:
        """管轄労働局は… (8), 厚生労働省又は労働局は… (3), 運用管理組織は… (14); the organization answers for itself."""
        if deed.what in {"answer", "state_view"}:
            return deed.who == "itself"
        by_date_alone = deed.what in {"warn", "go_on", "annul"}
        if deed.who == "calendar":
            kept = by_date_alone or deed.what in {"confirm", "close"}
            suspends = deed.what == "suspend" and deed.kind == "for_a_term"
            return deed.what == "open" or (ground == "overdue" and (kept or suspends))
        if by_date_alone:
            return False
        return deed.who == "operations" if ground in OF_OPERATIONS else deed.who in {"bureau", "ministry"}

    def _may_open(self, deed: Deed) -> bool:
        if self.terminated is not None or not self._right_person(deed, deed.ground):
            return False
        assert deed.happened_on is not None
        if (deed.ground == "overdue") != bool(deed.item):
            return False
        return deed.happened_on < deed.day if deed.item else deed.happened_on <= deed.day

    def _may_withdraw(self, deed: Deed) -> bool:
        """職権取消し (158): whoever could decide it, on any day after, also of what has ended; once."""
        decision = next(one for one in self.decisions if one.begun == deed.of)
        by_operations = isinstance(decision, Stop) and decision.ground in OF_OPERATIONS
        competent = deed.who == "operations" if by_operations else deed.who in {"bureau", "ministry"}
        return competent and not decision.should_not_have_been

    def _may_refer(self, _deed: Deed, matter: Matter) -> bool:
        return matter.ground == "suspected_offence"

    def _may_reclassify(self, deed: Deed, matter: Matter) -> bool:
        grounds = {deed.ground, matter.ground}
        return (
            len(grounds) == 2
            and "overdue" not in grounds
            and self._right_person(deed, deed.ground)
            and not self._stopped_by(deed.case)
        )

    def _may_set_day(self, deed: Deed, matter: Matter) -> bool:
        return not matter.item and deed.happened_on is not None and deed.happened_on <= deed.day

    def _may_request_correction(self, deed: Deed, _matter: Matter) -> bool:
        return deed.due_on is None or deed.day < deed.due_on <= deed.day + timedelta(days=366)

    def _may_suspend(self, deed: Deed, matter: Matter) -> bool:
        """One stop for one matter, one at a time on one ground, of the kind that the paragraph has."""
        of_kind = {"for_a_term": self.terms.for_a_term, "until_corrected": self.terms.until_corrected}
        if matter.ground not in of_kind.get(deed.kind, frozenset()):
            return False
        if self._stopped_by(deed.case) or self._running(matter.ground, deed.day):
            return False
        if matter.ground in self.terms.along_with_a_request and matter.requested is None:
            return False
        refused = matter.last_word == "answered" or (matter.answer_by is not None and deed.day > matter.answer_by)
        if matter.ground in OF_OPERATIONS and not refused:  # これに応じない場合 (14)
            return False
        if matter.item == "report" and (matter.requested is None or matter.requested >= deed.day):
            return False
        return not matter.item or deed.day > self.last_day_of_grace(matter)

    def _may_suspend_provisionally(self, deed: Deed, matter: Matter) -> bool:
        """違反行為の事実関係の確認に時間を要する場合には、管轄労働局の判断により (8(3))."""
        by_bureau = deed.who in {"bureau", "ministry"} and matter.ground not in OF_OPERATIONS
        provisional = any(stop.provisional and stop.runs_on(deed.day) for stop in self.stops)
        return by_bureau and not self._stopped_by(deed.case) and not provisional

    def _may_end_provisional(self, deed: Deed, _matter: Matter) -> bool:
        return any(stop.provisional and stop.case == deed.case and stop.runs_on(deed.day) for stop in self.stops)

    def _may_confirm(self, deed: Deed, matter: Matter) -> bool:
        return matter.requested is not None or self._stopped_by(deed.case)

    def _may_announce_hearing(self, deed: Deed, _matter: Matter) -> bool:
        due = deed.due_on is None or deed.day < deed.due_on <= deed.day + timedelta(days=366)
        return due and self.terminable(deed.case, deed.day)

    def _may_terminate(self, deed: Deed, matter: Matter) -> bool:
        heard = matter.last_word == "stated" or (matter.view_by is not None and deed.day > matter.view_by)
        return heard and self.terminable(deed.case, deed.day)

    def _may_close(self, deed: Deed, _matter: Matter) -> bool:
        return not any(s.case == deed.case and not s.provisional and s.runs_on(deed.day) for s in self.stops)

    def _may_warn(self, deed: Deed, matter: Matter) -> bool:
        return bool(matter.item) and not self._stopped_by(deed.case)

    def _may_go_on(self, deed: Deed, _matter: Matter) -> bool:
        """停止後、一定期間（６か月）を過ぎても改善されない場合."""
        return any(
            stop.case == deed.case
            and not stop.provisional
            and stop.runs_on(deed.day)
            and stop.last_day is not None
            and stop.last_day < deed.day
            and not stop.mended
            for stop in self.stops
        )

    def _may_annul(self, deed: Deed, matter: Matter) -> bool:
        """１か月を過ぎても、手続き、報告がなされない場合: it was done within the month, so that there was no such case."""
        in_time = deed.met_on is not None and deed.met_on <= self.last_day_of_grace(matter)
        running = any(s.case == deed.case and not s.provisional and s.runs_on(deed.day) for s in self.stops)
        return bool(matter.item) and in_time and running

    def _overdue_by_a_month(self, case: str, day: date) -> bool:
        """翌日から１か月を過ぎても、手続き、報告がなされない; 提出依頼にも関わらず (8(2)④ａ, 19): before that it is no 同種の違反行為."""
        matter = self.cases[case]
        demanded = matter.item != "report" or (matter.answer_by is not None and day > matter.answer_by)
        return (day > self.last_day_of_grace(matter) and demanded) or self._stopped_by(case)

    def terminable(self, case: str, day: date) -> bool:
        """Whether a case may end in termination, once the organization was heard."""
        matter = self.cases[case]
        if matter.item and not self._overdue_by_a_month(case, day):
            return False
        if matter.ground in self.terms.terminated_at_once:
            return True
        for stop in self.stops:
            if stop.provisional or stop.should_not_have_been:
                continue
            later = self._after_resumption(stop, matter.happened_on)
            if stop.ground in self.terms.terminated_after and matter.ground in BREACHES_OF_THE_TERMS and later:
                return True
            if matter.ground == stop.ground == "overdue":
                its_term_is_over = stop.case == case and stop.last_day is not None and day > stop.last_day
                unmended = (
                    its_term_is_over and stop.runs_on(day) and not stop.mended
                )  # 停止後…改善されない: what it stopped for
                if unmended or later:
                    return True
        return False

    def _after_resumption(self, stop: Stop, day: date) -> bool:
        """Whether at some instant from the stop's end to the beginning of a day nothing stopped the use."""
        end, midnight = stop.end(), datetime.combine(day, time.min, JAPAN)
        if end is None:
            return False
        # What was wrong has stopped the use all the same, as long as it held.
        ends = [*(other.end() for other in self.stops), *(one.over for one in self.terminations)]
        instants = [instant for instant in ends if instant is not None and end <= instant <= midnight]
        return any(not any(other.runs(instant) for other in (*self.stops, *self.terminations)) for instant in instants)

    def _stopped_by(self, case: str) -> bool:
        """Also by what was taken back: a right stop after a wrong one is decided in a case of its own (158)."""
        return any(stop.case == case and not stop.provisional for stop in self.stops)

    def _running(self, ground: str, day: date) -> bool:
        return any(s.ground == ground and not s.provisional and s.runs_on(day) for s in self.stops)

    # It is done ------------------------------------------------------------------------------------------------------

    def note(self, deed: Deed) -> None:
        """Keep a lawful deed, with what it brings about."""
        if deed.what == "withdraw":
            decision = next(one for one in self.decisions if one.begun == deed.of)
            if isinstance(decision, Stop):
                self._stop_was_wrong(decision, deed)
            else:
                self._termination_was_wrong(decision, deed)
            return
        if deed.what == "open":
            assert deed.happened_on is not None
            self.cases[deed.case] = Matter(deed.ground, deed.happened_on, deed.item)
            return
        matter = self.cases[deed.case]
        match deed.what:
            case "refer":
                matter.last_word = "referred"
            case "reclassify":
                matter.ground = deed.ground
                # What the section was asked, and what was heard on the other ground, is over (CMP-1, CMP-7: else CMP-8).
                if matter.last_word in {"referred", "announced", "stated"}:
                    matter.last_word = "opened"
            case "set_day":
                assert deed.happened_on is not None
                matter.happened_on = deed.happened_on
                # What was heard was another conduct (8: 再度利用規約違反行為を行った場合 hangs on its day).
                if matter.last_word in {"announced", "stated"}:
                    matter.last_word = "opened"
            case "request_correction":
                matter.last_word, matter.requested = "requested", deed.day
                matter.answer_by = deed.due_on or fourteen_days(deed.day)
            case "answer":
                matter.last_word = "answered"
            case "announce_hearing":
                matter.last_word, matter.view_by = "announced", deed.due_on or fourteen_days(deed.day)
            case "state_view":
                matter.last_word = "stated"
            case "suspend_provisionally":
                self.stops.append(Stop(deed.case, matter.ground, deed.at, provisional=True))
            case "suspend":
                months = self.terms.months_of_stop
                last_day = last_day_of_stop(deed.at, months) if deed.kind == "for_a_term" else None
                self._facts_are_established(deed)
                self.stops.append(Stop(deed.case, matter.ground, deed.at, last_day=last_day))
            case "end_provisional":
                self._facts_are_established(deed)
            case "close":
                self._facts_are_established(deed)
                matter.last_word = "closed"
            case "confirm":
                self._facts_are_established(deed)
                self._corrected(deed)
                matter.last_word = "confirmed"
            case "annul":
                self._facts_are_established(deed)
                for stop in self.stops:
                    if stop.case == deed.case and stop.over is None:
                        stop.over, stop.should_not_have_been = deed.at, True
                matter.last_word = "closed"
            case "terminate":
                termination = Termination(deed.case, matter.ground, deed.at)
                self.terminations.append(termination)
                for stop in self.stops:
                    if stop.runs(deed.at):
                        stop.over, stop.cut_off = deed.at, termination
                matter.last_word = "closed"

    def _stop_was_wrong(self, stop: Stop, deed: Deed) -> None:
        """It ends at once, by its term or not, and its case with it, but where the section is still asked (CMP-1).

        Whether a termination has cut it off makes no difference, so that of two wrong decisions either may be taken back first.
        """
        matter = self.cases[stop.case]
        held = replace(stop, over=None) if stop.cut_off is self.termination and stop.cut_off else stop
        if held.runs(deed.at) and matter.last_word != "referred":
            matter.last_word = "closed"
        stop.should_not_have_been = True
        if stop.runs(deed.at):
            stop.over = deed.at

    def _termination_was_wrong(self, termination: Termination, deed: Deed) -> None:
        """The stops that it cut off run on to their own end; the days that it took are given back."""
        termination.over = deed.at
        for stop in self.stops:
            if stop.cut_off is not termination or stop.should_not_have_been:
                continue
            its_own = stop.case == termination.case
            if stop.provisional if its_own else self.cases[stop.case].last_word == "closed":
                continue  # the facts were established; or staff have closed the case since
            stop.over = stop.cut_off = None
            if its_own and stop.runs(deed.at):
                self.cases[stop.case].last_word = "opened"
        if self.cases[termination.case].item and not self._stopped_by(termination.case):
            self.cases[termination.case].last_word = "opened"  # it is overdue still (8(2)④ａ)
        for matter in self.cases.values():
            matter.answer_by = given_back(matter.answer_by, termination, date.min)
            matter.view_by = given_back(matter.view_by, termination, date.min)

    def _facts_are_established(self, deed: Deed) -> None:
        """事実が確認されるまでの間."""
        for stop in self.stops:
            if stop.provisional and stop.case == deed.case and stop.over is None:
                stop.over = deed.at

    def _corrected(self, deed: Deed) -> None:
        """是正が確認されるまでの間; a term runs on, one that was overdue too, and not beyond."""
        for stop in self.stops:
            if stop.case != deed.case or stop.over is not None:
                continue
            stop.mended = True
            if stop.last_day is None or (stop.ground == "overdue" and stop.last_day < deed.day):
                stop.over = deed.at

    # How it is on a day ----------------------------------------------------------------------------------------------

    def may_apply_anew(self, day: date) -> bool:
        """利用解除となった日から起算して３年間は、新規に対象としない (5, 8(4); 000): after it, as anybody else."""
        return self.terminated is not None and day > last_day_of_bar(self.terminated, self.terms.months_of_bar)

    def last_day_of_grace(self, matter: Matter) -> date:
        """Of what is overdue. Who has withdrawn hands in no form, but reports (AUT-9; 306)."""
        last_day: date | None = last_day_of_grace(matter.happened_on, self.terms.months_of_grace)
        absences = () if matter.item == "report" else self.absences
        for one in sorted((*self.terminations, *absences), key=lambda one: one.begun):
            last_day = given_back(last_day, one, matter.happened_on)
        assert last_day is not None
        return last_day

    def standing(self, day: date) -> tuple[str, date | None]:
        """利用中, 停止中 with the last day where it is known, 利用解除 with the last day of the bar: when a day is over."""
        if self.terminated is not None:
            return "terminated", last_day_of_bar(self.terminated, self.terms.months_of_bar)
        running = [stop for stop in self.stops if stop.runs_on(day)]
        if not running:
            return "active", None
        known = [stop.last_day for stop in running if stop.last_day is not None and day <= stop.last_day]
        return "suspended", max(known) if len(known) == len(running) else None

    def closed(self, case: str, day: date) -> bool:
        """Whether a case is over when a day is: closed, or confirmed and its stop has run."""
        word = self.cases[case].last_word
        return word == "closed" or (
            word == "confirmed" and not any(s.case == case and s.runs_on(day) for s in self.stops)
        )

    def awaited(self, case: str, day: date) -> tuple[str, date, bool] | None:
        """What the organization is asked for, until when, and whether that day has passed; nothing once it is terminated."""
        if self.terminated is not None:
            return None
        matter = self.cases[case]
        if matter.last_word == "requested" and matter.answer_by is not None:
            return "answer", matter.answer_by, day > matter.answer_by
        if matter.last_word == "announced" and matter.view_by is not None:
            return "state_view", matter.view_by, day > matter.view_by
        return None
