"""A fact about the candidate, with the words of a document that show it."""

from typing import Literal

from pydantic import Field

from practice.value import Value

FactKind = Literal["project", "role", "skill"]
NAME = 120
"""Code points of a fact's name."""
QUOTE = 400
"""Code points of the words that show it."""


class Fact(Value):
    """Something about the candidate that a document says."""

    what: FactKind
    name: str = Field(min_length=1, max_length=NAME)
    quote: str = Field(min_length=1, max_length=QUOTE)
    """A piece of the document's text, as it stands there."""
    source: str
    """The document's file name."""

    def stands_in(self, text: str) -> bool:
        """Return whether the quote is really there."""
        return self.quote in text
