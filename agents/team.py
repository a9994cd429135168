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
    StructuredMessage,
)
from autogen_core import CancellationToken
from pydantic import BaseModel

from agents.briefed import BriefedAgent, message_of
from agents.candidate import CANDIDATE, Candidate, Left, inquired, spoken
from agents.candidate_coach import CandidateCoach
from agents.critic import Critic
from agents.early import LikelyCritique, VerdictSeen
from agents.interviewer import Interviewer
from agents.ledger import Ledger
from agents.turns import Turns
from practice import event as events
from practice.dialogue import Dialogue
from practice.question import Question
from practice.step import Ask, Close, Coach, End, Hear, Help, Judge, Rate, Tell, Try
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

        Between them comes what is told early (agents/early.py), which is no part of the result.

        `task` is what the candidate says: text (a line with / is a command) or one of our events.
        """
        token = cancellation_token or CancellationToken()
        waiting = _as_list(task)
        told: list[Message] = []
        while True:
            await self._going.wait()
            if token.is_cancelled():
                break
            step = self.state.step()
            if isinstance(step, End):
                break
            if isinstance(step, Hear | Rate) and not waiting and self.agents.candidate is None:
                break
            own_words = bool(waiting) and isinstance(step, Hear | Rate)
            said: BaseModel | None = self._from_task(waiting.pop(0)) if own_words else None
            if said is None:
                async for each in self._turn(step, token):
                    if isinstance(each, BaseAgentEvent):
                        yield each
                    else:
                        said = each
            assert said is not None, "an agent ends its turn with a message"
            if isinstance(said, Left):
                yield TaskResult(messages=told, stop_reason=LEFT + said.how)
                return
            speaker = CANDIDATE if own_words else self._agent(step).name
            message = self._journaled(speaker, self._fit(said))
            self._look_ahead(self.state, token)
            if output_task_messages or not own_words:
                told.append(message)
                yield message
        yield TaskResult(messages=told, stop_reason=self._stop_reason(token))

    def _stop_reason(self, token: CancellationToken) -> str:
        if token.is_cancelled():
            return CANCELLED
        return FINISHED if isinstance(self.state.step(), End) else WAITING

    async def _turn(
        self, step: Any, token: CancellationToken
    ) -> AsyncGenerator[BaseAgentEvent | BaseModel, None]:
        """Yield what the agent whose turn it is tells early, then what it says."""
        brief = await self.turns.brief(step, self.state)
        try:
            async for each in self._agent(step).ask(brief, token):
                if isinstance(each, LikelyCritique):
                    likely = self.turns.completed(step, self.state, each.critique)
                    self._look_ahead(self._supposing(self.state, likely), token)
                elif isinstance(each, BaseAgentEvent):
                    yield each
                else:
                    yield self.turns.completed(step, self.state, each)
        except BaseException:
            self.agents.coach.ahead.give_up()
            self.agents.interviewer.ahead.give_up()
            raise

    def _look_ahead(self, state: Dialogue, token: CancellationToken) -> None:
        """Let coach and interviewer begin on what they will be asked, once a critique is in `state`."""
        step = state.step()
        if not isinstance(step, Coach):
            return
        brief = self.turns.coach(state, step)
        self.agents.coach.get_ready(brief, token)
        coached = events.Coached(
            done_well=None,
            recall=None,
            next_action="",
            offers_hint=step.offer_hint,
            lang=brief.lang,
        )
        state = self._supposing(state, coached)
        then = state.step()
        if isinstance(then, Ask):
            self.agents.interviewer.get_ready(self.turns.ask(state, then), token)
        else:
            self.agents.interviewer.ahead.give_up()

    def _supposing(self, state: Dialogue, event: BaseModel) -> Dialogue:
        """Return the state that an event would lead to."""
        number = state.last_number + 1
        record = events.Record(
            id=number,
            stream=self.ledger.session,
            number=number,
            at=self.ledger.now(),
            event=cast(events.Event, event),
        )
        return state.after(record)

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


def _as_list(task: Task) -> list[str | BaseChatMessage]:
    if task is None:
        return []
    return [task] if isinstance(task, str | BaseChatMessage) else list(task)
