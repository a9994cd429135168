"""The commands that run one session: practise, resume, critique."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from agents.candidate import too_long
from agents.commands.app import App, app_version
from agents.commands.session import INTERRUPTED, Session, at_terminal
from memory.folder import only_writer
from memory.journal import Journal
from practice.errors import AnswerError, UsageError
from practice.event import Answered, Started
from practice.round import question_of
from practice.value import spoken_language
from tools.text import ANSWER_LIMIT


@dataclass(frozen=True)
class Wanted:
    """The session that a practice command asks for."""

    question: str
    rounds: int
    simulated: bool
    level: float
    seed: int


@contextmanager
def writing(app: App, doing: str) -> Iterator[Journal]:
    """Hold the profile's lock and its journal. Raises: LockedError, FolderError, JournalError."""
    folder = app.settings.folder
    with only_writer(folder, doing), Journal.write(folder) as journal:
        yield journal


def _run(session: Session, answer: Answered | None = None) -> int:
    try:
        return asyncio.run(session.run(answer))
    except KeyboardInterrupt:
        session.tell_kept()
        return INTERRUPTED


def practise(app: App, wanted: Wanted) -> int:
    """Run a new practice session; return the exit code."""
    app.bank.question(wanted.question)
    with writing(app, "practice") as journal:
        session = Session.begin(app, journal, _practice(app, wanted))
        return _run(session)


def _practice(app: App, wanted: Wanted) -> Started:
    return Started(
        question=wanted.question,
        mode="practice",
        lang=app.settings.lang,
        rounds=wanted.rounds,
        candidate="simulated" if wanted.simulated else "human",
        level=wanted.level if wanted.simulated else None,
        seed=wanted.seed if wanted.simulated else None,
        rating=not wanted.simulated and at_terminal() and not app.screen.as_json,
        version=app_version(),
    )


def resume(app: App, session: str) -> int:
    """Go on with an unfinished session; return the exit code."""
    with writing(app, "resume") as journal:
        if question_of(journal.records(session)) is None:
            raise UsageError(
                f"no session “{session}”; coach history lists them",
                zh=f"没有练习“{session}”；全部练习：coach history",
            )
        return _run(Session(app, journal, session))


def critique(app: App, question: str, text: str, *, explain: bool = False) -> int:
    """Run one critic-feedback round on a written answer; return the exit code."""
    app.bank.question(question)
    if not text.strip():
        raise AnswerError(
            "the answer is empty; nothing was saved. Give a file, or - for a pipe",
            zh="回答是空的；什么都没有保存。请给一个文件，或用 - 从管道读入",
        )
    if len(text) > ANSWER_LIMIT:
        raise too_long(text, in_session=False)
    lang = spoken_language(text, app.settings.lang)
    started = Started(
        question=question, mode="critique", lang=lang, rounds=1, version=app_version()
    )
    with writing(app, "critique") as journal:
        session = Session.begin(app, journal, started)
        session.explain = explain
        return _run(session, Answered(text=text, lang=lang))
