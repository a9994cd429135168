"""What to tell the candidate after a critique: one thing done well, one next action.

No praise without a credited quote. What was wrong and rated high comes first. Unless everything
may be shown, nothing here names a point that is still open.
"""

from collections.abc import Mapping, Sequence

from practice.event import PointStanding
from practice.question import Question, Skill
from practice.standing import open_points
from practice.value import Lang
from practice.verdict import Delivery, Falsehood, Praise, Standing, Verdict
from tools.wording import say

SURE = 4
"""A self-rating of this or more counts as being sure."""
_PRAISE_LIMIT = 120
_BY_QUOTE: tuple[tuple[Standing, str], ...] = (
    ("contradicted", "action.contradicted"),
    ("unsure", "action.unsure"),
    ("partial", "action.partial"),
)
"""What is spoken of by its quote, the most urgent first."""


def done_well(
    question: Question, verdicts: Sequence[Verdict], skills: Mapping[str, Skill], lang: Lang
) -> Praise | None:
    """Return praise for the weightiest covered point, in the answer's own words, or None."""
    credited = [each for each in verdicts if each.verdict == "covered" and each.quote]
    if not credited:
        return None
    best = max(credited, key=lambda each: each.weight)
    quote = best.quote or ""
    short = quote if len(quote) <= _PRAISE_LIMIT else quote[: _PRAISE_LIMIT - 1] + "…"
    named = question.point(best.point).name or skills[best.skill].name
    text = say("coach.done_well", lang, skill=named.of(lang), quote=short.rstrip("。."))
    return Praise(text=text, quote=quote)


def next_action(
    question: Question,
    standings: Mapping[str, PointStanding],
    false: Sequence[Falsehood],
    delivery: Delivery,
    lang: Lang,
    *,
    off_question: bool = False,
    honest_unknown: bool = False,
    rating: int | None = None,
    reveal: bool = False,
    closing: bool = False,
) -> str:
    """Return the one next action; with `reveal` it may name the weightiest open point.

    `closing` says that no further question is coming, so that none is announced.
    """
    if false:
        key = "action.correct_sure" if (rating or 0) >= SURE else "action.correct"
        worst = max(false, key=lambda each: question.misconception(each.id).weight)
        return say(key, lang, quote=worst.quote.rstrip("。."), correction=worst.correction)
    if honest_unknown:
        own = question.not_done.of(lang) if question.not_done else None
        return own or say("action.unknown", lang)
    if off_question:
        return say("action.off_question", lang, ask=question.ask.of(lang))
    left = open_points(question, standings)
    going_on = not (reveal or closing)
    for standing, key in _BY_QUOTE if going_on else _BY_QUOTE[:2]:
        for point in left:
            found = standings.get(point.id)
            if found is not None and found.standing == standing and found.quote:
                return say(key, lang, quote=found.quote.rstrip("。."))
    if left and reveal:
        return say("action.add", lang, says=left[0].says.of(lang))
    if left and closing:
        return say("action.closing", lang, count=len(left))
    if left:
        bare = delivery.numbers == delivery.examples == 0
        return say("action.open_example" if bare else "action.open", lang)
    return say("action.number" if delivery.measured_result is False else "action.keep", lang)
