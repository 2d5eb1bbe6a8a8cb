"""The Japanese typeface that is embedded into every paper: IPAex Gothic, from the wheel `matplotlib-fontja`."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

GOTHIC = "IPAexGothic"


@cache
def register_typeface() -> str:
    """Make the typeface known to reportlab, once a process, and give its name."""
    pdfmetrics.registerFont(TTFont(GOTHIC, typeface_path()))
    # One weight only: bold and italic are drawn as regular instead of failing.
    pdfmetrics.registerFontFamily(GOTHIC, normal=GOTHIC, bold=GOTHIC, italic=GOTHIC, boldItalic=GOTHIC)
    return GOTHIC


def typeface_path() -> Path:
    """Where the font file lies. The wheel's package is located, not imported: importing it would load matplotlib."""
    spec = find_spec("matplotlib_fontja")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("the typeface is missing: install matplotlib-fontja")
    return Path(spec.submodule_search_locations[0], "fonts", "ipaexg.ttf")
