"""Folders of indexes and the switch between them: `<folder>/<generation>/`, and `current`, a link to the one in use."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import tantivy

from services.runtime.identifiers import new_id
from services.search.index import schema

CURRENT = "current"
_WRITER_LOCK = "writer.lock"
_REBUILD_LOCK = "rebuild.lock"


class AlreadyAtWork(RuntimeError):
    """Another process does this on the same folder."""


def current(folder: Path) -> str | None:
    """Name of the generation in use, if this code can read it; None where there is none or one of other code."""
    try:
        name = os.readlink(folder / CURRENT)
    except FileNotFoundError:
        return None
    readable = name.startswith(schema.fingerprint()) and (folder / name / "meta.json").exists()
    return name if readable else None


def new(folder: Path) -> str:
    """Make an empty generation, not in use yet; answers its name."""
    name = f"{schema.fingerprint()}-{new_id()}"
    (folder / name).mkdir(parents=True)
    tantivy.Index(schema.build(), path=str(folder / name))
    return name


def open_index(folder: Path, name: str) -> tantivy.Index:
    """Open a generation. Readers see a commit after `reload()` and not before."""
    index = schema.with_tokenizers(tantivy.Index.open(str(folder / name)))
    index.config_reader("manual")
    return index


def switch(folder: Path, name: str) -> None:
    """Put a generation in use, at once for everybody, and drop those older than the one it replaces.

    The one replaced stays, as searches may still run on it; it goes with the next switch.
    """
    before = os.readlink(folder / CURRENT) if (folder / CURRENT).is_symlink() else None
    link = folder / f".{CURRENT}-{name}"
    link.symlink_to(name)
    os.replace(link, folder / CURRENT)
    for other in folder.iterdir():
        if other.is_dir() and not other.is_symlink() and other.name not in {name, before}:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the folder as its one follower; raises `AlreadyAtWork`. The lock ends with the process, however it ends."""
    with _held(folder / _WRITER_LOCK):
        yield


@contextmanager
def only_rebuild(folder: Path) -> Iterator[None]:
    """Hold the folder as its one rebuild; raises `AlreadyAtWork`. A follower may go on beside it."""
    with _held(folder / _REBUILD_LOCK):
        yield


@contextmanager
def _held(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyAtWork(f"another process holds {path}") from None
        yield
