"""What Chroma should hold, computed from the journal, and the way to make it so.

Short-term memory is the messages of sessions not yet closed; long-term memory is one entry for each
gap and strength. Both are pure functions of the journal's records: a difference is lag, and is healed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from memory.entry import Entry
from memory.index import Index, Progress, silent
from practice.event import (
    Answered,
    Asked,
    Closed,
    Coached,
    Event,
    Hinted,
    Record,
    Reflected,
    Revealed,
)
from practice.gap import Gap
from practice.past import Past
from practice.strength import Strength
from practice.value import Bilingual

LONG_PREFIX = {"gap": "gap:", "strength": "strength:"}


@dataclass(frozen=True)
class Taxonomy:
    """What the bank says of the keys: their names, and how many questions have each skill."""

    names: Mapping[str, Bilingual]
    questions_with: Mapping[str, int]

    def name(self, gap: str) -> Bilingual:
        """Return the name of a gap key; a key that the bank no longer has names itself."""
        return self.names.get(gap, Bilingual(zh=gap, en=gap))


@dataclass(frozen=True)
class Changes:
    """How an index differed from what it should hold."""

    written: int
    removed: int


def spoken(event: Event) -> tuple[str, str] | None:
    """Return who said what in an event, or None where nothing was said."""
    match event:
        case Asked(text=text) | Closed(text=text):
            return "interviewer", text
        case Answered(text=text) | Reflected(text=text):
            return "candidate", text
        case Coached(next_action=action, recall=recall, done_well=praise):
            parts = (praise.text if praise else None, recall, action)
            return "coach", "\n".join(part for part in parts if part)
        case Hinted(text=text) | Revealed(text=text):
            return "coach", text
        case _:
            return None


def short_term(records: Iterable[Record]) -> dict[str, Entry]:
    """Return the entries of the sessions that are not closed, by id."""
    by_session: dict[str, list[Record]] = {}
    for record in records:
        by_session.setdefault(record.stream, []).append(record)
    return {
        entry.id: entry
        for seen in by_session.values()
        if not any(isinstance(record.event, Closed) for record in seen)
        for record in seen
        for entry in [message_entry(record)]
        if entry is not None
    }


def message_entry(record: Record) -> Entry | None:
    """Return the short-term entry of one event, or None where nothing was said."""
    said = spoken(record.event)
    if said is None:
        return None
    speaker, text = said
    return Entry(
        id=message_id(record.stream, record.number),
        text=text,
        facts={
            "session": record.stream,
            "number": record.number,
            "speaker": speaker,
            "at": record.at.isoformat(),
        },
    )


def message_id(session: str, number: int) -> str:
    """Return the id of a message in short-term memory."""
    return f"{session}:{number:06d}"


def long_term(past: Past, taxonomy: Taxonomy, without: str | None = None) -> dict[str, Entry]:
    """Return the entries of all gaps and strengths, by id; the session `without` is left out.

    A session under way must not be told its own words as what was said last time.
    """
    told = past.without(without)
    counts = taxonomy.questions_with
    gaps = told.gaps(counts)
    aliases = told.corrections.aliases
    entries = [_gap_entry(gap, taxonomy, aliases.get(gap.gap, ())) for gap in gaps.values()]
    entries += [_strength_entry(each, taxonomy) for each in told.strengths(counts).values()]
    return {entry.id: entry for entry in entries}


def _gap_entry(gap: Gap, taxonomy: Taxonomy, aliases: Sequence[str]) -> Entry:
    latest = gap.evidence[-1]
    worded = [each for each in gap.evidence if each.quote] or [latest]
    name = taxonomy.name(gap.gap)
    named = (name.zh, name.en, worded[-1].quote)
    return Entry(
        id=LONG_PREFIX["gap"] + gap.gap,
        text="\n".join(filter(None, (*named, *(each for each in aliases if each not in named)))),
        facts={
            "kind": "gap",
            "gap": gap.gap,
            "status": gap.status,
            "occurrences": gap.occurrences,
            "opportunities": gap.opportunities,
            "since": gap.first.isoformat(),
            "last": gap.last.isoformat(),
            "failing": latest.kind,
            "question": worded[-1].question,
            "quote": worded[-1].quote or "",
            "session": latest.session,
        },
    )


def _strength_entry(strength: Strength, taxonomy: Taxonomy) -> Entry:
    name = taxonomy.name(strength.skill)
    return Entry(
        id=LONG_PREFIX["strength"] + strength.skill,
        text="\n".join(filter(None, (name.zh, name.en, strength.quote))),
        facts={
            "kind": "strength",
            "gap": strength.skill,
            "met": strength.met,
            "since": strength.first.isoformat(),
            "last": strength.last.isoformat(),
            "question": strength.question,
            "quote": strength.quote or "",
        },
    )


def differences(index: Index, wanted: Mapping[str, Entry]) -> tuple[Sequence[Entry], Sequence[str]]:
    """Return what must be written and which ids removed for `index` to hold `wanted`."""
    held = index.all()
    missing = [entry for key, entry in wanted.items() if held.get(key) != entry]
    return missing, [key for key in held if key not in wanted]


def sync(index: Index, wanted: Mapping[str, Entry], progress: Progress = silent) -> Changes:
    """Make `index` hold exactly `wanted` and return what differed. Raises: MemoryIndexError."""
    missing, extra = differences(index, wanted)
    index.put(missing, progress)
    index.remove(extra)
    return Changes(written=len(missing), removed=len(extra))
