"""What is known of the candidate, as the text that a model may read: gaps and plan, never written."""

from collections.abc import Callable
from dataclasses import dataclass

from practice.value import Lang

Told = Callable[[Lang], str]


def nothing_known(lang: Lang) -> str:
    """Return that there is nothing: the notes on a candidate who is new."""
    return "nothing yet"


@dataclass(frozen=True)
class Notes:
    """What is known of the candidate, as text, read when it is asked for."""

    gaps: Told = nothing_known
    plan: Told = nothing_known
