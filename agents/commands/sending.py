"""What leaves this machine and where to, and that the candidate is told once, before it first does."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from memory.journal import Journal
from practice.event import PROFILE
from practice.profile_event import Disclosed
from practice.settings import Settings
from practice.value import Bilingual
from tools.scrub import scrub
from tools.wording import say


@dataclass(frozen=True)
class Destination:
    """Models at one place that are sent the same things; `where` None is the provider's own address."""

    models: tuple[str, ...]
    where: str | None
    embeds: bool = False

    @property
    def told(self) -> Bilingual:
        """What is sent there."""
        key = "doctor.embedded" if self.embeds else "doctor.sent"
        facts = {"model": ", ".join(self.models), "where": self.where}
        key = key if self.where is None else f"{key}_there"
        return Bilingual(zh=say(key, "zh", **facts), en=say(key, "en", **facts))

    @property
    def names(self) -> Iterator[str]:
        """Each model with its place, as it is kept once told."""
        for each in self.models:
            yield each if self.where is None else f"{each} @ {self.where}"


def destinations(settings: Settings) -> list[Destination]:
    """Return where the settings send what is said; empty is nowhere."""
    at: dict[str | None, list[str]] = {}
    for each in settings.all_models:
        at.setdefault(_place(settings.endpoint_of(each)), []).append(each)
    found = [Destination(tuple(models), where) for where, models in at.items()]
    if settings.embedding is not None:
        where = _place(settings.embedding_api_base)
        found.append(Destination((settings.embedding,), where, embeds=True))
    return found


def _place(address: str | None) -> str | None:
    return None if address is None else scrub(address, os.environ)


def disclosed_now(journal: Journal, settings: Settings) -> tuple[Disclosed, Bilingual] | None:
    """Return what is to be kept and told of places that this profile's candidate never heard of."""
    records = journal.records(PROFILE)
    known = {
        name for each in records if isinstance(each.event, Disclosed) for name in each.event.to
    }
    new = [each for each in destinations(settings) if not known.issuperset(each.names)]
    if not new:
        return None
    names = tuple(name for each in new for name in each.names)
    return Disclosed(to=names), _notice(new)


def _notice(new: Sequence[Destination]) -> Bilingual:
    told = [each.told for each in new]
    return Bilingual(
        zh=say("sending.first", "zh", sent="；".join(each.zh for each in told)),
        en=say("sending.first", "en", sent="; ".join(each.en for each in told)),
    )
