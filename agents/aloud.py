"""The coach's words as they come: let out sentence by sentence, each checked before it is shown.

What is checked is all that was let out so far with the new sentence behind it. From the first one on
that gives a point away nothing more is let out: either other words take their place, or they wait
for the message, which is journaled before it is shown, so that no aid is on the screen unrecorded.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from autogen_agentchat.messages import ModelClientStreamingChunkEvent
from pydantic import BaseModel

from agents.briefed import Tell
from practice.event import Coached, Hinted, Told
from tools.sentences import ends, unsaid
from tools.text import clean

COACH = "coach"
"""The name that the coach speaks under."""
LIMIT = 4_000
"""Code points that are shown as they come; what is longer comes with the message."""


def as_it_is(text: str) -> str:
    """Return `text`: nothing opens it."""
    return text


class Aloud:
    """One message of the coach's on its way to the screen, as a `Watch` on a model's reply."""

    def __init__(
        self,
        tell: Tell,
        gives_away: Callable[[str], bool],
        opened: Callable[[str], str] = as_it_is,
    ) -> None:
        self._tell = tell
        self._gives_away = gives_away
        self._opened = opened
        self._said: list[str] = []
        self.stopped = False
        """Whether a sentence came that gives a point away."""

    @property
    def said(self) -> str:
        """All that was let out of the model's words."""
        return "".join(self._said)

    def paragraph(self, text: str) -> None:
        """Show at once what needs no model and no check."""
        self._show(f"{text}\n")

    def watch(self) -> Callable[[str], None]:
        """Return what hears one try of a reply; of a repeated one, what was let out is left out."""
        before = Counter(each.strip() for each in self._said)
        waiting, come, again = "", 0, bool(self._said)

        def hears(piece: str) -> None:
            nonlocal waiting, come, again
            come += len(piece)
            if self.stopped or come > LIMIT:
                return
            waiting += piece
            start = 0
            for end in ends(waiting):
                sentence = clean(waiting[start:end]).rstrip()
                start = end
                if before[sentence.strip()] > 0:
                    before[sentence.strip()] -= 1
                else:
                    self._let_out(f"\n{sentence}" if again else sentence)
                again = False
            waiting = waiting[start:]

        return hears

    def leaks(self, text: str) -> bool:
        """Return whether the whole `text`, or what is left of it behind what was let out, leaks."""
        if self.stopped or self._gives_away(text):
            return True
        return bool(self._said) and self._gives_away(f"{self.said}\n{unsaid(text, self._said)}")

    def _let_out(self, sentence: str) -> None:
        if not sentence.strip() or self.stopped:
            return
        if self._gives_away(self.said + sentence):
            self.stopped = True
            return
        first = not self._said
        sentence = sentence.lstrip() if first else sentence
        self._said.append(sentence)
        self._show(self._opened(sentence) if first else sentence)

    def _show(self, content: str) -> None:
        self._tell(ModelClientStreamingChunkEvent(content=content, source=COACH))


def words_of(event: BaseModel) -> tuple[str, ...]:
    """Return the paragraphs of what the coach says with an event, as far as they may come early."""
    match event:
        case Coached(done_well=praise, recall=recall, next_action=action):
            return tuple(filter(None, (praise.text if praise else None, recall, action)))
        case Hinted(text=text) | Told(text=text):
            return (text,)
        case _:
            return ()


def rest_of(
    event: BaseModel, said: Sequence[str], message: str
) -> ModelClientStreamingChunkEvent | None:
    """Return what of an event's words was not said as they came, for those who read chunks alone.

    AutoGen's `Console` prints no message after chunks. `message` is the id of the message it is of.
    """
    left = [unsaid(each, said) for each in words_of(event)] if said else []
    rest = "\n".join(filter(None, left))
    if not rest:
        return None
    return ModelClientStreamingChunkEvent(
        content=f"\n{rest}", source=COACH, full_message_id=message
    )
