"""English words cut to their stems by rule, so that “evaporated” meets “evaporation”.

The algorithm is Porter's (An algorithm for suffix stripping, Program 14, 1980), in its five steps.
"""

import functools
import re

_VOWEL = "[aeiouy]"
_RUNS = re.compile(r"[aeiouy]+[^aeiouy]+")
_STEP_2 = (
    ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("isation", "ize"), ("ization", "ize"), ("ising", "ize"), ("abli", "able"), ("alli", "al"),
    ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ation", "ate"), ("ator", "ate"),
    ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
    ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
)  # fmt: skip
_STEP_3 = (("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"),
           ("ful", ""), ("ness", ""))  # fmt: skip
_STEP_4 = ("ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti",
           "ous", "ive", "ize", "ion", "al", "er", "ic", "ou")  # fmt: skip
_IRREGULAR = {
    "went": "go", "gone": "go", "goes": "go", "made": "make", "kept": "keep", "held": "hold",
    "found": "find", "ran": "run", "began": "begin", "begun": "begin", "got": "get", "grew": "grow",
    "gotten": "get", "took": "take", "taken": "take", "gave": "give", "given": "give", "saw": "see",
    "seen": "see", "came": "come", "knew": "know", "known": "know", "thought": "think", "men": "man",
    "told": "tell", "said": "say", "left": "leave", "lost": "lose", "sent": "send", "built": "build",
    "became": "become", "fell": "fall", "fallen": "fall", "broke": "break", "broken": "break",
    "wrote": "write", "written": "write", "chose": "choose", "chosen": "choose", "felt": "feel",
    "drew": "draw", "drawn": "draw", "rose": "rise", "risen": "rise", "sank": "sink", "met": "meet",
    "sunk": "sink", "children": "child", "people": "person", "indices": "index", "women": "woman",
    "vertices": "vertex", "matrices": "matrix", "data": "datum", "better": "good", "best": "good",
    "worse": "bad", "worst": "bad", "froze": "freeze", "frozen": "freeze", "bought": "buy",
    "brought": "bring", "caught": "catch", "spent": "spend", "meant": "mean", "shown": "show",
    "grown": "grow", "slower": "slow", "faster": "fast", "bigger": "big", "larger": "large",
    "smaller": "small", "longer": "long", "shorter": "short", "higher": "high", "lower": "low",
    "warmer": "warm", "colder": "cold", "hotter": "hot", "harder": "hard", "easier": "easy",
    "heavier": "heavy", "lighter": "light", "stronger": "strong", "weaker": "weak",
    "biggest": "big", "largest": "large", "smallest": "small", "longest": "long",
    "shortest": "short", "highest": "high", "lowest": "low", "fastest": "fast", "slowest": "slow",
    "hardest": "hard", "softest": "soft", "softer": "soft", "deeper": "deep", "louder": "loud",
}  # fmt: skip


def _measure(stem: str) -> int:
    """Return Porter's m: how many runs of vowels end in consonants."""
    return len(_RUNS.findall(stem))


def _doubled(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and word[-1] not in "aeiou"


def _short(stem: str) -> bool:
    """Return whether `stem` ends consonant, vowel, consonant other than w, x, y."""
    return bool(re.search(r"[^aeiou][aeiouy][^aeiouywx]$", stem))


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    ending = "ed" if word.endswith("ed") else "ing" if word.endswith("ing") else ""
    stem = word.removesuffix(ending)
    if not ending or not re.search(_VOWEL, stem):
        return word
    if stem.endswith(("at", "bl", "iz")):
        return stem + "e"
    if _doubled(stem) and stem[-1] not in "lsz":
        return stem[:-1]
    return stem + "e" if _measure(stem) == 1 and _short(stem) else stem


def _replaced(word: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for ending, instead in pairs:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            return stem + instead if _measure(stem) else word
    return word


def _bare(word: str) -> str:
    for ending in _STEP_4:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            fits = _measure(stem) > 1 and (ending != "ion" or stem.endswith(("s", "t")))
            return stem if fits else word
    return word


@functools.lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of one lower-case English word."""
    word = _IRREGULAR.get(word, word)
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    word = _past(_plural(word))
    if word.endswith("y") and re.search(_VOWEL, word[:-1]):
        word = word[:-1] + "i"
    word = _bare(_replaced(_replaced(word, _STEP_2), _STEP_3))
    if word.endswith("e"):
        cut = word[:-1]
        if _measure(cut) > 1 or (_measure(cut) == 1 and not _short(cut)):
            word = cut
    if word.endswith("ll") and _measure(word) > 1:
        word = word[:-1]
    return word
