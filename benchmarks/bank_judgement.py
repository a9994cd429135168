"""How well the rules judge answers by people who had not seen the rubric.

The answers stand in tests/data/answers, in two halves: recognizers were written while looking at half
a (and at c to e, further answers of some questions); half b is only ever measured. The distance
between the two is the honest figure.
"""

import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.agreement import spearman
from benchmarks.harness import Figure, at_least, at_most, main, quantile
from practice.verdict import Standing, mark
from tools.answer_match import AnswerMatch
from tools.bank import Bank
from tools.matching import PROBABILITY, Matcher

ELSEWHERE = 12
ANSWERS = Path(__file__).resolve().parent.parent / "tests" / "data" / "answers"
INTENDED = ("keyword_pile", "off_question", "dont_know", "fluent_wrong", "poor", "partial", "good",
            "excellent")  # fmt: skip
RANK = {"off_question": 0, "keyword_pile": 0, "fluent_wrong": 0, "dont_know": 1, "poor": 1,
        "partial": 2, "good": 3, "excellent": 4}  # fmt: skip


@dataclass
class Tally:
    """Counts over the answers of one half."""

    hit: int = 0
    extra: int = 0
    half_as_whole: int = 0
    missed: int = 0
    unsure: int = 0
    points: int = 0
    false_said: int = 0
    false_caught: int = 0
    wrongly_called_false: int = 0
    sentences: int = 0
    unknown_named: int = 0
    scores: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    ranks: list[tuple[str, int, float]] = field(default_factory=list)
    excellent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong_below_partial: list[bool] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    elsewhere: list[float] = field(default_factory=list)
    """Scores of good answers to questions of other topics: they should be next to nothing."""
    believed: dict[Standing, list[bool]] = field(default_factory=lambda: defaultdict(list))
    """For each standing, whether a human ticked the point."""

    def calibration_error(self) -> float:
        """Expected calibration error (Naeini et al. 2015) of the probabilities, over the standings."""
        total = sum(map(len, self.believed.values()))
        return sum(
            len(ticked) / total * abs(PROBABILITY[standing] - sum(ticked) / len(ticked))
            for standing, ticked in self.believed.items()
        )

    def precision(self, *, strict: bool) -> float:
        """Share of ticks that a human gave too; strictly, half a point is none."""
        wrong = self.extra + (self.half_as_whole if strict else 0)
        return self.hit / max(1, self.hit + wrong)

    def recall(self) -> float:
        """Share of a human's ticks that were found; unsure is not found."""
        return self.hit / max(1, self.hit + self.missed)

    def f1(self, *, strict: bool = False) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self.precision(strict=strict), self.recall()
        return 2 * p * r / (p + r) if p + r else 0.0


def _count(tally: Tally, row: dict[str, Any], matcher: Matcher) -> float:
    """Add one answer to the tally and return its score."""
    start = time.perf_counter()
    found = matcher.match(row["text"])
    tally.milliseconds.append(1000 * (time.perf_counter() - start))
    standings: dict[str, Standing] = {each.point.id: each.standing for each in found.points}
    ticked = {point for point, standing in standings.items() if standing == "covered"}
    gold, partly = set(row["points"]), set(row["partly"])
    tally.hit += len(ticked & gold)
    tally.extra += len(ticked - gold - partly)
    tally.half_as_whole += len((ticked - gold) & partly)
    tally.missed += len(gold - ticked)
    tally.unsure += sum(standing == "unsure" for standing in standings.values())
    tally.points += len(standings)
    for point, standing in standings.items():
        tally.believed[standing].append(point in gold)
    _count_false(tally, row, found)
    lies = [each.misconception.id for each in found.misconceptions]
    score = mark(matcher.question, standings, lies, bears=found.bears).score
    tally.scores[row["kind"]].append(score)
    tally.ranks.append((row["question"], RANK[row["kind"]], score))
    if row["kind"] == "excellent":
        tally.excellent[row["lang"]].append(score)
    tally.unknown_named += row["kind"] == "dont_know" and found.honest_unknown
    return score


def _count_false(tally: Tally, row: dict[str, Any], found: AnswerMatch) -> None:
    """A false statement is caught where what was called false overlaps its quote."""
    spans = [(each.span.start, each.span.end) for each in found.misconceptions]
    spans += [
        (each.span.start, each.span.end)
        for each in found.points
        if each.standing == "contradicted" and each.span
    ]
    quoted = []
    for lie in row["false"]:
        at = row["text"].index(lie["quote"])
        quoted.append((at, at + len(lie["quote"])))
    tally.false_said += len(quoted)
    tally.false_caught += sum(any(_overlap(lie, each) for each in spans) for lie in quoted)
    tally.wrongly_called_false += sum(
        not any(_overlap(each, lie) for lie in quoted) for each in set(spans)
    )
    true_sentences = sum(row["text"].count(end) for end in "。！？.!?") - len(quoted)
    tally.sentences += max(1, true_sentences)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def rows(question_id: str, half: str) -> list[dict[str, Any]]:
    """Return the answers to one question of one half, with their labels."""
    lines = (ANSWERS / f"{question_id}.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["half"] == half]


def _elsewhere(bank: Bank, half: str, question_id: str, questions: Sequence[str]) -> list[str]:
    """Return good answers to questions of other topics, drawn by the question's name."""
    topic = bank.question(question_id).topic
    others = [each for each in questions if bank.question(each).topic != topic]
    drawn = random.Random(question_id).sample(others, min(ELSEWHERE, len(others)))
    return [row["text"] for each in drawn for row in rows(each, half) if row["kind"] == "good"]


def score_of(matcher: Matcher, text: str) -> float:
    """Return the score of a text, 0–100."""
    found = matcher.match(text)
    standings: dict[str, Standing] = {each.point.id: each.standing for each in found.points}
    lies = [each.misconception.id for each in found.misconceptions]
    return mark(matcher.question, standings, lies, bears=found.bears).score


def _tally(bank: Bank, half: str, questions: Sequence[str]) -> Tally:
    tally = Tally()
    for question_id in questions:
        matcher = bank.matcher(bank.question(question_id))
        matcher.warm()
        by_kind: dict[str, list[float]] = defaultdict(list)
        for row in rows(question_id, half):
            by_kind[row["kind"]].append(_count(tally, row, matcher))
        texts = _elsewhere(bank, half, question_id, questions)
        tally.elsewhere += [score_of(matcher, text) for text in texts]
        if by_kind["partial"] and by_kind["fluent_wrong"]:
            below = max(by_kind["fluent_wrong"]) < min(by_kind["partial"])
            tally.wrong_below_partial.append(below)
    return tally


def _mean(values: Sequence[float]) -> float:
    return sum(values) / max(1, len(values))


def _figures(half: str, tally: Tally) -> Iterator[Figure]:
    name = f"half {half}: "
    yield Figure(name + "precision of point verdicts", tally.precision(strict=False), "")
    yield Figure(name + "recall of point verdicts", tally.recall(), "")
    yield at_least(name + "F1 of point verdicts", tally.f1(), 0.85, "")
    yield Figure(name + "F1, half a point ticked counts as wrong", tally.f1(strict=True), "")
    yield at_most(name + "share unsure", tally.unsure / max(1, tally.points), 0.10, "")
    pooled = spearman([rank for _, rank, _ in tally.ranks], [score for *_, score in tally.ranks])
    yield at_least(name + "Spearman with the intended order, pooled", pooled, 0.90, "")
    within = [
        spearman(
            [r for q, r, _ in tally.ranks if q == each], [s for q, _, s in tally.ranks if q == each]
        )
        for each in sorted({question for question, *_ in tally.ranks})
    ]
    yield Figure(name + "Spearman within questions, mean", _mean(within), "")
    yield at_least(name + "Spearman within questions, lowest", min(within), 0.75, "")
    yield Figure(name + "calibration error of the probabilities", tally.calibration_error(), "")
    yield from _by_kind(name, tally)
    away = _mean(tally.elsewhere)
    yield at_most(name + "mean score, good answers to other topics", away, 10, "points")
    caught = tally.false_caught / max(1, tally.false_said)
    yield at_least(name + "false statements caught", caught, 0.40, "")
    called = tally.wrongly_called_false / max(1, tally.sentences)
    yield at_most(name + "true statements called false", called, 0.03, "")
    apart = abs(_mean(tally.excellent["zh"]) - _mean(tally.excellent["en"]))
    yield at_most(name + "excellent, zh and en apart", apart, 5, "points")
    below = _mean([float(each) for each in tally.wrong_below_partial])
    yield at_least(name + "fluent but wrong below partial, share", below, 0.80, "")
    named = tally.unknown_named / max(1, len(tally.scores["dont_know"]))
    yield at_least(name + "don't-know named as such", named, 0.90, "")
    yield at_most(name + "time an answer, p50", quantile(tally.milliseconds, 0.5), 15, "ms")


def _by_kind(name: str, tally: Tally) -> Iterator[Figure]:
    limits = {"keyword_pile": 25.0, "off_question": 10.0, "dont_know": 35.0}
    for kind in INTENDED:
        told, score = f"{name}mean score, {kind}", _mean(tally.scores[kind])
        if kind == "excellent":
            yield at_least(told, score, 80, "points")
        elif kind in limits:
            yield at_most(told, score, limits[kind], "points")
        else:
            yield Figure(told, score, "points")


def run(quick: bool) -> Iterator[Figure]:
    """Yield the figures of both halves; there is nothing to shorten."""
    bank = Bank()
    questions = [path.stem for path in sorted(ANSWERS.glob("*.jsonl"))]
    halves = {half: _tally(bank, half, questions) for half in ("a", "b")}
    for half, tally in halves.items():
        yield from _figures(half, tally)
    yield Figure("F1, half a less half b", halves["a"].f1() - halves["b"].f1(), "")


if __name__ == "__main__":
    main("How well the rules judge answers by strangers (a: looked at, b: not)", run)
