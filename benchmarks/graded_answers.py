"""The public sets of graded answers: read, split, and divided into right and not."""

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from tools.reference.background import Background
from tools.reference.coefficients import Probability
from tools.reference.grader import ReferenceGrader

_BLANK = re.compile(r"\W*(?:no (?:response|submission|answer)\w*|not answered|n/?a|none)\W*", re.I)


class Traits(NamedTuple):
    """What is fixed about a set: language, test slices, least right score, steps of a mark."""

    lang: str
    slices: tuple[str, ...]
    right: float
    steps: int
    shares_with: str = ""

    @property
    def marks(self) -> bool:
        """Whether the set gives marks rather than right or not."""
        return self.steps > 1


SETS = {
    "mohler": Traits("en", ("",), 0.75, 10, "zh_asag_mt"),
    "beetle": Traits("en", ("ua", "uq"), 0.99, 1),
    "scientsbank": Traits("en", ("ua", "uq", "ud"), 0.99, 1),
    "saf": Traits("en", ("ua", "uq"), 0.75, 4),
    "powergrading": Traits("en", ("",), 0.5, 1),
    "asap_sas": Traits("en", ("",), 0.75, 3, "zh_asap"),
    "zh_ads": Traits("zh", ("",), 0.6, 10),
    "zh_le": Traits("zh", ("",), 0.6, 10),
    "zh_asag_mt": Traits("zh", ("",), 0.6, 10, "mohler"),
    "zh_sr_mt": Traits("zh", ("",), 0.6, 10),
    "zh_asap": Traits("zh", ("",), 0.6, 6, "asap_sas"),
}
TRAINED_RIGHT = 0.75
"""The least score that counts as right when the probability is fitted, in sets with marks."""


@dataclass(frozen=True)
class GradedAnswer:
    """One answer with the score that a human gave, 0..1."""

    question: str
    text: str
    score: float
    split: str


@dataclass
class GradedSet:
    """One set: its answers, and its questions by id with their reference texts."""

    name: str
    answers: list[GradedAnswer] = field(default_factory=list)
    questions: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def traits(self) -> Traits:
        """What is fixed about the set."""
        return SETS[self.name]

    def graders(self, weights: Probability) -> dict[str, ReferenceGrader]:
        """Return a grader for each question; the background is the set's questions and references.

        No answer and no score goes in.
        """
        background = Background(
            [text for asked, texts in self.questions.values() for text in (asked, *texts)],
            [texts[0] for _, texts in self.questions.values()],
        )
        return {
            question: ReferenceGrader(asked, texts, background, weights)
            for question, (asked, texts) in self.questions.items()
        }


def load(folder: Path, name: str, every: int = 1) -> GradedSet:
    """Return a set, or each `every`th answer of it, without the answers that are blank in SAF."""
    found = GradedSet(name)
    for number, row in enumerate(_rows(folder / name)):
        question = row["question_id"]
        references = row.get("references") or [row["reference"], *_other(row)]
        found.questions.setdefault(question, (row["question"], tuple(dict.fromkeys(references))))
        if number % every == 0 and not (name == "saf" and _BLANK.fullmatch(row["answer"])):
            split = row["split"] if found.traits.slices != ("",) else ""
            found.answers.append(GradedAnswer(question, row["answer"], row["score"], split))
    return found


def by_question(answers: list[GradedAnswer]) -> dict[str, list[int]]:
    """Return the places of the answers to each question."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, answer in enumerate(answers):
        places[answer.question].append(at)
    return dict(places)


def _other(row: dict[str, Any]) -> list[str]:
    other = row.get("reference_alt") or []
    return [other] if isinstance(other, str) else list(other)


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    train = folder / "train.jsonl.gz"
    if train.is_file():
        with gzip.open(train, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    with (folder / "data.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
