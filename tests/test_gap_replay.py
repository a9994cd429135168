"""Gaps from the journal: opportunities, and the laws that hold over any history."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.event import Answered, Record, Started
from practice.evidence import Aid, Observation
from practice.gap import Course, Gap, courses, fold
from practice.opportunity import Evidence, Opportunity
from practice.past import past_of
from tests.samples import NOON, records, tea_critiqued


def observed(point: str, is_met: bool, aid: Aid = "unaided", gap: str = "heating") -> Observation:
    failing, quote = (None, f"{point} words") if is_met else ("missing", None)
    facts = {"gap": gap, "point": point, "met": is_met, "aid": aid}
    return Observation.model_validate({**facts, "failing": failing, "quote": quote})


def shown(seen: Iterable[Record]) -> list[Opportunity]:
    """Return the opportunities that records hold."""
    return past_of(seen).opportunities


def session(*observations: Observation, name: str = "s1", question: str = "tea") -> list[Record]:
    """Return the records of a session with one answer."""
    critiqued = tea_critiqued("missing", "missing", "missing")
    return records(
        Started(question=question, mode="practice", lang="en", rounds=5, version="1"),
        Answered(text="Well.", lang="en"),
        critiqued.model_copy(update={"observations": observations}),
        session=name,
    )


def test_one_answer_is_one_opportunity_for_each_gap_missed_if_any_point_was() -> None:
    seen = session(
        observed("boil", True, "aided"),
        observed("steep", True, gap="timing"),
        observed("warm-pot", False, "prompted"),
    )
    assert shown(seen) == [
        Opportunity(
            gap="heating",
            question="tea",
            session="s1",
            at=NOON + timedelta(minutes=3),
            met=False,
            aid="prompted",
            evidence=(
                Evidence(
                    quote=None,
                    question="tea",
                    point="warm-pot",
                    kind="missing",
                    at=NOON + timedelta(minutes=3),
                    aid="prompted",
                    session="s1",
                ),
            ),
        ),
        Opportunity(
            gap="timing",
            question="tea",
            session="s1",
            at=NOON + timedelta(minutes=3),
            met=True,
            aid="unaided",
        ),
    ]


@pytest.mark.parametrize(
    ("is_met", "aids", "aid"),
    [
        (True, ["unaided", "unaided"], "unaided"),
        (True, ["unaided", "prompted"], "prompted"),
        (True, ["aided", "prompted"], "aided"),
        (False, ["aided", "unaided"], "unaided"),
        (False, ["aided", "prompted"], "prompted"),
        (False, ["aided", "aided"], "aided"),
    ],
)
def test_a_success_is_as_aided_as_its_most_and_a_miss_as_its_least_aided_point(
    is_met: bool, aids: list[Aid], aid: Aid
) -> None:
    seen = session(*(observed("boil", is_met, each) for each in aids))
    (only,) = shown(seen)
    assert (only.met, only.aid, len(only.evidence)) == (is_met, aid, 0 if is_met else 2)


def test_an_answer_of_which_nothing_was_observed_is_no_opportunity() -> None:
    assert shown(session()) == []
    assert shown([]) == []


def test_sessions_interleaved_in_the_journal_keep_their_questions() -> None:
    one = session(observed("boil", False), name="s1", question="tea")
    two = session(observed("boil", True), name="s2", question="coffee")
    both = [each for pair in zip(one, two, strict=True) for each in pair]
    assert [(each.session, each.question) for each in shown(both)] == [
        ("s1", "tea"),
        ("s2", "coffee"),
    ]


# ---------------------------------------------------------------------- laws over any history

BANK = {"heating": 2, "timing": 1}
aids = st.sampled_from(["unaided", "unaided", "prompted", "aided"])
answers = st.tuples(
    st.integers(0, 5),
    st.sampled_from(["tea", "coffee"]),
    st.sampled_from(["heating", "timing", "tea/milk-first"]),
    st.booleans() | st.just(True),
    aids,
)
histories = st.lists(answers, max_size=14)
Answer = tuple[int, str, str, bool, Aid]


def journal(history: list[Answer]) -> list[Record]:
    """Return the records of sessions with one answer each, some days after another."""
    made: list[Record] = []
    at = NOON
    for number, (later, question, gap, met, aid) in enumerate(history):
        at += timedelta(days=later)
        seen = Observation(
            gap=gap, point="boil", met=met, failing=None if met else "missing", aid=aid
        )
        critiqued = tea_critiqued("missing", "missing", "missing")
        for place, event in enumerate(
            (
                Started(question=question, mode="practice", lang="en", rounds=1, version="1"),
                critiqued.model_copy(update={"observations": (seen,)}),
            ),
            start=1,
        ):
            made.append(
                Record(id=len(made) + 1, stream=f"s{number}", number=place, at=at, event=event)
            )
    return made


def gaps_of(seen: list[Record]) -> dict[str, Gap]:
    return fold(shown(seen), BANK)


@given(histories)
@settings(max_examples=50, deadline=None)
def test_gaps_are_the_same_on_every_replay(history: list[Answer]) -> None:
    live = journal(history)
    stored = [Record.model_validate_json(each.model_dump_json()) for each in live]
    assert gaps_of(stored) == gaps_of(live) == gaps_of(list(live))
    assert fold(iter(shown(iter(live))), dict(BANK)) == gaps_of(live)


@given(histories, st.lists(st.integers(0, 30), max_size=4))
@settings(max_examples=80, deadline=None)
def test_any_chunking_gives_the_same_state(history: list[Answer], cuts: list[int]) -> None:
    seen = shown(journal(history))
    bounds = [0, *sorted(min(cut, len(seen)) for cut in cuts), len(seen)]
    grown: dict[str, Course] = {}
    for start, end in pairwise(bounds):
        grown = courses(seen[start:end], BANK, grown)
        assert {gap: each.state for gap, each in grown.items()} == fold(seen[:end], BANK)
    assert grown == courses(seen, BANK)


@given(histories)
@settings(max_examples=50, deadline=None)
def test_a_gap_does_not_depend_on_the_others(history: list[Answer]) -> None:
    seen = shown(journal(history))
    together = fold(seen, BANK)
    apart = {
        gap: found
        for gap in {each.gap for each in seen}
        for found in fold([each for each in seen if each.gap == gap], BANK).values()
    }
    assert apart == together


@given(histories)
@settings(max_examples=50, deadline=None)
def test_evidence_and_opportunities_only_ever_grow(history: list[Answer]) -> None:
    seen = shown(journal(history))
    for count in range(len(seen)):
        before, after = fold(seen[:count], BANK), fold(seen[: count + 1], BANK)
        for gap, earlier in before.items():
            later = after[gap]
            assert later.evidence[: len(earlier.evidence)] == earlier.evidence
            assert later.first == earlier.first
            assert 0 <= later.opportunities - earlier.opportunities <= 1
            assert 0 <= later.occurrences - earlier.occurrences <= 1


@given(histories)
@settings(max_examples=50, deadline=None)
def test_a_status_is_never_better_than_what_was_shown(history: list[Answer]) -> None:
    seen = shown(journal(history))
    for gap, state in fold(seen, BANK).items():
        own = [each for each in seen if each.gap == gap]
        last = own[-1]
        if last.met:
            assert state.status in ("improving", "closed")
        elif last.aid == "unaided":
            assert state.status in ("open", "relapsed")
        if state.status == "closed":
            assert any(shows_two_days(own, at, BANK.get(gap, 1)) for at in range(len(own)))
        assert state.occurrences == sum(not each.met for each in own)
        assert len(state.evidence) == state.occurrences


def shows_two_days(own: list[Opportunity], at: int, questions: int) -> bool:
    """Return whether, at one moment, the unaided successes since the last miss could close."""
    run: list[Opportunity] = []
    for each in own[: at + 1]:
        if not each.met:
            run = []
        elif each.aid == "unaided":
            run.append(each)
    if not run:
        return False
    apart = (run[-1].at.date() - run[0].at.date()).days
    return apart >= 3 and len({each.question for each in run}) >= min(2, questions)
