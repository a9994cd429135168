"""What a model may look up while it answers `/ask`: read-only AutoGen tools over this profile.

They search the bank, recall gaps and plan, and read a key point that was attempted. Nothing of a
point that was not yet attempted comes out of them, and nothing goes in: they hold no journal.
"""

import json

from autogen_core import CancellationToken
from autogen_core.tools import FunctionTool

from agents.asking import Finder
from agents.briefs import TellBrief
from agents.notes import Notes
from agents.voice.prompt import fenced
from practice.question import Question
from practice.value import language_of
from tools.answering import Passage
from tools.matching import Matcher

FOUND = 6
"""Passages that one search brings."""
LONGEST = 4_000
"""Code points of one tool's answer."""


class Lookups:
    """The tools of one answer; `read` gathers the other questions that passages were read of."""

    def __init__(
        self, question: Question, matcher: Matcher, finder: Finder, notes: Notes, brief: TellBrief
    ) -> None:
        self.read: set[str] = set()
        self._question = question
        self._matcher = matcher
        self._finder = finder
        self._notes = notes
        self._brief = brief
        self.tools = [
            FunctionTool(self.search_bank, "Search the question bank: questions and passages."),
            FunctionTool(self.read_gaps, "Recall what this candidate keeps getting wrong."),
            FunctionTool(self.read_plan, "Recall this candidate's plan for practising."),
            FunctionTool(self.read_point, "Read a key point that was already attempted, by id."),
        ]

    async def call(self, name: str, arguments: str, cancellation: CancellationToken) -> str:
        """Return what a tool found, fenced; what goes wrong, in words for the model."""
        tool = next((each for each in self.tools if each.name == name), None)
        if tool is None:
            return f"no such tool; there are {', '.join(each.name for each in self.tools)}"
        try:
            given = json.loads(arguments or "{}")
            found = str(await tool.run_json(given, cancellation))
        except Exception as error:  # whatever a model's arguments bring about is told to it
            reason = (str(error).splitlines() or [""])[0][:200]
            return f"{name} failed: {type(error).__name__}: {reason}"
        return fenced(found[:LONGEST])

    def search_bank(self, words: str) -> str:
        """Return the passages nearest to the words, each under its question."""
        lang = language_of(words) or self._brief.lang
        found = [each for each in self._finder.near(words, lang) if self._may_be_read(each)]
        lines: list[str] = []
        for name in dict.fromkeys(each.question for each in found[:FOUND]):
            lines.append(f"{name}: {self._finder.library.questions[name].ask.of(lang)}")
            lines += [f"- {each.text}" for each in found[:FOUND] if each.question == name]
            self.read.add(name)
        return "\n".join(lines) or "nothing found"

    def _may_be_read(self, passage: Passage) -> bool:
        """Return whether a passage gives away nothing of a point that was not attempted."""
        if passage.question != self._question.id and passage.kind == "point":
            return False
        hidden = [each for each in self._question.points if each.id not in self._brief.attempted]
        if passage.question == self._question.id and passage.key in {each.id for each in hidden}:
            return False
        return not any(self._matcher.gives_away(passage.text, each) for each in hidden)

    def read_gaps(self) -> str:
        """Return this profile's gaps."""
        return self._notes.gaps(self._brief.lang)

    def read_plan(self) -> str:
        """Return this profile's plan."""
        return self._notes.plan(self._brief.lang)

    def read_point(self, point: str) -> str:
        """Return what a key point says, where it was attempted."""
        if point not in self._brief.attempted:
            return "that point was not attempted yet, or there is none of that name"
        return self._question.point(point).says.of(self._brief.lang)
