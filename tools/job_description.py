"""What a job description asks for: topics weighed by the bank's own concepts that stand in it."""

from collections import defaultdict
from collections.abc import Mapping

from tools.bank import Bank
from tools.text import fold

WORDS = 4
"""So many words of the bank must stand in a text to call it a job description of the field."""
LEAST = 0.4
"""The weight of a topic that is not spoken of; interviewers ask beyond the description."""


def topic_weights(text: str, bank: Bank) -> Mapping[str, float]:
    """Return a weight for each topic, 1 on average; empty where nothing of the bank is spoken of.

    Words speak for the topics whose key points want them, the fewer these are the louder.
    """
    folded = fold(text)
    spoken: dict[str, set[str]] = defaultdict(set)
    for name, topics in _topics_of_concepts(bank).items():
        for start, end in bank.lexicon.find(name, folded):
            if _telling(folded[start:end]):
                spoken[folded[start:end]] |= topics
    heard: dict[str, float] = defaultdict(float)
    for topics in spoken.values():
        for topic in topics:
            heard[topic] += 1 / len(topics) ** 2
    total = sum(heard.values())
    if len(spoken) < WORDS:
        return {}
    count = len(bank.topics)
    return {
        topic: round(LEAST + (1 - LEAST) * count * heard[topic] / total, 3) for topic in bank.topics
    }


def _telling(words: str) -> bool:
    """Return whether words are long enough to belong to a field."""
    return len(words) >= (4 if words.isascii() else 2)


def _topics_of_concepts(bank: Bank) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for question in bank.readable():
        for point in question.points:
            for name in point.recognized.wanted():
                found[name].add(question.topic)
    return found
