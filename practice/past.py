"""A profile's past, as far as gaps and plan follow from it: what was judged, what was corrected."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from practice.correction import Corrections, corrections_of
from practice.event import PROFILE, Record
from practice.gap import Gap, fold
from practice.judgement import Judgement, judgements
from practice.opportunity import Opportunity, opportunities
from practice.strength import Strength, strengths


@dataclass(frozen=True)
class Past:
    """What was judged, in the journal's order, and the events of the profile's own stream."""

    judgements: Sequence[Judgement] = ()
    profile: Sequence[Record] = ()

    @functools.cached_property
    def corrections(self) -> Corrections:
        """The candidate's corrections of gaps."""
        return corrections_of(self.profile)

    @functools.cached_property
    def opportunities(self) -> list[Opportunity]:
        """The opportunities, under the keys that the candidate sees."""
        return opportunities(self.judgements, self.corrections)

    def gaps(self, questions_with: Mapping[str, int] | None = None) -> dict[str, Gap]:
        """Return the gaps by key, without those the candidate dismissed."""
        found = fold(self.opportunities, questions_with)
        dismissed = self.corrections.dismissed
        return {key: gap for key, gap in found.items() if key not in dismissed}

    def strengths(self, questions_with: Mapping[str, int] | None = None) -> dict[str, Strength]:
        """Return the strengths by skill; what is a gap still to be closed is none."""
        gaps = self.gaps(questions_with)
        standing = {key for key, gap in gaps.items() if gap.status != "closed"}
        found = strengths(self.opportunities, questions_with)
        return {key: each for key, each in found.items() if key not in standing}

    def without(self, session: str | None) -> "Past":
        """Return the past without one session."""
        return replace(
            self, judgements=[each for each in self.judgements if each.session != session]
        )


def past_of(records: Iterable[Record]) -> Past:
    """Return the past that all records of a journal tell."""
    told = list(records)
    return Past(judgements(told), [each for each in told if each.stream == PROFILE])
