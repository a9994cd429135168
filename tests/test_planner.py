"""What is chosen next: by what is owed for each minute, within the rules, with a true reason."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.planner import (
    COVERAGE,
    LAST_DAYS,
    UNSEEN,
    Choice,
    Exercise,
    Outlook,
    Planner,
    Tried,
)
from practice.schedule import DESIRED_RETENTION, Review, retrievability
from tests.samples import NOON, days

BOIL = Exercise("boil", "water", {"heating": 0.75, "boil#p": 0.25}, 6)
STEEP = Exercise("steep", "tea", {"timing": 0.75, "steep#p": 0.25}, 6)
FROTH = Exercise("froth", "milk", {"heating": 0.375, "frothing": 0.375, "froth#p": 0.25}, 6)
ALL = [BOIL, STEEP, FROTH]
HELD = [
    Tried("boil", "water", days(-2)),
    Tried("steep", "tea", days(-2)),
    Tried("froth", "milk", days(-1)),
]


def reviews(**met: bool) -> dict[str, list[Review]]:
    """Return a review of each key four days ago."""
    return {key: [Review(at=days(-4), met=each, aid="unaided")] for key, each in met.items()}


def chosen(outlook: Outlook, exercises: Sequence[Exercise] = ALL) -> Choice:
    """Return the choice, which there must be."""
    choice = Planner(exercises, outlook).choose()
    assert choice is not None
    return choice


def looking(**changes: object) -> Outlook:
    """Return an outlook at noon after all topics were met, changed."""
    return replace(Outlook(at=NOON, tried=HELD), **changes)  # type: ignore[arg-type]


def test_what_is_owed_is_importance_times_the_chance_to_miss() -> None:
    outlook = looking(reviews=reviews(timing=True), weights={"water": 2.0})
    planner = Planner(ALL, outlook)
    assert planner.importance["heating"] == pytest.approx(2 * 0.75 + 0.375)
    known = retrievability(outlook.reviews["timing"], NOON)
    assert planner.owed("timing") == pytest.approx(0.75 * (1 - known))
    assert planner.owed("heating") == pytest.approx((2 * 0.75 + 0.375) * (1 - UNSEEN))
    value = (planner.owed("heating") + planner.owed("boil#p")) / 6
    assert planner.value(BOIL) == pytest.approx(value)


def test_a_mistake_never_made_owes_nothing_and_one_that_was_made_does() -> None:
    wrong = replace(STEEP, trains={**STEEP.trains, "steep/cold": 0.5})
    assert Planner([wrong], looking()).owed("steep/cold") == 0
    seen = looking(reviews={"steep/cold": [Review(at=days(-4), met=False, aid="unaided")]})
    assert Planner([wrong], seen).owed("steep/cold") > 0


def test_what_was_missed_comes_before_what_was_met() -> None:
    assert (
        chosen(looking(reviews=reviews(heating=True, timing=False, frothing=True))).question
        == "steep"
    )
    assert (
        chosen(looking(reviews=reviews(heating=False, timing=True, frothing=True))).question
        == "froth"
    )


def test_a_shorter_question_pays_back_more() -> None:
    long = replace(BOIL, minutes=60)
    assert Planner([long], looking()).value(long) == pytest.approx(
        Planner([BOIL], looking()).value(BOIL) / 10
    )


def test_the_job_description_weighs() -> None:
    plain = [BOIL, STEEP]
    seen = reviews(heating=False, timing=False)
    assert chosen(looking(reviews=seen, weights={"tea": 3.0}), plain).question == "steep"
    assert chosen(looking(reviews=seen, weights={"water": 3.0}), plain).question == "boil"


def test_nothing_is_asked_twice_a_day_and_the_oldest_is_offered_again() -> None:
    done = [Tried(each.question, each.topic, days(0)) for each in ALL]
    outlook = looking(tried=[*done[1:], done[0]])
    assert Planner(ALL, outlook).choose() is None
    again = Planner(ALL, looking(tried=[*HELD, Tried("boil", "water", NOON)])).again()
    assert again is not None
    assert (again.question, again.reason) == ("steep", "again")
    assert Planner([], outlook).choose() is None
    assert Planner([], outlook).again() is None


def test_the_same_focus_is_never_asked_three_times_running() -> None:
    twice = [Tried("boil", "water", days(-2)), Tried("boil", "water", days(-1))]
    outlook = looking(
        tried=[*HELD, *twice], reviews=reviews(heating=False, timing=True, frothing=True)
    )
    alike = replace(
        BOIL, question="simmer", trains={"heating": 0.9, "simmer#p": 0.1}, topic="water"
    )
    assert chosen(looking(reviews=outlook.reviews), [alike, STEEP]).question == "simmer"
    known = [*ALL, alike]
    assert chosen(outlook, known).question not in ("boil", "simmer")
    assert chosen(outlook, [BOIL, alike]).question in ("boil", "simmer")


def test_each_sitting_has_a_new_topic_until_most_are_met() -> None:
    topics = [Exercise(f"q{n}", f"t{n}", {f"s{n}": 1.0}, 6) for n in range(5)]
    met = [Tried("q0", "t0", days(-1))]
    first = chosen(looking(tried=met), topics)
    assert (first.reason, first.topic) == ("topic", "t1")
    since = [*met, Tried("q1", "t1", NOON - timedelta(hours=1))]
    assert chosen(looking(tried=since), topics).reason != "topic"
    enough = [Tried(f"q{n}", f"t{n}", days(-1)) for n in range(int(COVERAGE * 5))]
    assert chosen(looking(tried=enough), topics).reason != "topic"


def test_after_a_week_without_anything_new_something_new_is_chosen() -> None:
    fresh = Exercise("whisk", "tea", {"timing": 1.0}, 60)
    old = [replace(each, at=each.at - timedelta(days=7)) for each in HELD]
    later = [*old, Tried("boil", "water", days(-1))]
    seen = reviews(heating=False, timing=True)
    choice = chosen(looking(tried=later, reviews=seen), [*ALL, fresh])
    assert (choice.question, choice.reason) == ("whisk", "transfer")
    assert chosen(looking(reviews=seen), [*ALL, fresh]).question != "whisk"


@pytest.mark.parametrize("left", range(-1, LAST_DAYS + 1))
def test_little_is_new_in_the_last_days(left: int) -> None:
    fresh = Exercise("whisk", "tea", {"whisking": 5.0}, 1)
    outlook = looking(interview=NOON.date() + timedelta(days=left))
    choice = chosen(outlook, [*ALL, fresh])
    assert (choice.question == "whisk") == (not 0 <= left < LAST_DAYS)


def test_a_check_up_takes_easy_questions_of_topics_not_met() -> None:
    hard = Exercise("roast", "coffee", {"roasting": 9.0}, 1, difficulty=5)
    easy = Exercise("pour", "coffee", {"pouring": 0.1}, 60, difficulty=1)
    choice = chosen(looking(checkup=1), [*ALL, hard, easy])
    assert (choice.question, choice.reason) == ("pour", "checkup")
    assert chosen(looking(checkup=0), [*ALL, hard, easy]).question == "roast"


def test_a_question_never_tried_is_called_new_and_one_tried_is_owed() -> None:
    fresh = Exercise("whisk", "tea", {"whisking": 1.0}, 1)
    assert chosen(looking(), [*ALL, fresh]).reason == "new"
    today = Tried("steep", "tea", NOON)
    seen = looking(reviews=reviews(heating=False, timing=True, frothing=True), tried=[*HELD, today])
    choice = chosen(seen)
    planner = Planner(ALL, seen)
    exercise = next(each for each in ALL if each.question == choice.question)
    assert choice.reason == "owed"
    assert choice.focus == max(exercise.trains, key=planner.owed)
    assert choice.recall == planner.recall[choice.focus]
    assert choice.weak == sum(
        planner.recall[key] < 0.5 for key in exercise.trains if key in seen.reviews
    )


MOMENTS = st.integers(-400, 10).map(days)
TRIED = st.lists(st.tuples(st.sampled_from(ALL), MOMENTS), max_size=30).map(
    lambda pairs: [
        Tried(each.question, each.topic, at) for each, at in sorted(pairs, key=lambda p: p[1])
    ]
)
REVIEWS = st.dictionaries(
    st.sampled_from(sorted({key for each in ALL for key in each.trains})),
    st.lists(st.tuples(MOMENTS, st.booleans()), min_size=1, max_size=8).map(
        lambda seen: [Review(at=at, met=met, aid="unaided") for at, met in seen]
    ),
)
DAYS = st.none() | st.dates(date(2020, 1, 1), date(2035, 1, 1))


@settings(max_examples=150, deadline=None)
@given(TRIED, REVIEWS, DAYS, st.integers(0, 3), st.integers(-14, 14))
def test_in_any_history_the_choice_is_sound_and_the_same_again(
    tried: list[Tried],
    seen: dict[str, list[Review]],
    interview: date | None,
    checkup: int,
    offset: int,
) -> None:
    at: datetime = NOON.astimezone(tz=datetime.now().astimezone().tzinfo) + timedelta(hours=offset)
    outlook = Outlook(at=at, tried=tried, reviews=seen, interview=interview, checkup=checkup)
    choice = Planner(ALL, outlook).choose()
    assert choice == Planner(ALL, outlook).choose()
    today = {each.question for each in tried if each.at.date() == outlook.today}
    if choice is None:
        assert today == {each.question for each in ALL}
    else:
        assert choice.question not in today
        assert 0 <= choice.recall <= 1


def test_a_due_review_is_part_of_each_sitting_and_its_reason_names_what_is_due() -> None:
    outlook = looking(reviews=reviews(timing=False, heating=True), weights={"water": 9.0})
    choice = chosen(outlook)
    assert (choice.question, choice.reason, choice.focus) == ("steep", "review", "timing")
    assert outlook.reviews["timing"][-1].met is False
    assert choice.recall <= DESIRED_RETENTION
    later = Planner(ALL, outlook).after(choice).choose()
    assert later is not None
    assert later.reason == "owed"


def test_what_was_never_missed_or_not_tried_before_is_no_review() -> None:
    assert chosen(looking(reviews=reviews(timing=True))).reason == "owed"
    unknown = looking(reviews=reviews(timing=False), tried=[HELD[0], HELD[2]])
    assert chosen(unknown, [BOIL, STEEP]).reason != "review"


def test_what_went_badly_in_a_real_interview_comes_first() -> None:
    outlook = looking(rework={"froth"}, reviews=reviews(timing=False), weights={"water": 9.0})
    assert (chosen(outlook).question, chosen(outlook).reason) == ("froth", "rework")
    assert chosen(looking(rework={"gone"})).reason == "owed"
