"""The texts of statements that a session is told once (PREPARE) and that are only named afterwards (EXECUTE).

Sparing the database a text's parsing and planning is a third of what it does for a short statement (decision 203).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import Compiled
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.sqltypes import NullType

AsSent = Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class Text:
    """A statement as a session is told it, and as its parameters follow its name; both in the driver's way of writing values."""

    prepared: str
    constants: Mapping[str, Any]
    """What is in `prepared`, of the statement's own: a plan may rest on it, as on an index of some rows."""
    arguments: str
    as_sent: Mapping[str, AsSent]

    def sent(self, name: str, value: Any) -> Any:
        """A parameter's value as the driver takes it."""
        return self.as_sent[name](value) if name in self.as_sent else value


@lru_cache(maxsize=256)
def text_of(statement: Any, names: tuple[str, ...], dialect: Dialect) -> Text:
    """A statement's text for these parameters. Raises TypeError for one of them that has no type."""
    compiled = cast(SQLCompiler, statement.compile(dialect=dialect, column_keys=list(names)))
    as_sent = cast(Mapping[str, AsSent], compiled._bind_processors)
    constants = {
        name: as_sent[name](bound.effective_value) if name in as_sent else bound.effective_value
        for name, bound in compiled.binds.items()
        if name not in names
    }
    return _written(compiled, str(compiled), names, constants, as_sent)


def text_of_executed(compiled: Compiled | None, statement: str, values: Mapping[str, Any]) -> Text:
    """The text of a statement that SQLAlchemy is about to execute, with these values as the driver takes them.

    Raises TypeError for a parameter without a type, and for a list that stands in the text one by one: each length is another text.
    """
    if not isinstance(compiled, SQLCompiler):
        raise TypeError(f"a statement that is told once must be SQLAlchemy's: {statement}")
    parameters = _parameters(compiled)
    constants = tuple((name, value) for name, value in values.items() if name not in parameters)
    return _executed(compiled, statement, constants)


@lru_cache(maxsize=256)
def _parameters(compiled: SQLCompiler) -> tuple[str, ...]:
    """What is given with each execution; all else is the statement's own."""
    required = {name: bound for name, bound in compiled.binds.items() if bound.required}
    for name, bound in required.items():
        if bound.expanding:
            raise TypeError(f"{name}: a statement that is told once takes no list in its text")
    return tuple(required)


@lru_cache(maxsize=256)
def _executed(compiled: SQLCompiler, statement: str, constants: tuple[tuple[str, Any], ...]) -> Text:
    return _written(compiled, statement, _parameters(compiled), dict(constants), {})


def _written(
    compiled: SQLCompiler,
    statement: str,
    names: tuple[str, ...],
    constants: Mapping[str, Any],
    as_sent: Mapping[str, AsSent],
) -> Text:
    types = {name: _type_of(compiled.binds[name], compiled.dialect) for name in names}
    numbered = {name: f"${number}" for number, name in enumerate(names, 1)}
    text = statement.replace("%%", "%%%%") % {**{name: f"%({name})s" for name in constants}, **numbered}
    if not names:
        return Text(f" AS {text}", constants, "", as_sent)
    # A list goes out as one of texts, which becomes no list of another type by itself.
    arguments = [f"%({name})s" + (f"::{type_}" if type_.endswith("[]") else "") for name, type_ in types.items()]
    return Text(f" ({', '.join(types.values())}) AS {text}", constants, f"({', '.join(arguments)})", as_sent)


def _type_of(parameter: BindParameter[Any], dialect: Dialect) -> str:
    """A parameter's type. Raises TypeError for one without, which the database would have to guess.

    Texts are declared without the length of their column, which is looked at when they are written: what is made to fit a
    length is cut off in silence.
    """
    if isinstance(parameter.type, NullType):
        raise TypeError(f"{parameter.key}: a parameter of a statement that is told once needs a type")
    return _WITH_A_LENGTH.sub("TEXT", parameter.type.compile(dialect))


_WITH_A_LENGTH = re.compile(r"\bVARCHAR(?:\(\d+\))?")
