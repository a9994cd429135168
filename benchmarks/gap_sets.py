"""The sets of remarks by gap: ours, the one that the method was made on, and ArgKP."""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from practice.value import LANGS, Lang
from tools.bank import Bank
from tools.gap_key.shortlist import Alias
from tools.yaml_file import mapping, read_yaml

DEVELOPMENT = Path(__file__).with_name("gap_wordings.yaml")


@dataclass(frozen=True)
class Wording:
    """One wording of a gap; a name is known from the start, and never asked."""

    gap: str
    text: str
    lang: Lang
    name: bool = False


@dataclass(frozen=True)
class GapSet:
    """Gaps by their wordings, and which of them look alike."""

    name: str
    wordings: tuple[Wording, ...]

    def asked(self, every: int = 1) -> list[Wording]:
        """Return each wording that is new in its turn, or every so manieth."""
        return [each for each in self.wordings if not each.name][::every]

    def aliases(self, asked: Wording, *, only_other_language: bool = False) -> list[Alias]:
        """Return all wordings but the one asked; on demand none of its gap in its own language."""
        return [
            Alias(key=each.gap, text=each.text)
            for each in self.wordings
            if each is not asked
            and not (only_other_language and (each.gap, each.lang) == (asked.gap, asked.lang))
        ]

    def others(self, asked: Wording) -> list[Alias]:
        """Return the wordings of all other gaps, look-alikes among them."""
        return [
            Alias(key=each.gap, text=each.text) for each in self.wordings if each.gap != asked.gap
        ]


def gap_merge(folder: Path) -> GapSet:
    """Return the set of interview gaps: twelve with four English and two Chinese wordings each."""
    rows = [json.loads(line) for line in (folder / "gaps.jsonl").open(encoding="utf-8")]
    names = {f"set:{row['gap_id']}": str(row["canonical"]) for row in rows}
    named = [Wording(gap, name, "en", name=True) for gap, name in names.items()]
    said = [Wording(f"set:{row['gap_id']}", row["text"], row["lang"]) for row in rows]
    return GapSet("gap-merge", (*named, *said))


def development(bank: Bank) -> tuple[GapSet, list[Wording]]:
    """Return the remarks on skills as gaps of their own, and all remarks under the bank's keys."""
    texts = mapping(read_yaml(DEVELOPMENT), DEVELOPMENT)
    said = [
        Wording(key, text, lang) for key in texts for lang in LANGS for text in texts[key][lang]
    ]
    named = [
        Wording(f"set:{key}", bank.skills[key].en, "en", name=True)
        for key in texts
        if key in bank.skills
    ]
    own = [
        Wording(f"set:{each.gap}", each.text, each.lang) for each in said if each.gap in bank.skills
    ]
    return GapSet("development", (*named, *own)), said


@dataclass(frozen=True)
class Argument:
    """One argument, the key points it makes, and those of its topic and side."""

    text: str
    makes: frozenset[str]
    among: frozenset[str]


@dataclass(frozen=True)
class Arguments:
    """One split of ArgKP."""

    name: str
    points: tuple[Alias, ...]
    arguments: tuple[Argument, ...]


def arguments(folder: Path, split: str) -> Arguments:
    """Return a split; arguments that make none of the key points are left out."""

    def rows(name: str) -> list[dict[str, str]]:
        with (folder / f"{name}_{split}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    among: dict[tuple[str, str], set[str]] = defaultdict(set)
    points = rows("key_points")
    for each in points:
        among[each["topic"], each["stance"]].add(each["key_point_id"])
    makes: dict[str, set[str]] = defaultdict(set)
    for each in rows("labels"):
        if each["label"] == "1":
            makes[each["arg_id"]].add(each["key_point_id"])
    return Arguments(
        split,
        tuple(Alias(key=each["key_point_id"], text=each["key_point"]) for each in points),
        tuple(
            Argument(
                each["argument"],
                frozenset(makes[each["arg_id"]]),
                frozenset(among[each["topic"], each["stance"]]),
            )
            for each in rows("arguments")
            if makes[each["arg_id"]]
        ),
    )
