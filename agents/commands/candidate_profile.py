"""The commands of the profile: shown, filled from a résumé, taken back; and calibration."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from agents.commands.app import App
from agents.commands.archive import Archive
from memory.folder import only_writer
from memory.journal import Journal
from practice.calibration import Forecast, calibrations, forecasts
from practice.candidate_profile import KnownFact, known_facts, unfamiliar
from practice.errors import AnswerError, UsageError
from practice.event import PROFILE, Confirmed, Withdrawn
from practice.fact import NAME, Fact
from practice.typed import Leave
from tools.calibration_sheet import calibration_lines
from tools.document import read_document
from tools.profile_sheet import fact_lines, fact_name, profile_lines, quote_line
from tools.resume import resume_facts
from tools.sheet import Line
from tools.text import first_line
from tools.wording import say

if TYPE_CHECKING:  # prompt_toolkit is loaded only where somebody types
    from tools.keyboard import Keyboard


def show(app: App) -> None:
    """Print what is known of the candidate."""
    archive, lang = Archive(app), app.settings.lang
    planned = archive.plan.planned if archive.plan else None
    known = known_facts(archive.records)
    strong = archive.past.strengths(archive.taxonomy.questions_with)
    overall = next(iter(calibrations(_forecasts(archive))), None)
    facts = {
        "role": planned.role if planned else None,
        "interviews": [each.isoformat() for each in planned.interviews] if planned else [],
        "minutes": planned.minutes if planned else None,
        "weights": planned.weights if planned else {},
        "facts": [_facts_of(each) for each in known],
        "strengths": [
            {"name": archive.taxonomy.name(each.skill).model_dump(), **each.model_dump(mode="json")}
            for each in strong.values()
        ],
        "calibration": overall.model_dump() if overall else None,
    }
    names = [archive.gap_name(each, lang) for each in strong]
    app.screen.result([facts], profile_lines(planned, known, names, overall, lang))


def add(app: App, file: Path, *, yes: bool) -> None:
    """Take facts from a résumé, each confirmed by the candidate.

    Raises: UsageError, DocumentError, AnswerError, LockedError, JournalError.
    """
    text = read_document(file)
    if not yes and not sys.stdin.isatty():
        raise UsageError(
            "nothing was stored: without a terminal to confirm each fact at, add --yes",
            zh="什么都没有保存：这里不能逐条确认，请加上 --yes",
        )
    lang, source = app.settings.lang, first_line(file.name)
    found = [each for each in resume_facts(text, source, app.bank) if each.stands_in(text)]
    if not found:
        raise AnswerError(
            f"{file}: no projects, positions or skills are recognized in it; nothing was stored."
            " Headings such as Projects or Work experience help",
            zh=f"{file}：没有认出项目、职位或技能；什么都没有保存。有“项目经历”“工作经历”这样的标题更好认",
        )
    with only_writer(app.settings.folder, "profile add"):
        proposed = unfamiliar(found, known_facts(Archive(app).past.profile))
        if not proposed:
            app.screen.notice(say("profile.all_known", lang))
            return
        kept = proposed if yes else _confirmed(app, proposed)
        if not kept:
            app.screen.notice(say("profile.nothing", lang))
            return
        with Journal.write(app.settings.folder) as journal:
            for each in kept:
                journal.append(PROFILE, Confirmed(fact=each), app.now())
    known = known_facts(Archive(app).past.profile)[-len(kept) :]
    app.screen.result(map(_facts_of, known), fact_lines(known, lang))
    app.screen.notice(say("profile.stored", lang, count=len(kept)), "good")


def _confirmed(app: App, proposed: Sequence[Fact]) -> list[Fact]:
    """Return the facts that the candidate keeps; none where he leaves."""
    from tools.keyboard import Keyboard

    keyboard, lang = Keyboard(plain=app.screen.plain), app.settings.lang
    kept: list[Fact] = []
    for number, each in enumerate(proposed, 1):
        head = say("profile.proposed", lang, number=number, count=len(proposed))
        app.screen.show([Line(f"{head}{fact_name(each, lang)}", "strong"), quote_line(each, lang)])
        word = _line(keyboard, say("profile.keep", lang))
        while word not in ("", "n", "e", "q", None):
            word = _line(keyboard, say("profile.keep_again", lang))
        if word is None:
            return []
        if word == "q":
            break
        if word == "e":
            edited = _line(keyboard, say("profile.new_name", lang), each.name, lower=False)
            if edited is None:
                return []
            each = each.model_copy(update={"name": first_line(edited, NAME) or each.name})
        if word != "n":
            kept.append(each)
    return kept


def _line(keyboard: "Keyboard", prompt: str, draft: str = "", *, lower: bool = True) -> str | None:
    """Return one line typed, without the blanks around it; None where the candidate leaves."""
    typed = asyncio.run(keyboard.one_line(prompt, draft))
    if isinstance(typed, Leave):
        return None
    return typed.strip().lower() if lower else typed.strip()


def remove(app: App, number: int) -> None:
    """Take a fact back. Raises: UsageError where there is none of that number."""
    with only_writer(app.settings.folder, "profile remove"):
        known = {each.number: each for each in known_facts(Archive(app).past.profile)}
        if number not in known:
            raise UsageError(
                f"no fact has the number {number}; coach profile lists them",
                zh=f"没有编号为 {number} 的事实；全部：coach profile",
            )
        with Journal.write(app.settings.folder) as journal:
            journal.append(PROFILE, Withdrawn(number=number), app.now())
    lang = app.settings.lang
    text = say("profile.removed", lang, name=fact_name(known[number].fact, lang))
    app.screen.result([{"removed": number}], [Line(text, "good")])


def calibration(app: App) -> None:
    """Print how well the candidate's ratings foretell the verdicts."""
    found = _forecasts(Archive(app))
    told = calibrations(found)
    lines = calibration_lines(told, len(found), app.settings.lang, plain=app.screen.plain)
    app.screen.result((each.model_dump() for each in told), lines)


def _forecasts(archive: Archive) -> list[Forecast]:
    topics = {each.question: each.topic for each in archive.exercises}
    return forecasts(archive.records, topics)


def _facts_of(known: KnownFact) -> dict[str, object]:
    head = {"number": known.number, "at": known.at.isoformat()}
    return {**head, **known.fact.model_dump(mode="json")}
