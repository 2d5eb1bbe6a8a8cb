"""MSG-3: the text that tells a change of mandatory information."""

import datetime as dt
from dataclasses import fields, replace

from services.japanese_calendar import in_era
from services.messaging.domain.guidance import guidance_body
from services.messaging.domain.information_change import change_body
from tests.unit.messaging.test_guidance import INFORMATION, NAMES

DAY = dt.date(2026, 4, 1)


def test_msg_3_every_item_that_changes_is_told_with_what_it_was_and_what_it_is() -> None:
    for item in fields(INFORMATION):
        before = getattr(INFORMATION, item.name)
        after = replace(INFORMATION, **{item.name: [*before, "新"] if isinstance(before, list) else "新しい内容"})
        body = change_body(INFORMATION, after, in_era(DAY), NAMES)
        assert body is not None, f"tell a change of {item.name}"
        differences, whole = body.split("【変更後の内容】")
        assert ("（追加）新" if isinstance(before, list) else "新しい内容") in differences
        assert differences.count("■") == 1
        assert all(line in guidance_body(after, NAMES) for line in whole.splitlines() if line.startswith("■"))


def test_msg_3_of_a_list_what_came_and_what_went_is_told_and_nothing_else() -> None:
    before = replace(INFORMATION, area_codes=["130001", "140001", "270001"])
    after = replace(INFORMATION, area_codes=["130001", "270001", "280001"])
    body = change_body(before, after, in_era(DAY), NAMES)
    assert body is not None
    assert "■ 取り扱っている求人の地域\n（追加）280001\n（削除）140001\n" in body


def test_msg_3_an_item_that_came_new_or_went_whole_says_so() -> None:
    body = change_body(INFORMATION, replace(INFORMATION, support_offered=""), in_era(DAY), NAMES)
    assert body is not None
    assert "（変更前）\n応募書類の添削\n（変更後）\nなし" in body


def test_msg_3_what_reads_the_same_is_no_change() -> None:
    assert change_body(INFORMATION, replace(INFORMATION), in_era(DAY), NAMES) is None
