"""What one judged answer says about the candidate's skills: met or missed, and with what aid."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from practice.question import Question
from practice.value import Value
from practice.verdict import Critique, Standing, Verdict

Aid = Literal["unaided", "prompted", "aided"]
Failing = Literal["missing", "vague", "wrong"]

AID_LASTS = timedelta(hours=20)
"""What was on the screen stays aid for so long (contract, What is judged)."""

_FAILING: dict[Standing, Failing] = {
    "missing": "missing",
    "partial": "vague",
    "contradicted": "wrong",
}
_STRENGTH: dict[Aid, int] = {"unaided": 0, "prompted": 1, "aided": 2}
_SOLID = 60.0


class Exposure(Value):
    """Something about a point came on the screen."""

    point: str
    aid: Aid
    at: datetime


class Observation(Value):
    """One point met or missed in one answer, filed under the gap it belongs to."""

    gap: str
    """A skill, or question/misconception."""
    point: str | None
    met: bool
    failing: Failing | None = None
    aid: Aid
    quote: str | None = None


def aid_for(point: str, exposures: Iterable[Exposure], now: datetime) -> Aid:
    """Return the strongest aid for `point` that is still in force at `now`."""
    live = [each.aid for each in exposures if each.point == point and now - each.at < AID_LASTS]
    return strongest(live)


def strongest(aids: Iterable[Aid]) -> Aid:
    """Return the strongest of the aids; unaided where there is none."""
    return max(aids, key=_STRENGTH.__getitem__, default="unaided")


def weakest(aids: Iterable[Aid]) -> Aid:
    """Return the weakest of the aids; unaided where there is none."""
    return min(aids, key=_STRENGTH.__getitem__, default="unaided")


def misconception_gap(question: str, misconception: str) -> str:
    """Return the gap key of a misconception."""
    return f"{question}/{misconception}"


def is_misconception(gap: str) -> bool:
    """Return whether a gap's key is that of a misconception."""
    return "/" in gap


def point_key(question_id: str, point_id: str) -> str:
    """Return the key under which a key point of one question is reviewed."""
    return f"{question_id}#{point_id}"


def is_point(key: str) -> bool:
    """Return whether a key is that of a key point."""
    return "#" in key


def observe(
    question: Question,
    critique: Critique,
    before: Mapping[str, Standing],
    probed: str | None,
    aids: Mapping[str, Aid],
    near: Mapping[str, str] | None = None,
) -> tuple[Observation, ...]:
    """Return what one critique says of each skill and misconception of the question.

    The first answer is an opportunity for every point. An answer to a probe is one for the point
    probed, and for whatever it shows better than `before`: a point that was not asked about is
    not missed a second time. Unsure verdicts are neither. `near` holds, for missing points, the
    answer's words that come nearest.
    """
    first = not before
    seen: list[Observation] = []
    for verdict in critique.verdicts:
        improved = verdict.verdict == "covered" and before.get(verdict.point) != "covered"
        wrong = verdict.verdict == "contradicted"
        if verdict.verdict != "unsure" and (first or verdict.point == probed or improved or wrong):
            aid = aids.get(verdict.point, "unaided")
            seen.append(_of_point(verdict, aid, (near or {}).get(verdict.point)))
    return (*seen, *_of_misconceptions(question, critique, first, aids))


def _of_point(verdict: Verdict, aid: Aid, near: str | None) -> Observation:
    return Observation(
        gap=verdict.skill,
        point=verdict.point,
        met=verdict.verdict == "covered",
        failing=_FAILING.get(verdict.verdict),
        aid=aid,
        quote=verdict.quote or near,
    )


def _of_misconceptions(
    question: Question, critique: Critique, first: bool, aids: Mapping[str, Aid]
) -> Iterable[Observation]:
    """Yield each misconception stated (missed), or shown to be overcome (met).

    Overcome: the point it contradicts is covered; where it contradicts none, a solid first answer
    does without it.
    """
    said = {each.id: each.quote for each in critique.misconceptions}
    verdicts = {each.point: each for each in critique.verdicts}
    for each in question.misconceptions:
        gap = misconception_gap(question.id, each.id)
        keys = (gap, each.contradicts or "")
        aid = strongest(aids.get(key, "unaided") for key in keys)
        if each.id in said:
            yield Observation(
                gap=gap,
                point=each.contradicts,
                met=False,
                failing="wrong",
                aid=aid,
                quote=said[each.id],
            )
            continue
        opposed = verdicts.get(each.contradicts or "")
        if opposed is not None:
            overcome = opposed.verdict == "covered"
        else:
            overcome = first and critique.score is not None and critique.score >= _SOLID
        if overcome:
            quote = opposed.quote if opposed else None
            yield Observation(gap=gap, point=each.contradicts, met=True, aid=aid, quote=quote)
