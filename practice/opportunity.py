"""Opportunities: judged answers in which a gap could have shown, and whether it did."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from practice.correction import Corrections
from practice.evidence import Aid, Failing, Observation, strongest, weakest
from practice.judgement import Judgement, Source


@dataclass(frozen=True)
class Evidence:
    """One miss, with the words that show it."""

    quote: str | None
    question: str
    point: str | None
    kind: Failing
    at: datetime
    aid: Aid
    session: str
    source: Source = "practice"


class Opportunity(NamedTuple):
    """One judged answer in which the gap could have shown, and whether it did."""

    gap: str
    question: str
    session: str
    at: datetime
    met: bool
    aid: Aid
    evidence: tuple[Evidence, ...] = ()


def opportunities(judged: Iterable[Judgement], corrections: Corrections) -> list[Opportunity]:
    """Return the opportunities of the judgements, each under the key that the candidate sees."""
    return [found for each in judged for found in _shown(each, corrections)]


def _shown(judgement: Judgement, corrections: Corrections) -> Iterator[Opportunity]:
    """Yield one opportunity for each gap that one answer says something of."""
    by_gap: dict[str, list[Observation]] = {}
    for each in judgement.observations:
        by_gap.setdefault(corrections.key(each.gap, judgement.question), []).append(each)
    for gap, seen in by_gap.items():
        missed = [each for each in seen if not each.met]
        aids = {each.aid for each in missed or seen}
        # a miss is unaided if any of its points was, a success only if all of them were
        aid = weakest(aids) if missed else strongest(aids)
        evidence = tuple(_evidence(each, judgement) for each in missed)
        yield Opportunity(
            gap, judgement.question, judgement.session, judgement.at, not missed, aid, evidence
        )


def _evidence(seen: Observation, judgement: Judgement) -> Evidence:
    return Evidence(
        quote=seen.quote,
        question=judgement.question,
        point=seen.point,
        kind=seen.failing or "missing",
        at=judgement.happened or judgement.at,
        aid=seen.aid,
        session=judgement.session,
        source=judgement.source,
    )
