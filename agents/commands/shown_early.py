"""What is on the screen before the message that it belongs to."""

from autogen_agentchat.messages import BaseAgentEvent, ModelClientStreamingChunkEvent

from agents.early import VerdictSeen
from practice.dialogue import Dialogue
from practice.event import Critiqued, Event
from practice.verdict import Verdict
from tools.presentation import Presentation
from tools.sheet import Line


class ShownEarly:
    """The verdicts and the coach's words shown so far, each of them once."""

    def __init__(self) -> None:
        self.verdicts: list[Verdict] = []
        self.words: list[str] = []

    def lines(self, told: BaseAgentEvent, shown: Presentation, state: Dialogue) -> list[Line]:
        """Return the lines of what is told early; the rest of a message comes with the message."""
        match told:
            case VerdictSeen(verdict=verdict):
                lines = list(shown.verdict_lines(verdict, state))
                if not lines or any(each.point == verdict.point for each in self.verdicts):
                    return []
                self.verdicts.append(verdict)
                return lines
            case ModelClientStreamingChunkEvent(content=words, full_message_id=None):
                lines = list(shown.spoken_lines(words, state))
                self.words.append(words)
                return lines
            case _:
                return []

    def over(self, event: Event, *, closes_at_once: bool) -> None:
        """Forget what an event has told whole; a critique that closes at once goes on to its close."""
        self.words.clear()
        if isinstance(event, Critiqued) and not closes_at_once:
            self.verdicts.clear()
