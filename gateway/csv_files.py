"""CSV files for people: in UTF-8 with a mark, or in the Windows code page 932 that older office software expects.

What stands in a cell was written by others, so that nothing in it is ever read as a formula.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

ENCODINGS = {"utf-8": "UTF-8（BOM付き）", "cp932": "シフトJIS（Windows-31J）"}
CHARSETS = {"utf-8": "utf-8", "cp932": "Windows-31J"}
GETA = "〓"
"""Stands for a character that the code page does not have, as printers did with a turned type."""
REPLACED = "置換えの有無"
"""Title of the last column: whether a character of the row was replaced."""

_FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
# The same sign under the number that the code page's own table gives it.
_SAME_SIGN = str.maketrans("\u301c\u2016\u2212\u00a2\u00a3\u00ac\u2014", "\uff5e\u2225\uff0d\uffe0\uffe1\uffe2\u2015")


def _turn(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError), error
    return GETA * (error.end - error.start), error.end


codecs.register_error("geta", _turn)


def csv_file(titles: Sequence[str], rows: Iterable[Sequence[str]], encoding: str) -> bytes:
    """The file, its lines ended by CRLF (RFC 4180); a column is added that tells of replaced characters.

    A cell that office software would read as a formula gets an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*titles, REPLACED])
    for row in rows:
        cells = [_in_code_page(cell) for cell in row] if encoding == "cp932" else list(row)
        replaced = encoding == "cp932" and any(
            cell.count(GETA) > was.count(GETA) for cell, was in zip(cells, row, strict=True)
        )
        writer.writerow([*(_no_formula(cell) for cell in cells), "有" if replaced else ""])
    whole = text.getvalue()
    return whole.encode("cp932") if encoding == "cp932" else whole.encode("utf-8-sig")


def _in_code_page(cell: str) -> str:
    return cell.translate(_SAME_SIGN).encode("cp932", "geta").decode("cp932")


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULAS) else cell
