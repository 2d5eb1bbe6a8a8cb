"""The look that all papers share: A4, one typeface, ruled tables, page numbers, and a layout that never varies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, black
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
    XPreformatted,
)

from services.japanese_calendar import in_sentence
from services.paper.archival import archival
from services.paper.line_breaking import broken
from services.paper.typeface import GOTHIC, register_typeface

MARGIN = 22 * mm
WIDTH = A4[0] - 2 * MARGIN
"""Width between the margins, in points."""
LABELS = 44 * mm
"""Width of a column of labels."""

_SHADE = Color(0.93, 0.93, 0.93)
_HAIRLINE = 0.5
_CELL_SIDE = 5
_LINES_A_PIECE = 6
_SMALLEST_SPLIT = 36
"""A row that is broken over pages leaves at least so many points on each."""
_ROOM_UNDER_HEADING = 28 * mm
"""A heading with less room than this under it goes to the next page."""


def _style(size: float, leading: float, **options: Any) -> ParagraphStyle:
    return ParagraphStyle(f"gothic-{size}", fontName=GOTHIC, fontSize=size, leading=leading, **options)


_TITLE = _style(16, 25, alignment=TA_CENTER)
_HEADING = _style(11, 16, spaceBefore=8, spaceAfter=3)
_BODY = _style(10.5, 17)
_RIGHT = _style(10.5, 17, alignment=TA_RIGHT)
_CENTRE = _style(10.5, 17, alignment=TA_CENTER)
_NOTE = _style(8.5, 13)
_CELL = _style(9.5, 14)


def title(text: str) -> Flowable:
    """The paper's name, large and centred."""
    return _set(text, _TITLE)


def heading(text: str) -> list[Flowable]:
    """A section's heading, never alone at the foot of a page."""
    return [CondPageBreak(_ROOM_UNDER_HEADING), _set(text, _HEADING)]


def together(parts: Sequence[Flowable]) -> Flowable:
    """What stays on one page, as long as it fits on one.

    Without the breaks that headings bring: they are not needed in it, and with one at its beginning reportlab does not count the
    space above the heading, so that the last lines would go on on the next page.
    """
    return KeepTogether([part for part in parts if not isinstance(part, CondPageBreak)])


def body(text: str) -> Flowable:
    """Running text."""
    return _set(text, _BODY)


def right(text: str) -> Flowable:
    """A line set to the right margin: dates, numbers, sender."""
    return _set(text, _RIGHT)


def centre(text: str) -> Flowable:
    """A centred line, such as 記."""
    return _set(text, _CENTRE)


def note(text: str) -> Flowable:
    """A note in small type."""
    return _set(text, _NOTE)


def gap(millimetres: float) -> Flowable:
    """White space."""
    return Spacer(1, millimetres * mm)


def numbered(items: Sequence[tuple[str, str]], *, small: bool = False) -> Flowable:
    """Numbered sentences, their lines set in from the number: (number, sentence)."""
    style = _NOTE if small else _BODY
    number_width = max(stringWidth(number, GOTHIC, style.fontSize) for number, _ in items) + 4
    rows = [[_set(number, style), _set(text, style, WIDTH - number_width)] for number, text in items]
    flush = [("LEFTPADDING", 0), ("RIGHTPADDING", 0), ("TOPPADDING", 0), ("BOTTOMPADDING", 1)]
    commands: list[Any] = [(name, (0, 0), (-1, -1), points) for name, points in flush]
    commands += [("VALIGN", (0, 0), (-1, -1), "TOP"), ("FONTNAME", (0, 0), (-1, -1), GOTHIC)]
    return Table(rows, colWidths=[number_width, WIDTH - number_width], style=TableStyle(commands))


def labelled(rows: Sequence[tuple[str, str]]) -> Flowable:
    """A ruled table of labels and answers."""
    return _ruled(rows, (LABELS, WIDTH - LABELS), [_SHADED_LABELS])


def labelled_at_length(rows: Sequence[tuple[str, str]]) -> Flowable:
    """A ruled table of labels and long answers, which go on on the next page."""
    return _ruled(rows, (LABELS, WIDTH - LABELS), [_SHADED_LABELS, *_BROKEN_ROWS], splitInRow=_SMALLEST_SPLIT)


def labelled_to_fill(rows: Sequence[tuple[str, str, float]]) -> Flowable:
    """A ruled table to be filled in by hand: (label, what is printed where the answer goes, at least so many points high)."""
    told, heights = [(label, begun) for label, begun, _ in rows], [height for *_, height in rows]
    return _ruled(
        told, (LABELS, WIDTH - LABELS), [_SHADED_LABELS], rowHeights=_room(told, (LABELS, WIDTH - LABELS), heights)
    )


def listed_to_fill(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    height: float,
    *,
    labelled: bool = False,
) -> Flowable:
    """A ruled table to be filled in by hand under a header, its rows at least so many points high; `labelled`: shades labels."""
    told = [header, *rows]
    shade = [("BACKGROUND", (0, 0), (-1, 0), _SHADE), *([_SHADED_LABELS] if labelled else [])]
    return _ruled(told, widths, shade, repeatRows=1, rowHeights=_room(told, widths, [0, *[height] * len(rows)]))


def _room(rows: Sequence[Sequence[str]], widths: Sequence[float], heights: Sequence[float]) -> list[float]:
    """The height of each row: what is asked for, or what its text needs."""
    needed = [
        max(len(_lines(text, _CELL, width - 2 * _CELL_SIDE)) for text, width in zip(row, widths, strict=True))
        * _CELL.leading
        + 6
        for row in rows
    ]
    return [max(pair) for pair in zip(heights, needed, strict=True)]


def listed(rows: Sequence[Sequence[str]], widths: Sequence[float], *, header: bool = False) -> Flowable:
    """A ruled table; a header is shaded and repeated on every page."""
    shade = [("BACKGROUND", (0, 0), (-1, 0), _SHADE)] if header else []
    return _ruled(rows, widths, shade, repeatRows=1 if header else 0)


def compared(rows: Sequence[tuple[str, str, str]], header: tuple[str, str, str]) -> Flowable:
    """A ruled table of labels with two answers side by side, which goes on on the next page under the same header.

    Long answers are cut into pieces of some lines, as reportlab repeats a header wrongly where it breaks a row itself.
    """
    labels = 36 * mm
    widths = (labels, (WIDTH - labels) / 2, (WIDTH - labels) / 2)
    cells: list[Sequence[str]] = [header]
    ends = [0]
    for row in rows:
        lines = [_lines(text, _CELL, width - 2 * _CELL_SIDE) for text, width in zip(row, widths, strict=True)]
        for start in range(0, max(map(len, lines)), _LINES_A_PIECE):
            cells.append(["\n".join(column[start : start + _LINES_A_PIECE]) for column in lines])
        ends.append(len(cells) - 1)
    style: list[Any] = [("LINEBELOW", (0, end), (-1, end), _HAIRLINE, black) for end in ends[:-1]]
    style += [
        ("BOX", (0, 0), (-1, -1), _HAIRLINE, black),
        ("LINEBEFORE", (1, 0), (-1, -1), _HAIRLINE, black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, 0), _SHADE),
        _SHADED_LABELS,
        ("TOPPADDING", (0, 1), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 1), (-1, -1), 0),
        *(("TOPPADDING", (0, end + 1), (-1, end + 1), 2) for end in ends[:-1]),
        *(("BOTTOMPADDING", (0, end), (-1, end), 4) for end in ends[1:]),
    ]
    return _ruled(cells, widths, style, grid=False, repeatRows=1)


def is_short(flowable: Flowable) -> bool:
    """Whether it takes less than a third of a page, so that it can stay together with what stands above."""
    return flowable.wrap(WIDTH, A4[1])[1] < A4[1] / 3


def boxes_to_fill(labels: Sequence[str], height: float) -> Flowable:
    """Labels with an empty box each, of a height in points, to be filled in by hand."""
    return boxes_begun([(label, "", "") for label in labels], height)


def boxes_begun(rows: Sequence[tuple[str, str, str]], height: float) -> Flowable:
    """Labels with a box each to be filled in by hand, in which something is printed at its left and its right end."""
    labels, end = 62 * mm, 12 * mm
    style: list[Any] = [
        _SHADED_LABELS,
        ("BOX", (0, 0), (-1, -1), _HAIRLINE, black),
        ("LINEABOVE", (0, 1), (-1, -1), _HAIRLINE, black),
        ("LINEAFTER", (0, 0), (0, -1), _HAIRLINE, black),
    ]
    widths = (labels, WIDTH - labels - end, end)
    return _ruled(rows, widths, style, grid=False, rowHeights=[height] * len(rows))


_SHADED_LABELS = ("BACKGROUND", (0, 0), (0, -1), _SHADE)
# Broken rows keep a rule at both edges; reportlab breaks rows well only where cells are set to the top.
_BROKEN_ROWS = (
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, "inrowsplitstart"), (-1, "inrowsplitstart"), _HAIRLINE, black),
    ("LINEABOVE", (0, "inrowsplitend"), (-1, "inrowsplitend"), _HAIRLINE, black),
)


def _ruled(
    rows: Sequence[Sequence[str]], widths: Sequence[float], style: Sequence[Any], *, grid: bool = True, **options: Any
) -> Flowable:
    commands: list[Any] = [
        *([("GRID", (0, 0), (-1, -1), _HAIRLINE, black)] if grid else []),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("FONTNAME", (0, 0), (-1, -1), GOTHIC),
        ("LEFTPADDING", (0, 0), (-1, -1), _CELL_SIDE),
        ("RIGHTPADDING", (0, 0), (-1, -1), _CELL_SIDE),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        *style,
    ]
    cells = [
        [_set(text, _CELL, width - 2 * _CELL_SIDE) for text, width in zip(row, widths, strict=True)] for row in rows
    ]
    kind = Table if grid else _RuledAtEdges
    return kind(cells, colWidths=list(widths), style=TableStyle(commands), **options)


class _RuledAtEdges(Table):
    """A table without rules between all rows, which has them where it is broken over pages."""

    def split(self, width: float, height: float) -> list[Any]:
        parts = super().split(width, height)
        for part in parts[:-1]:
            part.setStyle(TableStyle([("LINEBELOW", (0, -1), (-1, -1), _HAIRLINE, black)]))  # type: ignore[attr-defined]
        return list(parts)


def _set(text: str, style: ParagraphStyle, width: float = WIDTH) -> XPreformatted:
    """Text as typed, blanks and markup characters included, broken into lines at a width."""
    return XPreformatted("\n".join(escape(line) for line in _lines(text, style, width)), style)


def _lines(text: str, style: ParagraphStyle, width: float) -> list[str]:
    register_typeface()
    return broken(text, width, lambda piece: stringWidth(piece, GOTHIC, style.fontSize))


class Letterhead(NamedTuple):
    """What stands in the file's properties and at the foot of every page."""

    title: str
    author: str
    footer: str
    made_at: datetime


def printed(story: Sequence[Flowable], letterhead: Letterhead) -> bytes:
    """The paper as PDF/A. `made_at` is the only time in it, so that the same paper is the same bytes."""
    buffer = BytesIO()
    frame_padding = 6  # reportlab's own, on each side of its frame
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        leftMargin=MARGIN - frame_padding,
        rightMargin=MARGIN - frame_padding,
        topMargin=16 * mm,
        bottomMargin=18 * mm,
        title=letterhead.title,
        author=letterhead.author,
        subject=letterhead.footer,
        lang="ja-JP",
        initialFontName=register_typeface(),
    )

    def numbered_canvas(*args: Any, **options: Any) -> Canvas:
        return _NumberedCanvas(letterhead, *args, **options)

    document.build(list(story), canvasmaker=numbered_canvas)
    return archival(
        buffer.getvalue(),
        title=letterhead.title,
        author=letterhead.author,
        subject=letterhead.footer,
        made_at=letterhead.made_at.astimezone(UTC),
    )


class _NumberedCanvas(Canvas):
    """Holds pages back until their number is known, then writes the foot of each: its text, page and pages."""

    # Reportlab offers no public way to these two; its stubs leave them out.
    _doc: Any
    _startPage: Callable[[], None]  # noqa: N815

    def __init__(self, letterhead: Letterhead, *args: Any, **options: Any) -> None:
        super().__init__(*args, **(options | {"invariant": 1}))
        self._letterhead = letterhead
        self._pages: list[dict[str, Any]] = []
        self._doc._timeStamp = _MadeAt(letterhead.made_at)

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self.setFont(GOTHIC, 8.5)
            self.drawString(MARGIN, 11 * mm, self._letterhead.footer)
            self.drawRightString(
                A4[0] - MARGIN, 11 * mm, f"{in_sentence(number)} ／ {in_sentence(len(self._pages))} 頁"
            )
            super().showPage()
        super().save()


class _MadeAt:
    """Stands in for reportlab's time stamp, which reads the clock."""

    def __init__(self, instant: datetime) -> None:
        utc = instant.astimezone(UTC)
        self.t = utc.timestamp()
        self.YMDhms = utc.timetuple()[:6]
        self.dhh = self.dmm = 0
