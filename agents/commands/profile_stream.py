"""The profile's own stream: events that belong to no session, kept in one step."""

from collections.abc import Sequence

from agents.commands.app import App
from memory.folder import only_writer
from memory.journal import Journal
from practice.event import PROFILE, Event


def keep(app: App, doing: str, events: Sequence[Event]) -> None:
    """Journal the events; `doing` is told to whoever comes second. Raises: LockedError, JournalError."""
    folder = app.settings.folder
    with only_writer(folder, doing), Journal.write(folder) as journal:
        for each in events:
            journal.append(PROFILE, each, app.now())
