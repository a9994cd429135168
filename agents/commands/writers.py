"""The commands that write, and the check of what they wrote. Heavy imports wait for their use."""

import sys
from pathlib import Path

from agents.commands.app import App
from agents.commands.archive import LATEST, Archive
from practice.dialogue import Dialogue
from practice.errors import AnswerError, CoachError, UsageError
from practice.value import language_of
from tools.sheet import Line
from tools.text import ANSWER_LIMIT
from tools.wording import say

STDIN = "-"
READ_LIMIT = 8 * ANSWER_LIMIT
"""Bytes read of an answer: enough to see that it is too long."""


def practice(
    app: App,
    question: str | None,
    topic: str | None,
    rounds: int,
    candidate: str,
    level: float,
    seed: int,
) -> int:
    """Run a practice session; return the exit code."""
    if candidate not in ("human", "simulated"):
        raise UsageError(
            f"candidate “{candidate}”: human or simulated",
            zh=f"候选人“{candidate}”：只能是 human 或 simulated",
        )
    question = _chosen(app, question, topic)
    from agents.commands.running import Wanted, practise

    simulated = candidate == "simulated"
    return practise(app, Wanted(question, rounds, simulated, level, seed))


def dry_run(app: App, question: str | None, topic: str | None) -> int:
    """Show what a practice session would send to its models; return the exit code."""
    asked = app.bank.question(_chosen(app, question, topic))
    from agents.commands.dry_run import show

    return show(app, asked)


def _chosen(app: App, question: str | None, topic: str | None) -> str:
    """Return the question's id, the suggested one where none is named. Raises: UsageError."""
    if question is not None and topic is not None:
        raise UsageError(
            "give a question or a --topic, not both", zh="题目和 --topic 只能给一个，不能都给"
        )
    if question is not None:
        return question
    suggestion = Archive(app).suggestion(topic)
    if suggestion is None:
        raise CoachError(
            "the bank has no questions; is the installation whole? coach doctor",
            zh="题库里没有题目；安装是否完整？检查：coach doctor",
        )
    return suggestion.question


def resume(app: App, session: str | None) -> int:
    """Go on with a session, or with the latest unfinished one; return the exit code."""
    archive = Archive(app)
    if session is None or session == LATEST:
        unfinished = archive.unfinished()
        if unfinished is None:
            raise CoachError(
                "nothing is unfinished; begin with: coach practice",
                zh="没有未完成的练习；开始新的：coach practice",
            )
        session = unfinished.session
    elif _finished(app, archive, session):
        raise CoachError(
            f"session {session} is finished; see it with: coach show {session}",
            zh=f"练习 {session} 已经完成；查看：coach show {session}",
        )
    from agents.commands.running import resume as go_on

    return go_on(app, session)


def against(app: App, reference: Path, file: str, asked: str) -> int:
    """Judge an answer against a reference text; nothing is kept."""
    from agents.commands.referee import referee, show

    text, model = _text(app, file), _text(app, str(reference))
    if not model.strip():
        raise AnswerError(f"{reference} is empty", zh=f"{reference} 是空的")
    if len(text) > ANSWER_LIMIT or len(model) > ANSWER_LIMIT:
        from agents.candidate import too_long

        raise too_long(max(text, model, key=len), in_session=False)
    show(app, referee(asked, model, text, language_of(text) or app.settings.lang))
    return 0


def critique(
    app: App, question: str | None, file: str, batch: Path | None, *, explain: bool
) -> int:
    """Judge a written answer, or a batch of them; return the exit code."""
    if batch is not None:
        if question is not None:
            raise UsageError(
                "--batch takes its questions from the file; leave QUESTION out",
                zh="--batch 从文件里读题目；请去掉 QUESTION",
            )
        from agents.commands.batch import Batch

        with batch.open(encoding="utf-8", errors="replace") as lines:
            Batch(app).run(lines, app.screen.json)
        return 0
    if question is None:
        raise UsageError(
            "which question? coach critique QUESTION FILE; coach bank list shows them",
            zh="要点评哪道题？用法：coach critique QUESTION FILE；全部题目：coach bank list",
        )
    app.bank.question(question)
    text = _text(app, file)
    from agents.commands.running import critique as judge

    return judge(app, question, text, explain=explain)


def _finished(app: App, archive: Archive, session: str) -> bool:
    records = archive.session(session)
    return Dialogue.of(app.bank.question(archive.question_of(session)), records).finished


def _text(app: App, file: str) -> str:
    """Return the answer from a file or standard input. Raises: AnswerError where it is no text."""
    if file == STDIN:
        if sys.stdin.isatty():
            app.screen.notice(say("session.paste", app.settings.lang))
        raw = sys.stdin.buffer.read(READ_LIMIT)
    else:
        with Path(file).open("rb") as source:
            raw = source.read(READ_LIMIT)
    if b"\0" in raw:
        raise AnswerError(
            f"{file} is no text; nothing was saved", zh=f"{file} 不是文本；什么都没有保存"
        )
    try:
        return raw.decode("utf-8", "strict" if len(raw) < READ_LIMIT else "replace")
    except UnicodeDecodeError as error:
        raise AnswerError(
            f"{file} is no UTF-8 text; nothing was saved. Convert it first",
            zh=f"{file} 不是 UTF-8 文本；什么都没有保存。请先转换编码",
        ) from error


def memory_rebuild(app: App) -> None:
    """Make Chroma anew from the journal."""
    from agents.commands.running import writing
    from agents.commands.upkeep import rebuild

    with writing(app, "memory rebuild") as journal:
        counts = rebuild(app, journal)
    lang = app.settings.lang
    text = say("memory.rebuilt", lang, short=counts.short, long=counts.long)
    app.screen.result([counts.model_dump()], [Line(text, "good")])


def memory_check(app: App) -> int:
    """Compare Chroma with the journal; return 1 where something is off."""
    from agents.commands.upkeep import check

    return check(app)
