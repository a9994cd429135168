"""The recall memory made anew from the journal, which is the truth, and compared with it."""

from collections.abc import Iterator, Mapping

from agents.commands.app import App
from agents.commands.archive import taxonomy_of
from agents.commands.progress import Progress
from memory.audit import Audit, audit
from memory.chroma import remove_index
from memory.embedder import embedder_of
from memory.entry import Entry, Kind
from memory.folder import JOURNAL, only_writer
from memory.index import existing_index, open_index
from memory.journal import Journal
from memory.mirror import long_term, short_term, sync
from practice.value import Lang, Value
from tools.sheet import Line
from tools.wording import say


class Counts(Value):
    """Entries in each memory."""

    short: int
    long: int


def _wanted(app: App, journal: Journal) -> Mapping[Kind, Mapping[str, Entry]]:
    """Return what each collection should hold."""
    past = journal.past()
    taxonomy = taxonomy_of(app.bank, past.corrections)
    return {"short": short_term(journal.unclosed()), "long": long_term(past, taxonomy)}


def rebuild(app: App, journal: Journal) -> Counts:
    """Remove Chroma's folder, fill it from the journal, and return what it holds.

    Needs the profile's lock. Raises: MemoryIndexError, EmbeddingError before anything is removed
    where the model does not answer at all, JournalError.
    """
    folder, embedder = app.settings.folder, embedder_of(app.settings)
    wanted = _wanted(app, journal)
    embedder.dimension()
    remove_index(folder)
    for kind, entries in wanted.items():
        sync(open_index(folder, kind, embedder), entries, Progress(app.screen))
    return Counts(short=len(wanted["short"]), long=len(wanted["long"]))


def check(app: App) -> int:
    """Compare each collection with the journal, print what is off, and return 1 where anything is.

    Nothing is changed; Chroma takes one process at a time, so it needs the profile's lock.
    Raises: LockedError, JournalError, MemoryIndexError.
    """
    lang, folder = app.settings.lang, app.settings.folder
    if not (folder / JOURNAL).exists():
        app.screen.notice(say("memory.nothing", lang))
        return 0
    with only_writer(folder, "memory check"):
        found = list(_audits(app))
    app.screen.result(
        (each.model_dump() for each in found), (_line(each, app, lang) for each in found)
    )
    if all(each.ok for each in found):
        return 0
    app.screen.notice(say("memory.mend", lang), "warn")
    return 1


def _audits(app: App) -> Iterator[Audit]:
    folder, embedder = app.settings.folder, embedder_of(app.settings)
    journal = Journal.read(folder)
    if journal is None:  # made, and not yet written
        return
    with journal:
        wanted = _wanted(app, journal)
    for kind, entries in wanted.items():
        yield audit(kind, existing_index(folder, kind, embedder), entries, Progress(app.screen))


def _line(found: Audit, app: App, lang: Lang) -> Line:
    """Return one collection in words."""
    name = say("memory.short" if found.collection == "short" else "memory.long", lang)
    facts = {**found.model_dump(), "name": name}
    if found.ok:
        return Line(say("memory.sound", lang, **facts), "good")
    if found.unfound is None:
        wanted = app.settings.embedding or say("memory.own", lang)
        return Line(say("memory.other", lang, **facts, wanted=wanted), "bad")
    return Line(say("memory.unlike", lang, **facts), "bad")
