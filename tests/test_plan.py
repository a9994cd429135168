"""The plan as a fold over the journal: dates, pauses, absence, the day's two queues."""

from datetime import UTC, date, timedelta, timezone
from typing import Literal

import pytest

from practice.dialogue import Dialogue
from practice.event import PROFILE, Answered, Asked, Event, Paused, Planned, Record, Started
from practice.evidence import point_key
from practice.exercise import SHARED, exercises
from practice.past import Past, past_of
from practice.plan import CHECKUP, outlook_of, plan_of, today
from practice.planner import Exercise
from practice.round import judged
from tests.samples import NOON, days, records, tea_critique, tea_question
from tools.bank import Bank

TOPICS = {"tea": "kitchen"}


def in_profile(*pairs: tuple[float, Event]) -> list[Record]:
    """Return events of the profile's stream, each on its day."""
    return [
        Record(id=900 + number, stream=PROFILE, number=number, at=days(day), event=event)
        for number, (day, event) in enumerate(pairs, 1)
    ]


def practised(
    day: float = 0, *, candidate: Literal["human", "simulated"] = "human"
) -> list[Record]:
    """Return a session on tea in which the first point was met and the others missed."""
    begun = Started(
        question="tea", mode="practice", lang="en", rounds=5, candidate=candidate, version="1"
    )
    told = (begun, Asked(what="question", text="Tea?", lang="en"), Answered(text="So.", lang="en"))
    state = Dialogue.of(tea_question(), records(*told))
    critique = tea_critique("covered", "missing", "missing")
    found = records(*told, judged(state, critique, [], days(day)))
    return [each.model_copy(update={"at": days(day)}) for each in found]


def test_the_latest_plan_stands_and_a_pause_lasts_until_it_is_made_anew() -> None:
    one, two = Planned(minutes=20), Planned(minutes=30)
    assert plan_of([]) is None
    assert plan_of(in_profile((0, Paused()))) is None
    paused = plan_of(in_profile((0, one), (1, Paused())))
    assert paused is not None
    assert (paused.planned, paused.paused) == (one, True)
    again = plan_of(in_profile((0, one), (1, Paused()), (2, two)))
    assert again is not None
    assert (again.planned, again.paused, again.since) == (two, False, days(2))


@pytest.mark.parametrize(
    ("interviews", "expected"),
    [
        ((), None),
        ((date(2020, 1, 1),), None),
        ((date(2020, 1, 1), date(2030, 1, 2), date(2030, 1, 1)), date(2030, 1, 1)),
    ],
)
def test_the_next_interview_counts_and_past_ones_do_not(
    interviews: tuple[date, ...], expected: date | None
) -> None:
    plan = plan_of(in_profile((0, Planned(minutes=20, interviews=interviews))))
    assert plan is not None
    assert plan.interview(NOON.date()) == expected


def test_the_day_of_the_interview_is_still_before_it() -> None:
    plan = plan_of(in_profile((0, Planned(minutes=20, interviews=(NOON.date(),)))))
    assert plan is not None
    assert plan.interview(NOON.date()) == NOON.date()
    assert plan.interview(NOON.date() + timedelta(days=1)) is None


def test_a_question_trains_its_skills_and_its_own_points() -> None:
    question = tea_question()
    (found,) = exercises([question])
    own = {point_key("tea", point.id) for point in question.points}
    skills = {point.skill for point in question.points}
    assert set(found.trains) == own | skills | {
        f"tea/{each.id}" for each in question.misconceptions
    }
    assert sum(found.trains[key] for key in own) == pytest.approx(1 - SHARED)
    assert sum(found.trains[key] for key in skills) == pytest.approx(SHARED)
    assert found.focus == question.points[0].skill


def test_reviews_are_kept_for_skills_and_for_each_point() -> None:
    outlook = outlook_of(past_of(practised()), TOPICS, NOON, None)
    met = {key: [each.met for each in seen] for key, seen in outlook.reviews.items()}
    points = [point.id for point in tea_question().points]
    assert [met[point_key("tea", point)] for point in points] == [[True], [False], [False]]
    assert met["heating"]
    assert [each.question for each in outlook.tried] == ["tea"]


def test_a_simulated_session_and_a_question_no_longer_in_the_bank_leave_no_trace() -> None:
    simulated = outlook_of(past_of(practised(candidate="simulated")), TOPICS, NOON, None)
    assert (simulated.reviews, simulated.tried) == ({}, [])
    assert outlook_of(past_of(practised()), {}, NOON, None).tried == []


def test_a_new_plan_begins_with_a_check_up_that_can_be_left_out() -> None:
    before = practised(-5)
    plan = plan_of(in_profile((-1, Planned(minutes=20))))
    assert outlook_of(past_of(before), TOPICS, NOON, plan).checkup == CHECKUP
    assert outlook_of(past_of(practised(0)), TOPICS, NOON, plan).checkup == CHECKUP - 1
    without = plan_of(in_profile((-1, Planned(minutes=20, checkup=False))))
    assert outlook_of(past_of(before), TOPICS, NOON, without).checkup == 0
    assert outlook_of(Past(), TOPICS, NOON, None).checkup == CHECKUP


BANK = [Exercise(f"q{n}", f"t{n}", {f"s{n}": 1.0, f"q{n}#p": 0.1}, 10) for n in range(9)]
NAMES = {each.question: each.topic for each in BANK}


@pytest.mark.parametrize(("minutes", "count"), [(5, 1), (10, 1), (25, 2), (30, 3), (600, 9)])
def test_the_day_is_filled_to_its_minutes_and_never_left_empty(minutes: int, count: int) -> None:
    planned = today(BANK, outlook_of(Past(), NAMES, NOON, None), minutes, [])
    assert len(planned.choices) == count
    assert len({each.question for each in planned.choices}) == count


def test_what_was_done_today_is_taken_off_the_day() -> None:
    done = [*BANK, Exercise("tea", "kitchen", {"heating": 1.0}, 10)]
    outlook = outlook_of(past_of(practised(0)), {**NAMES, **TOPICS}, NOON, None)
    assert len(today(done, outlook, 30, []).choices) == 2
    assert today(done, outlook, 10, []).choices == ()


def test_todays_misses_and_what_is_due_are_two_queues() -> None:
    seen = practised(-9)
    gaps = past_of(seen).gaps()
    (bank,) = exercises([tea_question()])
    later = today([bank], outlook_of(past_of(seen), TOPICS, NOON, None), 20, gaps.values())
    assert later.missed == ()
    assert set(later.due) == {key for key, gap in gaps.items() if gap.due <= NOON.date()} != set()
    just = practised(0)
    now = today(
        [bank], outlook_of(past_of(just), TOPICS, NOON, None), 20, past_of(just).gaps().values()
    )
    assert set(now.missed) == set(past_of(just).gaps())
    assert now.due == ()


def test_weeks_of_absence_make_no_wall(bank: Bank) -> None:
    questions = list(bank.questions())
    found = exercises(questions)
    topics = {each.id: each.topic for each in questions}
    planned = today(found, outlook_of(Past(), topics, NOON, None), 30, [])
    later = today(found, outlook_of(Past(), topics, NOON + timedelta(days=21), None), 30, [])
    assert len(later.choices) == len(planned.choices) > 0


def test_the_day_is_that_of_the_candidates_clock() -> None:
    east, west = timezone(timedelta(hours=14)), timezone(timedelta(hours=-11))
    moment = NOON.astimezone(UTC)
    there = outlook_of(Past(), TOPICS, moment.astimezone(east), None)
    here = outlook_of(Past(), TOPICS, moment.astimezone(west), None)
    assert (there.today - here.today).days == 1


def test_a_clock_that_went_backwards_breaks_nothing() -> None:
    ahead = practised(3)
    outlook = outlook_of(past_of(ahead), TOPICS, NOON, None)
    (bank,) = exercises([tea_question()])
    assert today([bank], outlook, 20, past_of(ahead).gaps().values()).choices
