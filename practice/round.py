"""What a critique makes of the session: standings, mark, evidence and the comparison."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from practice.dialogue import Dialogue
from practice.event import (
    Asked,
    Closed,
    Coached,
    Critiqued,
    Explained,
    Hinted,
    PointStanding,
    Record,
    Returning,
    Revealed,
    Started,
    Told,
)
from practice.evidence import Aid, Exposure, aid_for, misconception_gap, observe
from practice.gap import Gap
from practice.question import Question
from practice.standing import better, merge, merge_false
from practice.verdict import Comparison, Critique, Mark, mark


def exposures(question: Question, records: Iterable[Record]) -> list[Exposure]:
    """Return what was on the screen about the question's points, from records of its sessions."""
    seen: list[Exposure] = []
    judged_streams: set[str] = set()
    for record in records:
        if isinstance(record.event, Critiqued):
            judged_streams.add(record.stream)
        if isinstance(record.event, Closed) and record.stream not in judged_streams:
            continue  # a close without an attempt shows nothing
        seen.extend(
            Exposure(point=point, aid=aid, at=record.at)
            for point, aid in _shown(question, record).items()
        )
    return seen


def _shown(question: Question, record: Record) -> Mapping[str, Aid]:
    match record.event:
        case Asked(point=point) if point is not None:
            return {point: "prompted"}
        case Hinted(point=point, rung=rung):
            return {point: "prompted" if rung == 1 else "aided"}
        case Told(gave=gave):
            return dict.fromkeys(gave.get(question.id, ()), "aided")
        case Explained() | Revealed() | Closed():
            return dict.fromkeys((*_point_ids(question), *_false_ids(question)), "aided")
        case Critiqued(standings=standings, false=false):
            named = [each for each, at in standings.items() if at.standing in _NAMED]
            corrected = [misconception_gap(question.id, each) for each in false]
            return dict.fromkeys((*named, *corrected), "aided")
        case _:
            return {}


def texts_shown(question: Question, records: Iterable[Record]) -> list[str]:
    """Return what the coach has said on a question, and the texts that closing it shows.

    What it quotes of the candidate's own words, now or from before, is nothing that was shown.
    """
    authored = [question.answer, *(each.says for each in question.points)]
    authored += [each.correction for each in question.misconceptions]
    said = [text for each in authored for text in (each.zh, each.en)]
    for record in records:
        match record.event:
            case Hinted(text=text) | Revealed(text=text) | Told(text=text):
                said.append(text)
            case Coached(next_action=action):
                said.append(_QUOTED.sub("", action))
    return said


def attempted(state: Dialogue, records: Iterable[Record]) -> frozenset[str]:
    """Return the points that may be spoken of plainly: of which an answer of the session showed
    something, and all of them once they were laid open."""
    if any(isinstance(each.event, Explained | Revealed | Closed) for each in records):
        return frozenset(_point_ids(state.question)) if state.critiques else frozenset()
    return frozenset(name for name, at in state.standings.items() if at.standing != "missing")


_QUOTED = re.compile(r"“[^”]*”")
_NAMED = ("covered", "contradicted")


def _point_ids(question: Question) -> list[str]:
    return [each.id for each in question.points]


def _false_ids(question: Question) -> list[str]:
    """Return the keys under which corrections of false statements are filed."""
    return [misconception_gap(question.id, each.id) for each in question.misconceptions]


def judged(
    state: Dialogue,
    critique: Critique,
    before_now: Sequence[Record],
    now: datetime,
    near: Mapping[str, str] | None = None,
    taken_back: Container[str] = (),
    pasted: Container[str] = (),
) -> Critiqued:
    """Return the event of one critique in its session.

    `before_now` are the records of all sessions on this question, this one included; they say what
    was on the screen. `near` holds the words that come nearest to missing points,
    `taken_back` the points and misconceptions of which the answer corrects what was said before,
    `pasted` the points for which the answer repeats what was shown, however long ago.
    """
    question = state.question
    probed = state.asked.point if state.asked else None
    shown = exposures(question, before_now)
    keys = (*_point_ids(question), *_false_ids(question))
    aids = {key: "aided" if key in pasted else aid_for(key, shown, now) for key in keys}
    earlier = {point: each.standing for point, each in state.standings.items()}
    if critique.band == "not_graded":
        return Critiqued(
            critique=critique,
            probed=probed,
            standings=state.standings,
            false=state.false,
            mark=state.mark,
            observations=(),
        )
    standings = merge(state.standings, critique, critique.attempt, taken_back)
    false = merge_false(question, state.false, critique, taken_back)
    return Critiqued(
        critique=critique,
        probed=probed,
        standings=standings,
        false=false,
        mark=session_mark(question, standings, false, critique, bool(earlier)),
        observations=observe(question, critique, earlier, probed, aids, near),
        pasted=tuple(each for each in _point_ids(question) if each in pasted),
    )


def session_mark(
    question: Question,
    standings: Mapping[str, PointStanding],
    false: Mapping[str, str],
    critique: Critique,
    later: bool,
) -> Mark:
    """Return the session's mark; an off-question first answer keeps that band until more comes."""
    plain = {point: each.standing for point, each in standings.items()}
    nothing = all(each == "missing" for each in plain.values()) and not false
    bears = not (nothing and critique.band == "off_question") or later
    return mark(question, plain, tuple(false), bears=bears)


def compare(
    critique: Critique, earlier: Sequence[tuple[str, Sequence[Record]]]
) -> Comparison | None:
    """Return the difference to the latest of the earlier sessions on the question that was judged.

    None where there is none, or where this answer could not be judged.

    `earlier` are session ids with their records, in order of time.
    """
    if critique.band == "not_graded":
        return None
    for session, records in reversed(earlier):
        last = _last_graded(records)
        if last is None:
            continue
        at, judged_last = last
        before = judged_last.standings
        now = {each.point: PointStanding(standing=each.verdict) for each in critique.verdicts}
        return Comparison(
            session=session,
            at=at.isoformat(),
            score=judged_last.mark.score if judged_last.mark else None,
            gained=better(before, now),
            lost=better(now, before),
            comparable=critique.judge.measures_like(judged_last.critique.judge),
        )
    return None


def closing(
    state: Dialogue,
    gaps: Mapping[str, Gap],
    earlier: Sequence[tuple[str, Sequence[Record]]],
    today: date,
) -> dict[str, tuple[str, ...] | tuple[Returning, ...] | bool]:
    """Return what a Closed event reports: improved, gained, open, returning, comparable."""
    first = state.critiques[0].standings if state.critiques else {}
    before = last_standings(earlier)
    skills = {point.skill for point in state.question.points}
    returning = tuple(
        Returning(gap=gap.gap, due=max(gap.due, today + timedelta(days=1)))
        for gap in gaps.values()
        if gap.status != "closed"
        and (gap.gap in skills or gap.gap.startswith(f"{state.question.id}/"))
    )
    return {
        "improved": better(first, state.standings),
        "gained": better(before, state.standings) if before else (),
        "open": tuple(each.id for each in state.open_points()),
        "returning": returning,
        "comparable": _one_judge(state, earlier),
    }


def _one_judge(state: Dialogue, earlier: Sequence[tuple[str, Sequence[Record]]]) -> bool:
    """Return whether one judge judged the session, and the one that it is compared with."""
    graded = [each.critique for each in state.critiques if each.critique.band != "not_graded"]
    judges = [each.judge for each in graded] + [last.critique.judge for last in _latest(earlier)]
    return all(each.measures_like(judges[0]) for each in judges)


def _latest(earlier: Sequence[tuple[str, Sequence[Record]]]) -> list[Critiqued]:
    """Return the last critique of the latest earlier session that was judged, or nothing."""
    found = (_last_graded(records) for _, records in reversed(earlier))
    return [last[1] for last in found if last is not None][:1]


def last_standings(
    earlier: Sequence[tuple[str, Sequence[Record]]],
) -> Mapping[str, PointStanding]:
    """Return the standings at the end of the latest earlier session that was judged, or none."""
    return next((each.standings for each in _latest(earlier)), {})


def _last_graded(records: Sequence[Record]) -> tuple[datetime, Critiqued] | None:
    """Return the last critique that reached a judgement, with its moment."""
    for record in reversed(records):
        event = record.event
        if isinstance(event, Critiqued) and event.critique.band != "not_graded":
            return record.at, event
    return None


def by_person(
    earlier: Sequence[tuple[str, Sequence[Record]]],
) -> list[tuple[str, Sequence[Record]]]:
    """Return the sessions in which a person answered."""
    return [(session, seen) for session, seen in earlier if not is_simulated(seen)]


def is_simulated(records: Sequence[Record]) -> bool:
    """Return whether a simulated candidate answered in this session."""
    first = records[0].event if records else None
    return isinstance(first, Started) and first.candidate == "simulated"


def question_of(records: Sequence[Record]) -> str | None:
    """Return the question of a session from its first event."""
    first = records[0].event if records else None
    return first.question if isinstance(first, Started) else None
