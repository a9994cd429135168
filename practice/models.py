"""Which model speaks for which agent, which ones stand in, and what all of it may cost.

From the settings file:

    fallback = ["openai/gpt-4o-mini"]
    [models]
    critic = "anthropic/claude-sonnet-4-5"
    coach = ""                     # the offline voice for this agent
    judgings = 3                   # how often the critic's model is asked for each answer
    [budget]
    turn_tokens = 60000
    session_money = 2.5            # US dollars, where the price is known
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, get_args

from practice.errors import UsageError

Agent = Literal["critic", "coach", "interviewer"]
AGENTS: tuple[Agent, ...] = get_args(Agent)
JUDGINGS = "judgings"
"""What stands under [models] and is no agent; like a setting of its own it has a variable too."""
MODEL_KEYS = frozenset({"models", "fallback", "budget"})


@dataclass(frozen=True)
class Spending:
    """What one turn and one whole session may use; money in US dollars."""

    turn_tokens: float = 60_000
    session_tokens: float = 1_000_000
    turn_money: float = 0.5
    session_money: float = 5.0


@dataclass(frozen=True)
class Models:
    """The models of a run beside the one that all agents share."""

    by_agent: Mapping[str, str] = field(default_factory=dict)
    """An agent's own model; empty is the offline voice."""
    fallback: tuple[str, ...] = ()
    spending: Spending = Spending()

    def of(self, agent: Agent, shared: str | None) -> tuple[str, ...]:
        """Return the models that speak for an agent, each after the one before has failed for good."""
        own = self.by_agent.get(agent, shared)
        if not own:
            return ()
        return tuple(dict.fromkeys((own, *self.fallback)))


def read_models(file: Mapping[str, object]) -> Models:
    """Return what the settings file says of models. Raises: UsageError naming what is wrong."""
    return Models(_by_agent(file), _fallback(file), _spending(file))


def models_section(file: Mapping[str, object]) -> Mapping[str, object]:
    """Return what stands under [models]. Raises: UsageError where that is no section."""
    found = file.get("models", {})
    if not isinstance(found, Mapping):
        raise _wrong("models", 'critic = "…"')
    return found


def _by_agent(file: Mapping[str, object]) -> dict[str, str]:
    found = {name: model for name, model in models_section(file).items() if name != JUDGINGS}
    for name, model in found.items():
        if name not in AGENTS or not isinstance(model, str):
            raise UsageError(
                f"settings.toml: [models] {name}: one of {', '.join(AGENTS)}, each a model in"
                f" quotes, or {JUDGINGS}, a number",
                zh=f"settings.toml：[models] {name}：只能是 {'、'.join(AGENTS)}，值是引号里的模型名，"
                f"或 {JUDGINGS}，值是数字",
            )
    return {str(name): str(model) for name, model in found.items()}


def _fallback(file: Mapping[str, object]) -> tuple[str, ...]:
    found = file.get("fallback", [])
    if not isinstance(found, list) or not all(isinstance(each, str) and each for each in found):
        raise _wrong("fallback", '["…"]')
    return tuple(found)


def _spending(file: Mapping[str, object]) -> Spending:
    found = file.get("budget", {})
    if not isinstance(found, Mapping):
        raise _wrong("budget", "turn_tokens = 60000")
    known = {each.name for each in fields(Spending)}
    for name, limit in found.items():
        number = isinstance(limit, int | float) and not isinstance(limit, bool)
        if name not in known or not number or not 0 <= limit < float("inf"):
            raise UsageError(
                f"settings.toml: [budget] {name}: one of {', '.join(sorted(known))}, each a number",
                zh=f"settings.toml：[budget] {name}：只能是 {'、'.join(sorted(known))}，值是数字",
            )
    return Spending(**{str(name): float(limit) for name, limit in found.items()})


def _wrong(name: str, example: str) -> UsageError:
    return UsageError(
        f"settings.toml: {name} cannot be read; write it like {name}: {example}",
        zh=f"settings.toml：{name} 读不懂；写法如 {name}：{example}",
    )
