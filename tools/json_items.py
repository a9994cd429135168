"""The items of one list, out of a JSON object that is still coming.

What is handed out is text: whoever reads it must read it strictly, and the whole once it is there.
A reply that turns out broken may have had whole items before its break.
"""

import json


class JsonItems:
    """Hands out each object of the list under `key`, as soon as its brace closes."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._text = ""
        self._read = 0
        self._open: list[str] = []
        """The brackets that are open, the outermost first."""
        self._string: int | None = None
        """Where the string began that is being read."""
        self._escaped = False
        self._name: str | None = None
        """The last string of the outermost object: in front of a list, its key."""
        self._inside = self._done = False
        self._begun = 0

    def take(self, piece: str) -> list[str]:
        """Return the items that `piece` completes, in order, as they stand."""
        self._text += piece
        items: list[str] = []
        while self._read < len(self._text) and not self._done:
            item = self._character(self._text[self._read])
            self._read += 1
            if item is not None:
                items.append(item)
        return items

    def _character(self, char: str) -> str | None:
        """Take one character; return the item that ends with it, or None."""
        if self._string is not None:
            self._within_string(char)
        elif char == '"':
            self._string = self._read
        elif char in "{[":
            self._opened(char)
        elif char in "}]":
            return self._closed(char)
        elif not self._open and not char.isspace():
            self._done = True  # text before the object: this is no reply
        return None

    def _within_string(self, char: str) -> None:
        if self._escaped:
            self._escaped = False
        elif char == "\\":
            self._escaped = True
        elif char == '"':
            if self._open == ["{"]:
                self._name = _read(self._text[self._string : self._read + 1])
            self._string = None

    def _opened(self, char: str) -> None:
        if self._open == ["{"] and char == "[":
            self._inside = self._name == self._key
        if self._inside and self._open == ["{", "["]:
            self._begun = self._read
        self._open.append(char)

    def _closed(self, char: str) -> str | None:
        fits = bool(self._open) and self._open.pop() + char in ("{}", "[]")
        self._done = not fits or not self._open
        if not self._inside or self._done:
            return None
        if self._open == ["{"]:
            self._done = True  # the list is complete; a second one of that key is no valid reply
        elif self._open == ["{", "["] and char == "}":
            return self._text[self._begun : self._read + 1]
        return None


def _read(string: str) -> str | None:
    try:
        return str(json.loads(string))
    except ValueError:
        return None
