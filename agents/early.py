"""What an agent tells before its turn is over, as events of the AgentChat kind.

Nothing of it is journaled and nothing is decided by it: what counts is the message that follows.
"""

from typing import Literal

from autogen_agentchat.messages import BaseAgentEvent

from practice.verdict import Critique, Verdict


class VerdictSeen(BaseAgentEvent):
    """The critic has one verdict that code has checked; the whole judgement is still to come."""

    type: Literal["VerdictSeen"] = "VerdictSeen"
    verdict: Verdict

    def to_text(self) -> str:
        """Return it in words; of what is missing nothing is told early."""
        return f"{self.verdict.verdict}: {self.verdict.quote}"


class LikelyCritique(BaseAgentEvent):
    """What the critique will most likely be; for the team alone, which shows it to nobody."""

    type: Literal["LikelyCritique"] = "LikelyCritique"
    critique: Critique

    def to_text(self) -> str:
        """Return nothing of it."""
        return "half judged"
