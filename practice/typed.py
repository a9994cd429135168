"""What a candidate typed: an answer, a command, or the wish to leave."""

from dataclasses import dataclass
from typing import Literal, get_args

from practice.event import Command

COMMANDS: tuple[Command, ...] = get_args(Command)


@dataclass(frozen=True)
class Said:
    """An answer, as it was typed."""

    text: str


@dataclass(frozen=True)
class Wish:
    """A command that the dialogue knows."""

    command: Command


@dataclass(frozen=True)
class Leave:
    """The candidate leaves; the session is kept."""

    how: Literal["quit", "end", "interrupt"]


@dataclass(frozen=True)
class Unknown:
    """Something that begins with / and is no command, or a request for the list of them."""

    text: str

    @property
    def asks_for_help(self) -> bool:
        """Whether it was /help."""
        return self.text == "/help"


@dataclass(frozen=True)
class Nothing:
    """An empty block: what was asked is put again."""


Typed = Said | Wish | Leave | Unknown | Nothing


def read_block(block: str) -> Typed:
    """Return what one block of typed text is.

    A one-line block that begins with / is a command, any other block is an answer.
    """
    text = block.strip()
    if not text:
        return Nothing()
    if text.startswith("/") and "\n" not in text:
        word = text[1:].strip().lower()
        if word == "quit":
            return Leave("quit")
        for command in COMMANDS:
            if word == command:
                return Wish(command)
        return Unknown(text.lower())
    return Said(block.strip("\n"))
