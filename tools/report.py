"""A critique in words: the score, what is covered and wrong, and, where it may be, every point."""

from collections.abc import Container, Iterator, Mapping, Sequence

from practice.dialogue import Dialogue
from practice.event import Critiqued, PointStanding
from practice.question import KeyPoint, Skill
from practice.standing import after_verdict, standing_of
from practice.submission import Outcome
from practice.value import Lang
from practice.verdict import VALUE, Comparison, Critique, Delivery, Standing, Verdict
from tools.sandbox import SECONDS
from tools.sheet import Line, Style
from tools.wording import say

_WEAK = 25.0
"""Below this score, that the candidate does not know is the whole verdict."""
STYLE: dict[Standing, Style] = {
    "covered": "good",
    "partial": "warn",
    "unsure": "warn",
    "missing": "plain",
    "contradicted": "bad",
}


def label(point: KeyPoint, skills: Mapping[str, Skill], lang: Lang) -> str:
    """Return what a point is called: by its own name, else by its skill's."""
    return (point.name or skills[point.skill].name).of(lang)


def score_line(event: Critiqued, lang: Lang) -> Line:
    """Return the session's band and score in words; words before the number."""
    mark, critique = event.mark, event.critique
    if mark is None or critique.band == "not_graded":
        name = say("band.not_graded", lang)
        text = say("screen.score_none", lang, band=name, reason=critique.reason or "")
        return Line(text, "warn", who="critic")
    band = say(f"band.{mark.band}", lang)
    if critique.honest_unknown and mark.score < _WEAK:
        return Line(say("screen.unknown", lang), "strong", who="critic")
    if mark.band == "off_question":
        return Line(say("screen.off_question", lang, band=band), "warn", who="critic")
    key = "screen.score" if mark.low == mark.high else "screen.score_range"
    text = say(
        key, lang, band=band, score=_round(mark.score), low=_round(mark.low), high=_round(mark.high)
    )
    return Line(text, "strong", who="critic")


def _round(score: float) -> str:
    return f"{score:.0f}"


def fallback_lines(critique: Critique, lang: Lang) -> Iterator[Line]:
    """Yield that the rules judged in a model's place, or nothing; why was told as it happened."""
    if critique.reason and critique.band != "not_graded":
        yield Line(say("screen.fell_back", lang), "warn", indent=1)


def doubt_lines(critique: Critique, lang: Lang) -> Iterator[Line]:
    """Yield how several judgings of the answer differ as a whole, or nothing of a single one."""
    judgings = critique.judge.judgings
    if judgings is None:
        return
    count, asked = len(judgings.scores), judgings.asked
    if count < asked:
        yield Line(say("judgings.fewer", lang, count=count, asked=asked), "warn", indent=1)
    if judgings.uncertain:
        low, high = _round(min(judgings.scores)), _round(max(judgings.scores))
        text = say("judgings.uncertain", lang, count=count, low=low, high=high)
        yield Line(text, "warn", indent=1)
    counted = {each.id for each in critique.misconceptions}
    for each in judgings.disputed:
        if each.id not in counted:
            yield Line(say("judgings.disputed", lang, quote=each.quote), "warn", indent=1)


def verdict_line(
    point: KeyPoint, found: PointStanding, skills: Mapping[str, Skill], lang: Lang
) -> Line | None:
    """Return what may be told of one point while the round is open: what is said, by its quote."""
    name = label(point, skills, lang)
    match found.standing:
        case "covered":
            text = say("screen.covered", lang, skill=name, quote=found.quote)
            return Line(text, "good", indent=1)
        case "partial":
            return Line(say("screen.half_said", lang, quote=found.quote), "warn", indent=1)
        case "contradicted":
            text = say("screen.contradicted", lang, skill=name, quote=found.quote)
            return Line(text, "bad", indent=1)
        case _:
            return None


def early_lines(
    verdict: Verdict, state: Dialogue, skills: Mapping[str, Skill], lang: Lang
) -> Iterator[Line]:
    """Yield a verdict that came before its critique, as that will tell it; nothing of what is old."""
    attempt = len(state.answers)
    found = after_verdict(state.standings.get(verdict.point), verdict, attempt)
    line = verdict_line(state.question.point(verdict.point), found, skills, lang)
    if line is not None and found.attempt == attempt:
        yield line


def still_told(critique: Critique, early: Sequence[Verdict]) -> set[str]:
    """Return the points told `early` of which the critique says the same."""
    final = {(each.point, each.verdict) for each in critique.verdicts}
    return {each.point for each in early if (each.point, each.verdict) in final}


def taken_back_lines(critique: Critique, early: Sequence[Verdict], lang: Lang) -> Iterator[Line]:
    """Yield what was told `early` and is otherwise now that all is checked."""
    told = still_told(critique, early)
    for each in early:
        if each.point not in told:
            yield Line(say("screen.taken_back", lang, quote=each.quote), "warn", indent=1)


def interim_lines(
    event: Critiqued,
    state: Dialogue,
    skills: Mapping[str, Skill],
    lang: Lang,
    early: Sequence[Verdict] = (),
) -> Iterator[Line]:
    """Yield what may be shown while the round is open: covered and wrong with quotes, no more.

    What was told `early` is not told again, but taken back where the whole judgement has it otherwise.
    """
    told = still_told(event.critique, early)
    yield from taken_back_lines(event.critique, early, lang)
    yield from _covered_lines(event, state, skills, lang, told)
    for point in state.question.points:
        found = event.standings.get(point.id)
        if found is None or found.standing == "covered" or point.id in told:
            continue
        old = found.standing == "partial" and found.attempt != event.critique.attempt
        named = found.standing == "contradicted" and found.quote in event.false.values()
        line = verdict_line(point, found, skills, lang)
        if line is not None and not old and not named:
            yield line
    for quote in event.false.values():
        yield Line(say("screen.said_false", lang, quote=quote), "bad", indent=1)
    yield _open_line(state, lang)


def _covered_lines(
    event: Critiqued,
    state: Dialogue,
    skills: Mapping[str, Skill],
    lang: Lang,
    told: Container[str],
) -> Iterator[Line]:
    attempt = event.critique.attempt
    covered = [
        (point, found)
        for point in state.question.points
        for found in [event.standings.get(point.id)]
        if found is not None and found.standing == "covered"
    ]
    fresh = [(point, found) for point, found in covered if found.attempt == attempt]
    for point, found in fresh:
        line = verdict_line(point, found, skills, lang)
        if line is not None and point.id not in told:
            yield line
    if attempt > 1 and not fresh:
        yield Line(say("screen.nothing_new", lang), indent=1)
    earlier = len(covered) - len(fresh)
    if earlier:
        yield Line(say("screen.covered_before", lang, count=earlier), "dim", indent=1)


def _open_line(state: Dialogue, lang: Lang) -> Line:
    left = state.open_points()
    if not left:
        return Line(say("screen.all_covered", lang), "good", indent=1)
    share = round(100 * sum(each.weight for each in left) / state.question.total_weight)
    return Line(say("screen.open", lang, count=len(left), share=share), indent=1)


def rubric_lines(
    state: Dialogue,
    skills: Mapping[str, Skill],
    lang: Lang,
    *,
    explain: bool = False,
    told: Container[str] = (),
) -> Iterator[Line]:
    """Yield every point with its standing and quote, the corrections, and how the score came.

    `explain` adds how sure the judge is of each point, and the words that came nearest to it. The
    points that were `told` are left out.
    """
    yield Line(say("screen.full", lang), "strong")
    if state.mark is None:
        yield from (_unjudged_line(point, skills, lang) for point in state.question.points)
        return
    for point in state.question.points:
        if point.id in told:
            continue
        yield from point_lines(point, state.standings.get(point.id), skills, lang)
        if explain:
            yield from _reason_lines(point, state, lang)
    for name, quote in state.false.items():
        yield Line(say("screen.said_false", lang, quote=quote), "bad", indent=1)
        correction = state.question.misconception(name).correction.of(lang)
        yield Line(say("screen.correction", lang, correction=correction), indent=2)
    yield Line(_arithmetic(state, lang), "dim", indent=1)


def point_lines(
    point: KeyPoint, found: PointStanding | None, skills: Mapping[str, Skill], lang: Lang
) -> Iterator[Line]:
    """Yield all that there is to one point: its standing, its name and text, and the quote."""
    standing = found.standing if found else "missing"
    text = say(
        "screen.point",
        lang,
        verdict=say(f"verdict.{standing}", lang),
        skill=label(point, skills, lang),
        weight=f"{point.weight:g}",
        says=point.says.of(lang),
    )
    yield Line(text, STYLE[standing], indent=1)
    if found and found.quote:
        yield Line(say("screen.quoted", lang, quote=found.quote), indent=2)


def _reason_lines(point: KeyPoint, state: Dialogue, lang: Lang) -> Iterator[Line]:
    """Yield the probability of a point's verdict, how judgings of it disagreed, and for a missing
    one what came nearest."""
    standing = state.standings.get(point.id)
    verdicts = [
        (each, event.critique.judge)
        for event in reversed(state.critiques)
        for each in event.critique.verdicts
        if each.point == point.id and standing and each.quote == standing.quote
    ]
    if verdicts:
        verdict, judge = verdicts[0]
        chance = f"{100 * verdict.probability:.0f}"
        yield Line(say("screen.probability", lang, chance=chance), "dim", indent=2)
        if verdict.verdict == "unsure" and judge.heads > 1:
            yield Line(verdict.why, "dim", indent=2)
    near = [
        each.quote
        for event in state.critiques
        for each in event.observations
        if each.point == point.id and each.failing == "missing" and each.quote
    ]
    if near and standing and standing.standing == "missing":
        yield Line(say("screen.near", lang, quote=near[-1]), "dim", indent=2)


def _unjudged_line(point: KeyPoint, skills: Mapping[str, Skill], lang: Lang) -> Line:
    told = {"skill": label(point, skills, lang), "weight": f"{point.weight:g}"}
    return Line(say("bank.point", lang, says=point.says.of(lang), **told), indent=1)


def _arithmetic(state: Dialogue, lang: Lang) -> str:
    earned = sum(
        point.weight * VALUE[standing_of(state.standings, point.id)]
        for point in state.question.points
    )
    deducted = sum(state.question.misconception(each).weight for each in state.false)
    total = state.question.total_weight
    return say(
        "screen.arithmetic",
        lang,
        earned=f"{earned:g}",
        deducted=f"{deducted:g}",
        total=f"{total:g}",
    )


def delivery_lines(delivery: Delivery, lang: Lang) -> Iterator[Line]:
    """Yield how the answer was told; for experience questions also what the story has."""
    yield Line(say("screen.delivery", lang, **delivery.model_dump()), "dim")
    if delivery.situation is None:
        return
    there = {
        name: say("screen.there" if getattr(delivery, name) else "screen.not_there", lang)
        for name in ("situation", "own_action", "measured_result")
    }
    yield Line(say("screen.telling", lang, **there), "dim")


def comparison_lines(compared: Comparison | None, lang: Lang) -> Iterator[Line]:
    """Yield the difference to the last attempt, or nothing where there is none."""
    if compared is None:
        return
    score = "–" if compared.score is None else _round(compared.score)
    yield Line(
        say(
            "screen.compared",
            lang,
            day=compared.at[:10],
            score=score,
            gained=len(compared.gained),
            lost=len(compared.lost),
        ),
        indent=1,
    )
    if not compared.comparable:
        yield Line(say("screen.other_judge", lang), "warn", indent=1)


def outcome_line(outcome: Outcome, lang: Lang) -> Line:
    """Return how submitted code fared, with the first case that failed."""
    failure = outcome.failure
    if failure is None:
        return Line(say("ran.all", lang, total=outcome.total), "good", who="critic")
    facts = {**failure.model_dump(), "passed": outcome.passed, "total": outcome.total}
    text = say(f"ran.{failure.fault}", lang, seconds=SECONDS, **facts)
    return Line(text, "bad", who="critic")
