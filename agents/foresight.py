"""What coach and interviewer will most likely be asked next, so that they begin on it already.

While the critic still writes, that is the advice and the probe after its critique; while the
candidate reads a probe, the first hint to it. Only a candidate of the team's own is watched reading.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from autogen_core import CancellationToken
from pydantic import BaseModel

from agents.briefs import HelpBrief
from agents.candidate_coach import CandidateCoach
from agents.interviewer import Interviewer
from agents.ledger import Ledger
from agents.turns import Turns
from practice import event as events
from practice.dialogue import Dialogue
from practice.step import Ask, Close, Coach, Hear, Judge, Rate, Step

READING = 0.5
"""Seconds on a probe before the hint to it is asked for: who speaks at once has no use for it."""


class Foresight:
    """Lets the agents of one session begin on what comes next, and give up what does not."""

    def __init__(
        self, coach: CandidateCoach, interviewer: Interviewer, turns: Turns, ledger: Ledger
    ) -> None:
        self.coach = coach
        self.interviewer = interviewer
        self.turns = turns
        self.ledger = ledger
        self.reading_time = READING

    def look(self, state: Dialogue, token: CancellationToken) -> None:
        """Let coach and interviewer begin once a critique is in `state`, known or likely.

        An answer ends what is under way for a hint: nobody asked for it.
        """
        match state.step():
            case Coach() as step:
                self._after_critique(state, step, token)
            case Rate() | Judge() | Ask() | Close():
                self.coach.hint_ahead.give_up_unfinished()

    def _after_critique(self, state: Dialogue, step: Coach, token: CancellationToken) -> None:
        brief = self.turns.coach(state, step)
        self.coach.get_ready(brief, token)
        coached = events.Coached(
            done_well=None,
            recall=None,
            next_action="",
            offers_hint=step.offer_hint,
            lang=brief.lang,
        )
        state = self.supposing(state, coached)
        then = state.step()
        if isinstance(then, Ask):
            self.interviewer.get_ready(self.turns.ask(state, then), token)
        else:
            self.interviewer.ahead.give_up()

    def supposing(self, state: Dialogue, event: BaseModel) -> Dialogue:
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

    @contextmanager
    def reading(self, step: Step, state: Dialogue, token: CancellationToken) -> Iterator[None]:
        """While an agent has its turn, let the hint be worded that it may ask for next."""
        brief = self._first_hint(step, state)
        if brief is None:
            yield
            return
        soon = asyncio.get_running_loop().call_later(
            self.reading_time, self.coach.get_hint_ready, brief, token
        )
        try:
            yield
        finally:
            soon.cancel()

    def _first_hint(self, step: Step, state: Dialogue) -> HelpBrief | None:
        """Return the brief of the first hint to the probe that is being read, or None."""
        asked = state.asked
        if not isinstance(step, Hear) or asked is None or asked.what != "probe":
            return None
        hint = state.next_hint()
        first = hint.rung == 1 and hint.point == asked.point
        return self.turns.help(state, hint) if first else None

    def give_up(self) -> None:
        """End whatever is begun ahead."""
        self.coach.give_up()
        self.interviewer.ahead.give_up()
