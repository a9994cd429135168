"""The commands that only read: where one stands, gaps, history, one session, the bank, the doctor."""

from collections.abc import Iterator

from agents.app import App
from agents.archive import Archive
from agents.doctor import findings
from practice.dialogue import Dialogue
from tools.bank_check import check_bank, check_lexicon, overlaps
from tools.listing import (
    evidence_lines,
    fault_lines,
    gap_line,
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
        yield Line(gap_line(each.name, each.state, lang).text, indent=1)
    suggestion = archive.suggestion()
    if suggestion is not None:
        name = archive.gap_name(suggestion.gap, lang) if suggestion.gap else ""
        reason = say(f"reason.{suggestion.reason}", lang, skill=name)
        yield Line(say("overview.next", lang, question=suggestion.question, reason=reason))


def gaps(app: App, *, closed_too: bool) -> None:
    """Print the gaps with their evidence."""
    lang = app.settings.lang
    archive = Archive(app)
    reports = archive.gap_reports(closed_too=closed_too)

    def lines() -> Iterator[Line]:
        if not reports:
            known = bool(archive.gaps())
            yield Line(say("gaps.none_open" if known else "gaps.none", lang))
        for each in reports:
            yield gap_line(each.name, each.state, lang)
            yield from evidence_lines(each.state.evidence, lang)

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


def bank_list(app: App, topic: str | None) -> None:
    """Print the questions. Raises: UsageError, BankError."""
    questions = list(app.bank.questions(topic))
    app.screen.result(
        (question_facts(each, app.bank.source(each.id)) for each in questions),
        question_lines(questions, app.settings.lang),
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


def bank_check(app: App, question_ids: list[str]) -> int:
    """Print the faults of the questions; return 1 where there is one. Raises: UsageError."""
    for each in question_ids:
        app.bank.path(each)
    wanted = question_ids or list(app.bank.paths)
    faults = list(check_bank(app.bank, wanted))
    if not question_ids and not faults:
        faults = list(check_lexicon(app.bank))
    app.screen.result((each.model_dump() for each in faults), fault_lines(faults))
    if not faults and not app.screen.as_json:
        app.screen.show([Line(say("bank.sound", app.settings.lang, count=len(wanted)), "good")])
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
