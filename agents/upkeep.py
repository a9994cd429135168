"""The recall memory made anew from the journal, which is the truth."""

from agents.app import App
from agents.archive import taxonomy_of
from memory.index import open_index, remove_index
from memory.journal import Journal
from memory.mirror import long_term, short_term, sync
from practice.value import Value


class Counts(Value):
    """Entries in each memory."""

    short: int
    long: int


def rebuild(app: App, journal: Journal) -> Counts:
    """Remove Chroma's folder, fill it from the journal, and return what it holds.

    Needs the profile's lock. Raises: MemoryIndexError, JournalError.
    """
    folder, past = app.settings.folder, journal.past()
    short = short_term(journal.unclosed())
    long = long_term(past, taxonomy_of(app.bank, past.corrections))
    remove_index(folder)
    sync(open_index(folder, "short"), short)
    sync(open_index(folder, "long"), long)
    return Counts(short=len(short), long=len(long))
