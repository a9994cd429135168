"""The candidate's profile for people: what is planned, what is known and from where, how it goes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from practice.calibration import Calibration
from practice.candidate_profile import KnownFact, known_facts, names_of
from practice.event import Planned, Record
from practice.fact import Fact
from practice.value import Lang
from tools.calibration_sheet import calibration_words
from tools.sheet import Line
from tools.text import first_line
from tools.wording import say

TOPICS = 3
PROJECTS = 3
"""So many are named; the candidate knows the rest."""
_QUOTE_LINE = 160


def profile_lines(
    planned: Planned | None,
    known: Sequence[KnownFact],
    strengths: Sequence[str],
    overall: Calibration | None,
    lang: Lang,
) -> Iterator[Line]:
    """Yield the whole profile."""
    yield from _plan_lines(planned, lang)
    yield from fact_lines(known, lang)
    if strengths:
        names = ("、" if lang == "zh" else ", ").join(strengths)
        yield Line(say("profile.strengths", lang, names=names))
    else:
        yield Line(say("profile.no_strengths", lang), "dim")
    if overall is not None:
        yield Line(calibration_words(overall, lang))
        yield Line(say("profile.more_calibration", lang), "dim")


def _plan_lines(planned: Planned | None, lang: Lang) -> Iterator[Line]:
    if planned is None:
        yield Line(say("plan.none", lang), "dim")
        return
    if planned.role:
        yield Line(say("profile.role", lang, role=planned.role))
    if planned.interviews:
        days = ("、" if lang == "zh" else ", ").join(map(str, planned.interviews))
        yield Line(say("profile.interviews", lang, days=days))
    yield Line(say("plan.minutes", lang, minutes=planned.minutes))
    if planned.weights:
        yield Line(say("plan.jd", lang, topics=", ".join(weightiest(planned.weights))))


def weightiest(weights: Mapping[str, float]) -> list[str]:
    """Return the topics that weigh most."""
    return sorted(weights, key=lambda topic: -weights[topic])[:TOPICS]


def fact_lines(known: Sequence[KnownFact], lang: Lang) -> Iterator[Line]:
    """Yield the facts under their numbers, each with its quote and where it stands."""
    if not known:
        yield Line(say("profile.no_facts", lang), "dim")
        return
    yield Line(say("profile.facts", lang), "strong")
    for each in known:
        yield Line(f"{each.number}. {fact_name(each.fact, lang)}", indent=1)
        yield quote_line(each.fact, lang)


def projects_told(records: Iterable[Record], lang: Lang) -> str | None:
    """Return a line that names projects a story could be told of; None where none is known."""
    names = names_of(known_facts(records), "project")[:PROJECTS]
    joined = ("、" if lang == "zh" else ", ").join(names)
    return say("session.projects", lang, names=joined) if names else None


def fact_name(fact: Fact, lang: Lang) -> str:
    """Return what kind of fact it is, and its name."""
    return say(f"fact.{fact.what}", lang, name=fact.name)


def quote_line(fact: Fact, lang: Lang) -> Line:
    """Return the words that show a fact, on one line."""
    quote = first_line(fact.quote, _QUOTE_LINE)
    return Line(say("profile.quote", lang, quote=quote, source=fact.source), "dim", 2)
