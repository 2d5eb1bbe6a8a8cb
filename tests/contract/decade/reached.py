"""What the histories reach between them, so that each is compared at least once."""

from tests.contract.decade.lives import TERMS
from tests.simulated_decade.withdrawals import WAYS

REACHED = {
    *(f"{class_} {standing}" for class_ in TERMS for standing in ("active", "suspended", "terminated")),
    *("to be deleted", "suspended and nothing to be deleted", "deleted and acquired anew", "municipal period"),
    *("token open", "token closed", "token ended", "beyond the bar"),
    *("order followed", "order followed anew", "many blocks", "many blocks, looked at anew"),
    *("no case of a former organization on order", "no case of a former organization on many_blocks"),
    *("no case of a former organization on facts_unclear", "refusal corrected", "refusal taken back"),
    *("active overtaken", "suspended overtaken", "terminated overtaken"),
    *("custody_changed overtaken", "case_changed overtaken"),
    *("take_form_back opens again", "take_refusal_back opens again", "approve opens again", "correct_form", "lapse"),
    *("take_form_back of who is suspended", "blocked and unblocked"),
    *("refusal overtaken by its correction", "correction overtaken by a newer one"),
    *("case_opened", "order_issued", "answered", "answer_late", "view_stated", "view_late"),
    *("withdrawn while active", "withdrawn while suspended", "a withdrawal overtaken", "the month stood still"),
    *("back while active, withdrawn while active", "back while suspended, withdrawn while suspended"),
    *("back while active, withdrawn while suspended", "an order waited for the return"),
    *WAYS,
} - {
    "a stop that a termination has cut off, which is wrong as well", "a termination on its own day",
    "a termination, the stop's term was over since",
    "a termination, its own case's stop had been taken back before",
    "a termination, its own case's stop runs on", "a termination, days to state a view are given back",
    "a termination, the month of grace stood still", "a termination for what is overdue and has not stopped the use",
}  # fmt: skip
"""The last are left to the decade of the rules, which is a hundred times as quick."""
