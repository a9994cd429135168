"""Who plays: the agents of one session, each with its voice."""

from dataclasses import replace

from agents.asked_model import ModelAsked
from agents.asking import Asking
from agents.briefs import TellBrief
from agents.candidate import AnswerSource, Candidate
from agents.candidate_coach import CandidateCoach, ModelCoach
from agents.critic import Critic
from agents.critic_voice import ModelCritic, RulesCritic
from agents.gateway import LiteLLMClient
from agents.interviewer import Interviewer, ModelInterviewer
from agents.looking_up import Lookups
from agents.model import Context, Model, no_context
from agents.notes import Notes
from agents.team import Cast
from practice.question import Question
from practice.settings import Settings
from tools.answering import Library
from tools.bank import Bank
from tools.matching import Matcher


def model_of(settings: Settings) -> Model | None:
    """Return the configured model, or None for the offline voice; nothing is sent yet."""
    if settings.model is None:
        return None
    client = LiteLLMClient(settings.model, api_base=settings.api_base)
    return Model(client=client, name=settings.model, deadline=settings.deadline)


def critic_for(question: Question, bank: Bank, model: Model | None) -> Critic:
    """Return the critic of one question; with a model, the rules judge where it fails."""
    matcher = bank.matcher(question)
    rules = RulesCritic(question, matcher)
    if model is None:
        return Critic(question, matcher, bank.skills, rules)
    voice = ModelCritic(question, matcher, replace(model, context=no_context))
    return Critic(question, matcher, bank.skills, voice, fallback=rules)


def cast_for(
    question: Question,
    bank: Bank,
    model: Model | None = None,
    source: AnswerSource | None = None,
    context: Context = no_context,
    notes: Notes | None = None,
) -> Cast:
    """Return the agents of one session on `question`; without a source the caller answers.

    `notes` is what a model may read of the candidate.
    """
    matcher = bank.matcher(question)
    speaking = replace(model, context=context) if model else None
    asks = ModelInterviewer(question, speaking) if speaking else None
    helps = ModelCoach(question, speaking) if speaking else None
    asking = asking_for(question, matcher, library_of(bank), speaking, notes)
    return Cast(
        interviewer=Interviewer(question, matcher, asks),
        critic=critic_for(question, bank, model),
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
