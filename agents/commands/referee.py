"""Judging an answer against any reference text, without an entry of the bank; nothing is kept."""

from collections.abc import Iterator
from typing import Any, Literal

from agents.commands.app import App
from practice.value import Lang, Value
from practice.verdict import band
from tools.reference.grader import ReferenceGrader
from tools.report import STYLE
from tools.sheet import Line
from tools.wording import say

COVERED, PARTIAL = 0.6, 0.35
"""Similarity of a passage to a sentence from which it is taken as said, and as half said."""

Found = Literal["covered", "partial", "missing"]


class Sentence(Value):
    """One sentence of the reference and the words of the answer that come nearest to it."""

    sentence: str
    verdict: Found
    quote: str | None
    start: int | None
    end: int | None
    similarity: float


class Refereed(Value):
    """What an answer got against a reference text."""

    lang: Lang
    score: float
    band: str
    probability: float
    """How likely a human would call the answer right as a whole, 0–1."""
    sentences: tuple[Sentence, ...]


def referee(question: str, reference: str, answer: str, lang: Lang) -> Refereed:
    """Return the grade of `answer`; `question` may be empty, then nothing counts as its echo."""
    grade = ReferenceGrader(question, [reference]).grade(answer)
    score = round(100 * grade.score, 1)
    return Refereed(
        lang=lang,
        score=score,
        band=band(score),
        probability=round(grade.probability, 3),
        sentences=tuple(
            _sentence(each.sentence.strip(), answer, each.start, each.end, each.similarity)
            for each in grade.sentences
        ),
    )


def _sentence(sentence: str, answer: str, start: int, end: int, similarity: float) -> Sentence:
    verdict: Found = "covered" if similarity >= COVERED else "partial"
    if similarity < PARTIAL or start == end:
        return Sentence(
            sentence=sentence, verdict="missing", quote=None, start=None, end=None,
            similarity=round(similarity, 3),
        )  # fmt: skip
    return Sentence(
        sentence=sentence,
        verdict=verdict,
        quote=answer[start:end],
        start=start,
        end=end,
        similarity=round(similarity, 3),
    )


def show(app: App, judged: Refereed) -> None:
    """Print the grade: an object with --json, else sentence by sentence."""
    facts: dict[str, Any] = judged.model_dump(mode="json")
    app.screen.result([facts], _lines(judged))


def _lines(judged: Refereed) -> Iterator[Line]:
    lang = judged.lang
    told = {"band": say(f"band.{judged.band}", lang), "score": f"{judged.score:.0f}"}
    yield Line(say("screen.score", lang, **told), "strong", who="critic", lang=lang)
    chance = f"{100 * judged.probability:.0f}"
    yield Line(say("screen.right_chance", lang, chance=chance), "dim", 1)
    for each in judged.sentences:
        verdict = say(f"verdict.{each.verdict}", lang)
        yield Line(f"{verdict} · {each.sentence}", STYLE[each.verdict], 1)
        if each.quote:
            yield Line(say("screen.quoted", lang, quote=each.quote), indent=2)
    yield Line(say("screen.reference_note", lang), "dim")
