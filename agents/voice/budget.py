"""What a session may ask of its models: requests, tokens and money, each turn and altogether."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields

from autogen_core.models import RequestUsage

from agents.voice.fault import ModelError
from practice.models import Spending

CALLS = 12
"""Requests in one turn, by all agents together, repeats included."""
AMPLE_TOKENS, AMPLE_MONEY = 8_000, 0.02
"""What must be left for a request that nobody waits for yet; three of them may be under way."""


class Budget:
    """Counts what is used, and refuses the next request once a limit is reached.

    A request that has begun is paid for, so the last one may go over by its own size; one that
    failed counts as a request alone, because nobody says what it has used.
    """

    def __init__(
        self,
        spending: Spending | None = None,
        calls: int = CALLS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.spending = spending or Spending()
        self.calls = calls
        self.calls_made = self.turn_calls = 0
        self.session_tokens = self.turn_tokens = 0
        self.session_money = self.turn_money = 0.0
        self.sent_tokens = self.received_tokens = 0
        self.unpriced = self.estimated = False
        """Whether some reply had no known price, or was counted by its characters."""
        self.waited = 0.0
        """Seconds in which at least one step was under way."""
        self._clock = clock
        self._steps, self._since = 0, 0.0

    def begin_turn(self) -> None:
        """Count anew what a turn may use."""
        self.turn_calls = self.turn_tokens = 0
        self.turn_money = 0.0

    def take(self, model: str, kept: int = 0) -> None:
        """Count one request that is about to be sent; the turn's last `kept` are for others.

        Raises: ModelError where a limit is reached.
        """
        refusal = self.refusal(model, kept)
        if refusal is not None:
            raise refusal
        self.turn_calls += 1
        self.calls_made += 1

    def refusal(self, model: str, kept: int = 0) -> ModelError | None:
        """Return which limit is reached, so that nothing more may be sent; None where none is."""
        if self.turn_calls >= self.calls - kept:
            return ModelError("calls", model, str(self.calls - kept))
        for each in fields(Spending):
            used, limit = getattr(self, each.name), getattr(self.spending, each.name)
            if used >= limit and (used or each.name.endswith("tokens")):
                return ModelError("budget", model, f"{each.name} = {limit:.10g}")
        return None

    def ample(self) -> bool:
        """Return whether there is room for what may turn out not to be wanted."""
        tokens = self.spending.turn_tokens - self.turn_tokens
        tokens = min(tokens, self.spending.session_tokens - self.session_tokens)
        money = self.spending.turn_money - self.turn_money
        money = min(money, self.spending.session_money - self.session_money)
        return tokens >= AMPLE_TOKENS and (money > AMPLE_MONEY or not self.session_money)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count the time of one step; steps beside each other are waited for once."""
        if not self._steps:
            self._since = self._clock()
        self._steps += 1
        try:
            yield
        finally:
            self._steps -= 1
            if not self._steps:
                self.waited += self._clock() - self._since

    def spend(self, usage: RequestUsage, money: float | None, *, estimated: bool = False) -> None:
        """Count what a reply has used; `money` in US dollars, None where no price is known."""
        self.sent_tokens += usage.prompt_tokens
        self.received_tokens += usage.completion_tokens
        self.unpriced = self.unpriced or money is None
        self.estimated = self.estimated or estimated
        tokens = usage.prompt_tokens + usage.completion_tokens
        self.turn_tokens += tokens
        self.session_tokens += tokens
        self.turn_money += money or 0.0
        self.session_money += money or 0.0
