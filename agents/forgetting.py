"""Forgetting: a session, what is older than a day, or everything; gone from the file's bytes too."""

import sys
from collections.abc import Sequence

from agents.app import App
from agents.archive import no_session
from agents.upkeep import rebuild
from memory.folder import JOURNAL, OWN_QUESTIONS, only_writer
from memory.index import remove_index
from memory.journal import Journal
from memory.own_questions import remove_all
from practice.errors import UsageError
from practice.event import Record
from practice.history import by_session
from practice.plan import PROFILE
from tools.bank_snapshot import remove_snapshot
from tools.day import read_day
from tools.sheet import Line
from tools.wording import say


def forget(
    app: App, session: str | None, before: str | None, *, everything: bool, yes: bool
) -> int:
    """Remove what is named from journal and recall memory; return the exit code.

    Raises: UsageError, LockedError, JournalError, MemoryIndexError.
    """
    if sum((session is not None, before is not None, everything)) != 1:
        raise UsageError(
            "forget what? one of --session, --before, --everything",
            zh="要忘掉什么？--session、--before、--everything 三选一",
        )
    folder, lang = app.settings.folder, app.settings.lang
    if not (folder / JOURNAL).exists():
        app.screen.notice(say("forget.nothing", lang))
        return 0
    with only_writer(folder, "forget"), Journal.write(folder) as journal:
        records = journal.records()
        streams = _streams(records, session, before)
        if not streams:
            app.screen.notice(say("forget.nothing", lang))
            return 0
        sessions = len([each for each in streams if each != PROFILE])
        if not yes and not _agreed(app, sessions, "forget.ask_all" if everything else "forget.ask"):
            app.screen.notice(say("forget.kept", lang))
            return 0
        removed = journal.forget(streams)
        if everything:
            remove_index(folder)
            remove_all(folder / OWN_QUESTIONS)
            remove_snapshot(app.bank.cache, app.bank.folders)
        else:
            app.screen.notice(say("session.remembering", lang))
            rebuild(app, journal)
    told = say("forget.done", lang, sessions=sessions, events=removed)
    app.screen.result([{"streams": len(streams), "events": removed}], [Line(told, "good")])
    if before is not None and any(each.stream == PROFILE for each in records):
        app.screen.notice(say("forget.profile_stays", lang))
    return 0


def _streams(records: Sequence[Record], session: str | None, before: str | None) -> list[str]:
    """Return the streams to remove: all of them, one session, or those begun before a day."""
    begun = by_session(records)
    if session is not None:
        if session not in begun:
            raise no_session(session)
        return [session]
    if before is not None:
        day = read_day(before)
        return [name for name, seen in begun.items() if seen[0].at.date() < day]
    profile = [PROFILE] if any(each.stream == PROFILE for each in records) else []
    return [*begun, *profile]


def _agreed(app: App, count: int, key: str) -> bool:
    """Return whether the candidate says yes at the terminal. Raises: UsageError without one."""
    if not sys.stdin.isatty():
        raise UsageError(
            "nothing was forgotten: without a terminal to ask at, add --yes",
            zh="什么都没有忘掉：这里没法询问，请加上 --yes",
        )
    app.screen.notice(say(key, app.settings.lang, count=count), "warn")
    return sys.stdin.readline().strip().lower() in ("yes", "是")
