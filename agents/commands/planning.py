"""The commands of the plan: make it, see it, make it anew, pause it; what comes next and why."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from agents.commands.app import App
from agents.commands.archive import Archive
from agents.commands.profile_stream import keep
from practice.errors import AnswerError, CoachError, UsageError
from practice.event import Paused, Planned
from practice.plan import DEFAULT_MINUTES
from practice.planner import Choice
from tools.day import read_day
from tools.document import read_document
from tools.job_description import topic_weights
from tools.plan_sheet import topic_name
from tools.sheet import Line
from tools.wording import say

MINUTES = (5, 600)
SPOKEN_OF = 3


def plan_new(
    app: App,
    dates: Sequence[str],
    minutes: int | None,
    role: str | None,
    description: Path | None,
    *,
    checkup: bool,
) -> None:
    """Make a plan; one that stood is replaced. Raises: UsageError, AnswerError."""
    planned = Planned(
        interviews=_days(app, dates),
        minutes=_bounded(DEFAULT_MINUTES if minutes is None else minutes),
        role=role,
        weights=_weights(app, description),
        checkup=checkup,
    )
    if Archive(app).plan is not None:
        app.screen.notice(say("plan.replaced", app.settings.lang))
    _store(app, planned)


def replan(
    app: App,
    dates: Sequence[str],
    minutes: int | None,
    role: str | None,
    description: Path | None,
) -> None:
    """Make the plan anew with what is given, and go on after a pause. Raises: UsageError."""
    plan = _plan(app)
    changes: dict[str, object] = {"checkup": False}
    if dates:
        changes["interviews"] = _days(app, dates)
    if minutes is not None:
        changes["minutes"] = _bounded(minutes)
    if role is not None:
        changes["role"] = role
    if description is not None:
        changes["weights"] = _weights(app, description)
    _store(app, plan.model_copy(update=changes))


def pause(app: App) -> None:
    """Pause the plan. Raises: CoachError where there is none."""
    _plan(app)
    keep(app, "plan", [Paused()])
    text = say("plan.stopped", app.settings.lang)
    app.screen.result([{"paused": True}], [Line(text, "good")])


def show(app: App) -> None:
    """Print today, this week, and why."""
    archive, lang = Archive(app), app.settings.lang
    sheet = archive.plan_sheet(lang)
    planned = sheet.planned
    facts = {
        "interview": _isoday(archive),
        "interviews": _all_days(archive),
        "minutes": archive.plan.planned.minutes if archive.plan else None,
        "paused": bool(archive.plan and archive.plan.paused),
        "today": [
            {"question": each.question, "reason": why}
            for each, why in zip(planned.choices, sheet.reasons, strict=True)
        ],
        "missed_today": list(planned.missed),
        "due": list(planned.due),
    }
    app.screen.result([facts], sheet.lines(lang))


def next_question(app: App) -> int:
    """Begin the best question now; with --json only say which it is, and why."""
    archive, lang = Archive(app), app.settings.lang
    choice = archive.suggestion()
    if choice is None:
        raise CoachError(
            "the bank has no questions; is the installation whole? coach doctor",
            zh="题库里没有题目；安装是否完整？检查：coach doctor",
        )
    reason = archive.reason(choice, lang)
    if app.screen.as_json:
        app.screen.json({"question": choice.question, "reason": reason})
        return 0
    app.screen.notice(f"{choice.question} · {reason}")
    return _practise(app, choice)


def _practise(app: App, choice: Choice) -> int:
    from agents.commands.running import Wanted, practise
    from practice.dialogue import DEFAULT_ROUNDS

    return practise(app, Wanted(choice.question, DEFAULT_ROUNDS, False, 0.0, 0))


def _plan(app: App) -> Planned:
    plan = Archive(app).plan
    if plan is None:
        raise CoachError(
            "there is no plan yet; make one: coach plan new",
            zh="还没有计划；定一个：coach plan new",
        )
    return plan.planned


def _isoday(archive: Archive) -> str | None:
    if archive.plan is None:
        return None
    day = archive.plan.interview(archive.app.now().date())
    return day.isoformat() if day else None


def _all_days(archive: Archive) -> list[str]:
    return [each.isoformat() for each in archive.plan.planned.interviews] if archive.plan else []


def _days(app: App, dates: Sequence[str]) -> tuple[date, ...]:
    """Return the interview days in order. Raises: UsageError for one that is past or no day."""
    found = []
    for text in dates:
        day = read_day(text)
        if day < app.now().date():
            raise UsageError(
                f"date “{text}” is past; give a day to come",
                zh=f"日期“{text}”已经过去；请给一个以后的日子",
            )
        found.append(day)
    return tuple(sorted(set(found)))


def _bounded(minutes: int) -> int:
    least, most = MINUTES
    if not least <= minutes <= most:
        raise UsageError(f"minutes: {least} to {most} a day", zh=f"每天的分钟数：{least} 到 {most}")
    return minutes


def _weights(app: App, description: Path | None) -> dict[str, float]:
    """Return what the job description asks for. Raises: AnswerError, DocumentError."""
    if description is None:
        return {}
    found = dict(topic_weights(read_document(description), app.bank))
    if not found:
        raise AnswerError(
            f"{description}: nothing in it that the questions are about; no plan was made",
            zh=f"{description}：里面没有题库涉及的内容；没有定计划",
        )
    most = sorted(found, key=lambda topic: -found[topic])[:SPOKEN_OF]
    lang = app.settings.lang
    named = ("、" if lang == "zh" else ", ").join(topic_name(each, lang) for each in most)
    app.screen.notice(say("plan.jd", lang, topics=named))
    return found


def _store(app: App, planned: Planned) -> None:
    keep(app, "plan", [planned])
    text = say("plan.saved", app.settings.lang)
    app.screen.result([planned.model_dump(mode="json")], [Line(text, "good")])
