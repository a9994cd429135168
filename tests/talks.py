"""Teams over the tea question, for tests that let agents talk."""

from collections.abc import Sequence
from datetime import datetime

from autogen_agentchat.base import TaskResult
from pydantic import BaseModel

from agents.candidate import AnswerSource, Candidate
from agents.candidate_coach import CandidateCoach, ModelCoach
from agents.critic import Critic
from agents.critic_voice import ModelCritic, RulesCritic
from agents.interviewer import Interviewer, ModelInterviewer
from agents.ledger import LooseLedger
from agents.panel import Panel
from agents.team import Cast, PracticeTeam
from agents.turns import Recall, Turns, recall_nothing
from agents.voice.model import Model
from practice.event import Event, Started
from practice.recollection import Recollection
from tests.samples import NOON, tea_matcher, tea_question, tea_skills


def started(**changes: object) -> Started:
    """Return the beginning of a practice session in English."""
    facts: dict[str, object] = {
        "question": "tea",
        "mode": "practice",
        "lang": "en",
        "rounds": 5,
        "version": "test",
    }
    return Started.model_validate({**facts, **changes})


def tea_cast(
    model: Model | None = None, source: AnswerSource | None = None, judgings: int = 1
) -> Cast:
    """Return the agents, offline or with a model; several judgings make a panel of the critic."""
    question, matcher, skills = tea_question(), tea_matcher(), tea_skills()
    rules = RulesCritic(question, matcher)
    candidate = Candidate(source) if source else None
    if model is None:
        return Cast(
            interviewer=Interviewer(question, matcher),
            critic=Critic(question, matcher, skills, rules),
            coach=CandidateCoach(question, matcher, skills),
            candidate=candidate,
        )
    one = ModelCritic(question, matcher, model)
    voice = Panel(question, matcher, model, judgings) if judgings > 1 else one
    return Cast(
        interviewer=Interviewer(question, matcher, ModelInterviewer(question, model)),
        critic=Critic(question, matcher, skills, voice, fallback=rules),
        coach=CandidateCoach(question, matcher, skills, ModelCoach(question, model)),
        candidate=candidate,
    )


def tea_team(
    *,
    model: Model | None = None,
    source: AnswerSource | None = None,
    recall: Recall = recall_nothing,
    begun: Started | None = None,
    clock: datetime = NOON,
    judgings: int = 1,
) -> PracticeTeam:
    """Return a team at the beginning of a session that nobody keeps."""
    ledger = LooseLedger(lambda: clock)
    ledger.append(begun or started())
    question = tea_question()
    turns = Turns(question, tea_matcher(), ledger, recall)
    return PracticeTeam(question, tea_cast(model, source, judgings), turns, ledger)


async def say_to(team: PracticeTeam, *words: str) -> list[BaseModel]:
    """Put each of the words to the team and return all events told, from the beginning on."""
    await team.run()
    for each in words:
        await team.run(task=each)
    return events(team)


def events(team: PracticeTeam) -> list[BaseModel]:
    """Return the session's events without its beginning."""
    told: Sequence[Event] = [record.event for record in team.ledger.records()]
    return list(told[1:])


def kinds(team: PracticeTeam) -> list[str]:
    """Return the kinds of the session's events without its beginning."""
    return [str(record.event.kind) for record in team.ledger.records()][1:]


def reason(result: TaskResult) -> str:
    """Return why a run stopped."""
    return result.stop_reason or ""


def recalling(*remembered: Recollection) -> Recall:
    """Return a recall that knows these gaps."""

    async def recall(gaps: Sequence[str]) -> list[Recollection]:
        return [each for each in remembered if each.gap in gaps]

    return recall
