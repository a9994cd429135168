"""How far a long piece of work is, said on standard error once it has taken a second."""

import time

from tools.screen import Screen
from tools.wording import say

FIRST, AGAIN = 1.0, 5.0
"""Seconds before the first line, and between two of them."""


class Progress:
    """Told how many are done, beginning with none, and of how many; short work passes in silence."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Say it where it is time to."""
        now = time.monotonic()
        if done == 0:
            self._next = now + FIRST
        elif done < total and now >= self._next:
            self._next = now + AGAIN
            text = say("memory.progress", self._screen.lang, done=done, total=total)
            self._screen.notice(text)
