"""Every failure that a user can mend, as one line of text.

CoachError                 exit 1: what happened, what was kept, what to do next
├── UsageError             exit 2: the command was called wrongly
├── BankError              a question, lexicon or taxonomy file is faulty
├── FolderError            the data folder cannot be used
├── JournalError           the journal cannot be read or written
├── LockedError            another process is writing to this profile
├── MemoryIndexError       Chroma cannot be opened or written
│   └── EmbeddingError     the embedding model cannot be used; what Chroma holds is sound
├── AnswerError            an answer cannot be taken as it is
├── DocumentError          a file handed in gives no text
└── VoiceError             a model's reply is missing, late or unreadable

Anything else that is raised is a bug of ours and shows a traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the edge reports failures without loading pydantic
    from practice.value import Lang


class CoachError(Exception):
    """A failure whose text is one line for the user; `zh` says the same in Chinese."""

    exit_code = 1

    def __init__(self, text: str, zh: str | None = None) -> None:
        super().__init__(text)
        self.zh = zh

    def told(self, lang: Lang) -> str:
        """Return the text in `lang`, in English where there is no Chinese one."""
        return self.zh if lang == "zh" and self.zh is not None else str(self)


class UsageError(CoachError):
    """The command was called wrongly."""

    exit_code = 2


class BankError(CoachError):
    """A file of the question bank is faulty."""


class FolderError(CoachError):
    """The data folder cannot be used."""


class JournalError(CoachError):
    """The journal cannot be read or written."""


class LockedError(CoachError):
    """Another process is writing to this profile."""


class MemoryIndexError(CoachError):
    """Chroma cannot be opened or written."""


class EmbeddingError(MemoryIndexError):
    """The embedding model cannot be used; what Chroma holds is sound."""


class AnswerError(CoachError):
    """An answer cannot be taken as it is."""


class DocumentError(CoachError):
    """A file handed in gives no text."""


class VoiceError(CoachError):
    """A model's reply is missing, late or unreadable."""
