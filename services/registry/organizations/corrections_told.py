"""What an application's history says of a day that was put right, beside the reason (decision 306)."""

from __future__ import annotations

import datetime as dt

from services.japanese_calendar import in_era


def day_corrected(before: dt.date, after: dt.date, reason: str) -> str:
    """Of the day of receipt."""
    return f"受付日を{in_era(before)}から{in_era(after)}に訂正しました。{reason}"


def posting_corrected(before: dt.date, after: dt.date | None, reason: str) -> str:
    """Of the day on which the letter of acceptance was posted; None: it was not posted yet."""
    if after is None:
        return f"承諾書を{in_era(before)}に郵送した記録を取り消しました。{reason}"
    return f"承諾書を郵送した日を{in_era(before)}から{in_era(after)}に訂正しました。{reason}"
