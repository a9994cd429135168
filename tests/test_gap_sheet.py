"""Gaps for people: one line with its course, the points behind it, the words that show it."""

from dataclasses import replace
from datetime import date

import pytest

from practice.evidence import Aid
from practice.gap import Gap
from practice.opportunity import Evidence
from practice.schedule import Review
from tests.samples import NOON, both, days
from tools.gap_sheet import (
    SPARK,
    brief_lines,
    evidence_lines,
    gap_line,
    points_line,
    spark,
    whole_lines,
)
from tools.sheet import Line

NAME = both("时间", "timing")


def review(met: bool, aid: Aid = "unaided") -> Review:
    return Review(at=NOON, met=met, aid=aid)


TRAIL = (review(False), review(True, "prompted"), review(True, "aided"), review(True))
MISS = Evidence(
    quote="ten minutes",
    question="tea",
    point="steep",
    kind="vague",
    at=NOON,
    aid="unaided",
    session="s1",
)
SILENT = replace(MISS, quote=None, kind="missing")
GAP = Gap(
    gap="timing",
    status="open",
    occurrences=2,
    opportunities=3,
    first=NOON,
    last=days(1),
    due=date(2026, 11, 5),
    evidence=(MISS, SILENT, replace(SILENT, point="warm-pot")),
    trail=TRAIL,
)


def test_every_opportunity_is_one_sign_in_order() -> None:
    assert spark(TRAIL) == "✗○○●"
    assert spark(TRAIL, plain=True) == "xoo+"
    assert spark(()) == ""


def test_a_long_course_shows_its_end_and_says_so() -> None:
    drawn = spark((*(review(False),) * SPARK, review(True)))
    assert drawn == "…" + "✗" * (SPARK - 1) + "●"


def test_a_gap_is_one_line() -> None:
    assert gap_line(NAME, GAP, "en") == Line(
        "timing · open · missed 2 of 3 times ✗○○● · due 2026-11-05 · timing", "strong"
    )
    closed = GAP.model_copy(update={"status": "closed"})
    assert gap_line(NAME, closed, "zh", plain=True) == Line(
        "时间 · 已补上 · 3 次里有 2 次没答好 xoo+ · 2026-11-05 再练 · timing", "good"
    )


def test_the_points_behind_it_are_counted_and_named_by_id_only() -> None:
    (told,) = points_line(GAP, "en")
    assert told.text == "The points behind it: tea#steep ×2, tea#warm-pot"
    (short,) = points_line(GAP, "en", 1)
    assert short.text == "The points behind it: tea#steep ×2, …"
    assert list(points_line(GAP.model_copy(update={"evidence": ()}), "en")) == []


def test_evidence_is_shown_in_the_candidates_own_words_or_says_there_are_none() -> None:
    assert list(evidence_lines([MISS, SILENT], "en")) == [
        Line("2026-11-02 tea · vague: “ten minutes”", "dim", 1),
        Line("2026-11-02 tea · missing (nothing to quote)", "dim", 1),
    ]
    assert next(evidence_lines([MISS], "zh")).text == "2026-11-02 tea · 讲得含糊：“ten minutes”"
    assert list(evidence_lines([], "en")) == []


def test_what_comes_from_a_real_interview_says_so() -> None:
    there = replace(MISS, source="interview", question="interview")
    assert next(evidence_lines([there], "en")).text.startswith("2026-11-02 real interview ·")
    assert next(evidence_lines([there], "zh")).text.startswith("2026-11-02 真实面试 ·")


@pytest.mark.parametrize("plain", [False, True])
def test_the_list_is_brief_and_the_whole_has_everything(plain: bool) -> None:
    brief = [line.text for line in brief_lines(NAME, GAP, "en", plain=plain)]
    assert len(brief) == 1 + 1 + 2 + 1
    assert brief[-1] == "and 1 more: coach gap show timing"
    whole = [line.text for line in whole_lines(NAME, GAP, "en", plain=plain)]
    assert len(whole) == 1 + 1 + 1 + 3
    assert whole[1].startswith("from early to late: " + ("x" if plain else "✗"))
