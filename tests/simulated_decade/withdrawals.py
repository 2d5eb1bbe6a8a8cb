"""In which of the ways that decision 158 speaks of a decision is taken back, so that histories can be asked whether they reach all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.simulated_decade.facts import Deed, Stop, Termination
from tests.simulated_decade.oracle import Oracle

OF_STOPS = (
    "a stop in force",
    "a stop that had ended",
    "a stop while a termination stands",
    "a stop that a termination has cut off, which is wrong as well",
    "a provisional stop while the case is with the section",
)
OF_TERMINATIONS = (
    "a termination on its own day",
    "a termination, another case's stop runs on",
    "a termination, its own case's stop runs on",
    "a termination, its own case's provisional stop is over",
    "a termination, the stop's case was closed since",
    "a termination, the stop's term was over since",
    "a termination, its own case's stop had been taken back before",
    "a termination, days to answer are given back",
    "a termination, days to state a view are given back",
    "a termination, the month of grace stood still",
    "a termination after another one",
    "a termination for what is overdue and has not stopped the use",
)
_OVER = {"confirmed", "closed"}
WAYS = (*OF_STOPS, *OF_TERMINATIONS, "while a hearing runs")


def ways(oracle: Oracle, deed: Deed) -> Iterator[str]:
    """Those that a lawful withdrawal goes, before it is noted."""
    decision = next(one for one in oracle.decisions if one.begun == deed.of)
    words = {name: matter.last_word for name, matter in oracle.cases.items()}
    if "announced" in words.values():
        yield "while a hearing runs"
    found = _of_stop(oracle, deed, decision) if isinstance(decision, Stop) else _of_termination(oracle, deed, decision)
    yield from found


def _of_stop(oracle: Oracle, deed: Deed, stop: Stop) -> Iterator[str]:
    yield "a stop in force" if stop.runs(deed.at) else "a stop that had ended"
    if oracle.termination is not None:
        yield "a stop while a termination stands"
    cut_off = stop.cut_off is not None and stop.cut_off is oracle.termination
    if cut_off and replace(stop, over=None).runs(deed.at) and oracle.cases[stop.case].last_word not in _OVER:
        yield "a stop that a termination has cut off, which is wrong as well"
    if stop.runs(deed.at) and oracle.cases[stop.case].last_word == "referred":
        yield "a provisional stop while the case is with the section"


def _of_termination(oracle: Oracle, deed: Deed, termination: Termination) -> Iterator[str]:
    since = termination.begun.date()
    if since == deed.day:
        yield "a termination on its own day"
    if any(one.should_not_have_been for one in oracle.terminations):
        yield "a termination after another one"
    stopped_for = {stop.case for stop in oracle.stops if not stop.provisional}
    if oracle.cases[termination.case].item and termination.case not in stopped_for:
        yield "a termination for what is overdue and has not stopped the use"
    for stop in oracle.stops:
        if stop.cut_off is termination:
            yield _of_stop_cut_off(oracle, deed, termination, stop)
    for matter in oracle.cases.values():
        if since == deed.day or matter.last_word in _OVER:
            continue
        if matter.last_word == "requested" and matter.answer_by is not None and matter.answer_by >= since:
            yield "a termination, days to answer are given back"
        if matter.last_word == "announced" and matter.view_by is not None and matter.view_by >= since:
            yield "a termination, days to state a view are given back"
        if matter.item and oracle.last_day_of_grace(matter) >= since and matter.happened_on < deed.day:
            yield "a termination, the month of grace stood still"


def _of_stop_cut_off(oracle: Oracle, deed: Deed, termination: Termination, stop: Stop) -> str:
    if stop.should_not_have_been and stop.case == termination.case and not stop.provisional:
        return "a termination, its own case's stop had been taken back before"
    if stop.case == termination.case and stop.provisional:
        return "a termination, its own case's provisional stop is over"
    if stop.case != termination.case and oracle.cases[stop.case].last_word == "closed":
        return "a termination, the stop's case was closed since"
    if not replace(stop, over=None).runs(deed.at):
        return "a termination, the stop's term was over since"
    its_own = stop.case == termination.case
    return f"a termination, {'its own' if its_own else 'another'} case's stop runs on"
