"""What this installation is and would do: versions, folders, settings, and what goes where."""

import os
import platform
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version

from pydantic import Field

from agents.commands.app import App
from agents.commands.sending import destinations
from memory.folder import CHROMA, check
from memory.journal import Journal, wal_is_safe
from practice.errors import CoachError
from practice.settings import Setting
from practice.value import Lang, Value
from tools.bank import Bank
from tools.scrub import scrub
from tools.wording import say, wordings

PACKAGES = ("answer-coach", "autogen-agentchat", "litellm", "chromadb", "pydantic", "typer")


class Finding(Value):
    """One thing looked at; `ok` False is something to mend."""

    what: str
    value: str
    ok: bool = True
    zh: str | None = Field(default=None, exclude=True)
    """The value in Chinese, for a person; programs are given the English one."""

    def told(self, lang: Lang) -> str:
        """Return the finding as one line in `lang`."""
        name = wordings().get(f"doctor.{self.what}")
        what = name.of(lang) if name else self.what
        value = self.zh if lang == "zh" and self.zh is not None else self.value
        return say("doctor.line", lang, what=what, value=value)


def _finding(what: str, key: str, *, ok: bool = True, **facts: object) -> Finding:
    """Return a finding whose value is told in the words of `key`."""
    return Finding(what=what, value=say(key, "en", **facts), ok=ok, zh=say(key, "zh", **facts))


def findings(app: App) -> Iterator[Finding]:
    """Yield what the doctor sees; nothing is written, locked or contacted."""
    python, system = platform.python_version(), platform.system()
    yield _finding("Python", "doctor.python", version=python, system=system)
    for package in PACKAGES:
        yield Finding(what=package, value=version(package))
    yield from map(_setting, app.settings.resolved)
    yield from _folder(app)
    yield _bank(app.bank)
    yield _sending(app)


def _setting(setting: Setting) -> Finding:
    value, origin = (
        "–" if setting.value is None else scrub(setting.value, os.environ),
        setting.origin,
    )
    return Finding(
        what=f"setting {setting.name}",
        value=f"{value} ({origin})",
        zh=f"{value}（{say(f'doctor.{origin}', 'zh')}）",
    )


def _folder(app: App) -> Iterator[Finding]:
    folder = app.settings.folder
    wal = "doctor.wal" if wal_is_safe(sqlite3.sqlite_version_info) else "doctor.no_wal"
    yield _finding("SQLite", wal, version=sqlite3.sqlite_version)
    if not folder.exists():
        yield _finding("data folder", "doctor.no_folder", folder=folder)
        return
    try:
        check(folder)
        yield Finding(what="data folder", value=str(folder))
        journal = Journal.read(folder)
        if journal is not None:
            with journal:
                verdict, events = journal.check(), len(journal.records())
                facts = {"verdict": verdict, "events": events, "mode": journal.mode()}
            yield _finding("journal", "doctor.events", ok=verdict == "ok", **facts)
    except CoachError as error:
        yield Finding(what="data folder", value=str(error), ok=False, zh=error.told("zh"))
        return
    yield _chroma(app)


def _chroma(app: App) -> Finding:
    """Look at Chroma's file from outside: opening it would be a second process on it."""
    path = app.settings.folder / CHROMA / "chroma.sqlite3"
    if not path.exists():
        return _finding("Chroma", "doctor.no_chroma")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as file:
            (verdict,) = file.execute("PRAGMA quick_check").fetchone()
    except sqlite3.Error as error:
        verdict = str(error)
    if verdict == "ok":
        return Finding(what="Chroma", value="ok", zh=say("doctor.sound", "zh"))
    return _finding("Chroma", "doctor.bad_chroma", ok=False, verdict=verdict)


def _bank(bank: Bank) -> Finding:
    try:
        count = sum(1 for _ in bank.questions())
    except CoachError as error:
        return Finding(what="bank", value=str(error).splitlines()[0], ok=False)
    return _finding("bank", "doctor.questions", count=count)


def _sending(app: App) -> Finding:
    """Say what leaves this machine, and where to."""
    sent = [each.told for each in destinations(app.settings)]
    if not sent:
        return _finding("what is sent", "doctor.nothing_sent")
    value, zh = "; ".join(each.en for each in sent), "；".join(each.zh for each in sent)
    return Finding(what="what is sent", value=value, zh=zh)
