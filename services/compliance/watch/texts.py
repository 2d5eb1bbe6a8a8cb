"""What the calendar writes into a case: to the organization, in its timeline and by mail (CMP-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.compliance.cases.domain.files import Overdue, OverdueItem
from services.compliance.cases.domain.watching import WatchStep
from services.japanese_calendar import fiscal_year_in_era, in_era, in_sentence
from services.legal_calendar import day_after, fiscal_year

_MISSING = {
    OverdueItem.PERMISSION: "職業紹介事業の許可の有効期限（{due_on}）が過ぎましたが、変更申請書が提出されていません。",
    OverdueItem.SEEKER_TERM: "求職情報提供サービスの利用期限（{due_on}）が過ぎましたが、更新申請書が提出されていません。",
    OverdueItem.REPORT: "{year}の利用状況の報告の期限（{due_on}）が過ぎましたが、報告が行われていません。",
}
_REASON = {
    OverdueItem.PERMISSION: "職業紹介事業の許可の有効期限（{due_on}）の翌日から{waited}か月を過ぎても、変更申請の手続が行われないため。",
    OverdueItem.SEEKER_TERM: "求職情報提供サービスの利用期限（{due_on}）の翌日から{waited}か月を過ぎても、更新申請の手続が行われないため。",
    OverdueItem.REPORT: "提出を依頼したにもかかわらず、{year}の利用状況の報告の期限（{due_on}）の翌日から{waited}か月を過ぎても"
    "報告が行われないため。",
}
_DONE = {
    OverdueItem.PERMISSION: "変更申請",
    OverdueItem.SEEKER_TERM: "更新申請",
    OverdueItem.REPORT: "利用状況の報告",
}
_TEXTS = {
    WatchStep.OPEN: "{missing}期限の翌日から{waited}か月（{stood_still}{grace}まで）を過ぎても行われないときは、利用規約に基づき、"
    "{term}か月間利用を{stops}。",
    WatchStep.WARN: "{missing}{last}までに行われないときは、{suspended}から{term}か月間、利用を停止します。",
    WatchStep.SUSPEND: "{reason}",
    WatchStep.GO_ON: "利用停止の期間が満了しましたが、{done}が行われていないため、利用停止を続けます。引き続き行われないときは、"
    "利用解除となることがあります。",
    WatchStep.CONFIRM: "{done}が行われたことを確認しました。利用停止は、期間の末日まで続き、期間の満了により終了します。",
    WatchStep.ANNUL: "{done}が{met}に行われていたことを確認しました。期間内に行われていたため、利用停止を取り消します。",
    WatchStep.CLOSE: "{done}が行われたことなどにより、この件は終了しました。",
}
_STOPS = {
    OverdueItem.PERMISSION: "停止します",
    OverdueItem.SEEKER_TERM: "停止します",
    OverdueItem.REPORT: "停止することがあります",
}
"""A report suspends only after the bureau's demand, whose day may be later (提出依頼にも関わらず)."""
_GOES_ON_FROM = {
    WatchStep.OPEN: "{missing}提出されたとして利用停止を終えていましたが、その受付の記録が取り消されたため、利用停止を続けます。",
    WatchStep.WARN: "{missing}{last}までに行われないときは、{suspended}から、先の利用停止を続けます。",
    WatchStep.SUSPEND: "{reason}なお、{done}が行われたとの記録により終えた利用停止（{former}まで）を、その記録が取り消されたため、"
    "続けるものです。{term_over}",
}
"""Where a suspension goes on from one that ended by a receipt which was taken back (decision 306)."""
_TERM_OVER = "その期間は既に満了しているため、{done}が行われるまで続きます。"
_CONFIRMED_LATE = "{done}が行われたことを確認しました。利用停止を終了します。"


@dataclass(frozen=True)
class Stopped:
    """What was taken back and had stopped the months of grace meanwhile (decisions 158, 306)."""

    by_termination: bool = False
    by_withdrawal: bool = False

    @property
    def told(self) -> str:
        """Beside the last day; empty where nothing had."""
        both = (("利用解除", self.by_termination), ("退会", self.by_withdrawal))
        names = [name for name, stopped in both if stopped]
        return f"取り消された{'及び'.join(names)}の間を除き、" if names else ""


NEVER_STOPPED = Stopped()


def text_of(
    step: WatchStep,
    overdue: Overdue,
    *,
    months: tuple[int, int],
    grace: date,
    last_day: date | None = None,
    met_on: date | None = None,
    ends_now: bool = False,
    stopped: Stopped = NEVER_STOPPED,
    former_last_day: date | None = None,
    today: date | None = None,
) -> str:
    """The text of a step. `months`: of grace and of the suspension, settings of the class; `grace`: the end of the former;
    `last_day`: the day after which the calendar suspends (CMP-6). `stopped`: by what the months of grace stood still.
    `former_last_day`: of the suspension that the one of this case goes on from, as of `today`.
    """
    waited, term = (in_sentence(number) for number in months)
    facts: dict[str, Any] = {
        "due_on": in_era(overdue.due_on),
        "year": fiscal_year_in_era(fiscal_year(overdue.due_on) - 1),
        "waited": waited,
    }
    last, done = last_day or grace, _DONE[overdue.item]
    text = _CONFIRMED_LATE if step is WatchStep.CONFIRM and ends_now else _TEXTS[step]
    if former_last_day is not None:
        text = _GOES_ON_FROM.get(step, text)
    over = former_last_day is not None and today is not None and former_last_day < today
    return text.format(
        missing=_MISSING[overdue.item].format(**facts),
        reason=_REASON[overdue.item].format(**facts),
        done=done,
        former="" if former_last_day is None else in_era(former_last_day),
        term_over=_TERM_OVER.format(done=done) if over else "",
        stops=_STOPS[overdue.item],
        waited=waited,
        term=term,
        stood_still=stopped.told,
        grace=in_era(grace),
        last=in_era(last),
        suspended=in_era(day_after(last)),
        met="" if met_on is None else in_era(met_on),
    )
