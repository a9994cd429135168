"""The commands that only read: where one stands, gaps, history, one session, the bank, the doctor."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from agents.commands.app import App
from agents.commands.archive import Archive
from agents.commands.doctor import findings
from practice.dialogue import Dialogue
from practice.errors import UsageError
from practice.question import Kind, Question
from tools.bank_check import Fault, check_bank, check_file, check_lexicon, overlaps, twins
from tools.bank_search import search
from tools.gap_sheet import brief_lines, gap_line
from tools.listing import (
    fault_lines,
    question_facts,
    question_lines,
    rubric_sheet,
    session_lines,
)
from tools.presentation import Presentation
from tools.sheet import Line, Style
from tools.wording import say

FIRST_QUESTION = "rag-chunking"
STANDING_GAPS = 3
LISTED_GAPS = 15
"""So many gaps are a list; all of them at once are a wall."""
_YAML = (".yaml", ".yml")
_WELCOME: dict[str, Style] = {
    "welcome_1": "plain",
    "welcome_2": "plain",
    "begin": "strong",
    "watch": "plain",
    "written": "plain",
    "list": "plain",
    "help": "plain",
}


def overview(app: App) -> None:
    """Print where the candidate stands; on the first run, what this is and how to begin."""
    archive = Archive(app)
    app.screen.show(_standing(app, archive) if archive.records else _welcome(app))


def _welcome(app: App) -> Iterator[Line]:
    for key, style in _WELCOME.items():
        text = say(f"overview.{key}", app.settings.lang, question=FIRST_QUESTION)
        yield Line(text, style)


def _standing(app: App, archive: Archive) -> Iterator[Line]:
    lang = app.settings.lang
    unfinished = archive.unfinished()
    if unfinished is not None:
        told = {"question": unfinished.question, "session": unfinished.session}
        yield Line(say("overview.unfinished", lang, **told), "strong")
    reports = archive.gap_reports(closed_too=False)
    yield Line(say("overview.gaps" if reports else "overview.no_gaps", lang))
    for each in reports[:STANDING_GAPS]:
        text = gap_line(each.name, each.state, lang, plain=app.screen.plain).text
        yield Line(text, indent=1)
    suggestion = archive.suggestion()
    if suggestion is not None:
        reason = archive.reason(suggestion, lang)
        yield Line(say("overview.next", lang, question=suggestion.question, reason=reason))


def gaps(app: App, *, closed_too: bool) -> None:
    """Print the gaps with their evidence."""
    lang = app.settings.lang
    archive = Archive(app)
    reports = archive.gap_reports(closed_too=closed_too)

    def lines() -> Iterator[Line]:
        if not reports:
            known = bool(archive.gaps)
            yield Line(say("gaps.none_open" if known else "gaps.none", lang))
        shown = reports if closed_too else reports[:LISTED_GAPS]
        for each in shown:
            yield from brief_lines(each.name, each.state, lang, plain=app.screen.plain)
        if len(reports) > len(shown):
            count = len(reports) - len(shown)
            yield Line(say("gaps.others", lang, count=count), "dim")
        dismissed = sorted(archive.past.corrections.dismissed) if closed_too else []
        if dismissed:
            yield Line(say("gaps.dismissed_ones", lang, names=", ".join(dismissed)), "dim")

    app.screen.result((each.as_json() for each in reports), lines())


def history(app: App) -> None:
    """Print all sessions, the latest first."""
    sessions = Archive(app).sessions()
    app.screen.result(
        (each.model_dump(mode="json") for each in sessions),
        session_lines(sessions, app.settings.lang),
    )


def show(app: App, session: str) -> None:
    """Print one whole dialogue as it was. Raises: UsageError."""
    from practice.event import as_json

    archive = Archive(app)
    records = archive.session(session)

    def lines() -> Iterator[Line]:
        state = Dialogue(app.bank.question(archive.question_of(records[0].stream)))
        telling = Presentation(app.bank.skills, app.settings.lang, echo=True)
        for record in records:
            state = state.after(record)
            yield from telling.lines(record.event, state)

    app.screen.result(map(as_json, records), lines())


def bank_list(app: App, topic: str | None, kind: str | None, difficulty: int | None) -> None:
    """Print the questions that fit. Raises: UsageError, BankError."""
    kinds: tuple[str, ...] = get_args(Kind)
    if kind is not None and kind not in kinds:
        raise UsageError(
            f"kind “{kind}”: {', '.join(kinds)}", zh=f"题型“{kind}”：只能是 {'、'.join(kinds)}"
        )
    _print_questions(
        app,
        [
            each
            for each in app.bank.questions(topic)
            if kind in (None, each.kind) and difficulty in (None, each.difficulty)
        ],
    )


def bank_search(app: App, words: list[str]) -> None:
    """Print the questions that hold all words, in either language. Raises: BankError."""
    _print_questions(app, search(app.bank.questions(), app.bank.skills, words))


def _print_questions(app: App, questions: Sequence[Question]) -> None:
    app.screen.result(
        (question_facts(each, app.bank.source(each.id)) for each in questions),
        question_lines(questions, app.settings.lang),
    )
    if not questions:
        app.screen.notice(say("bank.none", app.settings.lang))


def bank_skills(app: App) -> None:
    """Print the taxonomy of skills. Raises: BankError."""
    skills = list(app.bank.skills.values())
    lang = app.settings.lang
    app.screen.result(
        (each.model_dump(mode="json") for each in skills),
        (Line(f"{each.id} · {each.topic} · {each.name.of(lang)}") for each in skills),
    )


def bank_show(app: App, question_id: str, *, rubric: bool) -> None:
    """Print one question, its rubric only on request. Raises: UsageError, BankError."""
    question = app.bank.question(question_id)
    facts = (
        question.model_dump(mode="json")
        if rubric
        else question_facts(question, app.bank.source(question_id))
    )
    sheet = rubric_sheet(question, app.bank.skills, app.settings.lang, rubric=rubric)
    app.screen.result([facts], sheet)


def bank_check(app: App, wanted: list[str]) -> int:
    """Print the faults of questions, by id or file; return 1 where there is one. Raises: UsageError."""
    files = [each for each in wanted if each.endswith(_YAML)]
    ids = [each for each in wanted if each not in files]
    for each in ids:
        app.bank.path(each)
    faults = list(check_bank(app.bank, ids if wanted else app.bank.paths))
    for name in files:
        faults += check_file(app.bank, Path(name))
    if not wanted and not faults:
        faults = [*check_lexicon(app.bank), *twins(app.bank)]
    return _told(app, faults, len(wanted) or len(app.bank.paths))


def _told(app: App, faults: list[Fault], count: int) -> int:
    app.screen.result((each.model_dump() for each in faults), fault_lines(faults))
    if not faults and not app.screen.as_json:
        app.screen.show([Line(say("bank.sound", app.settings.lang, count=count), "good")])
    return 1 if faults else 0


def bank_overlaps(app: App) -> None:
    """Print forms and points that overlap, for an author to look at."""
    found = list(overlaps(app.bank))
    app.screen.result((each.model_dump() for each in found), fault_lines(found))


def doctor(app: App) -> int:
    """Print what this installation is; return 1 where something is to be mended."""
    found = list(findings(app))
    lang = app.settings.lang
    lines = (Line(each.told(lang), "plain" if each.ok else "bad") for each in found)
    app.screen.result((each.model_dump() for each in found), lines)
    return 0 if all(each.ok for each in found) else 1
