"""What both sides of `model_turn.py` say and hear: the same answers, and replies of the same length.

The answers are the model answer of a question, told in parts. The critic's replies are what the rules
find in them, in the shape asked for. Of the other two judges one credits half a point more, where
words of the answer bear on it, so that a second look is needed; one keeps to the rubric's order,
which it is asked not to, and has the last point contradicted, so that the advice begun at half the
judgement was begun in vain. Reasons are filled up until a reply
has its length in tokens.
"""

import functools
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.obedient_judge import stretches
from memory.litellm_setup import load_litellm
from practice.question import Question
from tools.bank import Bank
from tools.matching import Matcher
from tools.verification import bearing_words

Reading = Literal["as the rules", "beyond them", "against them"]
CRITIC_TOKENS, COACH_TOKENS, PROBE_TOKENS = 315, 120, 40
TOLD, PARTS = 5, 6
"""Turns on a question, of so many parts of its answer: what is all told would end the session early."""
QUOTE = 30
"""Characters of a quote that need not show anything."""
ROLES = {
    "critic": "You judge one spoken",
    "second look": "You are given single claims",
    "coach": "You help a candidate",
    "interviewer": "You are a technical interviewer",
}
"""By how its prompt begins, who asks."""


@functools.cache
def _encoding() -> Any:
    return load_litellm().encoding


def tokens(text: str) -> list[str]:
    """Return the tokens of a text, by the encoding that comes with LiteLLM; English only."""
    encoding = _encoding()
    return [encoding.decode([each]) for each in numbers(text)]


def numbers(text: str) -> list[int]:
    """Return the tokens of a text by their numbers."""
    found: list[int] = _encoding().encode(text, disallowed_special=())
    return found


@dataclass(frozen=True)
class Part:
    """One turn: what the candidate says, and what the critic makes of it."""

    answer: str
    verdicts: str


@functools.cache
def parts_of(bank: Bank, name: str, reading: Reading) -> list[Part]:
    """Return the turns on one question, as a judge of this `reading` takes them."""
    question = bank.question(name)
    matcher = bank.matcher(question)
    return [
        Part(answer, _verdicts(question, matcher, answer, reading))
        for answer in _told_in_parts(question.answer.en)[:TOLD]
    ]


def _told_in_parts(text: str) -> list[str]:
    """Return `text` in PARTS, cut between sentences."""
    sentences = [each.strip() for each in text.replace("\n", " ").split(". ") if each.strip()]
    size = -(-len(sentences) // PARTS)
    parts = [sentences[at : at + size] for at in range(0, len(sentences), size)]
    return [". ".join(part).rstrip(".") + "." for part in parts]


def _verdicts(question: Question, matcher: Matcher, answer: str, reading: Reading) -> str:
    found = matcher.match(answer)
    points: list[dict[str, str | None]] = [
        {
            "point": each.point.id,
            "why": "so",
            "quote": each.span.quote if each.span else None,
            "verdict": each.standing,
        }
        for each in found.points
    ]
    if reading == "beyond them":
        _credit_one_more(question, matcher, answer, points)
    if reading != "against them":
        points.sort(key=lambda each: each["verdict"] == "missing")
    else:
        points[-1] |= {"verdict": "contradicted", "quote": answer[:QUOTE]}
    return _filled_up({"points": points, "misconceptions": []})


def _credit_one_more(
    question: Question, matcher: Matcher, answer: str, points: list[dict[str, str | None]]
) -> None:
    """Credit half of the first point that the rules miss, and that a stretch of the answer bears on."""
    for each in points:
        if each["verdict"] != "missing":
            continue
        for span in stretches(matcher, answer):
            point = question.point(each["point"] or "")
            if len(span.quote) <= 4 * QUOTE and bearing_words(answer, span, point, matcher):
                each |= {"verdict": "partial", "quote": span.quote}
                return


def _filled_up(reply: Mapping[str, Any]) -> str:
    """Return the reply as JSON of CRITIC_TOKENS, its reasons filled up in turn."""
    for each in itertools.cycle(reply["points"]):
        text = json.dumps(reply, separators=(",", ":"))
        if len(numbers(text)) >= CRITIC_TOKENS:
            break
        each["why"] += " so"
    assert len(numbers(text)) == CRITIC_TOKENS, f"{len(numbers(text))} tokens"
    return text


def _words(opening: str, filler: str, count: int) -> str:
    """Return a text of so many tokens."""
    text = opening
    while len(numbers(text)) < count:
        text += filler
    return text


@functools.cache
def _spoken(role: str) -> str:
    if role == "coach":
        return _words(
            "Well begun. Go on like this, slowly, and take the next one", " now", COACH_TOKENS
        )
    return _words("You said something there. Could you say a little more", " please", PROBE_TOKENS)


def role_of(request: Mapping[str, Any]) -> str:
    """Return who asks."""
    system = str(request["messages"][0]["content"])
    return next(role for role, begins in ROLES.items() if system.startswith(begins))


def shown(request: Mapping[str, Any]) -> str:
    """Return all that a request shows to the model."""
    return "\n".join(f"{each['role']}: {each['content']}" for each in request["messages"])


def replying(parts: Sequence[Part]) -> Callable[[Mapping[str, Any]], str]:
    """Return what the model says to each request: the critic judges the latest answer it is shown."""

    def reply(request: Mapping[str, Any]) -> str:
        role, text = role_of(request), shown(request)
        if role == "critic":
            return next(each.verdicts for each in reversed(parts) if each.answer in text)
        if role == "second look":
            names = re.findall(r"^(?:user: )?point (\S+):", text, re.MULTILINE)
            points = [{"point": name, "why": "so", "verdict": "covered"} for name in names]
            return json.dumps({"points": points})
        return _spoken(role)

    return reply


def prefix_shares(requests: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, int, int, int]]:
    """Yield for each request but an agent's first: who, which, its prompt's tokens, and how many of
    them its last prompt began with."""
    last: dict[str, tuple[int, list[int]]] = {}
    for request in requests:
        role, prompt = role_of(request), numbers(shown(request))
        if role in last:
            number, before = last[role]
            pairs = zip(before, prompt, strict=False)
            same = len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], pairs)))
            yield role, number + 1, len(prompt), same
        last[role] = (last[role][0] + 1 if role in last else 1, prompt)
