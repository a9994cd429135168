"""What a candidate typed: an answer, a command, or the wish to leave."""

import re
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
class Inquiry:
    """A question to the coach about the matter at hand."""

    text: str


@dataclass(frozen=True)
class Code:
    """Code that is handed in; `text` is what was typed, its marks included."""

    code: str
    text: str


@dataclass(frozen=True)
class CodeFile:
    """The wish to hand in the code of a file."""

    path: str


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

    @property
    def asks_nothing(self) -> bool:
        """Whether it was /ask without a question."""
        return self.text == f"/{ASK_COMMAND}"


@dataclass(frozen=True)
class Nothing:
    """An empty block: what was asked is put again."""


Typed = Said | Wish | Inquiry | Code | CodeFile | Leave | Unknown | Nothing
_FENCED = re.compile(r"\s*(`{3,}|~{3,})[ \t]*\w*[ \t]*\n(.*?)\n?[ \t]*\1\s*", re.DOTALL)
_FENCE_WITHIN = re.compile(
    r"^(`{3,}|~{3,})[ \t]*\w*[ \t]*\n(.*?)\n[ \t]*\1[ \t]*$", re.DOTALL | re.MULTILINE
)
_CHINESE_SLASH = re.compile(r"[／、](\s*(\S+).*)")
CODE_COMMAND = "code"
ASK_COMMAND = "ask"
ASK_LIMIT = 1_000
"""Code points of a question to the coach."""


def read_block(block: str) -> Typed:
    """Return what one block of typed text is.

    A one-line block that begins with / is a command, one between code fences is code, any other
    block is an answer.
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
        name, *rest = text[1:].split(maxsplit=1) or [""]
        if rest and name.lower() == CODE_COMMAND:
            return CodeFile(rest[0].strip())
        if rest and name.lower() == ASK_COMMAND:
            return Inquiry(rest[0].strip())
        return Unknown(text.lower())
    fenced = _FENCED.fullmatch(block)
    if fenced:
        return Code(fenced[2], block.strip("\n"))
    return Said(block.strip("\n"))


def by_keyboard(text: str) -> str:
    """Return what was typed at a keyboard, with the slash of a Chinese one made plain before a command.

    In a pipe a block begins with / or is an answer; nobody types there.
    """
    typed = _CHINESE_SLASH.fullmatch(text.strip())
    known = (*COMMANDS, "quit", "help", CODE_COMMAND, ASK_COMMAND)
    return f"/{typed[1]}" if typed and typed[2].lower() in known else text


def code_within(text: str) -> str | None:
    """Return the code that stands between fences within an answer, or None."""
    found = _FENCE_WITHIN.search(text)
    return found[2] if found else None
