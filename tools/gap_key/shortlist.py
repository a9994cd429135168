"""Free words put to a gap key: exactly, or as a shortlist of eight for somebody who can judge.

What is decided here is only what is the same words. Likeness never decides: on public paraphrase
sets no threshold merges safely, and gaps that look alike score no better than chance.

Each known wording gets a score of two parts: the cosine of its words with the remark's (across
languages only of what both share), and of their places among the bank's documents — explicit
semantic analysis (Gabrilovich and Markovitch 2007), across languages as in Potthast et al. (2008).
Each part is counted in standard deviations above the mean of the wordings of that language, since
cosines within a language and across are not on one scale. A key has the sum of its best three, over
the square root of their number (Stouffer's way to join z-scores).

Developed on benchmarks/gap_wordings.yaml and the development part of ArgKP. The glossary was written
from general knowledge, part of it with those remarks in sight; of gap-merge two rows were read, but
its totals were looked at while methods were compared. Figures: `make benchmark NAME=gap_merge`.
"""

import functools
import heapq
import math
from collections import defaultdict
from collections.abc import Iterable

from practice.value import LANGS, Lang, Value, language_of
from tools.bank import Bank
from tools.gap_key.features import features, glossary
from tools.gap_key.ground import Reading, ground_of, side
from tools.gap_key.wording import same_form

SHORTLIST = 8
_PLACES = 100
"""Documents that tell what a remark is about."""
_BEST = 3
_OWN_LANGUAGE = 0.5
"""What a score within a language counts beside one across: much that texts of one language share is
chance, while across languages only notions and borrowed words meet."""
_READ = 2_000
"""Wordings kept as they were read."""


class Candidate(Value):
    """A key that the words may mean; `score` orders a shortlist and says nothing else."""

    key: str
    score: float


class Alias(Value):
    """A wording that was confirmed for a key."""

    key: str
    text: str


class Placed(Value):
    """What free words were put to: `decided` where they are the known words of exactly one key."""

    decided: str | None
    shortlist: tuple[Candidate, ...]


class _Known:
    """What does not change with the aliases, and the way to read a text against it."""

    def __init__(self, bank: Bank) -> None:
        self._notions = glossary()
        self.ground = ground_of(bank, self._notions)
        self.read = functools.lru_cache(maxsize=_READ)(self._read)

    def _read(self, text: str, key: str = "") -> Reading:
        """Return a text with its places among the documents."""
        lang = language_of(text) or "en"
        words = features(text, self._notions)
        asked = self.ground.document_rarity[lang].vector(words)
        likeness = self.ground.documents[lang].likeness(asked)
        best = heapq.nlargest(_PLACES, ((value, -at) for at, value in enumerate(likeness)))
        length = math.sqrt(sum(value * value for value, _ in best)) or 1.0
        return Reading(key, lang, words, {str(-at): value / length for value, at in best if value})


class GapKeys:
    """All gap keys with what is known of their wordings."""

    def __init__(self, known: _Known, aliases: Iterable[Alias] = ()) -> None:
        told = list(aliases)
        self._known = known
        read = [known.read(each.text, each.key) for each in told]
        self._aliases = {lang: side(known.ground, read, lang) for lang in LANGS}
        self._exact: dict[str, set[str]] = defaultdict(set)
        forms = [(each.key, same_form(each.text)) for each in told]
        for key, form in [*known.ground.exact, *forms]:
            self._exact[form].add(key)
        self._keys = {key for keys in self._exact.values() for key in keys}
        for key in self._keys:
            self._exact[same_form(key)].add(key)

    @classmethod
    def of(cls, bank: Bank) -> "GapKeys":
        """Return the keys of a bank, with the bank's own wordings. Raises: BankError."""
        return cls(_Known(bank))

    def knowing(self, aliases: Iterable[Alias]) -> "GapKeys":
        """Return the same keys with these confirmed wordings, in place of any before."""
        return GapKeys(self._known, aliases)

    def put(self, words: str) -> Placed:
        """Return the one key whose known words these are, if any, and at most eight that may be meant."""
        return Placed(decided=self.decided(words), shortlist=self.shortlist(words))

    def decided(self, words: str) -> str | None:
        """Return the key that is named, or whose known wording this is; None where none or several."""
        named = words.strip().casefold()
        if named in self._keys:
            return named
        form = same_form(words)
        keys = self._exact.get(form, set()) if form else set()
        return next(iter(keys)) if len(keys) == 1 else None

    def shortlist(self, words: str) -> tuple[Candidate, ...]:
        """Return the likeliest keys, the first the likeliest; none for words that are like nothing."""
        return tuple(self.ranked(words)[:SHORTLIST])

    def ranked(self, words: str) -> list[Candidate]:
        """Return all keys that the words are like, the likeliest first."""
        remark = self._known.read(words)
        by_key: dict[str, list[float]] = defaultdict(list)
        for lang in LANGS:
            for key, score in self._scores(remark, lang):
                by_key[key].append(score)
        ranked = sorted((-_joined(scores), key) for key, scores in by_key.items())
        return [Candidate(key=key, score=-score) for score, key in ranked if score < 0]

    def _scores(self, remark: Reading, lang: Lang) -> Iterable[tuple[str, float]]:
        """Return the score of each wording of a language, with its key."""
        same, ground = remark.lang == lang, self._known.ground
        words = remark.words if same else ground.shared(remark.words)
        vector = ground.rarity[lang].vector(words)
        parts = (ground.sides[lang], self._aliases[lang])
        by_words = [
            value
            for part in parts
            for value in (part.whole if same else part.shared).likeness(vector)
        ]
        by_places = [value for part in parts for value in part.places.likeness(remark.places)]
        factor = _OWN_LANGUAGE if same else 1.0
        scores = zip(_standard(by_words), _standard(by_places), strict=True)
        keys = (key for part in parts for key in part.keys)
        return zip(keys, (factor * (one + two) for one, two in scores), strict=True)


def _standard(values: list[float]) -> list[float]:
    """Return the values in standard deviations above their mean; zeros where they do not vary."""
    mean = sum(values) / max(1, len(values))
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / max(1, len(values)))
    return [(value - mean) / spread if spread else 0.0 for value in values]


def _joined(scores: list[float]) -> float:
    best = heapq.nlargest(_BEST, scores)
    return sum(best) / math.sqrt(len(best))
