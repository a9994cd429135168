"""How each point stands in a session: its best verdict so far (contract, What is judged)."""

from collections.abc import Container, Mapping

from practice.event import PointStanding
from practice.question import KeyPoint, Question
from practice.verdict import Critique, Standing, Verdict

_RANK: dict[Standing, int] = {
    "contradicted": -1,
    "missing": 0,
    "unsure": 1,
    "partial": 2,
    "covered": 3,
}


def merge(
    before: Mapping[str, PointStanding],
    critique: Critique,
    attempt: int,
    taken_back: Container[str] = (),
) -> dict[str, PointStanding]:
    """Return the standings after one more answer.

    The best verdict stays; a contradiction displaces whatever was there, and stands until the
    point is covered, or until the candidate takes back what was said of it.
    """
    return {
        each.point: after_verdict(before.get(each.point), each, attempt, each.point in taken_back)
        for each in critique.verdicts
    }


def after_verdict(
    before: PointStanding | None, verdict: Verdict, attempt: int, taken_back: bool = False
) -> PointStanding:
    """Return how one point stands after a verdict more; see `merge`."""
    after = PointStanding(
        standing=verdict.verdict,
        quote=verdict.quote,
        attempt=attempt if verdict.quote is not None else None,
    )
    if before is None or verdict.verdict == "contradicted":
        return after
    if before.standing == "contradicted":
        return after if verdict.verdict == "covered" or taken_back else before
    return after if _RANK[after.standing] > _RANK[before.standing] else before


def merge_false(
    question: Question,
    before: Mapping[str, str],
    critique: Critique,
    taken_back: Container[str] = (),
) -> dict[str, str]:
    """Return the misconceptions standing after one more answer, each with its quote.

    An earlier one is gone when this answer covers the point that it contradicts, or takes it back.
    """
    covered = {each.point for each in critique.verdicts if each.verdict == "covered"}
    kept = {
        each: quote
        for each, quote in before.items()
        if question.misconception(each).contradicts not in covered and each not in taken_back
    }
    return kept | {each.id: each.quote for each in critique.misconceptions}


def standing_of(standings: Mapping[str, PointStanding], point: str) -> Standing:
    """Return how a point stands; missing where nothing was judged yet."""
    found = standings.get(point)
    return found.standing if found else "missing"


def open_points(question: Question, standings: Mapping[str, PointStanding]) -> list[KeyPoint]:
    """Return the points not covered, the weightiest first, in the rubric's order among equals."""
    left = [each for each in question.points if standing_of(standings, each.id) != "covered"]
    return sorted(left, key=lambda each: -each.weight)


def better(
    before: Mapping[str, PointStanding], after: Mapping[str, PointStanding]
) -> tuple[str, ...]:
    """Return the points that stand better after than before."""
    return tuple(
        point
        for point, found in after.items()
        if _RANK[found.standing] > _RANK[standing_of(before, point)]
    )


def progressed(before: Mapping[str, PointStanding], after: Mapping[str, PointStanding]) -> bool:
    """Return whether any point stands better after than before."""
    return bool(better(before, after))
