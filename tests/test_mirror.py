"""What Chroma should hold is a pure function of the journal, and any lag is healed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.entry import Entry
from memory.index import Index, open_index
from memory.long_term import LongTermMemory
from memory.mirror import (
    Changes,
    Taxonomy,
    differences,
    long_term,
    message_entry,
    message_id,
    short_term,
    spoken,
    sync,
)
from practice.event import (
    Answered,
    Asked,
    Closed,
    Coached,
    Declined,
    Event,
    Explained,
    Hinted,
    Rated,
    Record,
    Reflected,
    Requested,
    Revealed,
    Started,
)
from practice.evidence import Aid, Failing, Observation
from practice.past import past_of
from practice.recollection import Recollection
from practice.value import Bilingual
from practice.verdict import Praise
from tests.samples import NOON, both, days, records, tea_critiqued

TAXONOMY = Taxonomy(
    names={"heating": both("加热", "heating"), "timing": both("时间", "timing")},
    questions_with={"heating": 1, "timing": 1},
)
STARTED = Started(question="tea", mode="practice", lang="en", rounds=3, version="1")
ASKED = Asked(what="question", text="How do you make tea?", lang="en")
ANSWERED = Answered(text="水要烧开", lang="zh")
CLOSED = Closed(reason="rounds", text="bye", lang="en")


def missed(
    gap: str, quote: str | None, failing: Failing = "vague", point: str | None = "boil"
) -> Observation:
    return Observation(gap=gap, point=point, met=False, failing=failing, aid="unaided", quote=quote)


def met(gap: str, quote: str | None = None, aid: Aid = "unaided") -> Observation:
    return Observation(gap=gap, point="boil", met=True, aid=aid, quote=quote)


def judged(*observations: Observation) -> Event:
    return tea_critiqued("missing", "missing", "missing").model_copy(
        update={"observations": observations}
    )


def session(name: str, start: datetime, *seen: Sequence[Observation]) -> list[Record]:
    """Return a session on tea with one critique for each sequence of observations, then closed."""
    return records(STARTED, *(judged(*each) for each in seen), CLOSED, session=name, start=start)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.fixture
def index(opened: Path) -> Index:
    found = open_index(opened, "long")
    found.clear()
    return found


PRAISE = Praise(text="Good.", quote="水")


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (ASKED, ("interviewer", "How do you make tea?")),
        (CLOSED, ("interviewer", "bye")),
        (ANSWERED, ("candidate", "水要烧开")),
        (Reflected(text="because"), ("candidate", "because")),
        (Coached(done_well=None, next_action="Go on.", lang="en"), ("coach", "Go on.")),
        (
            Coached(done_well=PRAISE, recall="Again?", next_action="Go on.", lang="en"),
            ("coach", "Good.\nAgain?\nGo on."),
        ),
        (Hinted(point="boil", rung=2, text="heat"), ("coach", "heat")),
        (Revealed(text="boil it"), ("coach", "boil it")),
        (STARTED, None),
        (Rated(rating=3), None),
        (Requested(command="hint"), None),
        (Explained(), None),
        (Declined(command="hint", text="no more"), None),
        (judged(), None),
    ],
)
def test_the_dialogue_is_who_said_what(event: Event, said: tuple[str, str] | None) -> None:
    assert spoken(event) == said
    (record,) = records(event)
    assert (message_entry(record) is None) == (said is None)


def test_short_term_memory_is_what_was_said_in_sessions_not_closed() -> None:
    under_way = records(STARTED, ASKED, ANSWERED, Rated(rating=2), session="s2")
    closed = records(STARTED, ASKED, CLOSED, Reflected(text="x"), session="s1")
    facts = {"session": "s2", "number": 2, "speaker": "interviewer"}
    at = {"at": "2026-11-02T12:02:00+00:00"}
    assert short_term([*closed, *under_way]) == {
        "s2:000002": Entry(id="s2:000002", text="How do you make tea?", facts={**facts, **at}),
        "s2:000003": Entry(
            id="s2:000003",
            text="水要烧开",
            facts={
                "session": "s2",
                "number": 3,
                "speaker": "candidate",
                "at": "2026-11-02T12:03:00+00:00",
            },
        ),
    }
    assert short_term([]) == short_term(closed) == {}


def test_ids_of_messages_sort_as_their_numbers_do() -> None:
    assert message_id("s1", 1) == "s1:000001"
    assert sorted(message_id("s1", n) for n in (100, 20, 3)) == [
        message_id("s1", n) for n in (3, 20, 100)
    ]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([ASKED, ANSWERED, CLOSED]))))
def test_short_term_memory_of_interleaved_sessions_is_that_of_each(
    said: list[tuple[str, Event]],
) -> None:
    seen = [
        Record(id=number, stream=stream, number=number, at=NOON, event=event)
        for number, (stream, event) in enumerate(said, start=1)
    ]
    apart: dict[str, Entry] = {}
    for stream in "abc":
        apart |= short_term(each for each in seen if each.stream == stream)
    assert short_term(seen) == short_term(seen) == apart


def test_a_gap_is_kept_with_its_state_and_the_last_words_it_showed_in() -> None:
    seen = [
        *session("s1", days(0), [missed("heating", "warm it"), missed("tea/longer", "longer")]),
        *session("s2", days(1), [missed("heating", None, "missing")]),
    ]
    assert long_term(past_of(seen), TAXONOMY)["gap:heating"] == Entry(
        id="gap:heating",
        text="加热\nheating\nwarm it",
        facts={
            "kind": "gap",
            "gap": "heating",
            "status": "open",
            "occurrences": 2,
            "opportunities": 2,
            "since": "2026-11-02T12:02:00+00:00",
            "last": "2026-11-03T12:02:00+00:00",
            "failing": "missing",
            "question": "tea",
            "quote": "warm it",
            "session": "s2",
        },
    )


def test_a_gap_without_words_or_without_a_name_is_kept_under_its_key() -> None:
    seen = session("s1", days(0), [missed("heating", None, "missing"), missed("tea/gone", "gone")])
    held = long_term(past_of(seen), TAXONOMY)
    assert set(held) == {"gap:heating", "gap:tea/gone"}
    assert (held["gap:heating"].text, held["gap:heating"].facts["quote"]) == ("加热\nheating", "")
    assert held["gap:tea/gone"].text == "tea/gone\ntea/gone\ngone"


def test_a_strength_is_kept_beside_the_gaps() -> None:
    seen = [*session("s1", days(0), [met("timing")]), *session("s2", days(1), [met("timing")])]
    assert long_term(past_of(seen), TAXONOMY) == {
        "strength:timing": Entry(
            id="strength:timing",
            text="时间\ntiming",
            facts={
                "kind": "strength",
                "gap": "timing",
                "met": 2,
                "since": "2026-11-02T12:02:00+00:00",
                "last": "2026-11-03T12:02:00+00:00",
                "question": "tea",
                "quote": "",
            },
        )
    }


def test_the_session_under_way_is_not_remembered_as_what_was_said_last_time() -> None:
    before = session("s1", days(0), [missed("heating", "old words")])
    now = session("s2", days(1), [missed("heating", "new words"), missed("timing", "new")])
    whole = past_of([*before, *now])
    assert long_term(whole, TAXONOMY, without="s2") == long_term(past_of(before), TAXONOMY)
    assert long_term(past_of(now), TAXONOMY, without="s2") == {}
    assert set(long_term(whole, TAXONOMY)) == {"gap:heating", "gap:timing"}
    assert long_term(whole, TAXONOMY, without="absent") == long_term(whole, TAXONOMY)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["heating", "timing"]), st.booleans()), max_size=12))
def test_a_replay_remembers_the_same_and_every_missed_skill_is_a_gap(
    shown: list[tuple[str, bool]],
) -> None:
    seen = [
        record
        for day, (skill, well) in enumerate(shown)
        for record in session(f"s{day}", days(day), [met(skill) if well else missed(skill, "q")])
    ]
    held = long_term(past_of(seen), TAXONOMY)
    assert held == long_term(past_of(iter(list(seen))), TAXONOMY)
    gaps = {entry.facts["gap"] for key, entry in held.items() if key.startswith("gap:")}
    assert gaps == {skill for skill, well in shown if not well}
    for skill in gaps:
        times = sum(1 for each, well in shown if each == skill and not well)
        assert held[f"gap:{skill}"].facts["occurrences"] == times


def test_a_key_the_bank_no_longer_has_names_itself() -> None:
    assert TAXONOMY.name("heating") == both("加热", "heating")
    assert TAXONOMY.name("gone/x") == Bilingual(zh="gone/x", en="gone/x")


def test_sync_makes_the_index_what_it_should_be_whatever_it_held(index: Index) -> None:
    wanted = {key: Entry(id=key, text=f"text {key}", facts={"n": 1}) for key in "abcd"}
    index.put([wanted["a"]])
    index.put([wanted["b"].model_copy(update={"text": "changed"})])
    index.put([wanted["c"].model_copy(update={"facts": {"n": 2}})])
    index.put([Entry(id="planted", text="extra", facts={"n": 1})])
    assert sync(index, wanted) == Changes(written=3, removed=1)
    assert index.all() == wanted
    assert sync(index, wanted) == Changes(written=0, removed=0)
    assert differences(index, wanted) == ([], [])
    assert sync(index, {}) == Changes(written=0, removed=4)
    assert index.all() == {}


def test_sync_takes_a_planted_fact_away(index: Index) -> None:
    wanted = {"a": Entry(id="a", text="text", facts={"n": 1})}
    index.put([Entry(id="a", text="text", facts={"n": 1, "planted": True})])
    assert sync(index, wanted) == Changes(written=1, removed=0)
    assert index.all() == wanted
    assert sync(index, wanted) == Changes(written=0, removed=0)


async def test_what_the_journal_says_of_a_gap_is_what_is_recalled(index: Index) -> None:
    seen = [
        *session("s1", days(0), [missed("heating", "温一下"), missed("timing", None, "missing")]),
        *session("s2", days(4), [missed("heating", "再温一下")], [met("timing", "three minutes")]),
    ]
    sync(index, long_term(past_of(seen), TAXONOMY))
    minutes = timedelta(minutes=2)
    assert await LongTermMemory(index).recall(["timing", "absent", "heating"]) == [
        Recollection(
            gap="heating",
            since=days(0) + minutes,
            last=days(4) + minutes,
            times=2,
            question="tea",
            quote="再温一下",
            status="open",
        ),
        Recollection(
            gap="timing",
            since=days(0) + minutes,
            last=days(0) + minutes,
            times=1,
            question="tea",
            quote=None,
            status="improving",
        ),
    ]
