"""Lists for people: questions and sessions."""

from collections.abc import Iterable, Iterator, Mapping

from practice.history import SessionSummary
from practice.question import Question, Skill
from practice.value import Lang
from tools.bank_check import Fault
from tools.sheet import Line
from tools.text import first_line
from tools.wording import say

_ASK_LIMIT = 80


def question_lines(questions: Iterable[Question], lang: Lang) -> Iterator[Line]:
    """Yield one line a question."""
    for each in questions:
        yield Line(
            say(
                "bank.line",
                lang,
                id=each.id,
                kind=say(f"kind.{each.kind}", lang),
                difficulty=each.difficulty,
                ask=first_line(each.ask.of(lang), _ASK_LIMIT),
            )
        )


def question_facts(question: Question, source: str) -> dict[str, object]:
    """Return one question of `bank list` as plain data (contract)."""
    return {
        "id": question.id,
        "topic": question.topic,
        "kind": question.kind,
        "difficulty": question.difficulty,
        "ask": question.ask.model_dump(),
        "source": source,
    }


def rubric_sheet(
    question: Question, skills: Mapping[str, Skill], lang: Lang, *, rubric: bool
) -> Iterator[Line]:
    """Yield the question; with `rubric` also points, misconceptions, answer, follow-ups, sources."""
    about = say(
        "bank.about",
        lang,
        topic=question.topic,
        kind=say(f"kind.{question.kind}", lang),
        difficulty=question.difficulty,
        points=len(question.points),
    )
    yield Line(f"{question.id} · {about}", "strong")
    yield Line(say("bank.asks", lang, ask=question.ask.of(lang)))
    if not rubric:
        yield Line(say("bank.hidden", lang, id=question.id), "dim")
        return
    yield Line(say("screen.full", lang), "strong")
    for number, point in enumerate(question.points, 1):
        told = {
            "skill": (point.name or skills[point.skill].name).of(lang),
            "weight": f"{point.weight:g}",
        }
        text = say("bank.point", lang, says=point.says.of(lang), **told)
        yield Line(f"{number}. {text}", indent=1)
    if question.misconceptions:
        yield Line(say("bank.misconceptions", lang), "strong")
    for each in question.misconceptions:
        told = {"says": each.says.of(lang), "correction": each.correction.of(lang)}
        yield Line(say("bank.misconception", lang, **told), indent=1)
    yield Line(say("screen.model_answer", lang), "strong")
    yield Line(question.answer.of(lang).strip(), indent=1)
    if question.follow_ups:
        yield Line(say("bank.follow_ups", lang), "strong")
        yield from (Line(each.of(lang), indent=1) for each in question.follow_ups)
    if question.sources:
        yield Line(say("bank.sources", lang), "strong")
        yield from (Line(f"{each.title} ({each.year})", "dim", 1) for each in question.sources)


def fault_lines(faults: Iterable[Fault]) -> Iterator[Line]:
    """Yield one line a fault."""
    for each in faults:
        yield Line(f"{each.question}: {each.where}: {each.fault}", "bad")


def session_lines(sessions: Iterable[SessionSummary], lang: Lang) -> Iterator[Line]:
    """Yield one line a session, or that there is none."""
    empty = True
    for each in sessions:
        empty = False
        score = (
            say("history.no_score", lang)
            if each.score is None
            else say("history.score", lang, score=f"{each.score:.0f}")
        )
        yield Line(
            say(
                "history.line",
                lang,
                session=each.session,
                question=each.question,
                status=_status(each, lang),
                attempts=each.attempts,
                score=score,
            )
        )
    if empty:
        yield Line(say("history.none", lang))


def _status(session: SessionSummary, lang: Lang) -> str:
    status = say(f"status.{session.status}", lang)
    return say("history.simulated", lang, status=status) if session.simulated else status
