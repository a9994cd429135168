"""What is known of the candidate, as the text that a model may read: gaps and plan, never written."""

from collections.abc import Callable
from dataclasses import dataclass

from agents.app import App
from agents.archive import Archive
from practice.value import Lang
from tools.gap_sheet import brief_lines

MOST = 8
"""Gaps that are told, those most often missed first."""


Told = Callable[[Lang], str]


def nothing_known(lang: Lang) -> str:
    """Return that there is nothing: the notes on a candidate who is new."""
    return "nothing yet"


@dataclass(frozen=True)
class Notes:
    """What is known of the candidate, as text, read when it is asked for."""

    gaps: Told = nothing_known
    plan: Told = nothing_known


def notes_of(app: App) -> Notes:
    """Return the notes on the profile, read from the journal each time they are asked for."""

    def gaps(lang: Lang) -> str:
        lines = [
            line.text
            for each in Archive(app).gap_reports(closed_too=False)[:MOST]
            for line in brief_lines(each.name, each.state, lang, plain=True)
        ]
        return "\n".join(lines) or "no gaps"

    def plan(lang: Lang) -> str:
        lines = Archive(app).plan_sheet(lang).lines(lang)
        return "\n".join(line.text for line in lines)

    return Notes(gaps, plan)
