"""Who plays: the agents of one session, each with its voice."""

from dataclasses import dataclass, field, replace

from agents.asked_model import ModelAsked
from agents.asking import Asking
from agents.briefs import TellBrief
from agents.candidate import AnswerSource, Candidate
from agents.candidate_coach import CandidateCoach, ModelCoach
from agents.critic import Critic
from agents.critic_voice import ModelCritic, RulesCritic
from agents.interviewer import Interviewer, ModelInterviewer
from agents.looking_up import Lookups
from agents.notes import Notes
from agents.panel import Panel
from agents.team import Cast
from agents.voice.budget import Budget
from agents.voice.gateway import LiteLLMClient
from agents.voice.model import Context, Line, Model, no_context
from agents.voice.patience import Patience
from agents.voice.service import Service
from practice.event import Answered, Event, Inquired, Requested
from practice.models import AGENTS, Agent
from practice.question import Question
from practice.settings import Settings
from practice.value import Bilingual
from tools.answering import Library
from tools.bank import Bank
from tools.matching import Matcher


@dataclass(frozen=True)
class Voices:
    """The models of one session by agent, and what they share; without any, all speak offline."""

    by_agent: dict[Agent, Model] = field(default_factory=dict)
    service: Service = field(default_factory=Service)
    judgings: int = 1
    """How often the critic's is asked for each answer."""

    def of(self, agent: Agent, context: Context = no_context) -> Model | None:
        """Return the model of an agent, with the memories it is to recall; None is offline."""
        model = self.by_agent.get(agent)
        return replace(model, context=context) if model else None

    def of_critic_alone(self) -> "Voices":
        """Return these voices for a critique of which nobody hears the coach's words."""
        kept: dict[Agent, Model] = {
            agent: model for agent, model in self.by_agent.items() if agent == "critic"
        }
        return replace(self, by_agent=kept)

    def follow(self, event: Event) -> list[Bilingual]:
        """Return what is to be told of the models; what the candidate says begins a new turn."""
        if isinstance(event, Answered | Requested | Inquired):
            self.service.begin_turn()
        return self.service.take_notices()

    async def close(self) -> None:
        """Close what is held open."""
        for model in self.by_agent.values():
            await model.client.close()


def voices_of(settings: Settings, patience: Patience | None = None) -> Voices:
    """Return the configured voices; nothing is loaded or sent yet."""
    service = Service(Budget(settings.models.spending))
    lines = {
        name: Line(client_of(name, settings.endpoint_of(name)), name)
        for name in settings.all_models
    }
    found: dict[Agent, Model] = {}
    for agent in AGENTS:
        names = settings.models_of(agent)
        if names:
            first, *spare = (lines[name] for name in names)
            found[agent] = Model(
                client=first.client,
                name=first.name,
                deadline=settings.deadline,
                spare=tuple(spare),
                service=service,
                patience=patience or Patience(),
                streaming=True,
            )
    return Voices(found, service, settings.judgings)


def client_of(name: str, endpoint: str | None) -> LiteLLMClient:
    """Return the client of one model; without an endpoint it is asked at its provider's own."""
    return LiteLLMClient(name, api_base=endpoint)


def critic_for(
    question: Question, bank: Bank, voices: Voices, matcher: Matcher | None = None
) -> Critic:
    """Return the critic of one question; with a model, the rules judge where it fails."""
    matcher = matcher or bank.matcher(question)
    rules = RulesCritic(question, matcher)
    model = voices.of("critic")
    if model is None:
        return Critic(question, matcher, bank.skills, rules)
    one, count = ModelCritic(question, matcher, model), voices.judgings
    voice = Panel(question, matcher, model, count) if count > 1 else one
    return Critic(question, matcher, bank.skills, voice, fallback=rules)


def cast_for(
    question: Question,
    bank: Bank,
    voices: Voices | None = None,
    source: AnswerSource | None = None,
    context: Context = no_context,
    notes: Notes | None = None,
) -> Cast:
    """Return the agents of one session on `question`; without a source the caller answers.

    `notes` is what a model may read of the candidate.
    """
    matcher, voices = bank.matcher(question), voices or Voices()
    interviewing, helping = voices.of("interviewer", context), voices.of("coach", context)
    asks = ModelInterviewer(question, interviewing) if interviewing else None
    helps = ModelCoach(question, helping) if helping else None
    asking = asking_for(question, matcher, library_of(bank), helping, notes)
    return Cast(
        interviewer=Interviewer(question, matcher, asks),
        critic=critic_for(question, bank, voices, matcher),
        coach=CandidateCoach(question, matcher, bank.skills, helps, asking),
        candidate=Candidate(source) if source else None,
    )


def library_of(bank: Bank) -> Library:
    """Return the bank as the coach looks through it; it is read at the first question."""
    return Library(bank.readable, lambda: bank.lexicon)


def asking_for(
    question: Question,
    matcher: Matcher,
    library: Library,
    model: Model | None = None,
    notes: Notes | None = None,
) -> Asking:
    """Return who answers the candidate's questions to the coach."""
    asking = Asking(question, matcher, library)
    if model is not None:
        known = notes or Notes()

        def lookups(brief: TellBrief) -> Lookups:
            return Lookups(question, matcher, asking.finder, known, brief)

        asking.voice = ModelAsked(model, lookups)
    return asking
