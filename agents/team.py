"""The team: AgentChat's public `Team` over our own state machine.

The machine (practice/dialogue.py) says whose turn it is, that agent is called, and what it says is
journaled before anybody hears it. Without a candidate among the agents the team returns to its
caller when it is the candidate's turn, and goes on with the next task. It runs under AutoGen's
`Console`; inside another team, that team must be given `custom_message_types=PracticeTeam.messages`.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from autogen_agentchat.base import TaskResult, Team
from autogen_agentchat.messages import (
    BaseAgentEvent,
    BaseChatMessage,
    BaseTextChatMessage,
    ModelClientStreamingChunkEvent,
    StructuredMessage,
)
from autogen_core import CancellationToken
from pydantic import BaseModel

from agents.aloud import rest_of
from agents.briefed import BriefedAgent, message_of
from agents.candidate import CANDIDATE, Candidate, Left, inquired, spoken
from agents.candidate_coach import CandidateCoach
from agents.critic import Critic
from agents.early import LikelyCritique, VerdictSeen
from agents.foresight import Foresight
from agents.interviewer import Interviewer
from agents.ledger import Ledger
from agents.turns import Turns
from practice import event as events
from practice.dialogue import Dialogue
from practice.question import Question
from practice.step import Ask, Close, Coach, End, Hear, Help, Judge, Rate, Step, Tell, Try
from practice.typed import Code, Inquiry, Said, Wish, read_block

Message = BaseAgentEvent | BaseChatMessage
Task = str | BaseChatMessage | Sequence[BaseChatMessage] | None

WAITING = "waiting for the candidate"
FINISHED = "the session is closed"
LEFT = "the candidate has left: "
CANCELLED = "cancelled"


@dataclass(frozen=True)
class Cast:
    """The agents of one session; without a candidate the caller answers."""

    interviewer: Interviewer
    critic: Critic
    coach: CandidateCoach
    candidate: Candidate | None = None


class PracticeTeam(Team):
    """Runs one session; its whole state is the session's events in the ledger."""

    component_type = "team"
    messages: Sequence[type[BaseChatMessage | BaseAgentEvent]] = (
        VerdictSeen,
        *(
            StructuredMessage[kind]  # type: ignore[valid-type]
            for kind in (
                *(events.Asked, events.Answered, events.Rated, events.Requested, events.Critiqued),
                *(events.Submitted, events.Ran),
                *(events.Coached, events.Hinted, events.Explained, events.Revealed),
                *(events.Inquired, events.Told),
                *(events.Declined, events.Closed, events.Reflected),
            )
        ),
    )
    """The message types that the team produces."""

    def __init__(self, question: Question, agents: Cast, turns: Turns, ledger: Ledger) -> None:
        self.question = question
        self.agents = agents
        self.turns = turns
        self.ledger = ledger
        self.foresight = Foresight(agents.coach, agents.interviewer, turns, ledger)
        self.state = Dialogue.of(question, ledger.records())
        self._going = asyncio.Event()
        self._going.set()

    @property
    def name(self) -> str:
        """The team's name."""
        return "practice"

    @property
    def description(self) -> str:
        """What the team does."""
        return "Interviews, judges and coaches a candidate on one question."

    async def run(
        self,
        *,
        task: Task = None,
        cancellation_token: CancellationToken | None = None,
        output_task_messages: bool = True,
    ) -> TaskResult:
        """Return the messages until the session closes or the candidate's turn comes."""
        result: TaskResult | None = None
        async for message in self.run_stream(
            task=task,
            cancellation_token=cancellation_token,
            output_task_messages=output_task_messages,
        ):
            if isinstance(message, TaskResult):
                result = message
        assert result is not None
        return result

    async def run_stream(
        self,
        *,
        task: Task = None,
        cancellation_token: CancellationToken | None = None,
        output_task_messages: bool = True,
    ) -> AsyncGenerator[Message | TaskResult, None]:
        """Yield each message once it is journaled, and at last the TaskResult.

        Between them comes what is told early (agents/early.py, agents/aloud.py), which is no part
        of the result.

        `task` is what the candidate says: text (a line with / is a command) or one of our events.
        """
        token = cancellation_token or CancellationToken()
        waiting = _as_list(task)
        told: list[Message] = []
        try:
            while (step := await self._next(waiting, token)) is not None:
                own_words = bool(waiting) and _is_candidates(step)
                own = self._from_task(waiting.pop(0)) if own_words else None
                async for each in self._heard(step, own, token):
                    if isinstance(each, Left):
                        yield TaskResult(messages=told, stop_reason=LEFT + each.how)
                        return
                    if isinstance(each, BaseAgentEvent):
                        yield each
                    elif output_task_messages or not own_words:
                        told.append(each)
                        yield each
        finally:
            self.foresight.give_up()
        yield TaskResult(messages=told, stop_reason=self._stop_reason(token))

    async def _next(self, waiting: Sequence[Any], token: CancellationToken) -> Step | None:
        """Return the next step once it may be taken; None where the run ends before it."""
        await self._going.wait()
        step = self.state.step()
        absent = not waiting and self.agents.candidate is None
        if token.is_cancelled() or isinstance(step, End) or (absent and _is_candidates(step)):
            return None
        return step

    async def _heard(
        self, step: Step, own: BaseModel | None, token: CancellationToken
    ) -> AsyncGenerator[Message | Left, None]:
        """Yield what is told early at a step, then the message once it is journaled, or Left.

        `own` is what a task of the caller's says in place of an agent.
        """
        chunks: list[str] = []
        speaker = CANDIDATE if own is not None else self._agent(step).name
        async for each in _alone(own) if own is not None else self._turn(step, token):
            if isinstance(each, ModelClientStreamingChunkEvent):
                chunks.append(each.content)
            if isinstance(each, BaseAgentEvent | Left):
                yield each
                continue
            message = self._journaled(speaker, self._fit(each))
            self.foresight.look(self.state, token)
            rest = rest_of(each, chunks, message.id)
            if rest is not None:
                yield rest
            yield message

    def _stop_reason(self, token: CancellationToken) -> str:
        if token.is_cancelled():
            return CANCELLED
        return FINISHED if isinstance(self.state.step(), End) else WAITING

    async def _turn(
        self, step: Any, token: CancellationToken
    ) -> AsyncGenerator[BaseAgentEvent | BaseModel, None]:
        """Yield what the agent whose turn it is tells early, then what it says."""
        brief = await self.turns.brief(step, self.state)
        with self.foresight.reading(step, self.state, token):
            async for each in self._agent(step).ask(brief, token):
                if isinstance(each, LikelyCritique):
                    likely = self.turns.completed(step, self.state, each.critique)
                    self.foresight.look(self.foresight.supposing(self.state, likely), token)
                elif isinstance(each, BaseAgentEvent):
                    yield each
                else:
                    yield self.turns.completed(step, self.state, each)

    def _agent(self, step: Any) -> BriefedAgent[Any]:
        match step:
            case Ask() | Close():
                return self.agents.interviewer
            case Judge() | Try():
                return self.agents.critic
            case Help(command="why"):
                return self.agents.critic
            case Coach() | Help() | Tell():
                return self.agents.coach
            case _:
                assert self.agents.candidate is not None
                return self.agents.candidate

    def _journaled(self, source: str, event: BaseModel) -> StructuredMessage[Any]:
        record = self.ledger.append(cast(events.Event, event))
        self.state = self.state.after(record)
        return message_of(
            event,
            source,
            session=record.stream,
            seq=str(record.number),
            at=record.at.isoformat(),
        )

    def _fit(self, said: BaseModel) -> BaseModel:
        """An answer to the question back is a reflection, whoever gave it."""
        reflecting = isinstance(self.state.step(), Hear) and (
            self.state.asked is not None and self.state.asked.what == "reflection"
        )
        if reflecting and isinstance(said, events.Answered):
            return events.Reflected(text=said.text)
        return said

    def _from_task(self, task: str | BaseChatMessage) -> BaseModel:
        """Return the candidate's event that a task stands for. Raises: ValueError."""
        if isinstance(task, StructuredMessage):
            return cast(BaseModel, task.content)
        text = task if isinstance(task, str) else None
        if isinstance(task, BaseTextChatMessage):
            text = task.content
        typed = read_block(text) if text is not None else None
        match typed:
            case Wish(command=command):
                return events.Requested(command=command)
            case Inquiry(text=words):
                return inquired(words, self.turns.hear(self.state).lang)
            case Code(code=code) if self.turns.hear(self.state).takes_code:
                return events.Submitted(code=code)
            case Said(text=words) | Code(text=words):
                return spoken(words, self.turns.hear(self.state))
            case _:
                raise ValueError("a task is an answer, a command, or one of our events")

    async def reset(self) -> None:
        """Refused: events are never taken back; make a team over a new session instead."""
        raise ValueError("a session cannot be reset; begin a new one with a new ledger")

    async def pause(self) -> None:
        """Stop before the next step."""
        self._going.clear()

    async def resume(self) -> None:
        """Go on after a pause."""
        self._going.set()

    async def save_state(self) -> Mapping[str, Any]:
        """Return where the session stands; what was said is in the journal."""
        return {"version": 1, "session": self.ledger.session, "seq": self.state.last_number}

    async def load_state(self, state: Mapping[str, Any]) -> None:
        """Take up the session where the journal has it. Raises: ValueError for another session."""
        here = {"version": 1, "session": self.ledger.session}
        if {key: state.get(key) for key in here} != here:
            raise ValueError(f"this team runs session {self.ledger.session}, version 1")
        self.state = Dialogue.of(self.question, self.ledger.records())


def _is_candidates(step: Step) -> bool:
    return isinstance(step, Hear | Rate)


async def _alone(said: BaseModel) -> AsyncGenerator[BaseAgentEvent | BaseModel, None]:
    """Yield what was said, with nothing before it."""
    yield said


def _as_list(task: Task) -> list[str | BaseChatMessage]:
    if task is None:
        return []
    return [task] if isinstance(task, str | BaseChatMessage) else list(task)
