"""The plan for people: today, this week, and one true sentence on why each question was chosen."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practice.evidence import is_point
from practice.gap import Gap
from practice.plan import Plan, Today
from practice.planner import Choice, Exercise, Outlook
from practice.value import Lang
from tools.sheet import Line
from tools.wording import say, wordings

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
        "topic": topic_name(choice.topic, lang),
        "met": len(met),
        "topics": len(topics),
        "state": _state(focus, outlook, lang),
        "weak": choice.weak,
    }
    reason = "owed_only" if choice.reason == "owed" and not choice.weak else choice.reason
    return say(f"reason.{reason}", lang, **facts)


def topic_name(topic: str, lang: Lang) -> str:
    """Return a topic by its name; one of the candidate's own names itself."""
    known = wordings().get(f"topic.{topic}")
    return known.of(lang) if known else topic


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


@dataclass(frozen=True)
class PlanSheet:
    """All that is told of a plan on one day."""

    plan: Plan | None
    planned: Today
    reasons: Sequence[str]
    gaps: Sequence[Gap]
    name: Name
    today: date
    debriefed: Collection[date] = ()
    """Interviews that were noted."""

    def lines(self, lang: Lang) -> Iterator[Line]:
        """Yield the plan: the interviews, today's questions with reasons, both queues, the week."""
        yield from self._head(lang)
        if self.plan is not None and self.plan.paused:
            return
        choices = self.planned.choices
        yield Line(say("plan.today" if choices else "plan.done", lang), "strong")
        for choice, reason in zip(choices, self.reasons, strict=True):
            yield Line(f"{choice.question} · {reason}", indent=1)
        yield from self._queues(lang)
        if choices:
            yield Line(say("plan.next", lang), "dim")

    def _queues(self, lang: Lang) -> Iterator[Line]:
        missed, due = self.planned.missed, self.planned.due
        end = self.today + timedelta(days=WEEK)
        week = [each.gap for each in self.gaps if self.today < each.due < end]
        for key, queue in (("missed", missed), ("due", due), ("week", week)):
            if queue:
                names = self._names(queue, lang, with_question=key == "due")
                yield Line(say(f"plan.{key}", lang, count=len(queue), names=names))

    def _names(self, keys: Sequence[str], lang: Lang, *, with_question: bool) -> str:
        where = {each.gap: each.evidence[-1].question for each in self.gaps}
        told = [self.name(each, lang) for each in keys[:MOST]]
        if with_question:
            pairs = zip(told, keys, strict=False)
            told = [f"{name} ({where[key]})" if key in where else name for name, key in pairs]
        joined = ("、" if lang == "zh" else ", ").join(told)
        return say("plan.and_more", lang, names=joined) if len(keys) > MOST else joined

    def _head(self, lang: Lang) -> Iterator[Line]:
        plan, today = self.plan, self.today
        if plan is None:
            yield Line(say("plan.none", lang), "dim")
            return
        if plan.paused:
            yield Line(say("plan.paused", lang), "warn")
        days = plan.planned.interviews
        gone = [each for each in days if each < today and each not in self.debriefed]
        if gone:
            yield Line(say("plan.debrief", lang, day=gone[-1]), "warn")
        coming = [each for each in days if each >= today]
        if coming:
            role = (" · " if plan.planned.role else "") + (plan.planned.role or "")
            told = {"day": coming[0], "days": (coming[0] - today).days, "role": role}
            key = "plan.interview_today" if coming[0] == today else "plan.interview"
            yield Line(say(key, lang, **told), "strong")
        elif days:
            yield Line(say("plan.past", lang, day=days[-1]), "warn")
        if coming[1:]:
            yield Line(say("plan.later", lang, days=", ".join(map(str, coming[1:]))))
        yield Line(say("plan.minutes", lang, minutes=plan.planned.minutes), "dim")
