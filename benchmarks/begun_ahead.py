"""How often words begun at half of the critique are the words that are wanted (agents/ahead.py).

Answers by strangers stand for rounds, and what people ticked in them for a model's verdicts: a
ticked point that the rules do not credit is credited where a stretch of the answer bears on it, one
that they credit and nobody ticked is missing. Verdicts come as the critic is asked for them, missing
points last. A first answer is taken, so that nothing stands from before.
"""

import asyncio
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autogen_core import CancellationToken

from agents.briefs import JudgeBrief
from agents.critic_voice import RulesCritic
from benchmarks.bank_judgement import ANSWERS
from benchmarks.harness import Figure, main
from benchmarks.obedient_judge import stretches
from practice.event import PointStanding
from practice.question import Question
from practice.standing import open_points
from practice.value import Lang
from practice.verdict import Falsehood, Verdict
from tools.advice import next_action
from tools.bank import Bank
from tools.delivery import delivery_of
from tools.matching import PROBABILITY, Matcher
from tools.text import clean
from tools.verification import bearing_words

MOMENTS = {"by the rules alone": 0.0, "at half": 0.5, "at three quarters": 0.75}
ROUNDS, QUICK = 250, 60


def _judged(
    text: str, ticked: set[str], rules: Sequence[Verdict], matcher: Matcher
) -> list[Verdict]:
    """Return a model's verdicts as people would have them."""
    spans = list(stretches(matcher, text))
    judged = []
    for each in rules:
        point = matcher.question.point(each.point)
        found = [span for span in spans if bearing_words(text, span, point, matcher)]
        if each.point not in ticked and each.verdict in ("covered", "partial"):
            each = _missing(each)
        elif each.point in ticked and each.verdict != "covered" and found:
            span = min(found, key=lambda one: len(one.quote))
            update = {
                "verdict": "covered",
                "quote": span.quote,
                "start": span.start,
                "end": span.end,
            }
            each = each.model_copy(update=update)
        judged.append(each)
    return judged


def _missing(verdict: Verdict) -> Verdict:
    nothing = {"quote": None, "start": None, "end": None, "probability": PROBABILITY["missing"]}
    return verdict.model_copy(update={**nothing, "verdict": "missing"})


def _foreseen(judged: Sequence[Verdict], rules: Sequence[Verdict], share: float) -> list[Verdict]:
    """Return what is foreseen once so much has been heard."""
    order = sorted(judged, key=lambda each: each.verdict == "missing")
    heard = {each.point: each for each in order[: int(share * len(order))]}
    over = any(each.verdict == "missing" for each in heard.values())
    rest: Mapping[str, Verdict] = {each.point: _missing(each) if over else each for each in rules}
    return [heard.get(each.point, rest[each.point]) for each in rules]


def _next(
    question: Question,
    text: str,
    lang: Lang,
    verdicts: Sequence[Verdict],
    false: Sequence[Falsehood],
) -> tuple[str | None, str]:
    """Return the next probe's point and the next action."""
    standings = {
        each.point: PointStanding(standing=each.verdict, quote=each.quote, attempt=1)
        for each in verdicts
    }
    left = open_points(question, standings)
    off = all(each.verdict == "missing" for each in verdicts)
    delivery = delivery_of(text, question)
    action = next_action(question, standings, false, delivery, lang, off_question=off)
    return (left[0].id if left else None, action)


def _rows() -> list[dict[str, Any]]:
    rows = [
        json.loads(line)
        for path in sorted(ANSWERS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    random.Random(1).shuffle(rows)
    return rows


def run(quick: bool) -> Iterator[Figure]:
    """Yield every figure."""
    bank = Bank()
    rows = _rows()[: QUICK if quick else ROUNDS]
    right = {(moment, what): 0 for moment in MOMENTS for what in ("probe", "action")}
    for row in rows:
        question = bank.question(row["question"])
        matcher, text, lang = bank.matcher(question), clean(row["text"]), row["lang"]
        brief = JudgeBrief(text=text, lang=lang, attempt=1)
        rules = asyncio.run(RulesCritic(question, matcher).judge(brief, (), CancellationToken()))
        judged = _judged(text, set(row["points"]), rules.verdicts, matcher)
        wanted = _next(question, text, lang, judged, rules.false)
        for moment, share in MOMENTS.items():
            foreseen = _foreseen(judged, rules.verdicts, share)
            found = _next(question, text, lang, foreseen, rules.false)
            right[moment, "probe"] += found[0] == wanted[0]
            right[moment, "action"] += found[1] == wanted[1]
    for (moment, what), count in right.items():
        yield Figure(f"{moment}: the {what} is right", count / len(rows), "share")


if __name__ == "__main__":
    main("How often words begun ahead are the words that are wanted", run)
