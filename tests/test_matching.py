"""Which points an answer shows: both languages, polarity, order, piles, echoes, doubt, probes."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.recognition import Recognition
from practice.verdict import mark
from tests.samples import both, tea_lexicon, tea_matcher, tea_question
from tools.answer_match import AnswerMatch
from tools.matching import Matcher


def standings(text: str, probed: str | None = None) -> tuple[str, ...]:
    """Return how boil, steep and warm-pot stand after `text`."""
    return tuple(each.standing for each in tea_matcher().match(text, probed).points)


def boil_by(covered: str, half: str | None = None, flipped: str | None = None) -> Matcher:
    """Return the matcher of a question whose one point is recognized by these formulas."""
    question = tea_question()
    recognized = Recognition(covered=covered, half=half, flipped=flipped)
    point = question.point("boil").model_copy(update={"recognized": recognized})
    alone = question.model_copy(update={"points": (point,), "misconceptions": ()})
    return Matcher(alone, tea_lexicon())


def boil_is(matcher: Matcher, text: str) -> str:
    """Return how the one point stands after `text`."""
    return matcher.match(text).points[0].standing


def quotes(found: AnswerMatch) -> list[str | None]:
    """Return the quote of each point."""
    return [each.span.quote if each.span else None for each in found.points]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("水要先烧开，然后把茶叶泡三分钟，还要把茶壶温一下。", ("covered", "covered", "covered")),
        ("Let the water boil, brew for 3 minutes and preheat the pot.", ("covered",) * 3),
        ("先把 water 煮沸，再 steep 三分钟。", ("covered", "covered", "missing")),
        ("ＷＡＴＥＲ　ｉｓ　ｂｏｉｌｉｎｇ", ("covered", "missing", "missing")),
        ("It has to be boiling.", ("partial", "missing", "missing")),
        ("要泡一会儿。", ("missing", "partial", "missing")),
        ("", ("missing",) * 3),
        ("🍵🍵🍵", ("missing",) * 3),
        ("Cats are nice and so are dogs.", ("missing",) * 3),
    ],
)
def test_points_are_recognized_in_both_languages(text: str, expected: tuple[str, ...]) -> None:
    assert standings(text) == expected


def test_each_point_is_quoted_with_its_offsets() -> None:
    text = "嗯，水要先烧开。然后把茶叶泡三分钟，好。"
    found = tea_matcher().match(text)
    assert quotes(found) == ["嗯，水要先烧开。", "然后把茶叶泡三分钟，好。", None]
    spans = [(each.span.start, each.span.end) for each in found.points if each.span]
    assert spans == [(0, 8), (8, 20)]


def test_a_numeral_is_needed_where_the_formula_has_one() -> None:
    assert standings("Steep it for 4 minutes.")[1] == "covered"
    assert standings("Steep it for many minutes.")[1] == "partial"
    assert standings("茶叶泡4分钟")[1] == "covered"
    assert standings("茶叶泡几个小时")[1] == "partial"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You boil the water.", "covered"),
        ("You do not boil the water.", "contradicted"),
        ("水要烧开。", "covered"),
        ("水不要烧开。", "contradicted"),
        ("不能不把水烧开。", "covered"),
        ("You boil the water, never the milk.", "covered"),
    ],
)
def test_polarity_decides_where_the_formula_wants_it(text: str, expected: str) -> None:
    matcher = boil_by("water & +boiling", flipped="water & -boiling")
    assert boil_is(matcher, text) == expected


def test_a_wanted_denial_is_met_by_a_denial_only() -> None:
    matcher = boil_by("-milk")
    assert boil_is(matcher, "You never put milk in.") == "covered"
    assert boil_is(matcher, "You put milk in.") == "missing"


def test_order_decides_where_the_formula_wants_it() -> None:
    matcher = boil_by("water > milk", flipped="milk > water")
    assert boil_is(matcher, "The water goes in, then the milk.") == "covered"
    assert boil_is(matcher, "The milk goes in, then the water.") == "contradicted"
    assert boil_is(matcher, "水先倒，再倒牛奶。") == "covered"


@pytest.mark.parametrize(
    "pile",
    [
        "水，烧开，泡，三分钟，茶壶，温",
        "Water, boiling, steep, three minutes, pot, warm",
        "water boiling steep three minutes pot warm milk tea leaf cup kettle",
        "- water boiling\n- steep 3 minutes\n- pot warm\n- cup\n- kettle whistle\n- leaf tea",
    ],
)
def test_a_pile_of_terms_is_no_evidence(pile: str) -> None:
    found = tea_matcher().match(pile)
    assert [each.standing for each in found.points] == ["missing"] * 3
    assert found.bears is True


@pytest.mark.parametrize("echo", ["怎么泡一杯好茶？", "How do you make a good cup of tea?"])
def test_an_echo_of_the_question_is_no_evidence(echo: str) -> None:
    found = tea_matcher().match(echo)
    assert [each.standing for each in found.points] == ["missing"] * 3
    assert found.bears is False


def test_an_echo_before_an_answer_takes_nothing_from_it() -> None:
    assert standings("怎么泡一杯好茶？水要烧开。")[0] == "covered"


@pytest.mark.parametrize(
    "text",
    ["I guess the water has to be boiling.", "I'm not sure but the water boils", "我猜水要烧开。"],
)
def test_words_under_a_guess_are_unsure(text: str) -> None:
    found = tea_matcher().match(text).points[0]
    assert found.standing == "unsure"
    assert found.span is not None
    assert found.span.quote == text


def test_a_mere_hedge_leaves_the_point_covered() -> None:
    assert standings("Maybe the water should be boiling.")[0] == "covered"
    assert standings("水可能要烧开。")[0] == "covered"


def test_shown_and_denied_elsewhere_is_contradicted_with_the_denial_quoted() -> None:
    found = tea_matcher().match("The water is boiling. And then I use cold water.")
    assert found.points[0].standing == "contradicted"
    assert quotes(found)[0] == "And then I use cold water."


def test_shown_and_denied_in_the_same_words_is_unsure() -> None:
    found = tea_matcher().match("The water is boiling or cold.")
    assert found.points[0].standing == "unsure"


@pytest.mark.parametrize(
    ("text", "quote"),
    [("茶叶泡得越久越好喝。", "茶叶泡得越久越好喝。"),
     ("The longer the leaves steep, the better.", "The longer the leaves steep, the better.")],
)  # fmt: skip
def test_a_misconception_contradicts_its_point_with_its_own_words(text: str, quote: str) -> None:
    found = tea_matcher().match(text)
    assert [(each.misconception.id, each.span.quote) for each in found.misconceptions] == [
        ("longer-better", quote)
    ]
    assert [each.standing for each in found.points] == ["missing", "contradicted", "missing"]
    assert quotes(found)[1] == quote


def test_a_misconception_is_quoted_wherever_it_is_stated_and_costs_once() -> None:
    twice = (
        "The longer it steeps the better. I warm the pot. So I say the longer it steeps the better!"
    )
    found = tea_matcher().match(twice)
    quotes = [each.span.quote for each in found.misconceptions]
    assert len(quotes) == len(set(quotes)) == 2
    assert {each.misconception.id for each in found.misconceptions} == {"longer-better"}
    names = [each.misconception.id for each in found.misconceptions]
    assert mark(tea_question(), {}, names) == mark(tea_question(), {}, names[:1])


def test_a_guessed_misconception_is_not_held_against_anybody() -> None:
    assert tea_matcher().match("I guess the longer it steeps the better.").misconceptions == ()


def test_a_misconception_without_a_point_contradicts_none() -> None:
    found = tea_matcher().match("The milk always goes in first.")
    assert [each.misconception.id for each in found.misconceptions] == ["milk-first"]
    assert [each.standing for each in found.points] == ["missing"] * 3
    assert found.bears is True


def probed_matcher() -> Matcher:
    """Return a matcher whose probe for boil names the water."""
    question = tea_question()
    probe = both("水要怎么样？", "What about the water?")
    boil = question.points[0].model_copy(update={"probe": probe})
    points = (boil, *question.points[1:])
    return Matcher(question.model_copy(update={"points": points}), tea_lexicon())


def test_what_a_probe_names_need_not_be_said_again_in_its_answer() -> None:
    matcher = probed_matcher()
    assert matcher.match("It must be boiling.", "boil").points[0].standing == "covered"
    assert matcher.match("要烧开。", "boil").points[0].standing == "covered"
    assert matcher.match("It must be boiling.").points[0].standing == "partial"
    assert matcher.match("It must be boiling.", "steep").points[0].standing == "partial"


def test_a_probe_proves_nothing_by_itself() -> None:
    assert (
        probed_matcher().match("Well, the water is nice.", "boil").points[0].standing == "missing"
    )
    assert probed_matcher().match("", "boil").points[0].standing == "missing"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("不知道。", True),
        ("I don't know, I have never worked with it.", True),
        ("这个我没做过，不过水应该要烧开。", False),
        ("我知道，水要烧开。", False),
        ("", False),
    ],
)
def test_an_honest_unknown_is_early_and_shows_little(text: str, expected: bool) -> None:
    assert tea_matcher().match(text).honest_unknown is expected


def test_an_unknown_said_late_counts_only_where_next_to_nothing_is_shown() -> None:
    def unknown(begin: str, words_before: int) -> bool:
        return tea_matcher().match(f"{begin} {'word ' * words_before}I don't know.").honest_unknown

    assert (unknown("", 0), unknown("", 200)) == (True, True)
    shows_a_sixth = "Warm the pot beforehand."
    assert (unknown(shows_a_sixth, 20), unknown(shows_a_sixth, 60)) == (True, False)
    assert unknown("Boil the water.", 0) is False
    assert unknown("Use cold water.", 0) is False


def test_a_text_gives_a_point_away_wholly_by_half_or_as_a_guess() -> None:
    boil = tea_question().point("boil")
    gives = tea_matcher().gives_away
    assert gives("Think of water that is boiling.", boil) is True
    assert gives("It has something to do with boiling.", boil) is True
    assert gives("我猜跟水烧开有关。", boil) is True
    assert gives("What happens to the water first?", boil) is False
    assert gives("", boil) is False


@pytest.mark.parametrize(
    "text", ["The water must be boiling. Never use cold water.", "水要烧开。千万别用冷水。"]
)
def test_a_text_that_also_warns_of_the_opposite_gives_the_point_away(text: str) -> None:
    assert tea_matcher().gives_away(text, tea_question().point("boil")) is True


def test_a_quote_bears_on_a_point_by_any_of_its_concepts() -> None:
    boil = tea_question().point("boil")
    assert tea_matcher().bears_on("the water", boil) is True
    assert tea_matcher().bears_on("the pot", boil) is False
    assert tea_matcher().bears_on("", boil) is False


def test_the_nearest_clause_has_most_of_the_points_concepts() -> None:
    text = "  The water, hm. It boils. The water boils! Boiling water."
    near = tea_matcher().nearest(text, ["boil", "steep", "warm-pot"])
    assert {name: (span.quote, span.start) for name, span in near.items()} == {
        "boil": ("The water boils!", 27)
    }
    assert near["boil"].stands_in(text)


def test_a_concept_that_two_points_share_is_not_near_alone() -> None:
    question = tea_question()
    shared = question.points[2].model_copy(
        update={"recognized": Recognition(covered="water & pot")}
    )
    points = (*question.points[:2], shared)
    matcher = Matcher(question.model_copy(update={"points": points}), tea_lexicon())
    assert matcher.nearest("The water is there.", ["boil", "warm-pot"]) == {}
    assert matcher.nearest("The pot is there.", ["boil", "warm-pot"]) == {}
    assert list(matcher.nearest("Water is in the pot.", ["boil", "warm-pot"])) == ["warm-pot"]
    assert list(matcher.nearest("The water boils.", ["boil", "warm-pot"])) == ["boil"]
    assert matcher.nearest("", ["boil"]) == {}


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="水烧开泡三分钟茶壶温不越久牛奶先我猜 boilwater,，。.\nＡİ", max_size=80))
def test_every_span_stands_in_the_answer_and_only_a_missing_point_has_none(text: str) -> None:
    found = tea_matcher().match(text)
    assert [each.point.id for each in found.points] == ["boil", "steep", "warm-pot"]
    for point in found.points:
        assert (point.span is None) == (point.standing == "missing")
        assert point.span is None or point.span.stands_in(text)
    assert all(each.span.stands_in(text) for each in found.misconceptions)
    assert found == tea_matcher().match(text)


@pytest.mark.parametrize(
    "text", ["水要烧开，" * 4000, "water " * 3400, "a" * 20_000, "，" * 20_000, "不" * 20_000]
)
def test_the_longest_answer_is_judged_in_good_time(text: str) -> None:
    started = time.process_time()
    tea_matcher().match(text)
    assert time.process_time() - started < 2.0


@pytest.mark.parametrize(
    "text",
    [
        "I would never let the leaves steep for three minutes.",
        "We don't steep it for 3 minutes.",
        "我从来不会去把茶叶泡三分钟。",
        "People steep it for three minutes, but I disagree.",
        "有人把茶叶泡三分钟，我不认同。",
        "并不是说放着不管，而是慢慢来，把茶叶泡三分钟。",
        "It is not true that one waits, but also that the leaves steep for three minutes.",
    ],
)
def test_what_is_said_only_to_be_denied_is_contradicted(text: str) -> None:
    assert standings(text)[1] == "contradicted"


@pytest.mark.parametrize(
    "text",
    [
        "I never rush: let the leaves steep for three minutes, I would say.",
        "有人说随便泡，我不认同，要把茶叶泡三分钟。",
        "I don't just steep it, I steep it for three minutes.",
    ],
)
def test_a_denial_of_something_else_denies_nothing(text: str) -> None:
    assert standings(text)[1] == "covered"


@pytest.mark.parametrize(
    ("text", "names", "taken"),
    [
        (
            "I was wrong about the steeping, of course it turns bitter.",
            ["steep", "boil"],
            {"steep"},
        ),
        ("我刚才说错了，泡太久会苦。", ["steep", "longer-better"], {"steep", "longer-better"}),
        ("The leaves steep for a while.", ["steep"], set()),
        (
            "Sorry, I mixed that up. It is the pot that one warms.",
            ["warm-pot", "steep"],
            {"warm-pot"},
        ),
        ("I was wrong about the weather.", ["steep"], set()),
    ],
)
def test_a_correction_takes_back_what_it_speaks_of(
    text: str, names: list[str], taken: set[str]
) -> None:
    assert tea_matcher().takes_back(text, names) == taken


OTHER = (
    "Last summer we rode our bikes along the river, slept in small inns and ate what the gardens of"
    " the villages had. On the third day it rained, so we sat in a barn, played cards and told each"
    " other stories about school, about the teacher who lost her hat in the wind and about the dog"
    " that could open doors. In the evening somebody warmed the pot for the soup, and we dried our"
    " shoes by the stove and went to bed early, since the way over the pass was long and hard."
    " Nobody wanted to be the last one up, so we were all awake when the cock crew in the yard."
)


def test_a_long_answer_about_something_else_earns_nothing_by_chance() -> None:
    alone = tea_matcher().match("In the evening somebody warmed the pot.")
    assert [each.standing for each in alone.points if each.point.id == "warm-pot"] != ["missing"]
    found = tea_matcher().match(OTHER)
    assert {each.standing for each in found.points} == {"missing"}
    assert not found.bears


def test_the_same_words_in_an_answer_to_the_question_count() -> None:
    told = f"{OTHER} The water has to be boiling and the leaves steep for three minutes."
    found = {each.point.id: each.standing for each in tea_matcher().match(told).points}
    assert found["boil"] == "covered"


def test_a_probe_may_be_answered_at_length_with_one_thing() -> None:
    found = tea_matcher().match(OTHER, "warm-pot")
    assert any(each.standing != "missing" for each in found.points)
