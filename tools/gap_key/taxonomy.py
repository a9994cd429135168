"""What the bank says of each gap key, and the documents by which it tells two remarks alike.

A key's own wordings are its names and, for a skill, what its key points say; for a misconception,
what it says. A document is all that the authors wrote about one point or misconception: both
languages of it together are a bridge between remarks that share no word.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from practice.evidence import misconception_gap
from practice.question import KeyPoint, Misconception
from practice.value import LANGS, Lang
from tools.bank import Bank
from tools.gap_key.features import Features, Glossary, features


@dataclass(frozen=True)
class KeyWording:
    """One wording that the bank itself has for a key; `documents` are the places of what it is about."""

    key: str
    lang: Lang
    text: str
    documents: tuple[int, ...]


@dataclass(frozen=True)
class Document:
    """What was written about one point or misconception, by language: each part apart."""

    key: str
    says: dict[Lang, str]
    parts: dict[Lang, tuple[str, ...]]
    concepts: frozenset[str]


def documents(bank: Bank) -> list[Document]:
    """Return one document for each key point and misconception of the built-in questions."""
    return [
        Document(
            key=each.skill
            if isinstance(each, KeyPoint)
            else misconception_gap(question.id, each.id),
            says={lang: each.says.of(lang) for lang in LANGS},
            parts={lang: tuple(_parts(each, lang)) for lang in LANGS},
            concepts=each.recognized.concepts(),
        )
        for question in bank.readable()
        if bank.source(question.id) == "built-in"
        for each in question.recognizable
    ]


def _parts(each: KeyPoint | Misconception, lang: Lang) -> Iterator[str]:
    yield each.says.of(lang)
    if isinstance(each, Misconception):
        yield each.correction.of(lang)
        return
    if each.name:
        yield each.name.of(lang)
    yield from (text.of(lang) for text in (each.probe, *each.hints))


def wordings(bank: Bank, about: list[Document]) -> Iterator[KeyWording]:
    """Yield the bank's own wordings of all keys."""
    places: dict[str, list[int]] = {}
    for place, document in enumerate(about):
        places.setdefault(document.key, []).append(place)
    for skill in bank.skills.values():
        for lang in LANGS:
            yield KeyWording(skill.id, lang, skill.name.of(lang), tuple(places.get(skill.id, ())))
    for place, document in enumerate(about):
        for lang in LANGS:
            yield KeyWording(document.key, lang, document.says[lang], (place,))


def content(bank: Bank, about: list[Document], lang: Lang, notions: Glossary) -> list[Features]:
    """Return the features of each document: its parts, and the forms of the concepts it is known by."""
    forms: dict[str, Features] = {}
    found: list[Features] = []
    for document in about:
        whole: Features = {}
        for name in document.concepts:
            if name not in forms:
                concept = bank.lexicon.concepts[name]
                spoken = concept.zh if lang == "zh" else concept.en
                forms[name] = features(_spelled(spoken), notions, runs=False)
        told = [features(part, notions, runs=False) for part in document.parts[lang]]
        for each in [*told, *(forms[name] for name in sorted(document.concepts))]:
            for name, count in each.items():
                whole[name] = whole.get(name, 0.0) + count
        found.append(whole)
    return found


_SIGNS = str.maketrans(dict.fromkeys("~#*?()|", " "))


def _spelled(forms: tuple[str, ...]) -> str:
    """Return the words of a concept's forms, without the signs that tell how they match."""
    return "\n".join(form.translate(_SIGNS) for form in forms)
