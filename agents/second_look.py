"""What the model sees and the rules do not, looked at a second time, by the quoted words alone.

The model is there to understand more than the rules, and an answer may try to talk it into that. So
what it credits beyond them is put to it once more without the rest of the answer: whatever else
stands there, a plea, a forged verdict, an order, cannot reach this second look. What is confirmed
there is credited; of all else the rules' reading stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from practice.question import Question
from practice.verdict import VALUE, Falsehood, Standing, Verdict
from tools.matching import PROBABILITY, Matcher
from tools.verification import bearing_words


@dataclass(frozen=True)
class Claim:
    """A key point or a misconception, and the words of the answer that are said to state it."""

    id: str
    words: str


def claims(
    text: str,
    question: Question,
    verdicts: Sequence[Verdict],
    false: Sequence[Falsehood],
    rules: tuple[Sequence[Verdict], Sequence[Falsehood]],
    matcher: Matcher,
) -> list[Claim]:
    """Return what the judge credits beyond the rules, and what false it does not see and they do.

    Of a quote only the clauses that bear on the point go along. What the rules found denied or
    guessed is no claim: that is told by words around it, and their reading stands. An answer that
    speaks to its judge has no claims either; it loses nothing that the rules see.
    """
    if matcher.pleads(text):
        return []
    found = []
    for verdict, known in zip(verdicts, rules[0], strict=True):
        span = verdict.span
        if (
            span is None
            or not _beyond(verdict, known)
            or known.verdict not in ("missing", "partial")
        ):
            continue
        words = bearing_words(text, span, question.point(verdict.point), matcher)
        if words:
            found.append(Claim(verdict.point, words))
    named = {each.id for each in false}
    found += [Claim(each.id, each.quote) for each in rules[1] if each.id not in named]
    return found


def settled(
    verdicts: Sequence[Verdict],
    false: Sequence[Falsehood],
    rules: tuple[Sequence[Verdict], Sequence[Falsehood]],
    confirmed: Mapping[str, Standing],
) -> tuple[tuple[Verdict, ...], tuple[Falsehood, ...]]:
    """Return verdicts and falsehoods after the second look; without an answer the rules' stand."""
    points = tuple(
        _settled(verdict, known, confirmed.get(verdict.point, "missing"))
        for verdict, known in zip(verdicts, rules[0], strict=True)
    )
    named = {each.id for each in false}
    kept = [
        each
        for each in rules[1]
        if each.id not in named and confirmed.get(each.id, "covered") != "missing"
    ]
    return points, (*false, *kept)


def _beyond(verdict: Verdict, known: Verdict) -> bool:
    return VALUE[verdict.verdict] > VALUE[known.verdict]


def _settled(verdict: Verdict, known: Verdict, confirmed: Standing) -> Verdict:
    """Return the lower of what was said and what was confirmed, and never less than the rules saw."""
    if not _beyond(verdict, known):
        return verdict
    lower = min(verdict.verdict, confirmed, key=lambda each: VALUE[each])
    if VALUE[lower] <= VALUE[known.verdict] or known.verdict not in ("missing", "partial"):
        return known
    return verdict.model_copy(update={"verdict": lower, "probability": PROBABILITY[lower]})
