"""A critique in words: score, what may be shown while the round is open, and then all of it."""

import pytest

from practice.dialogue import Dialogue
from practice.event import Critiqued
from practice.value import LANGS, Lang
from practice.verdict import Comparison, Critique, Falsehood, Judge, Judgings
from tests.samples import tea_critique, tea_question, tea_skills, tea_talk, tea_ungraded
from tools.report import (
    comparison_lines,
    delivery_lines,
    doubt_lines,
    fallback_lines,
    interim_lines,
    rubric_lines,
    score_line,
)
from tools.sheet import Line


def talk(*critiques: Critique) -> tuple[Critiqued, Dialogue]:
    """Return the last critique's event of a session, and the state after it."""
    records = tea_talk(*critiques)
    last = records[-1].event
    assert isinstance(last, Critiqued)
    return last, Dialogue.of(tea_question(), records)


def score(critique: Critique, lang: Lang = "en") -> str:
    """Return the score line of a session with one answer."""
    return score_line(talk(critique)[0], lang).text


def interim(*critiques: Critique, lang: Lang = "en") -> list[str]:
    """Return what is shown after the last answer while the round is open."""
    event, state = talk(*critiques)
    return [line.text for line in interim_lines(event, state, tea_skills(), lang)]


def rubric(*critiques: Critique, lang: Lang = "en") -> list[Line]:
    """Return what is shown at the close."""
    return list(rubric_lines(talk(*critiques)[1], tea_skills(), lang))


def test_the_score_is_said_in_words_before_the_number() -> None:
    assert score(tea_critique("covered", "covered", "covered")) == "Strong: 100 of 100."
    assert score(tea_critique("covered", "missing", "missing")) == "Partly there: 50 of 100."
    assert score(tea_critique("covered", "missing", "missing"), "zh") == "讲到了一部分，50 分。"
    assert score(tea_critique("missing", "missing", "missing")) == "Thin so far: 0 of 100."


def test_a_score_with_something_unsure_has_its_range() -> None:
    critique = tea_critique("covered", "unsure", "missing")
    assert score(critique) == "Solid: 67 of 100 (50–83, as some of it is unsure)."
    assert score(critique, "zh") == "大部分讲清楚了，67 分（有拿不准的地方，50–83）。"


def test_an_answer_off_the_question_has_no_number() -> None:
    event, _ = talk(tea_critique("missing", "missing", "missing"))
    assert event.mark is not None
    off = event.model_copy(update={"mark": event.mark.model_copy(update={"band": "off_question"})})
    assert score_line(off, "en") == Line("Not about the question.", "warn", who="critic")


def test_what_was_not_graded_says_why_and_has_no_number() -> None:
    assert score(tea_ungraded()) == "Not graded: the model's reply is unreadable"
    graded = tea_critique("covered", "covered", "covered")
    event, _ = talk(graded, tea_ungraded(attempt=2))
    assert score_line(event, "en").text == "Not graded: the model's reply is unreadable"


def test_while_the_round_is_open_covered_is_quoted_and_open_is_only_counted() -> None:
    assert interim(tea_critique("covered", "partial", "missing")) == [
        "Covered · heating: “boil words”",
        "Half said: “steep words”",
        "Points still open: 2, with 50% of the weight.",
    ]
    assert interim(tea_critique("covered", "unsure", "missing"), lang="zh") == [
        "讲到了 · 加热：“boil words”",
        "还没讲全的要点：2 个，占 50% 的权重。",
    ]


def test_what_is_wrong_is_quoted_while_the_round_is_open() -> None:
    assert interim(tea_critique("contradicted", "missing", "missing")) == [
        "The opposite is true · heating: “boil words”",
        "Points still open: 3, with 100% of the weight.",
    ]


def test_a_falsehood_is_quoted_once_and_not_corrected_while_the_round_is_open() -> None:
    assert interim(tea_critique("covered", "missing", "missing", false=["milk-first"])) == [
        "Covered · heating: “boil words”",
        "Not true: “milk-first words”",
        "Points still open: 2, with 50% of the weight.",
    ]


def test_a_point_contradicted_by_a_falsehood_of_the_same_words_is_not_told_twice() -> None:
    critique = tea_critique("missing", "contradicted", "missing", false=["longer-better"])
    words = {"quote": "longer-better words", "end": len("longer-better words")}
    verdicts = [each.model_copy(update=words if each.quote else {}) for each in critique.verdicts]
    told = interim(critique.model_copy(update={"verdicts": tuple(verdicts)}))
    assert told == [
        "Not true: “longer-better words”",
        "Points still open: 3, with 100% of the weight.",
    ]


def test_a_later_answer_shows_what_is_new_and_counts_what_was_there() -> None:
    first = tea_critique("covered", "missing", "missing")
    assert interim(first, tea_critique("missing", "covered", "missing", attempt=2)) == [
        "Covered · timing: “steep words”",
        "Points covered before: 1",
        "Points still open: 1, with 17% of the weight.",
    ]
    assert interim(first, tea_critique("missing", "missing", "missing", attempt=2)) == [
        "This answer added no new point.",
        "Points covered before: 1",
        "Points still open: 2, with 50% of the weight.",
    ]


def test_where_all_is_covered_nothing_is_open() -> None:
    told = interim(tea_critique("covered", "covered", "covered"))
    assert told[-1] == "Every point is covered."
    assert len(told) == 4


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_of_an_open_point_is_named_while_the_round_is_open(lang: Lang) -> None:
    told = "\n".join(interim(tea_critique("covered", "missing", "unsure"), lang=lang))
    for point in tea_question().points[1:]:
        assert point.says.of(lang) not in told
        assert point.id not in told
    assert tea_skills()["timing"].name.of(lang) not in told


def test_that_the_rules_fell_in_is_said() -> None:
    fell = tea_critique("covered", "covered", "covered").model_copy(update={"reason": "too late"})
    assert [line.text for line in fallback_lines(fell, "en")] == [
        "This time the rules judged, not the model."
    ]
    assert list(fallback_lines(tea_ungraded(), "en")) == []


FALSE = Falsehood(id="milk-first", quote="milk", start=0, end=4, correction="No.")


@pytest.mark.parametrize(
    ("judgings", "lang", "told"),
    [
        (None, "en", []),
        (Judgings(asked=3, scores=(51.7, 60.0, 66.7)), "en", []),
        (
            Judgings(asked=3, scores=(66.7, 41.7, 60.0)),
            "en",
            [
                "The score is uncertain: judged 3 times, this answer got between 42 and 67 of 100.",
            ],
        ),
        (
            Judgings(asked=3, scores=(66.7, 41.7), disputed=(FALSE,)),
            "zh",
            [
                "要评 3 次，只有 2 次有结果；结论只以此为准。",
                "这个分数拿不准：同一份回答评了 2 次，最低 42 分，最高 67 分。",
                "这句可能说错了，几次评审看法不同，没有扣分：“milk”",
            ],
        ),
        (
            Judgings(asked=3, scores=(41.7,)),
            "en",
            ["Of 3 judgings only 1 came back; the verdict rests on that alone."],
        ),
    ],
    ids=["one", "near", "far apart", "fewer, far apart, disputed", "alone"],
)
def test_what_several_judgings_leave_in_doubt_is_said(
    judgings: Judgings | None, lang: Lang, told: list[str]
) -> None:
    judge = Judge(voice="model", model="one", version="1", judgings=judgings)
    critique = tea_critique("covered", "unsure", "missing").model_copy(update={"judge": judge})
    assert [line.text for line in doubt_lines(critique, lang)] == told


def test_what_was_confirmed_to_be_false_is_not_said_to_be_in_doubt() -> None:
    judge = Judge(
        voice="model", version="1", judgings=Judgings(asked=2, scores=(50, 50), disputed=(FALSE,))
    )
    critique = tea_critique("covered", "missing", "missing", false=["milk-first"])
    assert list(doubt_lines(critique.model_copy(update={"judge": judge}), "en")) == []


def test_at_the_close_every_point_stands_with_verdict_weight_and_words() -> None:
    lines = rubric(tea_critique("covered", "partial", "missing", false=["milk-first"]))
    assert [(line.text, line.style, line.indent) for line in lines[:-1]] == [
        ("Point by point:", "strong", 0),
        ("Covered · heating (weight 3): First the water has to be boiling.", "good", 1),
        ("Your words: “boil words”", "plain", 2),
        ("Half said · timing (weight 2): Let the leaves steep for three minutes.", "warn", 1),
        ("Your words: “steep words”", "plain", 2),
        ("Missing · heating (weight 1): Warm the pot beforehand.", "plain", 1),
        ("Not true: “milk-first words”", "bad", 1),
        ("Correction: The order is a matter of taste.", "plain", 2),
    ]
    assert lines[-1].text.startswith("Score = 100 × (4 − 0.5) ÷ 6, never below 0: ")


def test_the_arithmetic_counts_unsure_by_half_and_contradicted_against() -> None:
    lines = rubric(tea_critique("contradicted", "unsure", "covered"), lang="zh")
    assert lines[-1].text.startswith("分数 = 100 ×（0.5 − 0）÷ 6，最低 0 分：")
    assert lines[1].style == "bad"


def test_where_nothing_was_judged_no_point_is_called_missing() -> None:
    told = [line.text for line in rubric(tea_ungraded())]
    assert not [text for text in told if text.startswith("Missing")]


def test_a_story_is_told_with_what_it_has() -> None:
    delivery = tea_critique("covered", "covered", "covered").delivery
    plain = [line.text for line in delivery_lines(delivery, "en")]
    assert plain == [
        "Delivery of the first answer: 9 words, 1 sentences; 0 numbers, 0 examples, 0 signposts;"
        " 0 hedges, 0 fillers."
    ]
    facts = {"situation": True, "own_action": True, "measured_result": False}
    story = list(delivery_lines(delivery.model_copy(update=facts), "zh"))
    assert story[1].text == "经历题的三样：背景有，自己做了什么有，量出来的结果没有。"


def test_the_last_attempt_is_compared_with() -> None:
    assert list(comparison_lines(None, "en")) == []
    compared = Comparison(
        session="s1", at="2026-11-02T12:00:00+00:00", score=61.6, gained=("boil",), lost=()
    )
    told = [line.text for line in comparison_lines(compared, "en")]
    assert told == ["Against the last attempt (2026-11-02, 62): 1 points better, 0 worse."]
    unscored = compared.model_copy(update={"score": None})
    assert "2026-11-02，– 分" in next(iter(comparison_lines(unscored, "zh"))).text


def test_a_comparison_across_judges_says_so() -> None:
    compared = Comparison(
        session="a", at="2026-11-02T12:00:00+00:00", score=50.0, gained=(), lost=()
    )
    assert len(list(comparison_lines(compared, "en"))) == 1
    other = compared.model_copy(update={"comparable": False})
    told = [line.text for line in comparison_lines(other, "en")]
    assert len(told) == 2
    assert told[1].startswith("Not the same judge")
