"""What a job description asks for: topics weighed by the bank's own concepts that stand in it."""

from collections import defaultdict
from collections.abc import Mapping

from tools.bank import Bank
from tools.text import fold

CONCEPTS = 3
"""So many concepts must stand in a text to call it a job description of the field."""
LEAST = 0.4
"""The weight of a topic that is not spoken of; interviewers ask beyond the description."""


def topic_weights(text: str, bank: Bank) -> Mapping[str, float]:
    """Return a weight for each topic, 1 on average; empty where nothing of the bank is spoken of.

    A concept speaks for the topics whose questions use it, the fewer they are the louder.
    """
    folded = fold(text)
    heard: dict[str, float] = defaultdict(float)
    concepts = 0
    for name, topics in _topics_of_concepts(bank).items():
        if bank.lexicon.find(name, folded):
            concepts += 1
            for topic in topics:
                heard[topic] += 1 / len(topics) ** 2
    total = sum(heard.values())
    if concepts < CONCEPTS:
        return {}
    count = len(bank.topics)
    return {
        topic: round(LEAST + (1 - LEAST) * count * heard[topic] / total, 3) for topic in bank.topics
    }


def _topics_of_concepts(bank: Bank) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for question in bank.readable():
        for point in question.points:
            for name in point.recognized.concepts():
                found[name].add(question.topic)
    return found
