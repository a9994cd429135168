"""What free words are compared with before any was confirmed: the bank's wordings and documents, read.

Reading takes seconds, so it is kept in the bank's cache folder as one file, made anew whenever a file
of the built-in bank or of this folder changes. Nothing that a candidate wrote is in it.
"""

import contextlib
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from practice.value import LANGS, Lang, Value
from tools.bank import Bank
from tools.bank_snapshot import stamp_of
from tools.cache_file import keep
from tools.gap_key.features import NOTION, WORD, Features, Glossary, features
from tools.gap_key.index import Index, Rarity, Vector
from tools.gap_key.taxonomy import content, documents, wordings
from tools.gap_key.wording import same_form

_FILE = "gap-keys.json"


@dataclass(frozen=True)
class Reading:
    """One wording, read: its features, and its places among the documents."""

    key: str
    lang: Lang
    words: Features
    places: Vector


class Side(Value):
    """Wordings of one language: their keys, words, what the other language shares of these, and places."""

    keys: tuple[str, ...]
    whole: Index
    shared: Index
    places: Index


class Ground(Value):
    """The bank's own wordings, and its documents by language."""

    stamp: str
    exact: tuple[tuple[str, str], ...]
    """Key and form of each wording."""
    loans: frozenset[str]
    """English words that Chinese texts use."""
    rarity: dict[Lang, Rarity]
    sides: dict[Lang, Side]
    document_rarity: dict[Lang, Rarity]
    documents: dict[Lang, Index]

    def shared(self, words: Features) -> Features:
        """Return what can stand in a text of the other language: notions, and words it borrows."""
        return {name: n for name, n in words.items() if name[0] == NOTION or name in self.loans}


def ground_of(bank: Bank, notions: Glossary) -> Ground:
    """Return the ground of a bank, from its cache where that is up to date. Raises: BankError."""
    stamp = _stamp(bank)
    path = bank.cache / _FILE if bank.cache else None
    if path:
        with contextlib.suppress(OSError, ValidationError):
            kept = Ground.model_validate_json(path.read_bytes())
            if kept.stamp == stamp:
                return kept
    made = _read(bank, notions, stamp)
    if path:
        keep(path, made.model_dump_json())
    return made


def _stamp(bank: Bank) -> str:
    here = sorted(Path(__file__).parent.glob("*.py"))
    code = [(path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in here]
    told = f"{stamp_of([bank.folder, Path(__file__).parent])}{code}"
    return hashlib.sha256(told.encode()).hexdigest()


def _read(bank: Bank, notions: Glossary, stamp: str) -> Ground:
    about = documents(bank)
    own = list(wordings(bank, about))
    read = [features(each.text, notions) for each in own]
    told = {lang: content(bank, about, lang, notions) for lang in LANGS}
    document_rarity = {lang: Rarity.of(told[lang]) for lang in LANGS}
    ground = Ground(
        stamp=stamp,
        exact=tuple((each.key, same_form(each.text)) for each in own),
        loans=frozenset(
            name
            for each, words in zip(own, read, strict=True)
            if each.lang == "zh"
            for name in words
            if name[0] == WORD
        ),
        rarity={
            lang: Rarity.of([w for e, w in zip(own, read, strict=True) if e.lang == lang])
            for lang in LANGS
        },
        sides={},
        document_rarity=document_rarity,
        documents={
            lang: Index.of([document_rarity[lang].vector(each) for each in told[lang]])
            for lang in LANGS
        },
    )
    rows = [
        Reading(
            each.key,
            each.lang,
            words,
            {str(at): len(each.documents) ** -0.5 for at in each.documents},
        )
        for each, words in zip(own, read, strict=True)
    ]
    return ground.model_copy(update={"sides": {lang: side(ground, rows, lang) for lang in LANGS}})


def side(ground: Ground, wordings: Iterable[Reading], lang: Lang) -> Side:
    """Return the wordings that are of one language, as vectors."""
    rarity, own = ground.rarity[lang], [each for each in wordings if each.lang == lang]
    return Side(
        keys=tuple(each.key for each in own),
        whole=Index.of([rarity.vector(each.words) for each in own]),
        shared=Index.of([rarity.vector(ground.shared(each.words)) for each in own]),
        places=Index.of([each.places for each in own]),
    )
