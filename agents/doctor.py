"""What this installation is and would do: versions, folders, settings, and what goes where."""

import platform
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version

from agents.app import App
from memory.folder import CHROMA, check
from memory.journal import Journal, wal_is_safe
from practice.errors import CoachError
from practice.value import Value
from tools.bank import Bank

PACKAGES = ("answer-coach", "autogen-agentchat", "litellm", "chromadb", "pydantic", "typer")


class Finding(Value):
    """One thing looked at; `ok` False is something to mend."""

    what: str
    value: str
    ok: bool = True


def findings(app: App) -> Iterator[Finding]:
    """Yield what the doctor sees; nothing is written, locked or contacted."""
    yield Finding(what="Python", value=f"{platform.python_version()} on {platform.system()}")
    for package in PACKAGES:
        yield Finding(what=package, value=version(package))
    yield from _settings(app)
    yield from _folder(app)
    yield _bank(app.bank)
    yield _sending(app)


def _settings(app: App) -> Iterator[Finding]:
    for each in app.settings.resolved:
        value = "–" if each.value is None else each.value
        yield Finding(what=f"setting {each.name}", value=f"{value} ({each.origin})")


def _folder(app: App) -> Iterator[Finding]:
    folder = app.settings.folder
    safe = "safe" if wal_is_safe(sqlite3.sqlite_version_info) else "unsafe: rollback journal used"
    yield Finding(what="SQLite", value=f"{sqlite3.sqlite_version}, write-ahead logging {safe}")
    if not folder.exists():
        yield Finding(what="data folder", value=f"{folder} (made at the first practice)")
        return
    try:
        check(folder)
        yield Finding(what="data folder", value=str(folder))
        journal = Journal.read(folder)
        if journal is not None:
            with journal:
                verdict, events = journal.check(), len(journal.records())
            told = f"{verdict}, {events} events, mode {journal_mode(folder)}"
            yield Finding(what="journal", value=told, ok=verdict == "ok")
    except CoachError as error:
        yield Finding(what="data folder", value=str(error), ok=False)
        return
    yield _chroma(app)


def journal_mode(folder: object) -> str:
    """Return the mode that the journal is written in."""
    return "wal" if wal_is_safe(sqlite3.sqlite_version_info) else "delete"


def _chroma(app: App) -> Finding:
    """Look at Chroma's file from outside: opening it would be a second process on it."""
    path = app.settings.folder / CHROMA / "chroma.sqlite3"
    if not path.exists():
        return Finding(what="Chroma", value="not there yet; made from the journal when needed")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            (verdict,) = file.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        verdict = str(error)
    sound = verdict == "ok"
    told = "ok" if sound else f"{verdict}; run: coach memory rebuild"
    return Finding(what="Chroma", value=told, ok=sound)


def _bank(bank: Bank) -> Finding:
    try:
        count = sum(1 for _ in bank.questions())
    except CoachError as error:
        return Finding(what="bank", value=str(error).splitlines()[0], ok=False)
    return Finding(what="bank", value=f"{count} questions")


def _sending(app: App) -> Finding:
    settings = app.settings
    if settings.model is None:
        told = "nothing leaves this machine: no model is configured"
        return Finding(what="what is sent", value=told)
    where = settings.api_base or "the provider's own address"
    told = f"question, rubric, your answers and the dialogue go to {settings.model} at {where}"
    return Finding(what="what is sent", value=told)
