"""The past that gaps follow from: read lean as in full, and as the candidate corrected it."""

from datetime import date
from pathlib import Path

import pytest

from memory.folder import make_private
from memory.journal import Journal
from practice.correction import PROVISIONAL, provisional_key
from practice.event import PROFILE, Event, Planned, Record, Started
from practice.evidence import Observation
from practice.gap import Gap
from practice.past import past_of
from practice.profile_event import (
    AskedThere,
    Debriefed,
    Dismissed,
    Merged,
    Missed,
    Renamed,
    Split,
    Undone,
)
from tests.samples import NOON, days, records, tea_critiqued


def seen(gap: str, met: bool = False) -> Observation:
    """Return an observation of a gap's only point."""
    failing = None if met else "missing"
    return Observation.model_validate(
        {"gap": gap, "point": "p", "met": met, "failing": failing, "aid": "unaided"}
    )


def session(name: str, question: str, *observations: Observation, day: float = 0) -> list[Record]:
    """Return a session with one judged answer."""
    critiqued = tea_critiqued("missing", "missing", "missing")
    told = records(
        Started(question=question, mode="practice", lang="en", rounds=5, version="1"),
        critiqued.model_copy(update={"observations": observations}),
        session=name,
    )
    return [each.model_copy(update={"at": days(day)}) for each in told]


def corrected(*made: Event) -> list[Record]:
    """Return the profile's events, numbered from 1."""
    return [
        Record(id=100 + number, stream=PROFILE, number=number, at=NOON, event=event)
        for number, event in enumerate(made, 1)
    ]


TOLD = [
    *session("s1", "tea", seen("heating"), seen("timing"), day=0),
    *session("s2", "coffee", seen("heating"), seen("boiling"), day=2),
    *session("s3", "tea", seen("heating", met=True), day=4),
]


def gaps(*made: Event) -> dict[str, Gap]:
    return past_of([*TOLD, *corrected(*made)]).gaps()


def test_without_corrections_each_key_is_a_gap() -> None:
    assert {key: gap.occurrences for key, gap in gaps().items()} == {
        "heating": 2,
        "timing": 1,
        "boiling": 1,
    }


def test_a_merged_gap_counts_under_the_other_early_and_late() -> None:
    found = gaps(Merged(gap="boiling", into="heating"))
    assert set(found) == {"heating", "timing"}
    assert found["heating"].occurrences == 2  # two answers, though one of them missed both
    assert len(found["heating"].evidence) == 3
    assert found["heating"].status == "improving"


def test_merges_follow_each_other() -> None:
    found = gaps(Merged(gap="boiling", into="timing"), Merged(gap="timing", into="heating"))
    assert set(found) == {"heating"}
    assert found["heating"].occurrences == 2


def test_a_split_gap_stands_apart_on_its_questions_only() -> None:
    found = gaps(Split(gap="heating", questions=("coffee",), apart="heating~coffee"))
    assert found["heating"].occurrences == 1
    assert found["heating~coffee"].occurrences == 1
    assert found["heating~coffee"].status == "open"
    assert found["heating"].status == "improving"


def test_what_was_split_off_can_be_merged_elsewhere() -> None:
    apart = Split(gap="heating", questions=("coffee",), apart="heating~coffee")
    found = gaps(apart, Merged(gap="heating~coffee", into="timing"))
    assert {key: gap.occurrences for key, gap in found.items()} == {
        "heating": 1,
        "timing": 2,
        "boiling": 1,
    }


def test_a_dismissed_gap_is_none_and_comes_back_when_that_is_undone() -> None:
    assert "heating" not in gaps(Dismissed(gap="heating"))
    assert gaps(Dismissed(gap="heating"), Undone(correction=1)) == gaps()


@pytest.mark.parametrize(
    "made",
    [
        Merged(gap="boiling", into="heating"),
        Split(gap="heating", questions=("tea",), apart="heating~tea"),
        Renamed(gap="heating", name="Hot water"),
        Dismissed(gap="timing"),
    ],
)
def test_every_correction_can_be_taken_back(made: Event) -> None:
    past = past_of([*TOLD, *corrected(made, Undone(correction=1))])
    assert past.gaps() == gaps()
    assert past.corrections.names == {}


def test_a_gap_keeps_the_name_given_last() -> None:
    told = corrected(Renamed(gap="heating", name="Hot"), Renamed(gap="heating", name="Hot water"))
    assert past_of(told).corrections.names == {"heating": "Hot water"}


def test_what_was_missed_in_a_real_interview_is_evidence_from_there() -> None:
    missed = (Missed(words="never said how hot", gap="heating"),)
    debriefed = Debriefed(
        interview=date(2026, 11, 2),
        asked=(
            AskedThere(text="How do you make tea?", question="tea", went=2, missed=missed),
            AskedThere(text="And why?", went=5),
        ),
    )
    found = gaps(debriefed)["heating"]
    (late,) = [each for each in found.evidence if each.source == "interview"]
    assert (late.quote, late.question, late.aid) == ("never said how hot", "tea", "unaided")
    assert found.occurrences == 3


def test_words_without_a_key_are_a_gap_of_their_own_until_the_candidate_merges_it() -> None:
    key = provisional_key("Could not draw the kettle")
    assert key == provisional_key("could  not draw the kettle")
    assert key.startswith(PROVISIONAL)
    missed = (Missed(words="Could not draw the kettle", gap=key),)
    told = Debriefed(interview=NOON.date(), asked=(AskedThere(text="?", went=1, missed=missed),))
    past = past_of([*TOLD, *corrected(told)])
    assert past.corrections.names == {key: "Could not draw the kettle"}
    merged = past_of(corrected(told, Merged(gap=key, into="heating"))).corrections
    assert merged.aliases == {"heating": ["Could not draw the kettle"]}
    assert past.gaps()[key].occurrences == 1
    assert key not in gaps(told, Merged(gap=key, into="heating"))


def test_the_journal_reads_the_same_past_lean_as_in_full(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    make_private(folder)
    missed = (Missed(words="too cold", gap="heating"),)
    with Journal.write(folder) as journal:
        assert journal.past().gaps() == {}
        for each in TOLD:
            journal.append(each.stream, each.event, each.at)
        simulated = Started(
            question="tea", mode="practice", lang="en", rounds=5, candidate="simulated", version="1"
        )
        journal.append("s4", simulated, NOON)
        journal.append("s4", TOLD[1].event, NOON)
        told = Debriefed(
            interview=NOON.date(), asked=(AskedThere(text="Tea?", went=1, missed=missed),)
        )
        for event in (Planned(minutes=30), told, Merged(gap="boiling", into="heating")):
            journal.append(PROFILE, event, NOON)
        journal.append("s5", TOLD[0].event, NOON)
        journal.append("s5", TOLD[1].event, NOON)
        lean, full = journal.past(), past_of(journal.records())
    assert lean == full
    assert lean.gaps() == full.gaps()
    assert [each.session for each in lean.judgements] == ["s1", "s2", "s3", PROFILE, "s5"]
