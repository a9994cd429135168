"""Gaps for people: how each has gone, the points behind it, and the candidate's own words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from practice.gap import Gap
from practice.opportunity import Evidence
from practice.schedule import Review
from practice.value import Bilingual, Lang
from tools.sheet import Line
from tools.wording import say

SPARK = 20
"""So many opportunities are drawn, the latest."""
SHOWN = 2
"""So many pieces of evidence stand in the list; `coach gap show` has all."""
_MISSED, _HELPED, _ALONE = "✗", "○", "●"
_IN_WORDS = {_MISSED: "x", _HELPED: "o", _ALONE: "+"}


def spark(trail: Sequence[Review], *, plain: bool = False) -> str:
    """Return one sign an opportunity, in order: missed, met with help, met unaided."""
    signs = "".join(
        _MISSED if not each.met else _ALONE if each.aid == "unaided" else _HELPED
        for each in trail[-SPARK:]
    )
    drawn = "".join(_IN_WORDS[sign] for sign in signs) if plain else signs
    return ("…" if len(trail) > SPARK else "") + drawn


def gap_line(name: Bilingual, gap: Gap, lang: Lang, *, plain: bool = False) -> Line:
    """Return the line of one gap."""
    told = {
        "name": name.of(lang),
        "status": say(f"status.{gap.status}", lang),
        "occurrences": gap.occurrences,
        "opportunities": gap.opportunities,
        "spark": spark(gap.trail, plain=plain),
        "day": gap.due,
        "gap": gap.gap,
    }
    return Line(say("gaps.line", lang, **told), "good" if gap.status == "closed" else "strong")


def points_line(gap: Gap, lang: Lang) -> Line | None:
    """Return the key points behind a gap, those most often missed first; None without any."""
    missed = Counter(
        f"{each.question}#{each.point}" for each in gap.evidence if each.point is not None
    )
    if not missed:
        return None
    times = [f"{point} ×{count}" if count > 1 else point for point, count in missed.most_common()]
    return Line(say("gaps.points", lang, points=", ".join(times)), indent=1)


def brief_lines(name: Bilingual, gap: Gap, lang: Lang, *, plain: bool = False) -> Iterator[Line]:
    """Yield a gap as the list has it: its line and its latest evidence."""
    yield gap_line(name, gap, lang, plain=plain)
    yield from evidence_lines(gap.evidence[-SHOWN:], lang)
    more = len(gap.evidence) - SHOWN
    if more > 0:
        yield Line(say("gaps.more", lang, count=more, gap=gap.gap), "dim", 1)


def whole_lines(name: Bilingual, gap: Gap, lang: Lang, *, plain: bool = False) -> Iterator[Line]:
    """Yield all of a gap: its line, what the signs mean, its points, every piece of evidence."""
    yield gap_line(name, gap, lang, plain=plain)
    signs = list(_IN_WORDS.values() if plain else _IN_WORDS)
    told = dict(zip(("missed", "helped", "alone"), signs, strict=True))
    yield Line(say("gaps.legend", lang, **told), "dim", 1)
    points = points_line(gap, lang)
    if points is not None:
        yield points
    yield from evidence_lines(gap.evidence, lang)


def evidence_lines(evidence: Iterable[Evidence], lang: Lang) -> Iterator[Line]:
    """Yield one line a piece of evidence, with the candidate's own words."""
    for each in evidence:
        kind = say(f"failing.{each.kind}", lang)
        where = each.question if each.source == "practice" else say("gaps.interview", lang)
        facts = {"day": each.at.date(), "question": where, "kind": kind}
        if each.quote:
            yield Line(say("gaps.evidence", lang, quote=each.quote, **facts), "dim", 1)
        else:
            yield Line(say("gaps.evidence_none", lang, **facts), "dim", 1)
