"""Who speaks next in a session, and why: a pure state machine over the session's events.

    Ask ─► Hear ─► (Rate) ─► Judge ─► Coach ─► Ask a probe … ─► Close ─► Ask for a reflection ─► End
             ├─ code ─► Try ─► Hear again
             ├─ a request ─► Give a hint, explain, reveal or decline ─► Hear again
             └─ a question to the coach ─► Tell ─► Hear (or Rate) again

`Dialogue.after(record)` takes in what has happened, `Dialogue.step()` says what comes next. Nothing
is read out of anybody's prose.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from practice.event import (
    Answered,
    Asked,
    Closed,
    CloseReason,
    Coached,
    Command,
    Critiqued,
    Declined,
    Explained,
    Hinted,
    Inquired,
    PointStanding,
    Ran,
    Rated,
    Record,
    Reflected,
    Requested,
    Revealed,
    Started,
    Submitted,
    Told,
)
from practice.profile_event import OfProfile
from practice.question import WORKED_RUNG, KeyPoint, Question
from practice.standing import open_points, progressed
from practice.step import (
    Ask,
    Close,
    Coach,
    End,
    Hear,
    Help,
    Judge,
    Rate,
    Refusal,
    Step,
    Tell,
    Try,
)
from practice.verdict import Mark

WEIGHTY = 2.0
"""Points of this weight or more must be covered before the interviewer is content."""
PATIENCE = 2
"""Judged answers in a row without progress that end a session."""
WEAK = 25.0
"""Below this score a hint is offered once, unasked."""
DEFAULT_ROUNDS = 5


Turn = Literal["decide", "hear", "rate", "try", "judge", "coach", "help", "tell"]
"""What the last event leaves to be done."""


@dataclass(frozen=True)
class Dialogue:
    """The state of one session after its events so far."""

    question: Question
    started: Started | None = None
    asked: Asked | None = None
    answers: tuple[str, ...] = ()
    critiques: tuple[Critiqued, ...] = ()
    hints: tuple[Hinted, ...] = ()
    probed: frozenset[str] = frozenset()
    ratings: tuple[Rated, ...] = ()
    request: Command | None = None
    code: str | None = None
    """The code last submitted."""
    inquiry: Inquired | None = None
    """The question to the coach that is not answered yet."""
    put_off: Turn = "hear"
    """Whose turn it is again once the coach has answered it."""
    revealed: bool = False
    hint_offered: bool = False
    tried_since_hint: bool = True
    closed: Closed | None = None
    reflected: bool = False
    turn: Turn = "decide"
    last_number: int = 0
    standings: dict[str, PointStanding] = field(default_factory=dict)
    false: dict[str, str] = field(default_factory=dict)
    mark: Mark | None = None

    @classmethod
    def of(cls, question: Question, records: Iterable[Record]) -> "Dialogue":
        """Return the state after `records`, the journaled events of one session."""
        state = cls(question)
        for record in records:
            state = state.after(record)
        return state

    # ------------------------------------------------------------------ what has happened

    def after(self, record: Record) -> "Dialogue":
        """Return the state after one more event."""
        state = replace(self, last_number=record.number)
        match record.event:
            case Asked() as event:
                probed = state.probed | ({event.point} if event.point else frozenset())
                return replace(state, asked=event, probed=probed, request=None, turn="hear")
            case Answered() as event:
                turn: Turn = "rate" if state._wants_rating() else "judge"
                answers = (*state.answers, event.text)
                return replace(state, answers=answers, turn=turn, tried_since_hint=True)
            case Rated() as event:
                return replace(state, ratings=(*state.ratings, event), turn="judge")
            case Critiqued() as event:
                return state._after_critique(event)
            case Requested() as event:
                return state._after_request(event.command)
            case Submitted() | Ran() | Inquired() | Told() as event:
                return state._after_aside(event)
            case Hinted() | Explained() | Revealed() | Declined() as event:
                return state._after_help(event)
            case Started() | Coached() | Closed() | Reflected() as event:
                return state._after_stage(event)
            case OfProfile():
                raise ValueError(f"{record.event.kind} belongs to no session")

    def _after_aside(self, event: Submitted | Ran | Inquired | Told) -> "Dialogue":
        """Return the state after what leaves open what was asked."""
        match event:
            case Submitted(code=code):
                return replace(self, code=code, turn="try")
            case Ran():
                return replace(self, turn="hear")
            case Inquired():
                return replace(self, inquiry=event, put_off=self.turn, turn="tell")
            case Told():
                return replace(self, inquiry=None, put_off="hear", turn=self.put_off)

    def _after_help(self, event: Hinted | Explained | Revealed | Declined) -> "Dialogue":
        state = replace(self, request=None, turn="hear")
        match event:
            case Hinted():
                return replace(state, hints=(*self.hints, event), tried_since_hint=False)
            case Revealed():
                telling = self.asked is not None and self.asked.what == "own_words"
                return replace(state, revealed=True, turn="hear" if telling else "decide")
            case _:
                return state

    def _after_stage(self, event: Started | Coached | Closed | Reflected) -> "Dialogue":
        state = replace(self, turn="decide")
        match event:
            case Started():
                return replace(state, started=event)
            case Coached():
                return replace(state, hint_offered=self.hint_offered or event.offers_hint)
            case Closed():
                return replace(state, closed=event)
            case Reflected():
                return replace(state, reflected=True)

    def _after_critique(self, event: Critiqued) -> "Dialogue":
        return replace(
            self,
            critiques=(*self.critiques, event),
            standings=event.standings,
            false=event.false,
            mark=event.mark,
            turn="coach",
        )

    def _after_request(self, command: Command) -> "Dialogue":
        reflecting = self.asked is not None and self.asked.what == "reflection"
        if reflecting:
            return replace(self, reflected=True, turn="decide")
        if command in ("skip", "done"):
            return replace(self, request=command, turn="decide")
        return replace(self, request=command, turn="help")

    def _wants_rating(self) -> bool:
        skipped = any(each.rating is None for each in self.ratings)
        return bool(self.started and self.started.rating) and not skipped

    # ------------------------------------------------------------------ what comes next

    def step(self) -> Step:
        """Return what comes next."""
        match self.turn:
            case "hear":
                assert self.asked is not None
                return Hear(self.asked.what)
            case "rate":
                return Rate()
            case "try":
                return Try()
            case "tell":
                return Tell()
            case "judge":
                return Judge()
            case "coach":
                closing = isinstance(self._decide(), Close)
                return Coach(offer_hint=not closing and self._offers_hint(), closing=closing)
            case "help":
                assert self.request is not None
                return self._help(self.request)
            case _:
                return self._decide()

    def _decide(self) -> Step:
        if self.closed is not None:
            return Ask("reflection") if self._wants_reflection() else End()
        if self.started is None:
            return End()
        if self.asked is None:
            return Ask("question")
        reason = self._reason_to_close()
        if reason is not None:
            return Close(reason)
        if self.revealed:
            return Ask("own_words")
        if self._missed_the_question():
            return Ask("again")
        if self._stays_on_hinted_point():
            return Ask("again", self.hints[-1].point)
        probe = self._next_probe()
        return Ask("probe", probe.id) if probe else Close("all_asked")

    def _wants_reflection(self) -> bool:
        practising = self.started is not None and self.started.mode == "practice"
        missed = bool(self.critiques and self.closed and self.closed.open)
        return practising and missed and not self.reflected

    def _reason_to_close(self) -> CloseReason | None:
        if self.started is not None and self.started.mode == "critique":
            return "critique"
        if self.request == "done" or (self.request == "skip" and not self.critiques):
            return "stopped"
        if self.asked is not None and self.asked.what == "own_words":
            return "model_answer"
        if self.revealed:
            return None
        if not any(point.weight >= WEIGHTY for point in self.open_points()):
            return "covered"
        if self.started is not None and len(self.critiques) >= self.started.rounds:
            return "rounds"
        return "no_progress" if self._stuck() else None

    def _stuck(self) -> bool:
        """Return whether the last answers, PATIENCE of them after the first, moved nothing."""
        graded = [each for each in self.critiques if each.critique.band != "not_graded"]
        if len(graded) <= PATIENCE:
            return False
        pairs = zip(graded[-PATIENCE - 1 : -1], graded[-PATIENCE:], strict=True)
        return not any(progressed(one.standings, two.standings) for one, two in pairs)

    def _missed_the_question(self) -> bool:
        """Return whether the first answer was about something else: the question is put once more."""
        first = len(self.critiques) == 1 and self.request is None and not self.probed
        asked = self.asked is not None and self.asked.what == "question"
        return first and asked and self.critiques[0].critique.band == "off_question"

    def _stays_on_hinted_point(self) -> bool:
        """Return whether a hinted attempt deserves another rung before the talk moves on."""
        if self.request == "skip" or not self.hints or not self.tried_since_hint:
            return False
        hint = self.hints[-1]
        is_open = any(point.id == hint.point for point in self.open_points())
        current = self.asked is not None and self.asked.point == hint.point
        return is_open and current and hint.rung < WORKED_RUNG

    def _next_probe(self) -> KeyPoint | None:
        return next((each for each in self.open_points() if each.id not in self.probed), None)

    def _offers_hint(self) -> bool:
        graded = bool(self.critiques) and self.critiques[-1].critique.band != "not_graded"
        weak = graded and self.mark is not None and self.mark.score < WEAK
        return weak and not self.hint_offered and bool(self.open_points())

    def _help(self, command: Command) -> Help:
        if command == "hint":
            return self.next_hint()
        refused: Refusal | None = None if self.critiques else "attempt_first"
        return Help(command, refused=refused)

    def next_hint(self) -> Help:
        """Return the hint now due: the lowest unused rung of the point asked about, else the weightiest."""
        if not self.tried_since_hint:
            return Help("hint", refused="attempt_first")
        points = self.open_points()
        asked = self.asked.point if self.asked else None
        point = next((each for each in points if each.id == asked), points[0] if points else None)
        if point is None:
            return Help("hint", refused="nothing_open")
        used = [each.rung for each in self.hints if each.point == point.id]
        rung = max(used, default=0) + 1
        if rung > WORKED_RUNG:
            return Help("hint", refused="ladder_done")
        return Help("hint", point=point.id, rung=rung)

    # ------------------------------------------------------------------ read by the agents

    def open_points(self) -> list[KeyPoint]:
        """Return the points not yet covered, the weightiest first."""
        return open_points(self.question, self.standings)

    @property
    def finished(self) -> bool:
        """Whether the session is closed: only a reflection may still come."""
        return self.closed is not None
