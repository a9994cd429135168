"""The rubric matcher: which key points an answer shows, with the words that show them.

Formulas over shared concepts (practice/recognition.py) are looked for in passages of the answer.
A pile of terms and an echo of the question are no evidence; a point that is both shown and
denied is contradicted; words under an "I'm guessing" are unsure.
"""

import functools
from collections import Counter
from collections.abc import Iterable

from practice.question import KeyPoint, Question
from practice.recognition import Formula, Recognition, parse
from practice.verdict import VALUE, Span, Standing
from tools.answer_match import AnswerMatch, FalseMatch, PointMatch
from tools.lexicon import Lexicon
from tools.passage import smallest_passage
from tools.plea import Pleas
from tools.reading import Passage, Reading, read
from tools.speech import CORRECTED, UNKNOWN, length
from tools.spelling import Speller, speller_of
from tools.text import fold

MATCHER_VERSION = "1"
PROBABILITY: dict[Standing, float] = {
    "covered": 0.9,
    "partial": 0.2,
    "unsure": 0.5,
    "missing": 0.05,
    "contradicted": 0.05,
}
"""How likely a fair reader would tick the point, by what the matcher found."""

NEAR = 3
"""How much of a point's concepts comes near it: one of no other point counts 2, any other 1."""
_KNOWS_SOME, _KNOWS_NOTHING = 0.4, 0.15
"""Shares of the weight that somebody who says that he does not know may still show."""
FALSE_TIMES = 3
_DENSE = 0.04
"""Concepts of the question that an answer to it speaks of, for each word or Chinese character."""
_FEW = 0.25
"""Share of the question's concepts that is few in any case."""
_TOLD, _LONG = 100, 300
"""Words or characters from which the share of concepts tells, and up to which they grow with length."""
_SPOKEN_OF = 3
_PILED = 0.6
"""Share of an answer that is a row of terms, or an echo, from which the rest is chance."""
_BY_CHANCE = 0.25
"""Share of the weight that an answer to another question may seem to show."""
_READINGS_KEPT = 32
"""Readings kept of the latest texts: critic, coach and interviewer look at the same ones."""
_MATCHES_KEPT = 4


class Matcher:
    """Judges answers to one question by its formulas and the shared lexicon."""

    def __init__(self, question: Question, lexicon: Lexicon) -> None:
        self.question = question
        self.lexicon = lexicon
        self._readings: dict[tuple[str, bool], Reading] = {}
        self._matches: dict[tuple[str, str | None], AnswerMatch] = {}
        self._names = tuple(
            sorted({name for part in question.recognizable for name in part.recognized.concepts()})
        )

    @functools.cached_property
    def _speller(self) -> Speller:
        concepts = [self.lexicon.concepts[name] for name in self._names]
        return speller_of(tuple(form for concept in concepts for form in concept.en))

    @functools.cached_property
    def _pleas(self) -> Pleas:
        return Pleas(self.question)

    def pleads(self, text: str) -> bool:
        """Return whether an answer may speak to its judge anywhere."""
        return self._pleas.suspects(fold(text))

    def warm(self) -> None:
        """Compile what an answer to this question is likely to need."""
        self.match(f"{self.question.answer.zh}\n{self.question.answer.en}")

    def read(self, text: str, *, whole: bool = False) -> Reading:
        """Return the reading of `text` for this question's concepts; the latest are kept.

        `whole` takes in what no answer would be credited for, such as words to the judge.
        """
        reading = self._readings.pop((text, whole), None)
        if reading is None:
            asked = f"{self.question.ask.zh} {self.question.ask.en}"
            pleas = None if whole else self._pleas
            reading = read(text, self.lexicon, self._names, asked, self._speller, pleas)
        self._readings[text, whole] = reading
        if len(self._readings) > _READINGS_KEPT:
            del self._readings[next(iter(self._readings))]
        return reading

    def match(self, text: str, probed: str | None = None) -> AnswerMatch:
        """Return what `text` shows; `probed` is the id of the point just asked about.

        What a probe names need not be said again in the answer to it. The latest are kept, because
        the critic comes back to the same answer.
        """
        found = self._matches.get((text, probed))
        if found is None:
            found = self._matches[text, probed] = self._match(text, probed)
        if len(self._matches) > _MATCHES_KEPT:
            del self._matches[next(iter(self._matches))]
        return found

    def _match(self, text: str, probed: str | None) -> AnswerMatch:
        reading = self.read(text)
        false = tuple(self._falsehoods(reading))
        denied = {
            each.misconception.contradicts: each.span
            for each in false
            if each.misconception.contradicts
        }
        points = tuple(
            self._point(point, reading, self._given(point) if point.id == probed else frozenset())
            for point in self.question.points
        )
        points = tuple(_deny(each, denied.get(each.point.id)) for each in points)
        points = tuple(_discredit(each, false) for each in points)
        unknown = self._honest_unknown(reading, points)
        spoken_of = len(reading.mentioned) >= _SPOKEN_OF
        if probed is None and not (false or unknown) and self._by_chance(points):
            elsewhere = _elsewhere(reading, len(self._names))
            whole = any(each.standing == "covered" for each in points)
            if elsewhere or (reading.dead_share >= _PILED and not whole):
                points = tuple(map(_chance, points))
                spoken_of = spoken_of and not elsewhere
        shown = any(each.standing != "missing" for each in points)
        return AnswerMatch(points, false, bool(false or unknown or shown or spoken_of), unknown)

    def _by_chance(self, points: tuple[PointMatch, ...]) -> bool:
        """Return whether an answer shows so little that it may be chance."""
        earned = sum(
            each.point.weight * VALUE[each.standing]
            for each in points
            if each.standing in ("covered", "partial")
        )
        return earned < _BY_CHANCE * self.question.total_weight

    def bears_on(self, quote: str, point: KeyPoint) -> bool:
        """Return whether `quote` itself holds something that the point's formulas look for.

        A pile of terms and an echo of the question hold nothing.
        """
        return not point.recognized.wanted().isdisjoint(self.read(quote).found)

    def of_others(self, point: KeyPoint) -> frozenset[str]:
        """Return the concepts by which the other points are recognized."""
        return frozenset(
            name
            for each in self.question.points
            if each.id != point.id
            for name in each.recognized.concepts()
        )

    def takes_back(self, text: str, names: Iterable[str]) -> frozenset[str]:
        """Return which of the points and misconceptions `names` are spoken of where `text` corrects
        something said before."""
        reading = self.read(text)
        places = [
            number
            for number, part in enumerate(reading.clauses)
            if CORRECTED.search(reading.folded[part.start : part.end])
        ]
        near = {clause for at in places for clause in range(at - 1, at + 4)}
        taken: set[str] = set()
        for each in self.question.recognizable:
            own = each.recognized.concepts()
            hits = {hit.clause for name in own for hit in reading.found.get(name, ())}
            if each.id in set(names) and hits & near:
                taken.add(each.id)
        return frozenset(taken)

    def nearest(self, text: str, points: Iterable[str]) -> dict[str, Span]:
        """Return for each of the points the clause that comes nearest to it, where one does.

        Near is a clause with at least two of the point's concepts, one of them no other point's.
        """
        reading = self.read(text)
        found = {name: self._nearest(reading, self.question.point(name)) for name in points}
        return {name: span for name, span in found.items() if span is not None}

    def _nearest(self, reading: Reading, point: KeyPoint) -> Span | None:
        own = point.recognized.concepts()
        others = self.of_others(point)
        weight: Counter[int] = Counter()
        for name in own:
            for clause in {hit.clause for hit in reading.found.get(name, ())}:
                weight[clause] += 1 if name in others else 2
        clause, most = max(weight.items(), key=lambda each: each[1], default=(0, 0))
        if most < NEAR:
            return None
        start, end = reading.quote(Passage(clause, clause), own)
        return Span(quote=reading.text[start:end], start=start, end=end)

    def gives_away(self, text: str, point: KeyPoint) -> bool:
        """Return whether `text` states the point, wholly or by half; what else it says is no excuse."""
        reading = self.read(text, whole=True)
        stated = (point.recognized.covered, point.recognized.half)
        return any(_passage(formula, reading, frozenset()) for formula in stated)

    def _given(self, point: KeyPoint) -> frozenset[str]:
        probe = self.read(f"{point.probe.zh}\n{point.probe.en}")
        return probe.mentioned & point.recognized.concepts()

    def _point(self, point: KeyPoint, reading: Reading, given: frozenset[str]) -> PointMatch:
        recognized = point.recognized
        shown = _passage(recognized.covered, reading, given)
        flipped = _passage(recognized.flipped, reading, given)
        if flipped and not (shown and _overlap(shown, flipped)):
            return _found(point, "contradicted", reading, flipped, "the opposite is said")
        if shown and flipped:
            return _found(point, "unsure", reading, shown, "said, but the same words deny it")
        if shown and (reading.rejected(shown) or reading.refused(shown, recognized.concepts())):
            return _found(point, "contradicted", reading, shown, "said only to be denied")
        if shown:
            if reading.uncertain(shown):
                return _found(point, "unsure", reading, shown, "said as a guess")
            return _found(point, "covered", reading, shown, "all of it is said")
        half = _passage(recognized.half, reading, given)
        if half and not (reading.rejected(half) or reading.refused(half, recognized.concepts())):
            return _found(point, "partial", reading, half, "half of it is said")
        return PointMatch(point, "missing", None, "nothing of it was found")

    def _falsehoods(self, reading: Reading) -> list[FalseMatch]:
        """Return each misconception where it is stated, in up to FALSE_TIMES sentences of its own."""
        found = []
        for each in self.question.misconceptions:
            rest = reading
            for _ in range(FALSE_TIMES):
                passage = _passage(each.recognized.covered, rest, frozenset())
                if passage is None:
                    break
                if not (reading.uncertain(passage) or reading.rejected(passage)):
                    found.append(FalseMatch(each, _span(reading, passage, each.recognized)))
                rest = rest.without(passage)
        return found

    def _honest_unknown(self, reading: Reading, points: tuple[PointMatch, ...]) -> bool:
        """Return whether the speaker says that he does not know, and shows little else.

        Said early it may be followed by what is known beside it; said late, by next to nothing.
        """
        said = UNKNOWN.search(reading.folded)
        if said is None:
            return False
        shown = sum(each.point.weight for each in points if each.standing == "covered")
        share = shown / self.question.total_weight
        early = length(reading.folded[: said.start()]) <= max(40, length(reading.folded) // 2)
        wrong = any(each.standing == "contradicted" for each in points)
        return not wrong and share <= (_KNOWS_SOME if early else _KNOWS_NOTHING)


def _passage(formula: str | None, reading: Reading, given: frozenset[str]) -> Passage | None:
    if formula is None:
        return None
    parsed: Formula = parse(formula)
    return smallest_passage(parsed, reading, given)


def _elsewhere(reading: Reading, concepts: int) -> bool:
    """Return whether an answer is about something else: long, and of few of the question's concepts."""
    spoken = min(_LONG, length(reading.folded))
    return spoken >= _TOLD and len(reading.mentioned) < min(_DENSE * spoken, _FEW * concepts)


def _chance(found: PointMatch) -> PointMatch:
    return PointMatch(found.point, "missing", None, "what there was of it came by chance")


def _overlap(one: Passage, other: Passage) -> bool:
    return one.first <= other.last and other.first <= one.last


def _span(reading: Reading, passage: Passage, recognized: Recognition) -> Span:
    start, end = reading.quote(passage, recognized.concepts())
    return Span(quote=reading.text[start:end], start=start, end=end)


def _found(
    point: KeyPoint, standing: Standing, reading: Reading, passage: Passage, why: str
) -> PointMatch:
    return PointMatch(point, standing, _span(reading, passage, point.recognized), why)


def _discredit(found: PointMatch, false: tuple[FalseMatch, ...]) -> PointMatch:
    """Return the point as missing where half of it was seen only in a false statement."""
    span = found.span
    if found.standing != "partial" or span is None:
        return found
    if any(each.span.start <= span.start and span.end <= each.span.end for each in false):
        return PointMatch(found.point, "missing", None, "seen only in a false statement")
    return found


def _deny(found: PointMatch, false: Span | None) -> PointMatch:
    """Return the point as contradicted where a misconception found says its opposite."""
    if false is None or found.standing == "contradicted":
        return found
    return PointMatch(found.point, "contradicted", false, "a false statement contradicts it")
