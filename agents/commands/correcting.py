"""The candidate's corrections of gaps: journaled, in force for all evidence, and reversible."""

import difflib

from agents.commands.app import App
from agents.commands.archive import Archive, GapReport
from agents.commands.profile_stream import keep
from practice.correction import Correction
from practice.errors import CoachError, UsageError
from practice.event import Event
from practice.profile_event import Dismissed, Merged, Renamed, Split, Undone
from practice.value import Lang
from tools.gap_sheet import whole_lines
from tools.sheet import Line
from tools.text import first_line, fold
from tools.wording import say

NAME_LIMIT = 120


def show(app: App, wanted: str) -> None:
    """Print all of one gap. Raises: UsageError."""
    found = gap_named(Archive(app), wanted)
    lines = whole_lines(found.name, found.state, app.settings.lang, plain=app.screen.plain)
    app.screen.result([found.as_json()], lines)


def merge(app: App, wanted: str, into: str) -> None:
    """Count a gap as another one. Raises: UsageError."""
    archive, lang = Archive(app), app.settings.lang
    gap = gap_named(archive, wanted)
    target = _target(archive, into)
    if target == gap.state.gap:
        raise UsageError(
            f"{target} is one gap already; give another to merge it into",
            zh=f"{target} 本来就是同一个；请给出要并入的另一个薄弱点",
        )
    told = say(
        "gaps.merged",
        lang,
        name=gap.name.of(lang),
        into=archive.gap_name(target, lang),
        into_gap=target,
    )
    _correct(app, [Merged(gap=gap.state.gap, into=target)], told)


def split(app: App, wanted: str, questions: list[str]) -> None:
    """Let what showed on some questions stand apart, or take back merges. Raises: UsageError."""
    archive, lang = Archive(app), app.settings.lang
    gap = gap_named(archive, wanted)
    shown = {each.question for each in archive.past.opportunities if each.gap == gap.state.gap}
    if not questions:
        _unmerge(app, archive, gap, shown)
        return
    strange = [each for each in questions if each not in shown]
    if strange or shown <= set(questions):
        raise UsageError(
            f"{gap.state.gap} was seen on {', '.join(sorted(shown))}; name some of them, not all",
            zh=f"{gap.state.gap} 出现在 {'、'.join(sorted(shown))}；请从中选出一部分，不能是全部",
        )
    taken = {each.apart for _, each in archive.past.corrections.numbered if isinstance(each, Split)}
    apart = f"{gap.state.gap}~{questions[0]}"
    while apart in taken:
        apart += "+"
    made = Split(gap=gap.state.gap, questions=tuple(questions), apart=apart)
    told = say("gaps.split", lang, questions=", ".join(questions), apart=apart)
    _correct(app, [made], told)


def _unmerge(app: App, archive: Archive, gap: GapReport, shown: set[str]) -> None:
    merges = archive.past.corrections.merged_into(gap.state.gap)
    if not merges:
        where = ", ".join(sorted(shown))
        raise UsageError(
            f"nothing was merged into {gap.state.gap}; to split it, name questions of: {where}",
            zh=f"没有别的并进 {gap.state.gap}；要拆分，请从这些题里指明：{where}",
        )
    lang = app.settings.lang
    told = say("gaps.unmerged", lang, name=gap.name.of(lang), count=len(merges))
    _correct(app, [Undone(correction=number) for number in merges], told)


def rename(app: App, wanted: str, name: str) -> None:
    """Call a gap by another name. Raises: UsageError."""
    lang = app.settings.lang
    gap = gap_named(Archive(app), wanted)
    new = first_line(name, NAME_LIMIT)
    if not new:
        raise UsageError("the name is empty; nothing was changed", zh="名字是空的；什么都没有改动")
    told = say("gaps.renamed", lang, name=gap.name.of(lang), new=new)
    _correct(app, [Renamed(gap=gap.state.gap, name=new)], told)


def dismiss(app: App, wanted: str) -> None:
    """Say that something is no gap. Raises: UsageError."""
    lang = app.settings.lang
    gap = gap_named(Archive(app), wanted)
    told = say("gaps.dismissed", lang, name=gap.name.of(lang))
    _correct(app, [Dismissed(gap=gap.state.gap)], told)


def undo(app: App) -> None:
    """Take back the latest correction in force. Raises: CoachError where there is none."""
    made = Archive(app).past.corrections.numbered
    if not made:
        raise CoachError("there is no correction to take back", zh="没有可以撤销的更正")
    number, latest = max(made)[0], dict(made)[max(made)[0]]
    told = say("gaps.undone", app.settings.lang, what=_what(latest, app.settings.lang))
    _correct(app, [Undone(correction=number)], told)


def _what(made: Correction, lang: Lang) -> str:
    """Return what a correction did, in words."""
    facts = {key: value for key, value in made.model_dump().items() if isinstance(value, str)}
    if isinstance(made, Split):
        facts["questions"] = ", ".join(made.questions)
    return say(f"correction.{made.kind}", lang, **facts)


def gap_named(archive: Archive, wanted: str) -> GapReport:
    """Return the gap of this id or name, or the only one whose id begins so. Raises: UsageError."""
    reports = {each.state.gap: each for each in archive.gap_reports(closed_too=True)}
    if wanted in reports:
        return reports[wanted]
    named = [key for key, each in reports.items() if fold(wanted) in _names(each)]
    if len(named) == 1:
        return reports[named[0]]
    if wanted in archive.past.corrections.dismissed:
        raise UsageError(
            f"{wanted} is dismissed; coach gap undo takes the latest correction back",
            zh=f"{wanted} 已经不算薄弱点；撤销最近的更正：coach gap undo",
        )
    begin = [key for key in reports if wanted and key.startswith(wanted)]
    if len(begin) == 1:
        return reports[begin[0]]
    near = begin[:3] or difflib.get_close_matches(wanted, reports, n=3, cutoff=0.4)
    hint = f"did you mean {', '.join(near)}?" if near else "coach gaps --all lists them"
    hint_zh = f"是不是 {'、'.join(near)}？" if near else "全部薄弱点：coach gaps --all"
    raise UsageError(f"no gap “{wanted}”; {hint}", zh=f"没有薄弱点“{wanted}”；{hint_zh}")


def _names(report: GapReport) -> set[str]:
    return {fold(report.name.zh), fold(report.name.en)}


def _target(archive: Archive, wanted: str) -> str:
    """Return the key to merge into: a gap, or any skill of the taxonomy. Raises: UsageError."""
    if wanted in archive.taxonomy.names and archive.past.corrections.key(wanted, "") == wanted:
        return wanted
    return gap_named(archive, wanted).state.gap


def _correct(app: App, made: list[Event], told: str) -> None:
    keep(app, "gap", made)
    app.screen.result((each.model_dump(mode="json") for each in made), [Line(told, "good")])
