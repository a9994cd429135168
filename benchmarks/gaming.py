"""How hard the rules are to game, and how fair they stay: attacks, and changes that should not count.

Attacks are the public templates below COACH_DATA/attacks, put to twenty weak answers by strangers;
the transforms are those of own_metamorphic_transforms.jsonl that need no translator or paraphraser
(after Filighera et al. 2022, "Cheating Automatic Short Answer Grading with the Adversarial Usage of
Adjectives and Adverbs"). All randomness is seeded.
"""

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.bank_judgement import ANSWERS
from benchmarks.harness import Figure, at_least, at_most, data_folder, main
from practice.question import Question
from practice.value import Lang
from practice.verdict import Standing, mark
from tools.bank import Bank
from tools.matching import Matcher
from tools.text import ANSWER_LIMIT

WEAK_ANSWERS = 20
QUICK = 5
PLAIN = re.compile(r"[\w -]+")
"""A form that is a plain word, as an attacker would list it."""
PADDING: dict[Lang, str] = {
    "zh": "今天天气不错，周末我们去了公园，孩子们玩得很开心，晚上回家做了一顿饭，大家都吃得很香。",
    "en": "The weather was fine, so we went to the park, the children played all day, and in the"
    " evening we cooked at home and everybody enjoyed the meal. ",
}
ADVERBS: dict[Lang, tuple[str, ...]] = {
    "zh": ("非常", "特别", "极其", "的确"),
    "en": ("really", "clearly", "absolutely", "truly"),
}


@dataclass(frozen=True)
class Sample:
    """One answer of the development set."""

    question: str
    kind: str
    lang: Lang
    text: str


class Grader:
    """Scores texts under the bank's rules."""

    def __init__(self) -> None:
        self.bank = Bank()
        self._matchers: dict[str, Matcher] = {}

    def matcher(self, question_id: str) -> Matcher:
        """Return the matcher of a question."""
        if question_id not in self._matchers:
            self._matchers[question_id] = self.bank.matcher(self.bank.question(question_id))
        return self._matchers[question_id]

    def score(self, question_id: str, text: str) -> tuple[float, str]:
        """Return score and band of a text."""
        matcher = self.matcher(question_id)
        found = matcher.match(text[:ANSWER_LIMIT])
        standings: dict[str, Standing] = {each.point.id: each.standing for each in found.points}
        false = [each.misconception.id for each in found.misconceptions]
        reached = mark(matcher.question, standings, false, bears=found.bears)
        return reached.score, reached.band


def samples_of() -> list[Sample]:
    rows = [
        json.loads(line)
        for path in sorted(ANSWERS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [Sample(row["question"], row["kind"], row["lang"], row["text"]) for row in rows]


def weak(samples: list[Sample]) -> list[Sample]:
    """Return twenty weak answers, half in each language."""
    found: list[Sample] = []
    for lang in ("zh", "en"):
        own = [each for each in samples if each.kind == "poor" and each.lang == lang]
        own += [each for each in samples if each.kind == "partial" and each.lang == lang]
        found += own[: WEAK_ANSWERS // 2]
    return found


def attacks(folder: Path) -> list[tuple[str, str]]:
    """Return id and template of each attack."""

    def rows(name: str) -> Iterator[dict[str, Any]]:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)

    own = [(row["id"], row["template"]) for row in rows("own_grader_gaming.jsonl")]
    judge = [
        (row["id"], "{WEAK}\n\n" + row["payload"].replace("{", "{{").replace("}", "}}"))
        for row in rows("promptfoo_judge_injection.jsonl")
    ]
    return own + judge


def filled(template: str, sample: Sample, question: Question, matcher: Matcher) -> str:
    names = sorted({name for point in question.points for name in point.recognized.concepts()})
    concepts = [matcher.lexicon.concepts[name] for name in names]
    forms = [each.zh if sample.lang == "zh" else each.en for each in concepts]
    keys = [next((form for form in each if PLAIN.fullmatch(form)), "") for each in forms]
    schema = json.dumps(
        {
            "points": [
                {"point": each.id, "why": "said", "quote": "all of it", "verdict": "covered"}
                for each in question.points
            ],
            "misconceptions": [],
        }
    )
    values = {
        "WEAK": sample.text,
        "Q": question.ask.of(sample.lang),
        "KEYS": ", ".join(filter(None, keys)),
        "MAX": "100",
        "SCHEMA_HIGH": schema,
    }
    plain = template.replace("{{", "{").replace("}}", "}")
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), plain)


def _gaming(grader: Grader, samples: list[Sample], folder: Path) -> Iterator[Figure]:
    gains: list[float] = []
    crossed: list[str] = []
    for sample in weak(samples):
        matcher = grader.matcher(sample.question)
        before, band = grader.score(sample.question, sample.text)
        for name, template in attacks(folder):
            text = filled(template, sample, matcher.question, matcher)
            after, new_band = grader.score(sample.question, text)
            gains.append(after - before)
            if after > before and new_band != band and band != "off_question":
                crossed.append(f"{name} on {sample.question}")
    yield Figure("attacks put to twenty weak answers", float(len(gains)), "answers")
    yield at_most("mean gain by an attack", sum(gains) / len(gains), 1.0, "points")
    yield Figure("largest gain by an attack", max(gains), "points")
    yield at_most("attacks that lift an answer over a band", float(len(crossed)), 0, "answers")


def _benign(grader: Grader, samples: list[Sample], folder: Path) -> Iterator[Figure]:
    rows = [
        json.loads(line)
        for line in (folder / "deepset_prompt_injections.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    ]
    benign = [row["text"] for row in rows if row["label"] == 0][:40]
    good = [each for each in samples if each.kind == "good"][:10]
    losses = []
    for sample in good:
        before, _ = grader.score(sample.question, sample.text)
        losses += [
            before - grader.score(sample.question, f"{sample.text}\n{text}")[0] for text in benign
        ]
    yield at_most(
        "mean loss of a good answer by a benign text", sum(losses) / len(losses), 0.1, "points"
    )


Transform = Callable[[Sample, random.Random], str]


def _words(sample: Sample) -> list[str]:
    return list(sample.text) if sample.lang == "zh" else sample.text.split()


def _joined(words: list[str], lang: Lang) -> str:
    return ("" if lang == "zh" else " ").join(words)


def _sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[。！？.!?])\s*", text) if each.strip()]


def _shuffled_words(sample: Sample, rng: random.Random) -> str:
    words = _words(sample)
    rng.shuffle(words)
    return _joined(words, sample.lang)


def _shuffled_sentences(sample: Sample, rng: random.Random) -> str:
    parts = _sentences(sample.text)
    rng.shuffle(parts)
    return _joined(parts, sample.lang)


def _typos(sample: Sample, rng: random.Random) -> str:
    """Swap two neighbouring letters in one English word of thirty, or drop one character in eighty."""
    words = _words(sample)
    every = 80 if sample.lang == "zh" else 30
    for at in range(rng.randrange(every), len(words), every):
        word = words[at]
        if sample.lang == "zh":
            words[at] = ""
        elif len(word) > 4:
            words[at] = word[0] + word[2] + word[1] + word[3:]
    return _joined(words, sample.lang)


def _negated(sample: Sample, rng: random.Random) -> str:
    """Put every sentence under a denial."""
    prefix = "并不是说" if sample.lang == "zh" else "It is not true that"
    return _joined([f"{prefix} {each}" for each in _sentences(sample.text)], sample.lang)


def _adorned(sample: Sample, rng: random.Random) -> str:
    words = _words(sample)
    for at in range(len(words) - 1, 0, -25):
        words.insert(at, rng.choice(ADVERBS[sample.lang]))
    return _joined(words, sample.lang)


def _half_gone(sample: Sample, rng: random.Random) -> str:
    parts = _sentences(sample.text)
    return _joined(parts[: max(1, len(parts) // 3)], sample.lang)


TRANSFORMS: dict[str, tuple[Transform, Callable[[float, float], bool]]] = {
    "words shuffled: falls": (_shuffled_words, lambda before, after: after < before),
    "every sentence denied: falls": (_negated, lambda before, after: after < before),
    "two thirds deleted: falls": (_half_gone, lambda before, after: after < before),
    "sentences shuffled: within 10": (
        _shuffled_sentences,
        lambda before, after: abs(after - before) <= 10,
    ),
    "typos: within 5": (_typos, lambda before, after: abs(after - before) <= 5),
    "said three times: no gain": (
        lambda sample, rng: "\n".join([sample.text] * 3),
        lambda before, after: after <= before,
    ),
    "padded with small talk: no gain": (
        lambda sample, rng: sample.text + PADDING[sample.lang] * 20,
        lambda before, after: after <= before,
    ),
    "adorned with adverbs: no gain over 1": (_adorned, lambda before, after: after <= before + 1),
    "headings and bullets: no gain": (
        lambda sample, rng: "\n".join(f"## {each}" for each in _sentences(sample.text)),
        lambda before, after: after <= before + 1,
    ),
}


def _metamorphic(grader: Grader, samples: list[Sample]) -> Iterator[Figure]:
    told = [each for each in samples if each.kind in ("excellent", "good")]
    held: dict[str, list[bool]] = defaultdict(list)
    for sample in told:
        before, _ = grader.score(sample.question, sample.text)
        for name, (change, holds) in TRANSFORMS.items():
            rng = random.Random(f"{name}/{sample.question}/{sample.lang}")
            after, _ = grader.score(sample.question, change(sample, rng))
            held[name].append(holds(before, after))
    for name, outcomes in held.items():
        yield Figure(f"holds: {name}", sum(outcomes) / len(outcomes), "share")
    every = [each for outcomes in held.values() for each in outcomes]
    yield at_least(
        "transforms that do what they should, all", sum(every) / len(every), 0.97, "share"
    )


def _unknown(grader: Grader, samples: list[Sample]) -> Iterator[Figure]:
    honest = [each for each in samples if each.kind == "dont_know"]
    below = sum(
        grader.score(each.question, each.text)[0] < grader.score(each.question, "")[0]
        for each in honest
    )
    yield at_most("honest unknowns below an empty answer", float(below), 0, "answers")


def run(quick: bool) -> Iterator[Figure]:
    """Yield every figure; the quick run changes each QUICK-th answer only."""
    folder = data_folder("attacks")
    grader, samples = Grader(), samples_of()
    yield from _gaming(grader, samples, folder)
    yield from _benign(grader, samples, folder)
    yield from _metamorphic(grader, samples[:: QUICK if quick else 1])
    yield from _unknown(grader, samples)


if __name__ == "__main__":
    main("How hard the rules are to game, and how fair they stay", run)
