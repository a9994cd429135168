"""Forgetting: a session, what is older than a day, or everything; gone from the file's bytes too."""

import sys
from collections.abc import Sequence
from datetime import date

from agents.commands.app import App
from agents.commands.archive import Archive, no_session
from agents.commands.correcting import gap_named
from agents.commands.upkeep import rebuild
from memory.chroma import remove_index
from memory.folder import JOURNAL, OWN_QUESTIONS, only_writer
from memory.journal import Journal
from memory.own_questions import remove_all
from practice.errors import EmbeddingError, UsageError
from practice.event import PROFILE, Record
from practice.history import by_session
from practice.prediction import interviews
from practice.profile_event import Debriefed
from practice.redaction import without_gap
from tools.bank_snapshot import remove_snapshot
from tools.day import read_day
from tools.sheet import Line
from tools.wording import say


def forget(
    app: App,
    session: str | None,
    before: str | None,
    interview: str | None,
    *,
    everything: bool,
    yes: bool,
) -> int:
    """Remove what is named from journal and recall memory; return the exit code.

    Raises: UsageError, LockedError, JournalError, MemoryIndexError.
    """
    if sum((session is not None, before is not None, interview is not None, everything)) != 1:
        raise UsageError(
            "forget what? one of --session, --before, --interview, --everything",
            zh="要忘掉什么？--session、--before、--interview、--everything 四选一",
        )
    if interview is not None:
        return _forget_interview(app, read_day(interview), yes=yes)
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
        question = say("forget.ask_all" if everything else "forget.ask", lang, count=sessions)
        if not yes and not _agreed(app, question):
            app.screen.notice(say("forget.kept", lang))
            return 0
        removed = journal.forget(streams)
        if everything:
            remove_index(folder)
            remove_all(folder / OWN_QUESTIONS)
            remove_snapshot(app.bank.cache, app.bank.folders)
        else:
            _rebuilt(app, journal)
    told = say("forget.done", lang, sessions=sessions, events=removed)
    app.screen.result([{"streams": len(streams), "events": removed}], [Line(told, "good")])
    if before is not None and any(each.stream == PROFILE for each in records):
        app.screen.notice(say("forget.profile_stays", lang))
    return 0


def _forget_interview(app: App, day: date, *, yes: bool) -> int:
    """Remove what was noted of a real interview, its evidence with it; return the exit code."""
    lang, folder = app.settings.lang, app.settings.folder
    if day not in {each.day for each in interviews(Archive(app).past.profile)}:
        app.screen.notice(say("forget.nothing", lang))
        return 0
    with only_writer(folder, "forget"), Journal.write(folder) as journal:
        if not yes and not _agreed(app, say("forget.ask_interview", lang, day=day)):
            app.screen.notice(say("forget.kept", lang))
            return 0
        noted = [
            each.id
            for each in journal.records(PROFILE)
            if isinstance(each.event, Debriefed) and each.event.interview == day
        ]
        journal.rewrite({}, noted)
        _rebuilt(app, journal)
    told = say("forget.interview", lang, day=day, events=len(noted))
    app.screen.result([{"streams": 0, "events": len(noted)}], [Line(told, "good")])
    return 0


def forget_gap(app: App, wanted: str, *, yes: bool) -> int:
    """Remove a gap's evidence from journal and recall memory; return the exit code.

    Raises: UsageError, LockedError, JournalError, MemoryIndexError.
    """
    archive, lang = Archive(app), app.settings.lang
    gap = gap_named(archive, wanted)
    facts = {"name": gap.name.of(lang), "count": len(gap.state.evidence)}
    with only_writer(app.settings.folder, "forget"), Journal.write(app.settings.folder) as journal:
        if not yes and not _agreed(app, say("gaps.ask_forget", lang, **facts)):
            app.screen.notice(say("forget.kept", lang))
            return 0
        redaction = without_gap(journal.records(), gap.state.gap, archive.past.corrections)
        journal.rewrite(redaction.changed, redaction.removed)
        _rebuilt(app, journal)
    told = {"gap": gap.state.gap, "evidence": len(gap.state.evidence)}
    app.screen.result([told], [Line(say("gaps.forgotten", lang, **facts), "good")])
    return 0


def _rebuilt(app: App, journal: Journal) -> None:
    """Make the recall memory anew; where its model cannot be used, the next session fills it."""
    lang = app.settings.lang
    app.screen.notice(say("session.remembering", lang))
    remove_index(app.settings.folder)
    try:
        rebuild(app, journal)
    except EmbeddingError as error:
        app.screen.notice(say("forget.later", lang, reason=error.told(lang)), "warn")


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


def _agreed(app: App, question: str) -> bool:
    """Return whether the candidate says yes at the terminal. Raises: UsageError without one."""
    if not sys.stdin.isatty():
        raise UsageError(
            "nothing was forgotten: without a terminal to ask at, add --yes",
            zh="什么都没有忘掉：这里没法询问，请加上 --yes",
        )
    app.screen.notice(question, "warn")
    return sys.stdin.readline().strip().lower() in ("yes", "是")
