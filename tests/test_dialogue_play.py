"""Laws that hold in any session, played at random to its end; resuming is replaying."""

from dataclasses import replace
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from practice.dialogue import Dialogue
from practice.event import (
    Answered,
    Asked,
    Closed,
    Coached,
    Command,
    Critiqued,
    Declined,
    Event,
    Explained,
    Hinted,
    Inquired,
    Put,
    Ran,
    Rated,
    Record,
    Reflected,
    Requested,
    Revealed,
    Started,
    Submitted,
    Told,
)
from practice.round import closing, judged
from practice.step import Ask, Close, Coach, End, Hear, Help, Judge, Rate, Step, Tell, Try
from practice.submission import Outcome
from practice.verdict import Standing
from tests.samples import NOON, records, tea_critique, tea_question, tea_ungraded

STANDINGS: list[Standing] = ["covered", "partial", "missing", "missing", "contradicted", "unsure"]
COMMANDS: list[Command] = ["hint", "hint", "hint", "answer", "why", "skip", "done"]
LONGEST = 400
ASIDE = ("inquired", "told")


def said(step: Step, state: Dialogue, chance: Random) -> Event:
    """Return something that whoever's turn it is might say."""
    match step:
        case Ask(what=what, point=point):
            return Asked(what=what, text="?", lang="en", point=point)
        case Hear(what=what):
            return heard(what, chance)
        case Tell() | Try():
            return aside(step)
        case Rate():
            return rated(chance)
        case Judge():
            return judgement(state, chance)
        case Coach(offer_hint=offer):
            return Coached(done_well=None, next_action="Go on.", lang="en", offers_hint=offer)
        case Help():
            return helped(step)
        case Close(reason=reason):
            told = Closed(reason=reason, text="Thanks.", lang="en")
            return told.model_copy(update=closing(state, {}, [], NOON.date()))
        case End():
            raise AssertionError("nobody speaks after the end")


def aside(step: Tell | Try) -> Event:
    if isinstance(step, Try):
        return Ran(outcome=Outcome(passed=1, total=1))
    return Told(text="So it is.", lang="en", voice="rules")


def rated(chance: Random) -> Event:
    if chance.random() < 0.2:
        return Inquired(text="And why?", lang="en")
    return Rated(rating=chance.choice([None, 1, 3, 5]))


def heard(what: Put, chance: Random) -> Event:
    if chance.random() < 0.15:
        return Inquired(text="And why?", lang="en")
    if what != "reflection" and chance.random() < 0.1:
        return Submitted(code="print()")
    if chance.random() < 0.3:
        return Requested(command=chance.choice(COMMANDS))
    return Reflected(text="So.") if what == "reflection" else Answered(text="So.", lang="en")


def judgement(state: Dialogue, chance: Random) -> Critiqued:
    attempt = len(state.answers)
    boil, steep, warm = (chance.choice(STANDINGS) for _ in range(3))
    critique = tea_critique(boil, steep, warm, attempt=attempt)
    if chance.random() < 0.1:
        critique = tea_ungraded(attempt)
    return judged(state, critique, [], NOON)


def helped(step: Help) -> Event:
    if step.refused:
        return Declined(command=step.command, text="No.")
    if step.command == "hint":
        assert step.point is not None
        assert step.rung is not None
        return Hinted(point=step.point, rung=step.rung, text="Think.")
    return Explained() if step.command == "why" else Revealed(text="All of it.")


def play(seed: int) -> tuple[list[Record], list[Step]]:
    """Return the records of a session played to its end, and the step after each of them."""
    chance = Random(seed)
    begun = Started(
        question="tea",
        mode=chance.choice(["practice", "practice", "practice", "critique"]),
        lang="en",
        rounds=chance.randint(1, 9),
        rating=chance.random() < 0.5,
        version="1",
    )
    events: list[Event] = [begun]
    state = Dialogue.of(tea_question(), records(begun))
    steps = [state.step()]
    while steps[-1] != End():
        assert len(events) < LONGEST, "the session does not end"
        events.append(said(steps[-1], state, chance))
        state = state.after(records(*events)[-1])
        steps.append(state.step())
    return records(*events), steps


sessions = st.integers(0, 2**32).map(play)
Session = tuple[list[Record], list[Step]]


@given(sessions)
@settings(max_examples=50, deadline=None)
def test_resuming_after_any_prefix_is_going_on(session: Session) -> None:
    told, steps = session
    stored = [Record.model_validate_json(each.model_dump_json()) for each in told]
    last = Dialogue.of(tea_question(), told)
    for count, step in enumerate(steps, start=1):
        resumed = Dialogue.of(tea_question(), stored[:count])
        assert resumed.step() == step
        assert resumed.last_number == count
        for record in told[count : count + 3]:
            resumed = resumed.after(record)
        assert resumed == Dialogue.of(tea_question(), told[: count + 3])
    assert last.finished


@given(sessions)
@settings(max_examples=50, deadline=None)
def test_a_session_closes_once_and_after_it_comes_at_most_the_question_back(
    session: Session,
) -> None:
    kinds = [each.event.kind for each in session[0]]
    assert kinds.count("closed") == 1
    after = [each for each in kinds[kinds.index("closed") + 1 :] if each not in ASIDE]
    assert after in ([], ["asked", "reflected"], ["asked", "requested"])


@given(sessions)
@settings(max_examples=50, deadline=None)
def test_between_two_hints_stands_an_answer_and_each_rung_follows_the_last(
    session: Session,
) -> None:
    rungs: dict[str, int] = {}
    tried = True
    for record in session[0]:
        event = record.event
        if isinstance(event, Answered):
            tried = True
        elif isinstance(event, Hinted):
            assert tried
            assert event.rung == rungs.get(event.point, 0) + 1
            rungs[event.point], tried = event.rung, False


@given(sessions)
@settings(max_examples=50, deadline=None)
def test_every_answer_is_judged_once_and_coached_and_none_beyond_the_rounds(
    session: Session,
) -> None:
    told, _ = session
    kinds = [each.event.kind for each in told]
    begun = told[0].event
    assert isinstance(begun, Started)
    assert kinds.count("answered") == kinds.count("critiqued") == kinds.count("coached")
    own_words = sum(isinstance(e.event, Asked) and e.event.what == "own_words" for e in told)
    assert kinds.count("critiqued") <= begun.rounds + min(own_words, 1)


@given(sessions)
@settings(max_examples=50, deadline=None)
def test_no_point_is_probed_twice_and_none_that_is_covered(session: Session) -> None:
    told, _ = session
    probed: list[str | None] = []
    for number, record in enumerate(told):
        if isinstance(record.event, Asked) and record.event.what in ("probe", "again"):
            before = Dialogue.of(tea_question(), told[:number])
            assert record.event.point in [each.id for each in before.open_points()]
            if record.event.what == "probe":
                probed.append(record.event.point)
    assert len(probed) == len(set(probed))


@given(sessions)
@settings(max_examples=50, deadline=None)
def test_nothing_that_gives_all_away_comes_before_an_attempt(session: Session) -> None:
    kinds = [each.event.kind for each in session[0]]
    for kind in ("revealed", "explained"):
        if kind in kinds:
            assert "critiqued" in kinds[: kinds.index(kind)]


@given(sessions)
@settings(max_examples=50, deadline=None)
def test_a_hint_is_offered_unasked_at_most_once(session: Session) -> None:
    offers = [each.event for each in session[0] if isinstance(each.event, Coached)]
    assert sum(each.offers_hint for each in offers) <= 1


@given(sessions)
@settings(max_examples=50, deadline=None)
def test_the_coach_is_told_that_it_closes_exactly_where_the_close_follows(
    session: Session,
) -> None:
    _, steps = session
    for step, following in pairwise(steps):
        if isinstance(step, Coach):
            assert step.closing is isinstance(following, Close)
            assert not (step.closing and step.offer_hint)


@given(sessions)
@settings(max_examples=50, deadline=None)
def test_a_question_to_the_coach_is_answered_at_once_and_leaves_all_as_it_was(
    session: Session,
) -> None:
    told, steps = session
    for number, record in enumerate(told):
        if not isinstance(record.event, Inquired):
            continue
        assert steps[number] == Tell()
        assert isinstance(told[number + 1].event, Told)
        assert steps[number + 1] == steps[number - 1]
        before = Dialogue.of(tea_question(), told[:number])
        after = Dialogue.of(tea_question(), told[: number + 2])
        assert replace(after, last_number=before.last_number) == before


@given(sessions)
@settings(max_examples=50, deadline=None)
def test_without_its_questions_to_the_coach_a_session_goes_the_same_way(session: Session) -> None:
    told, steps = session
    kept = [each for each in told if each.event.kind not in ASIDE]
    bare = [step for step, each in zip(steps, told, strict=True) if each.event.kind not in ASIDE]
    silent = Dialogue(tea_question())
    for record, step in zip(kept, bare, strict=True):
        silent = silent.after(record)
        assert silent.step() == step
