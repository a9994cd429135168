"""Confirmed facts as a fold: numbers that are never given again, and what is proposed anew."""

from practice.candidate_profile import known_facts, names_of, unfamiliar
from practice.event import PROFILE, Confirmed, Event, Paused, Record, Withdrawn
from practice.fact import Fact, FactKind
from tests.samples import days


def fact(name: str, what: FactKind = "project") -> Fact:
    """Return a fact."""
    return Fact(what=what, name=name, quote=f"I built {name}.", source="cv.md")


def records(*events: Event) -> list[Record]:
    """Return the profile's records."""
    return [
        Record(id=number, stream=PROFILE, number=number, at=days(number), event=event)
        for number, event in enumerate(events, 1)
    ]


def test_a_fact_stands_until_it_is_taken_back_and_its_number_stays_its_own() -> None:
    told: list[Event] = [
        Confirmed(fact=fact("a")),
        Paused(),
        Confirmed(fact=fact("b")),
        Withdrawn(number=2),
    ]
    assert [(each.number, each.fact.name) for each in known_facts(records(*told))] == [(1, "a")]
    after = known_facts(records(*told, Confirmed(fact=fact("c")), Withdrawn(number=9)))
    assert [(each.number, each.fact.name, each.at) for each in after] == [
        (1, "a", days(1)),
        (3, "c", days(5)),
    ]


def test_names_are_told_by_kind() -> None:
    known = known_facts(records(Confirmed(fact=fact("a")), Confirmed(fact=fact("b", "role"))))
    assert (names_of(known, "project"), names_of(known, "role")) == (["a"], ["b"])


def test_what_is_known_is_not_proposed_again_under_whatever_name() -> None:
    renamed = fact("a").model_copy(update={"name": "My a", "source": "other.pdf"})
    known = known_facts(records(Confirmed(fact=renamed)))
    assert unfamiliar([fact("a"), fact("b"), fact("a", "role")], known) == [
        fact("b"),
        fact("a", "role"),
    ]


def test_a_quote_stands_in_its_text_or_it_does_not() -> None:
    assert fact("a").stands_in("Well, I built a. Then I left.")
    assert not fact("a").stands_in("I  built a.")
