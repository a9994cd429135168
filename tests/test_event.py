"""Events as they are journaled and printed: closed shapes, one object each."""

from datetime import datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from practice.event import (
    EVENT,
    Answered,
    Asked,
    Closed,
    Coached,
    Confirmed,
    Critiqued,
    Declined,
    Event,
    Explained,
    Hinted,
    Inquired,
    Paused,
    Planned,
    Ran,
    Rated,
    Record,
    Reflected,
    Requested,
    Returning,
    Revealed,
    Started,
    Submitted,
    Told,
    Withdrawn,
    as_json,
)
from practice.evidence import Observation
from practice.fact import Fact
from practice.profile_event import (
    AskedThere,
    Debriefed,
    Disclosed,
    Dismissed,
    Merged,
    Missed,
    Renamed,
    Split,
    Undone,
)
from practice.submission import Failure, Outcome
from practice.verdict import Praise
from tests.samples import NOON, tea_critiqued

OBSERVED = Observation(gap="heating", point="boil", met=False, failing="missing", aid="unaided")
EACH: tuple[Event, ...] = (
    Started(question="tea", mode="practice", lang="zh", rounds=5, version="1"),
    Asked(what="probe", text="水呢？", lang="zh", point="boil"),
    Answered(text="先\u2028把水 🍵 烧开\n", lang="zh"),
    Rated(rating=4),
    Rated(),
    Requested(command="hint"),
    Submitted(code="def tea():\n    return '茶'"),
    Ran(outcome=Outcome(passed=1, total=2, failure=Failure(fault="timeout", number=2))),
    tea_critiqued("covered", "missing", "unsure").model_copy(update={"observations": (OBSERVED,)}),
    Coached(done_well=Praise(text="Good.", quote="boil words"), next_action="Go on.", lang="en"),
    Hinted(point="boil", rung=4, text="First the water has to be boiling."),
    Explained(),
    Revealed(text="All of it."),
    Declined(command="why", text="Answer first."),
    Inquired(text="Why so?", lang="en"),
    Told(
        text="Because.",
        lang="en",
        gave={"tea": ("boil", "tea/milk-first")},
        voice="rules",
        failure="m failed",
    ),
    Closed(
        reason="rounds",
        text="Thanks.",
        lang="en",
        improved=("boil",),
        open=("steep",),
        returning=(Returning(gap="heating", due=NOON.date()),),
    ),
    Reflected(text="I forgot."),
    Planned(interviews=(NOON.date(),), minutes=30, role="cook", weights={"tea": 1.5}),
    Paused(),
    Merged(gap="boiling", into="heating"),
    Split(gap="heating", questions=("tea",), apart="heating~tea"),
    Renamed(gap="heating", name="Hot water"),
    Dismissed(gap="timing"),
    Undone(correction=4),
    Debriefed(
        interview=NOON.date(),
        asked=(AskedThere(text="Tea?", went=2, missed=(Missed(words="too cold", gap="heating"),)),),
        predicted=62.5,
    ),
    Disclosed(to=("openai/tea @ http://127.0.0.1:1/v1",)),
    Confirmed(fact=Fact(what="project", name="茶机器人", quote="做了\n茶机器人", source="cv.pdf")),
    Withdrawn(number=1),
)
KINDS = [each.kind for each in EACH]


def types() -> list[type[BaseModel]]:
    """Return every type of event."""
    union = get_args(Event)[0]
    return list(get_args(union))


def test_every_type_of_event_is_tried_here() -> None:
    assert {type(each) for each in EACH} == set(types())


@pytest.mark.parametrize("event", EACH, ids=KINDS)
def test_an_event_written_as_json_and_read_again_is_the_same(event: Event) -> None:
    again = EVENT.validate_json(event.model_dump_json())
    assert again == event
    assert type(again) is type(event)


@pytest.mark.parametrize("event", EACH, ids=KINDS)
def test_an_event_with_an_unknown_key_is_refused(event: Event) -> None:
    with pytest.raises(ValidationError, match="mood"):
        EVENT.validate_python({**event.model_dump(), "mood": "good"})


def test_no_two_events_have_the_same_kind() -> None:
    kinds = [each.model_fields["kind"].default for each in types()]
    assert sorted(kinds) == sorted(set(KINDS))
    assert len(set(kinds)) == 28


@pytest.mark.parametrize("body", [{"kind": "sang"}, {"text": "no kind"}, {}, [], "started", None])
def test_an_event_of_an_unknown_kind_is_refused(body: object) -> None:
    with pytest.raises(ValidationError):
        EVENT.validate_python(body)


@pytest.mark.parametrize("rating", [0, 6, -1, 3.5, "good"])
def test_a_rating_is_1_to_5_or_skipped(rating: object) -> None:
    assert [Rated(rating=each).rating for each in (1, 5, None)] == [1, 5, None]
    with pytest.raises(ValidationError):
        Rated.model_validate({"rating": rating})


@pytest.mark.parametrize("rung", [0, 5, -1])
def test_a_hint_stands_on_a_rung_of_1_to_4(rung: int) -> None:
    assert Hinted(point="boil", rung=1, text="").rung == 1
    with pytest.raises(ValidationError, match="rung"):
        Hinted(point="boil", rung=rung, text="")


def test_a_session_has_a_round_at_least() -> None:
    with pytest.raises(ValidationError, match="rounds"):
        Started(question="tea", mode="practice", lang="en", rounds=0, version="1")


def test_an_answer_is_kept_as_it_was_typed() -> None:
    text = "  \t先把水烧开\r\n\n" + "é" * 20_000 + " "
    assert EVENT.validate_json(Answered(text=text, lang="zh").model_dump_json()) == Answered(
        text=text, lang="zh"
    )


# ---------------------------------------------------------------------- as the one object printed


def test_a_record_is_printed_as_one_flat_object() -> None:
    record = Record(id=9, stream="s1", number=3, at=NOON, event=Answered(text="水", lang="zh"))
    assert as_json(record) == {
        "session": "s1",
        "seq": 3,
        "at": "2026-11-02T12:00:00+00:00",
        "kind": "answered",
        "text": "水",
        "lang": "zh",
    }


def test_a_date_is_printed_as_text() -> None:
    closed = as_json(
        Record(id=1, stream="s1", number=1, at=NOON, event=EACH[KINDS.index("closed")])
    )
    assert closed["returning"] == [{"gap": "heating", "due": "2026-11-02"}]
    assert closed["improved"] == ["boil"]


@pytest.mark.parametrize("kind", types(), ids=lambda kind: kind.__name__)
def test_no_event_has_a_key_that_the_head_of_its_object_uses(kind: type[BaseModel]) -> None:
    assert not {"session", "seq", "at"} & set(kind.model_fields)


@given(st.integers(-14 * 60, 14 * 60), st.text(max_size=40))
@settings(max_examples=50, deadline=None)
def test_a_record_survives_json_with_its_moment_and_its_words(minutes: int, text: str) -> None:
    at = datetime(2026, 11, 2, 12, 0, tzinfo=timezone(timedelta(minutes=minutes)))
    record = Record(id=1, stream="s1", number=1, at=at, event=Reflected(text=text))
    again = Record.model_validate_json(record.model_dump_json())
    assert again == record
    assert again.at.utcoffset() == timedelta(minutes=minutes)


def test_the_standings_of_a_critique_are_kept_with_it() -> None:
    event = EVENT.validate_json(tea_critiqued("covered", "missing", "unsure").model_dump_json())
    assert isinstance(event, Critiqued)
    assert {point: each.standing for point, each in event.standings.items()} == {
        "boil": "covered",
        "steep": "missing",
        "warm-pot": "unsure",
    }
