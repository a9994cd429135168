"""The candidate's corrections of gaps: which key counts as which, from the profile's events.

Corrections change nothing that was journaled: they say anew, for all evidence early and late, under
which gap it counts. Taking one back therefore restores what was there before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from practice.event import Record
from practice.profile_event import Debriefed, Dismissed, Merged, Renamed, Split, Undone

Correction = Merged | Split | Renamed | Dismissed
PROVISIONAL = "new-"
"""How the key of a gap begins that was put to no key of the taxonomy."""


@dataclass(frozen=True)
class Corrections:
    """The corrections in force, by their number in the profile's stream, in order."""

    numbered: Sequence[tuple[int, Correction]] = ()
    worded: Sequence[tuple[str, str]] = ()
    """Words and the key they were put to, as the candidate confirmed them."""

    def key(self, gap: str, question: str) -> str:
        """Return the key under which evidence of `gap` on `question` counts."""
        for _, each in self.numbered:
            if isinstance(each, Merged) and each.gap == gap:
                gap = each.into
            elif isinstance(each, Split) and each.gap == gap and question in each.questions:
                gap = each.apart
        return gap

    @property
    def names(self) -> dict[str, str]:
        """The names that the candidate gave, and the words of provisional gaps."""
        given = {gap: words for words, gap in self.worded if gap.startswith(PROVISIONAL)}
        for _, each in self.numbered:
            if isinstance(each, Renamed):
                given[each.gap] = each.name
        return given

    @property
    def aliases(self) -> dict[str, list[str]]:
        """The wordings confirmed for each gap, in order."""
        found: dict[str, list[str]] = {}
        for words, gap in self.worded:
            found.setdefault(self.key(gap, ""), []).append(words)
        return found

    @property
    def dismissed(self) -> frozenset[str]:
        """The gaps that are not to be counted."""
        return frozenset(each.gap for _, each in self.numbered if isinstance(each, Dismissed))

    def merged_into(self, gap: str) -> list[int]:
        """Return the numbers of the merges that brought other gaps into this one."""
        return [
            number
            for number, each in self.numbered
            if isinstance(each, Merged) and each.into == gap
        ]


NO_CORRECTIONS = Corrections()


def corrections_of(records: Iterable[Record]) -> Corrections:
    """Return the corrections in force after these records."""
    made: dict[int, Correction] = {}
    worded: list[tuple[str, str]] = []
    for record in records:
        match record.event:
            case Merged() | Split() | Renamed() | Dismissed() as event:
                made[record.number] = event
            case Undone(correction=number):
                made.pop(number, None)
            case Debriefed(asked=asked):
                worded += [(each.words, each.gap) for one in asked for each in one.missed]
    return Corrections(tuple(made.items()), tuple(worded))


def provisional_key(words: str) -> str:
    """Return the key of a gap that is known by these words alone; the same for the same words."""
    plain = " ".join(words.casefold().split())
    return PROVISIONAL + sha256(plain.encode()).hexdigest()[:8]
