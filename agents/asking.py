"""What the coach answers to `/ask`: the passage of the bank that answers, or the model's words.

Either way code looks at what the answer gives away, by the matcher, and it is kept with it as aid.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Protocol

from autogen_core import CancellationToken

from agents.aloud import Aloud
from agents.briefed import Tell, nobody
from agents.briefs import TellBrief
from agents.voice.model import Watch, unheard
from practice.errors import VoiceError
from practice.event import Told
from practice.question import Question
from practice.value import LANGS, Lang, Value
from tools.answering import ENOUGH, Library, Passage, content_words
from tools.matching import Matcher
from tools.wording import say

if TYPE_CHECKING:  # it brings NumPy, which no session needs before a question is put
    from memory.lexical import LexicalIndex

SHORTLIST = 40
"""Passages of other questions that are looked at, by the letters that they share."""
TELLING = 3
"""With fewer words of its own, a question picks passages out of the whole bank by chance."""


class Answer(Value):
    """What a voice answered, and the other questions of the bank that it has read passages of."""

    text: str
    model: str
    prompt: str
    read: tuple[str, ...] = ()


Listening = Callable[[Collection[str]], Watch]
"""Gives, with the questions that passages are read of, growing, what hears the answer as it comes."""


def unlistened(read: Collection[str]) -> Watch:
    """Return what hears nothing of an answer."""
    return unheard


class AskedVoice(Protocol):
    """A voice that answers in its own words."""

    async def answer(
        self, brief: TellBrief, cancellation: CancellationToken, listening: Listening = unlistened
    ) -> Answer:
        """Return the answer. Raises: VoiceError."""


class Finder:
    """Finds passages of the whole bank."""

    def __init__(self, library: Library) -> None:
        self.library = library

    @functools.cached_property
    def _letters(self) -> dict[Lang, LexicalIndex]:
        from memory.lexical import LexicalIndex
        from memory.lexical import Passage as Letters

        return {
            lang: LexicalIndex(
                Letters(name, f"{each.text} {each.lead}")
                for name, each in self.library.shelves[lang].passages.items()
            )
            for lang in LANGS
        }

    def near(self, asked: str, lang: Lang, count: int = SHORTLIST) -> list[Passage]:
        """Return up to `count` passages that share letters with `asked`, the nearest first."""
        held = self.library.shelves[lang].passages
        return [held[name] for name, _ in self._letters[lang].search(asked, count)]

    def find(self, asked: str, lang: Lang, at_hand: str) -> Passage | None:
        """Return the passage that answers, those of the question `at_hand` being a little ahead.

        None where none takes up enough of what is asked.
        """
        shelf = self.library.shelves[lang]
        far = self.near(asked, lang) if len(content_words(asked)) >= TELLING else []
        among = dict.fromkeys([*shelf.of(at_hand), *(each.id for each in far)])
        best = shelf.best(asked, at_hand, among)
        return best[0] if best is not None and best[1] >= ENOUGH else None


class Asking:
    """Answers the candidate's questions to the coach; where the model fails, the bank does."""

    def __init__(
        self,
        question: Question,
        matcher: Matcher,
        library: Library,
        voice: AskedVoice | None = None,
    ) -> None:
        self.question = question
        self.matcher = matcher
        self.finder = Finder(library)
        self.voice = voice
        self._matchers = {question.id: matcher}

    async def tell(
        self, brief: TellBrief, cancellation: CancellationToken, tell: Tell = nobody
    ) -> Told:
        """Return the answer, with what it gives away.

        `tell` hears of a model's as much as gives nothing away: what does is aid, and not to be on
        the screen before that is journaled.
        """
        if self.voice is None:
            return self._from_bank(brief)

        def listening(read: Collection[str]) -> Watch:
            return Aloud(tell, lambda text: bool(self._gave(text, read))).watch

        try:
            answer = await self.voice.answer(brief, cancellation, listening)
        except VoiceError as error:
            return self._from_bank(brief, error.told(brief.lang))
        return Told(
            text=answer.text,
            lang=brief.lang,
            gave=self._gave(answer.text, answer.read),
            voice="model",
            model=answer.model,
            prompt=answer.prompt,
        )

    def _from_bank(self, brief: TellBrief, failure: str | None = None) -> Told:
        found = self.finder.find(brief.text, brief.lang, self.question.id)
        if found is None:
            text, gave = say("ask.none", brief.lang), {}
        else:
            elsewhere = found.question != self.question.id
            key = "ask.found_elsewhere" if elsewhere else "ask.found"
            text = say(key, brief.lang, text=found.text, question=found.question)
            gave = self._gave(found.text, (found.question,), found)
        return Told(text=text, lang=brief.lang, gave=gave, voice="rules", failure=failure)

    def _gave(
        self, text: str, read: Iterable[str], shown: Passage | None = None
    ) -> dict[str, tuple[str, ...]]:
        """Return what `text` gives away of the question at hand and of those `read`."""
        gave: dict[str, tuple[str, ...]] = {}
        for name in dict.fromkeys((self.question.id, *read)):
            matcher = self._matcher(name)
            keys = [each.id for each in matcher.question.points if matcher.gives_away(text, each)]
            if shown is not None and shown.question == name and shown.key:
                keys = list(dict.fromkeys((shown.key, *keys)))
            if keys:
                gave[name] = tuple(keys)
        return gave

    def _matcher(self, question: str) -> Matcher:
        if question not in self._matchers:
            library = self.finder.library
            self._matchers[question] = Matcher(library.questions[question], library.lexicon())
        return self._matchers[question]
