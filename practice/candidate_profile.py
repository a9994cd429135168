"""What is known of the candidate: confirmed facts, as a fold over the profile's stream.

A fact's number is its place among all that were ever confirmed, and is never given again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from practice.event import Confirmed, Record, Withdrawn
from practice.fact import Fact, FactKind
from practice.value import Value


class KnownFact(Value):
    """A fact that stands, and since when."""

    number: int
    at: datetime
    fact: Fact


def known_facts(records: Iterable[Record]) -> list[KnownFact]:
    """Return the facts that were confirmed and not taken back, in that order."""
    found: dict[int, KnownFact] = {}
    confirmed = 0
    for record in records:
        if isinstance(record.event, Confirmed):
            confirmed += 1
            found[confirmed] = KnownFact(number=confirmed, at=record.at, fact=record.event.fact)
        elif isinstance(record.event, Withdrawn):
            found.pop(record.event.number, None)
    return list(found.values())


def names_of(known: Iterable[KnownFact], what: FactKind) -> list[str]:
    """Return the names of the facts of one kind."""
    return [each.fact.name for each in known if each.fact.what == what]


def unfamiliar(proposed: Sequence[Fact], known: Iterable[KnownFact]) -> list[Fact]:
    """Return the proposed facts that do not stand yet, whatever document shows them."""
    facts = [each.fact for each in known]
    quotes = {(each.what, each.quote) for each in facts}
    names = {_named(each) for each in facts}
    return [
        each
        for each in proposed
        if (each.what, each.quote) not in quotes and _named(each) not in names
    ]


def _named(fact: Fact) -> tuple[str, str]:
    """Return a fact by its name, whatever marks and blanks a document puts into it."""
    return fact.what, "".join(char for char in fact.name.casefold() if char.isalnum())
