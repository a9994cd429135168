"""The plan for people: today, this week, and one true sentence on why each question was chosen."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from practice.exercise import is_point
from practice.gap import Gap
from practice.plan import Plan, Today
from practice.planner import Choice, Exercise, Outlook
from practice.value import Lang
from tools.sheet import Line
from tools.wording import say

WEEK = 7
MOST = 5
"""So many gaps are named; the rest is a number, so that nobody meets a wall."""

Name = Callable[[str, Lang], str]


def reason_for(
    choice: Choice, outlook: Outlook, exercises: Sequence[Exercise], name: Name, lang: Lang
) -> str:
    """Return why a question was chosen; every figure is what the choice was made from."""
    topics = {each.topic for each in exercises}
    met = {each.topic for each in outlook.tried} & topics
    focus = _focus(choice, exercises)
    facts = {
        "skill": name(focus, lang),
        "topic": choice.topic,
        "met": len(met),
        "topics": len(topics),
        "state": _state(focus, outlook, lang),
        "weak": choice.weak,
    }
    return say(f"reason.{choice.reason}", lang, **facts)


def _focus(choice: Choice, exercises: Sequence[Exercise]) -> str:
    """Return the skill that the question mostly trains; a key point has no name to be told."""
    if not is_point(choice.focus):
        return choice.focus
    return next(each.focus for each in exercises if each.question == choice.question)


def _state(key: str, outlook: Outlook, lang: Lang) -> str:
    """Return when a gap was tried last."""
    reviews = outlook.reviews.get(key)
    if not reviews:
        return say("plan.never", lang)
    days = (outlook.today - reviews[-1].at.date()).days
    return say("plan.days_ago" if days > 0 else "plan.today_tried", lang, days=max(0, days))


def plan_lines(
    plan: Plan | None,
    planned: Today,
    reasons: Sequence[str],
    gaps: Sequence[Gap],
    name: Name,
    today: date,
    lang: Lang,
) -> Iterator[Line]:
    """Yield the plan: the interview, today's questions with reasons, both queues, the week."""
    yield from _head(plan, today, lang)
    yield Line(say("plan.today" if planned.choices else "plan.done", lang), "strong")
    for choice, reason in zip(planned.choices, reasons, strict=True):
        yield Line(f"{choice.question} · {reason}", indent=1)
    for key, queue in (("plan.missed", planned.missed), ("plan.due", planned.due)):
        if queue:
            yield Line(say(key, lang, count=len(queue), names=_names(queue, name, lang)))
    week = [each for each in gaps if today < each.due < today + timedelta(days=WEEK)]
    if week:
        names = _names([each.gap for each in week], name, lang)
        yield Line(say("plan.week", lang, count=len(week), names=names))
    if planned.choices:
        yield Line(say("plan.next", lang), "dim")


def _head(plan: Plan | None, today: date, lang: Lang) -> Iterator[Line]:
    if plan is None:
        yield Line(say("plan.none", lang), "dim")
        return
    if plan.paused:
        yield Line(say("plan.paused", lang), "warn")
    interview = plan.interview(today)
    role = (" · " if plan.planned.role else "") + (plan.planned.role or "")
    if interview is not None:
        told = {"day": interview, "days": (interview - today).days, "role": role}
        yield Line(say("plan.interview", lang, **told), "strong")
    elif plan.planned.interviews:
        yield Line(say("plan.past", lang, day=max(plan.planned.interviews)), "warn")
    yield Line(say("plan.minutes", lang, minutes=plan.planned.minutes), "dim")


def _names(keys: Sequence[str], name: Name, lang: Lang) -> str:
    told = [name(each, lang) for each in keys[:MOST]]
    joined = ("、" if lang == "zh" else ", ").join(told)
    return say("plan.and_more", lang, names=joined) if len(keys) > MOST else joined
