"""Signs that an answer says the opposite of its reference, which shared words cannot show."""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from tools.reference.measures import Reference
from tools.reference.said import Said
from tools.reference.words import DENIABLE_HAN, DENIALS, OPPOSED, OPPOSED_HAN

_NO = re.compile(
    r"错误|不正确|不对|错的?|不(?:可以|能|会|行|一定|是|成立)|否|"
    r"\b(?:no|false|incorrect|wrong|cannot|can't)\b"
)
_YES = re.compile(
    r"正确|对(?!于|象|应|称|比|数)|可以|能够?|会|一定|成立|是的|\b(?:yes|true|correct|right)\b"
)
_OPENING_HAN, _OPENING_LATIN = 12, 24
_HAN = re.compile("[㐀-鿿]")
_FORMULA = re.compile(r"\d+(?:\.\d+)?|o\([^)]*\)|[a-z]+\[[^\]]*\]|[<>=≤≥]")
_LIST_MARK = re.compile(r"(?:^|(?<=[\s；。;]))[(]?\d{1,2}[.、)](?!\d)")
_FEW_NUMBERS = 3
_SHORT_LATIN, _SHORT_HAN = 20, 60
_SCOPE = 4
_NONE = ""
_SPACE = re.compile(r"[\s，。、,.;；:：]")
_DENIED = (
    "(?:[不非无]|没有|无法|不具有.{{0,4}}|没有.{{0,6}}|不是.{{0,6}}|无.{{0,4}}|不存在.{{0,4}}){}"
)


@dataclass(frozen=True)
class Opposition:
    """What speaks against an answer, or by its numbers for it."""

    clash: bool
    opposed: bool
    turned: float
    numbers: float


def opposition(reference: Reference, answer: Said) -> Opposition:
    """Return the signs of opposition between an answer and a reference."""
    own, said = reference.said.folded, answer.folded
    opposed = _opposed_han(own, said) if reference.han else _opposed_latin(reference, answer)
    return Opposition(
        clash=verdict(own) * verdict(said) < 0,
        opposed=opposed,
        turned=_turned(reference, answer),
        numbers=_numbers(own, said) if reference.han else 0.0,
    )


def verdict(text: str) -> int:
    """Return 1 where folded `text` opens with yes, −1 with no, 0 with neither."""
    text = text.strip()
    head = text[: _OPENING_HAN if _HAN.search(text[:_OPENING_HAN]) else _OPENING_LATIN]
    no, yes = _NO.search(head), _YES.search(head)
    if no and (not yes or no.start() <= yes.start()):
        return -1
    return 1 if yes else 0


def _opposed_latin(reference: Reference, answer: Said) -> bool:
    """Return whether a short answer has a word's opposite instead of the word."""
    if len(answer.content) > _SHORT_LATIN:
        return False
    own, said = reference.said.counts, answer.counts
    return any(
        one in own and other not in own and other in said and one not in said
        for pair in OPPOSED
        for one, other in (pair, pair[::-1])
    )


def _opposed_han(own: str, said: str) -> bool:
    """Return whether a short answer turns a word round in the very context of the reference."""
    own, said = _SPACE.sub("", own), _SPACE.sub("", said)
    if len(said) > _SHORT_HAN:
        return False
    swapped = any(
        _swapped(own, said, one, other)
        for pair in OPPOSED_HAN
        for one, other in (pair, pair[::-1])
        if one in own and other in said
    )
    return swapped or any(
        own.count(word) == 1 == said.count(word)
        and bool(re.search(_DENIED.format(word), own))
        != bool(re.search(_DENIED.format(word), said))
        for word in DENIABLE_HAN
    )


def _swapped(own: str, said: str, one: str, other: str) -> bool:
    before = {left for left, _ in _contexts(own, one)} - {_NONE}
    after = {right for _, right in _contexts(own, one)} - {_NONE}
    for left, right in _contexts(said, other):
        if left in before and left + one not in said and left + other not in own:
            return True
        if right in after and one + right not in said and other + right not in own:
            return True
    return False


def _contexts(text: str, word: str) -> Iterator[tuple[str, str]]:
    """Yield the two characters before and after each place of `word`; `_NONE` where there are fewer."""
    for found in re.finditer(re.escape(word), text):
        start, end = found.span()
        left, right = text[max(0, start - 2) : start], text[end : end + 2]
        yield (left if len(left) == 2 else _NONE, right if len(right) == 2 else _NONE)


def _numbers(own: str, said: str) -> float:
    """Return the share of the reference's numbers in the answer less one half; 0 without few."""
    wanted, there = _formulas(own), _formulas(said)
    if not 0 < len(wanted) <= _FEW_NUMBERS:
        return 0.0
    return len(wanted & there) / len(wanted) - 0.5


def _formulas(text: str) -> set[str]:
    return set(_FORMULA.findall(_LIST_MARK.sub(" ", text).replace(" ", "")))


def _turned(reference: Reference, answer: Said) -> float:
    """Return the share of the shared words' weight that only one of the two denies."""
    own, said = _polarity(reference.said), _polarity(answer)
    turned = total = 0.0
    for key, ways in own.items():
        if key in said:
            total += reference.weights[key]
            turned += reference.weights[key] * (not ways & said[key])
    return turned / total if total else 0.0


def _polarity(text: Said) -> dict[str, Set[bool]]:
    """Return for each content word whether it is said denied, plainly, or both."""
    ways: dict[str, set[bool]] = {}
    last = -_SCOPE - 1
    for at, token in enumerate(text.tokens):
        if token.key in DENIALS:
            last = at
        elif token.content:
            ways.setdefault(token.key, set()).add(at - last <= _SCOPE)
    return dict(ways)
