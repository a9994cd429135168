"""What the searches of one collection use: its entries, read once from Chroma, by their letters."""

from collections.abc import Iterable, Sequence

from memory.entry import Entry
from memory.lexical import LexicalIndex, Passage


class Recall:
    """The entries of a collection beside their lexical index; whoever writes keeps it up."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._held: dict[str, Entry] = {}
        self._lexical = LexicalIndex()
        self.put(list(entries))

    def put(self, entries: Sequence[Entry]) -> None:
        """Take the entries in, over those of the same id."""
        self._held |= {each.id: each for each in entries}
        self._lexical.put(_passage(each) for each in entries)

    def remove(self, ids: Sequence[str]) -> None:
        """Let go of the entries of these ids."""
        self._lexical.remove(ids)
        for each in ids:
            self._held.pop(each, None)

    def search(self, text: str, count: int, session: str | None) -> list[tuple[Entry, float]]:
        """Return up to `count` entries, the best first, with their scores (memory/lexical.py)."""
        found = self._lexical.search(text, count, session)
        return [(self._held[each], score) for each, score in found]


def _passage(entry: Entry) -> Passage:
    """Return the passage of an entry: messages of a session have neighbours, all else stands alone."""
    session, number = entry.facts.get("session"), entry.facts.get("number")
    if isinstance(session, str) and isinstance(number, int):
        return Passage(entry.id, entry.text, session, number)
    return Passage(entry.id, entry.text)
