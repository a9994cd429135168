"""A tiny question with its lexicon, and events made by hand: what tests are built from."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from practice.event import Answered, Asked, Critiqued, Event, PointStanding, Record, Started
from practice.question import KeyPoint, Misconception, Question, Skill
from practice.recognition import Recognition
from practice.standing import merge, merge_false
from practice.value import Bilingual
from practice.verdict import Critique, Delivery, Falsehood, Judge, Standing, Verdict, mark
from tools.lexicon import Concept, Lexicon
from tools.matching import Matcher

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


def days(count: float) -> datetime:
    """Return noon of a Monday, `count` days later."""
    return NOON + timedelta(days=count)


def both(zh: str, en: str) -> Bilingual:
    """Return a bilingual text."""
    return Bilingual(zh=zh, en=en)


def key_point(
    name: str,
    skill: str,
    weight: float,
    covered: str,
    says: Bilingual,
    half: str | None = None,
    flipped: str | None = None,
) -> KeyPoint:
    """Return a key point with placeholder help."""
    return KeyPoint(
        id=name,
        skill=skill,
        weight=weight,
        says=says,
        recognized=Recognition(covered=covered, half=half, flipped=flipped),
        probe=both(f"追问 {name}？", f"What about {name}?"),
        hints=(
            both(f"{name} 提示一", f"{name} hint one"),
            both(f"{name} 提示二", f"{name} hint two"),
            both(f"{name} 提示三", f"{name} hint three"),
        ),
    )


def tea_question() -> Question:
    """Return a question about making tea: three points (3, 2, 1), two misconceptions."""
    return Question(
        id="tea",
        topic="kitchen",
        kind="concept",
        difficulty=1,
        ask=both("怎么泡一杯好茶？", "How do you make a good cup of tea?"),
        points=(
            key_point(
                "boil",
                "heating",
                3,
                "water & boiling",
                both("先把水烧开。", "First the water has to be boiling."),
                half="boiling",
                flipped="water & cold",
            ),
            key_point(
                "steep",
                "timing",
                2,
                "steep & minutes",
                both("把茶叶泡三分钟。", "Let the leaves steep for three minutes."),
                half="steep",
            ),
            key_point(
                "warm-pot",
                "heating",
                1,
                "pot & warm",
                both("先把茶壶温一下。", "Warm the pot beforehand."),
            ),
        ),
        misconceptions=(
            Misconception(
                id="longer-better",
                contradicts="steep",
                weight=1,
                says=both(
                    "茶叶泡得越久越好喝。", "The longer the leaves steep, the better the tea."
                ),
                correction=both("泡久了会苦。", "Steeped for long it turns bitter."),
                recognized=Recognition(covered="steep & ever-longer"),
            ),
            Misconception(
                id="milk-first",
                weight=0.5,
                says=both("牛奶一定要先放。", "Milk must go in first."),
                correction=both("先后随意。", "The order is a matter of taste."),
                recognized=Recognition(covered="milk > before"),
            ),
        ),
        answer=both(
            "先把水烧开，把茶壶温一下，再把茶叶泡三分钟。",
            "I bring the water to a boil so it is boiling, warm the pot, and let the leaves"
            " steep for three minutes.",
        ),
        follow_ups=(both("绿茶呢？", "And green tea?"),),
    )


def tea_lexicon() -> Lexicon:
    """Return the concepts that the tea question uses."""
    forms: dict[str, tuple[list[str], list[str]]] = {
        "water": (["水"], ["water"]),
        "boiling": (["烧开", "煮沸", "沸"], ["boil"]),
        "cold": (["冷", "凉"], ["cold"]),
        "steep": (["泡"], ["steep", "brew"]),
        "minutes": (["#分钟"], ["# minutes", "three minutes"]),
        "pot": (["茶壶", "壶"], ["pot", "teapot"]),
        "warm": (["温", "预热"], ["warm", "preheat"]),
        "ever-longer": (["越久"], ["the longer", "as long as possible"]),
        "milk": (["牛奶"], ["milk"]),
        "before": (["先"], ["first"]),
    }
    return Lexicon({name: Concept(zh=tuple(zh), en=tuple(en)) for name, (zh, en) in forms.items()})


def tea_matcher() -> Matcher:
    """Return the matcher of the tea question."""
    return Matcher(tea_question(), tea_lexicon())


def tea_skills() -> dict[str, Skill]:
    """Return the skills of the tea question."""
    return {
        "heating": Skill(id="heating", topic="kitchen", zh="加热", en="heating"),
        "timing": Skill(id="timing", topic="kitchen", zh="时间", en="timing"),
    }


def records(*events: Event, session: str = "s1", start: datetime = NOON) -> list[Record]:
    """Return the events as one session's records, a minute apart."""
    return [
        Record(
            id=number,
            stream=session,
            number=number,
            at=start + timedelta(minutes=number),
            event=each,
        )
        for number, each in enumerate(events, start=1)
    ]


def tea_verdict(point: str, standing: Standing) -> Verdict:
    """Return a verdict on a point of the tea question, quoted "<point> words" unless missing."""
    found = tea_question().point(point)
    quote = None if standing == "missing" else f"{point} words"
    return Verdict(
        point=point,
        skill=found.skill,
        weight=found.weight,
        why="made by hand",
        verdict=standing,
        quote=quote,
        start=None if quote is None else 0,
        end=None if quote is None else len(quote),
        probability=0.5,
    )


def tea_critique(
    boil: Standing,
    steep: Standing,
    warm_pot: Standing,
    *,
    false: Sequence[str] = (),
    attempt: int = 1,
) -> Critique:
    """Return a critique of a tea answer with these verdicts, scored by the rules."""
    question = tea_question()
    found: dict[str, Standing] = {"boil": boil, "steep": steep, "warm-pot": warm_pot}
    reached = mark(question, found, false)
    return Critique(
        question="tea",
        session="s1",
        attempt=attempt,
        lang="en",
        score=reached.score,
        score_range=(reached.low, reached.high),
        band=reached.band,
        honest_unknown=False,
        verdicts=tuple(tea_verdict(point, standing) for point, standing in found.items()),
        misconceptions=tuple(
            Falsehood(
                id=each,
                quote=f"{each} words",
                start=0,
                end=len(f"{each} words"),
                correction=question.misconception(each).correction.en,
            )
            for each in false
        ),
        delivery=Delivery(
            length=9, sentences=1, numbers=0, examples=0, hedges=0, fillers=0, signposts=0
        ),
        done_well=None,
        next_action="Answer again.",
        judge=Judge(voice="rules", version="test"),
    )


def tea_ungraded(attempt: int = 1) -> Critique:
    """Return the critique of an answer that no voice could judge."""
    graded = tea_critique("missing", "missing", "missing", attempt=attempt)
    return graded.model_copy(
        update={
            "score": None,
            "score_range": None,
            "band": "not_graded",
            "reason": "the model's reply is unreadable",
            "verdicts": (),
        }
    )


def tea_critiqued(boil: Standing, steep: Standing, warm_pot: Standing) -> Critiqued:
    """Return the event after which a session's points stand so; it observes nothing."""
    critique = tea_critique(boil, steep, warm_pot)
    found: dict[str, Standing] = {each.point: each.verdict for each in critique.verdicts}
    return Critiqued(
        critique=critique,
        standings={
            each.point: PointStanding(
                standing=each.verdict, quote=each.quote, attempt=1 if each.quote else None
            )
            for each in critique.verdicts
        },
        false={},
        mark=mark(tea_question(), found),
        observations=(),
    )


def tea_talk(*critiques: Critique) -> list[Record]:
    """Return the records of a practice session whose answers were critiqued so, one by one."""
    question = tea_question()
    told: list[Event] = [
        Started(question="tea", mode="practice", lang="en", rounds=5, version="test"),
        Asked(what="question", text=question.ask.en, lang="en"),
    ]
    standings: dict[str, PointStanding] = {}
    false: dict[str, str] = {}
    for each in critiques:
        if each.verdicts:
            standings = merge(standings, each, each.attempt)
            false = merge_false(question, false, each)
        plain = {point: found.standing for point, found in standings.items()}
        reached = mark(question, plain, tuple(false)) if each.verdicts else None
        critiqued = Critiqued(
            critique=each, standings=standings, false=false, mark=reached, observations=()
        )
        told += [Answered(text="my words", lang=each.lang), critiqued]
    return records(*told)
