"""What a job description asks for: topics weighed by the words they share with it.

A word speaks for the topics whose questions say it, the louder the fewer questions do (inverse
document frequency, Spärck Jones 1972); what a question is named by — its id, its asking, the skills
of its topic — counts more than what it merely says. The lexicon's forms are no help here: they are
written for answers to one question, where “will” or “fast” can tell something.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practice.question import Question
from practice.value import Bilingual
from tools.bank import Bank
from tools.text import fold

NAMES = 4
"""So many telling names must stand in a text to call it a job description of the field."""
LEAST = 0.4
"""The weight of a topic that is not spoken of; interviewers ask beyond the description."""
_NAMED = 3
"""How often a name counts for once of any other word."""
_TELLING = 0.5
"""The share of one topic in a name from which on it tells of the field."""
_WORD = re.compile(r"[a-z0-9]*[a-z][a-z0-9+#]*|[㐀-鿿]+")
_JOINTS = frozenset("的与和了是在有或及等对为把被个这那你我他们并能会")


@dataclass(frozen=True)
class _Spoken:
    """The words of one question: those it is named by, and all."""

    topic: str
    names: frozenset[str]
    words: frozenset[str]


def topic_weights(text: str, bank: Bank) -> Mapping[str, float]:
    """Return a weight for each topic, 1 on average; empty where nothing of the bank is spoken of."""
    questions = [_spoken(each, bank) for each in bank.readable()]
    sizes = Counter(each.topic for each in questions)
    heard: dict[str, float] = defaultdict(float)
    telling = 0
    for word in _words([text]):
        said_by = [each for each in questions if word in each.words]
        named = any(word in each.names for each in said_by)
        if not named and len(said_by) < 2:  # one author's chance word
            continue
        shares = _shares(word, said_by, sizes)
        telling += named and max(shares.values()) >= _TELLING
        loudness = math.log((len(questions) + 1) / len(said_by))
        for topic, share in shares.items():
            heard[topic] += loudness * share**2
    if telling < NAMES:
        return {}
    scale = (1 - LEAST) * len(sizes) / sum(heard.values())
    return {topic: round(LEAST + scale * heard[topic], 3) for topic in bank.topics}


def _shares(word: str, said_by: Iterable[_Spoken], sizes: Counter[str]) -> dict[str, float]:
    """Return which topics a word belongs to, in shares of 1; a topic of few questions gains nothing."""
    rates: dict[str, float] = defaultdict(float)
    for each in said_by:
        rates[each.topic] += (1 + _NAMED * (word in each.names)) / (sizes[each.topic] + 1)
    total = sum(rates.values())
    return {topic: rate / total for topic, rate in rates.items()}


def _spoken(question: Question, bank: Bank) -> _Spoken:
    skills = [bank.skills[each.skill] for each in question.points]
    own = [each.name for each in skills if each.topic == question.topic]
    points = [text for each in question.points for text in (each.says, each.name) if text]
    names = _words([question.id, *_both([question.ask, *own])])
    said = _both([question.answer, *points, *(each.name for each in skills)])
    return _Spoken(question.topic, names, names | _words(said))


def _both(texts: Iterable[Bilingual]) -> list[str]:
    return [text for each in texts for text in (each.zh, each.en)]


def _words(texts: Iterable[str]) -> frozenset[str]:
    """Return the Latin words of texts, and of their Chinese the pairs of characters that tell."""
    found: set[str] = set()
    for run in _WORD.findall(fold("\n".join(texts))):
        if run.isascii():
            found |= {run} if len(run) > 1 else set()
        else:
            pairs = {run[at : at + 2] for at in range(len(run) - 1)}
            found |= {pair for pair in pairs if not _JOINTS & set(pair)}
    return frozenset(found)
