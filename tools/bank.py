"""The question bank: files under `bank/`, read into questions, skills and the shared lexicon.

A candidate's own questions stand in a second folder of the same form, without skills of its own.
"""

import contextlib
import difflib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from practice.errors import BankError, UsageError
from practice.question import Question, Skill
from tools.bank_snapshot import Snapshot, keep_snapshot, path_in, read_snapshot, stamp_of
from tools.lexicon import Lexicon, load_lexicon
from tools.matching import Matcher
from tools.yaml_file import line_of, mapping, read_yaml, validated

BUILT_IN = Path(__file__).resolve().parent.parent / "bank"


Source = Literal["built-in", "own"]


class Bank:
    """The questions of a folder, and the candidate's own, read when they are asked for."""

    def __init__(
        self, folder: Path = BUILT_IN, *, own: Path | None = None, cache: Path | None = None
    ) -> None:
        self.folder = folder
        self.own = own
        self.cache = cache
        self._questions: dict[str, Question] = {}

    def again(self) -> "Bank":
        """Return the same bank as its files are now."""
        return Bank(self.folder, own=self.own, cache=self.cache)

    @property
    def folders(self) -> list[Path]:
        """The folders that questions are read from."""
        return [self.folder, self.own] if self.own and self.own.is_dir() else [self.folder]

    @functools.cached_property
    def _stamp(self) -> str:
        return stamp_of(self.folders)

    @functools.cached_property
    def _kept(self) -> Snapshot | None:
        """The bank as it was last read, where no file has changed since."""
        if self.cache is None:
            return None
        return read_snapshot(path_in(self.cache, self.folders), self._stamp)

    @functools.cached_property
    def _built_in(self) -> Snapshot | None:
        """The built-in part as it was last read: own questions come and go without reading it anew."""
        if self._kept or self.cache is None:
            return self._kept
        alone = [self.folder]
        return read_snapshot(path_in(self.cache, alone), stamp_of(alone))

    @functools.cached_property
    def skills(self) -> dict[str, Skill]:
        """The closed taxonomy, by skill id. Raises: BankError."""
        if self._built_in:
            return self._built_in.skills
        path = self.folder / "skills.yaml"
        skills: dict[str, Skill] = {}
        for name, body in mapping(read_yaml(path), path).items():
            facts = mapping(body, path, at=(name,))
            skills[name] = validated(Skill, {"id": name, **facts}, path, at=(name,))
        return skills

    @functools.cached_property
    def lexicon(self) -> Lexicon:
        """The concepts that recognition formulas use. Raises: BankError."""
        if self._kept:
            return Lexicon(self._kept.concepts)
        known = self._built_in
        lexicon = Lexicon(known.concepts) if known else load_lexicon(self.folder / "lexicon")
        for own in self.folders[1:]:
            with contextlib.suppress(BankError):  # then only the questions that need it are faulty
                lexicon = Lexicon({**load_lexicon(own / "lexicon").concepts, **lexicon.concepts})
        return lexicon

    @functools.cached_property
    def paths(self) -> dict[str, Path]:
        """The file of each question, by question id, in their order; an own one never takes an id.

        Raises: BankError for one id twice in the built-in bank.
        """
        found: dict[str, Path] = {}
        for folder in self.folders:
            for path in sorted(folder.glob("*/*.yaml")):
                if path.parent.name == "lexicon" or (path.stem in found and folder == self.own):
                    continue
                if path.stem in found:
                    twice = found[path.stem]
                    raise BankError(f"{path}: {twice} has the same id; rename one of them")
                found[path.stem] = path
        return found

    def source(self, question_id: str) -> Source:
        """Return whose question it is. Raises: UsageError where there is none."""
        return "own" if self.own in self.path(question_id).parents else "built-in"

    @property
    def topics(self) -> list[str]:
        """The topics that have questions, in order."""
        return sorted({path.parent.name for path in self.paths.values()})

    def path(self, question_id: str) -> Path:
        """Return a question's file. Raises: UsageError with the nearest ids where there is none."""
        if question_id not in self.paths:
            near = difflib.get_close_matches(question_id, self.paths, n=3, cutoff=0.4)
            hint = f"did you mean {', '.join(near)}?" if near else "coach bank list shows all."
            hint_zh = f"是不是 {'、'.join(near)}？" if near else "全部题目：coach bank list"
            raise UsageError(
                f"no question “{question_id}”; {hint}", zh=f"没有题目“{question_id}”；{hint_zh}"
            )
        return self.paths[question_id]

    def question(self, question_id: str) -> Question:
        """Return one question. Raises: UsageError where there is none; BankError for a faulty file."""
        path = self.path(question_id)
        if question_id not in self._questions:
            kept = self._built_in.questions.get(question_id) if self._built_in else None
            self._questions[question_id] = kept or self.load(path)
        return self._questions[question_id]

    def load(self, path: Path) -> Question:
        """Return the question that `path` of the bank holds. Raises: BankError naming file and line."""
        question = self.read(path)
        if (question.id, question.topic) != (path.stem, path.parent.name):
            raise BankError(f"{path}: id and topic must be those of the file's name and folder")
        return question

    def read(self, path: Path) -> Question:
        """Return the question of a file anywhere. Raises: BankError naming file and line."""
        question = validated(Question, read_yaml(path), path)
        for number, point in enumerate(question.points):
            if point.skill not in self.skills:
                line = line_of(path, ("points", number, "skill"))
                told = f"unknown skill “{point.skill}”; see skills.yaml"
                raise BankError(f"{path}:{line}: {point.id}: {told}")
        self._check_concepts(question, path)
        return question

    def _check_concepts(self, question: Question, path: Path) -> None:
        known = self.lexicon.concepts
        for part in ("points", "misconceptions"):
            for number, each in enumerate(getattr(question, part)):
                unknown = sorted(each.recognized.concepts() - known.keys())
                if unknown:
                    line = line_of(path, (part, number, "recognized"))
                    told = f"concepts not in the lexicon: {', '.join(unknown)}"
                    raise BankError(f"{path}:{line}: {each.id}: {told}")

    def questions(self, topic: str | None = None) -> Iterator[Question]:
        """Yield all questions, or those of one topic. Raises: UsageError for an unknown topic."""
        self.check_topic(topic)
        yield from map(self.question, self._ids(topic))
        self._keep()

    def _ids(self, topic: str | None) -> list[str]:
        return [each for each, path in self.paths.items() if topic in (None, path.parent.name)]

    def check_topic(self, topic: str | None) -> None:
        """Return where `topic` has questions, or is None. Raises: UsageError naming the topics."""
        if topic is not None and topic not in self.topics:
            raise UsageError(
                f"no topic “{topic}”; there are {', '.join(self.topics)}.",
                zh=f"没有主题“{topic}”；现有的主题：{'、'.join(self.topics)}",
            )

    def readable(self, topic: str | None = None) -> Iterator[Question]:
        """Yield the questions whose files are sound: one faulty file stops nobody's practice."""
        for question_id in self._ids(topic):
            with contextlib.suppress(BankError):
                yield self.question(question_id)
        self._keep()

    def _keep(self) -> None:
        """Keep a snapshot where all of the bank was read and found sound, and there is none."""
        if self.cache is None or self._kept or len(self._questions) < len(self.paths):
            return
        snapshot = Snapshot(
            stamp=self._stamp,
            skills=self.skills,
            concepts=self.lexicon.concepts,
            questions=self._questions,
        )
        keep_snapshot(path_in(self.cache, self.folders), snapshot)

    def matcher(self, question: Question) -> Matcher:
        """Return the rubric matcher of one question."""
        return Matcher(question, self.lexicon)
