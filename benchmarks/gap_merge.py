"""Free words put to a gap key: what the shortlist finds, and what is decided without a model.

Each wording in turn is new; the others are known aliases of their gap, and the bank's whole taxonomy
stands beside the set's gaps. No gap of the set is tied to a skill of the bank, not even where they
mean the same. gap-merge: twelve gaps with look-alikes, one author. ArgKP: people's arguments,
English only, put among the key points of their topic and side, and among all of the split.
“development” is what the method was made on (`gap_wordings.yaml`), so its figures flatter.

“Other language”: of its own gap only the aliases in the other language are known.
Beside ours: tf-idf over runs of 2–4 characters, and the hashed embedding of memory/embedding.py,
each by the likest wording of a key.
"""

import functools
import math
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.gap_sets import Arguments, GapSet, Wording, arguments, development, gap_merge
from benchmarks.harness import Figure, at_least, at_most, data_folder, main, quantile
from memory.embedding import embed
from practice.value import LANGS, Lang
from tools.bank import Bank
from tools.gap_key.shortlist import SHORTLIST, Alias, GapKeys
from tools.gap_key.taxonomy import documents, wordings
from tools.text import fold

QUICK, QUICK_ARGUMENTS = 5, 25
ENGLISH, CHINESE, OTHER = 0.95, 0.90, 0.85
SET_UP, SHORTLISTED = 500, 30

Ranking = Callable[[str], Sequence[str]]
Method = Callable[[Sequence[Alias]], Ranking]
"""Takes the known aliases; what it returns ranks the keys for a remark."""


def ours(keys: GapKeys) -> Method:
    """Return our shortlist, with no end."""

    def knowing(aliases: Sequence[Alias]) -> Ranking:
        known = keys.knowing(aliases)
        return lambda text: [each.key for each in known.ranked(text)]

    return knowing


def nearest(own: Sequence[Alias], vector: Callable[[str], Mapping[object, float]]) -> Method:
    """Return the method that takes keys by their likest wording."""
    read = functools.cache(vector)

    def knowing(aliases: Sequence[Alias]) -> Ranking:
        rows = [(each.key, read(each.text)) for each in (*own, *aliases)]

        def ranking(text: str) -> Sequence[str]:
            asked = read(text)
            best: dict[str, float] = {}
            for key, other in rows:
                score = sum(value * other.get(name, 0.0) for name, value in asked.items())
                best[key] = max(score, best.get(key, 0.0))
            return sorted(best, key=lambda key: (-best[key], key))

        return ranking

    return knowing


def tf_idf(own: Sequence[Alias]) -> Callable[[str], Mapping[object, float]]:
    """Return the unit vector of a text over runs of 2–4 characters."""

    def runs(text: str) -> Counter[str]:
        line = f" {' '.join(fold(text).split())} "
        return Counter(line[at : at + n] for n in (2, 3, 4) for at in range(len(line) - n + 1))

    frequency = Counter(run for each in own for run in runs(each.text))
    total = len(own)

    def vector(text: str) -> Mapping[object, float]:
        raw = {
            run: (1 + math.log(count)) * math.log(1 + total / (frequency[run] + 0.5))
            for run, count in runs(text).items()
        }
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {run: value / length for run, value in raw.items()}

    return vector


def hashed(text: str) -> Mapping[object, float]:
    """Return our own embedding, which is what Chroma holds."""
    return {at: value for at, value in enumerate(embed(text)) if value}


def _shares(ranks: Sequence[int]) -> tuple[float, float]:
    """Return how many were first, and how many stand on a shortlist."""
    count = max(1, len(ranks))
    return sum(rank < 1 for rank in ranks) / count, sum(rank < SHORTLIST for rank in ranks) / count


def _rank(ranked: Sequence[str], key: str) -> int:
    return ranked.index(key) if key in ranked else len(ranked) + SHORTLIST


def _ranks(gaps: GapSet, method: Method, every: int, *, other: bool) -> dict[Lang, list[int]]:
    found: dict[Lang, list[int]] = {lang: [] for lang in LANGS}
    for asked in gaps.asked(every):
        ranking = method(gaps.aliases(asked, only_other_language=other))
        found[asked.lang].append(_rank(ranking(asked.text), asked.gap))
    return found


def _recall(gaps: GapSet, told: str, method: Method, every: int) -> Iterator[Figure]:
    """Yield how often the right key is found; ours on gap-merge has targets."""
    aimed = told == "ours" and gaps.name == "gap-merge"
    for other in (False, True):
        ranks = _ranks(gaps, method, every, other=other)
        pooled = [rank for lang in LANGS for rank in ranks[lang]]
        known = "other language" if other else "all aliases"
        for name, some in (("en", ranks["en"]), ("zh", ranks["zh"]), ("both", pooled)):
            first, listed = _shares(some)
            label = f"{gaps.name}, {told}: {name}, {known}"
            target = OTHER if other else {"en": ENGLISH, "zh": CHINESE}.get(name)
            yield Figure(f"{label}: R@1", first, "")
            told_8 = f"{label}: R@8"
            yield (
                at_least(told_8, listed, target, "")
                if aimed and target
                else Figure(told_8, listed, "")
            )


def retyped(text: str) -> list[str]:
    """Return the same words, typed otherwise: case, width, punctuation, white space."""
    wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)
    bare = text.replace(", ", " ").replace("，", " ").rstrip(".。!！")
    return [text, text.upper(), wide, f"  {bare} ！", text.replace(" ", "  ") + "。"]


def nearly(text: str) -> list[str]:
    """Return words that are nearly the same and may mean another thing."""
    half = len(text) // 2
    return [f"not {text}", f"不是{text}", text[:half], text[half:], f"{text} 2"]


def _decided(gaps: GapSet, keys: GapKeys, every: int) -> Iterator[Figure]:
    """Yield what is decided without a model: of new words, of known ones, of look-alikes."""
    right = wrong = new = same = same_right = same_wrong = alike = near = 0
    for asked in gaps.asked(every):
        others = keys.knowing(gaps.aliases(asked))
        decided = others.decided(asked.text)
        new += 1
        right += decided == asked.gap
        wrong += decided not in (None, asked.gap)
        without = keys.knowing(gaps.others(asked))
        alike += sum(without.decided(form) is not None for form in retyped(asked.text))
        known = keys.knowing([*gaps.aliases(asked), Alias(key=asked.gap, text=asked.text)])
        for form in retyped(asked.text):
            same += 1
            same_right += known.decided(form) == asked.gap
            same_wrong += known.decided(form) not in (None, asked.gap)
        near += sum(known.decided(form) is not None for form in nearly(asked.text))
    name = f"{gaps.name}, without a model"
    yield Figure(f"{name}: new wordings, coverage", (right + wrong) / new, "")
    yield Figure(f"{name}: new wordings, decided wrongly", wrong, "")
    yield at_least(f"{name}: retyped wordings, coverage", (same_right + same_wrong) / same, 1, "")
    precision = same_right / max(1, same_right + same_wrong)
    yield at_least(f"{name}: retyped wordings, precision", precision, 1, "")
    yield at_most(f"{name}: look-alikes merged", alike, 0, "")
    yield at_most(f"{name}: nearly the same words merged", near, 0, "")
    share = (new + same - right - wrong - same_right - same_wrong) / (new + same)
    yield Figure(f"{name}: abstentions, new and retyped together", share, "")


def _arguments(split: Arguments, told: str, method: Method, every: int) -> Iterator[Figure]:
    """Yield how often an argument is put to its key point, by the point's words and by all others'."""
    points = {each.key for each in split.points}
    for aliased in (False, True):
        within = listed = count = 0
        for asked in split.arguments[::every]:
            said = [
                Alias(key=key, text=each.text)
                for each in split.arguments
                if aliased and each is not asked
                for key in sorted(each.makes)
            ]
            ranked = [key for key in method([*split.points, *said])(asked.text) if key in points]
            best = next((key for key in ranked if key in asked.among), None)
            count += 1
            within += best in asked.makes
            listed += bool(asked.makes & set(ranked[:SHORTLIST]))
        known = "arguments known" if aliased else "key point only"
        name = f"ArgKP {split.name}, {told}, {known}"
        yield Figure(f"{name}: R@1 in topic and side", within / count, "")
        yield Figure(f"{name}: R@8 of all key points", listed / count, "")


def _cold(said: Sequence[Wording], keys: GapKeys) -> Iterator[Figure]:
    """Yield how often a remark is put to a key of the bank that nobody has remarked on before."""
    for noun, misconception in (("skills", False), ("misconceptions", True)):
        for lang in LANGS:
            some = [each for each in said if ("/" in each.gap, each.lang) == (misconception, lang)]
            ranks = [_rank([one.key for one in keys.ranked(each.text)], each.gap) for each in some]
            first, listed = _shares(ranks)
            name = f"development, ours: {lang}, no alias, {noun}"
            yield Figure(f"{name}: R@1", first, "")
            yield Figure(f"{name}: R@8", listed, "")


def _cost(gaps: GapSet) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        for told in ("the first time", "from the cache"):
            bank = Bank(cache=Path(folder))
            list(bank.readable())
            start = time.process_time()
            keys = GapKeys.of(bank)
            took = 1000 * (time.process_time() - start)
            name = f"set-up beside the bank's, CPU, {told}"
            first = told == "the first time"
            yield Figure(name, took, "ms") if first else at_most(name, took, SET_UP, "ms")
    taken: list[float] = []
    for asked in gaps.asked():
        known = keys.knowing(gaps.aliases(asked))
        start = time.process_time()
        known.put(asked.text)
        taken.append(1000 * (time.process_time() - start))
    yield at_most("one shortlist, CPU, p50", quantile(taken, 0.5), SHORTLISTED, "ms")
    yield at_most("one shortlist, CPU, p95", quantile(taken, 0.95), SHORTLISTED, "ms")


def run(quick: bool) -> Iterator[Figure]:
    """Yield the figures, those of gap-merge first."""
    folder = data_folder("memory")
    bank = Bank()
    gaps, every = gap_merge(folder / "gap-merge"), QUICK if quick else 1
    keys = GapKeys.of(bank)
    own = [Alias(key=each.key, text=each.text) for each in wordings(bank, documents(bank))]
    methods = {
        "ours": ours(keys),
        "tf-idf alone": nearest(own, tf_idf(own)),
        "hashed embedding alone": nearest(own, hashed),
    }
    for told, method in methods.items():
        yield from _recall(gaps, told, method, every)
    yield from _decided(gaps, keys, 1)
    yield from _cost(gaps)
    made_on, said = development(bank)
    yield from _recall(made_on, "ours", methods["ours"], every)
    yield from _cold(said, keys)
    for split in ("dev", "test"):
        put = arguments(folder / "arg-kp", split)
        few = QUICK_ARGUMENTS if quick else 1
        yield from _arguments(put, "ours", methods["ours"], few)
        yield from _arguments(put, "tf-idf alone", nearest((), tf_idf(put.points)), few)
        yield from _arguments(put, "hashed embedding alone", nearest((), hashed), few)


if __name__ == "__main__":
    main("Free words put to a gap key", run)
