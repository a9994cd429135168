"""The question bank: files under `bank/`, read into questions, skills and the shared lexicon."""

import contextlib
import difflib
import functools
from collections.abc import Iterator
from pathlib import Path

from practice.errors import BankError, UsageError
from practice.question import Question, Skill
from tools.lexicon import Lexicon, load_lexicon
from tools.matching import Matcher
from tools.yaml_file import line_of, mapping, read_yaml, validated

BUILT_IN = Path(__file__).resolve().parent.parent / "bank"


class Bank:
    """The questions in one folder, read when they are asked for."""

    def __init__(self, folder: Path = BUILT_IN) -> None:
        self.folder = folder
        self._questions: dict[str, Question] = {}

    @functools.cached_property
    def skills(self) -> dict[str, Skill]:
        """The closed taxonomy, by skill id. Raises: BankError."""
        path = self.folder / "skills.yaml"
        skills: dict[str, Skill] = {}
        for name, body in mapping(read_yaml(path), path).items():
            facts = mapping(body, path, at=(name,))
            skills[name] = validated(Skill, {"id": name, **facts}, path, at=(name,))
        return skills

    @property
    def lexicon(self) -> Lexicon:
        """The concepts that recognition formulas use. Raises: BankError."""
        return load_lexicon(self.folder / "lexicon")

    @functools.cached_property
    def paths(self) -> dict[str, Path]:
        """The file of each question, by question id, in their order. Raises: BankError for one id twice."""
        found: dict[str, Path] = {}
        for path in sorted(self.folder.glob("*/*.yaml")):
            if path.parent.name == "lexicon":
                continue
            if path.stem in found:
                raise BankError(f"{path}: {found[path.stem]} has the same id; rename one of them")
            found[path.stem] = path
        return found

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
            self._questions[question_id] = self.load(path)
        return self._questions[question_id]

    def load(self, path: Path) -> Question:
        """Return the question that `path` holds. Raises: BankError naming file and line."""
        question = validated(Question, read_yaml(path), path)
        if (question.id, question.topic) != (path.stem, path.parent.name):
            raise BankError(f"{path}: id and topic must be those of the file's name and folder")
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

    def matcher(self, question: Question) -> Matcher:
        """Return the rubric matcher of one question."""
        return Matcher(question, self.lexicon)
