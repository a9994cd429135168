"""What a person is shown of each event, as lines of plain text with a style.

Before the close only what is covered and what is wrong is named, with quotes; of the open points
only their number and weight (contract, What is judged). `/why`, the close and a critique show all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from practice.dialogue import Dialogue
from practice.event import (
    Answered,
    Asked,
    Closed,
    Coached,
    Critiqued,
    Declined,
    Event,
    Explained,
    Hinted,
    Inquired,
    PointStanding,
    Ran,
    Rated,
    Reflected,
    Requested,
    Revealed,
    Started,
    Submitted,
    Told,
)
from practice.question import Skill
from practice.typed import ASK_COMMAND
from practice.value import Lang
from practice.verdict import Verdict
from tools.report import (
    comparison_lines,
    delivery_lines,
    doubt_lines,
    early_lines,
    fallback_lines,
    interim_lines,
    outcome_line,
    point_lines,
    rubric_lines,
    score_line,
    still_told,
    taken_back_lines,
)
from tools.sentences import unsaid
from tools.sheet import Line
from tools.text import first_line
from tools.wording import say


@dataclass(frozen=True)
class Presentation:
    """How one session is told; `echo` repeats what the candidate typed, where it is not seen."""

    skills: Mapping[str, Skill]
    lang: Lang
    echo: bool = False
    explain: bool = False
    """Whether the close tells how sure the judge is of each point."""
    early: Sequence[Verdict] = ()
    """What was told before the critique that comes now; where that closes at once, before the close."""
    spoken: Sequence[str] = ()
    """What the coach has said of the message that comes now, as it came."""

    def verdict_lines(self, verdict: Verdict, state: Dialogue) -> Iterator[Line]:
        """Yield the lines of a verdict that comes before its critique."""
        lang = event_lang(state, self.lang)
        lines = early_lines(verdict, state, self.skills, lang)
        if _critiquing(state):
            found = PointStanding(standing=verdict.verdict, quote=verdict.quote)
            lines = point_lines(state.question.point(verdict.point), found, self.skills, lang)
        for line in lines:
            yield replace(line, lang=lang)

    def spoken_lines(self, words: str, state: Dialogue) -> Iterator[Line]:
        """Yield the line of words that the coach says before its message is complete.

        Words that end a line end their paragraph.
        """
        opens = not self.spoken or self.spoken[-1].endswith("\n")
        if words.strip():
            yield replace(
                _coach_line(words.strip(), opens=opens), lang=event_lang(state, self.lang)
            )

    def lines(self, event: Event, state: Dialogue) -> Iterator[Line]:
        """Yield the lines of one event; `state` is the session's after it."""
        lang = event_lang(state, self.lang)
        for line in self._lines(event, state):
            yield replace(line, lang=lang)

    def _lines(self, event: Event, state: Dialogue) -> Iterator[Line]:
        match event:
            case Started() as begun:
                yield from self._header(begun, state)
            case Answered() | Reflected() | Submitted() | Requested() | Inquired():
                yield from self._typed(_as_typed(event), state)
            case Critiqued():
                yield from self._critiqued(event, state)
            case Coached():
                yield from self._coached(event)
            case Rated(rating=rating) if rating is not None and self.echo:
                yield Line(say("screen.rated", self.lang, rating=rating), "dim", indent=1)
            case Explained():
                lang = event_lang(state, self.lang)
                yield Line(say("screen.explained", lang), "dim")
                yield from rubric_lines(state, self.skills, lang, explain=True)
            case Closed():
                yield from self._closed(event, state)
            case Asked() | Hinted() | Revealed() | Declined() | Ran() | Told():
                yield from self._spoken(event, state)
            case _:
                return

    def _header(self, begun: Started, state: Dialogue) -> Iterator[Line]:
        question = state.question
        if begun.mode == "practice":
            yield Line(
                say(
                    "screen.header",
                    self.lang,
                    question=question.id,
                    kind=say(f"kind.{question.kind}", self.lang),
                    difficulty=question.difficulty,
                    rounds=begun.rounds,
                ),
                "dim",
            )

    def _typed(self, text: str, state: Dialogue) -> Iterator[Line]:
        simulated = state.started is not None and state.started.candidate == "simulated"
        if self.echo and not _critiquing(state):
            yield Line(text, who="candidate" if simulated else "you")

    def _spoken(
        self, event: Asked | Hinted | Revealed | Declined | Ran | Told, state: Dialogue
    ) -> Iterator[Line]:
        lang = event_lang(state, self.lang)
        match event:
            case Asked(what=what, text=text):
                if not _critiquing(state):
                    yield Line(text, "strong", who="interviewer")
                if what == "reflection":
                    yield Line(say("screen.reflect_note", lang), "dim", indent=1)
            case Ran(outcome=outcome):
                yield outcome_line(outcome, lang)
            case Revealed(text=text):
                yield Line(say("screen.model_answer", lang), who="coach")
                yield Line(text, indent=1)
            case Hinted(text=text) | Declined(text=text):
                yield from self._words(text)
            case Told():
                yield from self._told(event, state)

    def _told(self, event: Told, state: Dialogue) -> Iterator[Line]:
        """Yield an answer of the coach's, that it counts as aid, and what is still open."""
        lang = event.lang
        if event.failure is not None:
            yield Line(say("ask.fell_back", lang, reason=event.failure), "dim")
        yield from self._words(event.text)
        if event.gave:
            yield Line(say("ask.aid", lang), "dim", indent=1)
        if state.turn == "hear" and state.asked is not None:
            left = say("ask.still_open", state.asked.lang, text=first_line(state.asked.text))
            yield Line(left, "dim")

    def _words(self, text: str) -> Iterator[Line]:
        """Yield what of the coach's `text` has not been said yet."""
        rest = unsaid(text, self.spoken)
        if rest:
            yield _coach_line(rest, opens=rest == text.strip())

    def _critiqued(self, event: Critiqued, state: Dialogue) -> Iterator[Line]:
        lang = event.critique.lang
        yield score_line(event, lang)
        yield from fallback_lines(event.critique, lang)
        yield from doubt_lines(event.critique, lang)
        yield from comparison_lines(event.critique.compared, lang)
        if event.pasted:
            yield Line(say("screen.pasted", lang, count=len(event.pasted)), "warn", 1)
        if _critiquing(state):
            yield from taken_back_lines(event.critique, self.early, lang)
        elif event.critique.band != "not_graded":
            yield from interim_lines(event, state, self.skills, lang, self.early)

    def _coached(self, event: Coached) -> Iterator[Line]:
        said = [event.done_well.text if event.done_well else None, event.recall, event.next_action]
        if event.offers_hint:
            said.append(say("coach.offer_hint", event.lang))
        for text in filter(None, said):
            yield from self._words(text)

    def _closed(self, event: Closed, state: Dialogue) -> Iterator[Line]:
        lang = event.lang
        yield Line(event.text, "strong", who="interviewer")
        if not state.critiques:
            return
        told = still_told(state.critiques[-1].critique, self.early)
        yield from rubric_lines(state, self.skills, lang, explain=self.explain, told=told)
        if not _critiquing(state):
            yield score_line(state.critiques[-1], lang)
            yield from doubt_lines(state.critiques[-1].critique, lang)
        yield from delivery_lines(state.critiques[0].critique.delivery, lang)
        if len(state.critiques) > 1:
            yield Line(say("screen.improved", lang, count=len(event.improved)), "good")
        if event.gained:
            yield Line(say("screen.gained", lang, count=len(event.gained)), "good")
        if not event.comparable and (len(state.critiques) > 1 or event.gained):
            yield Line(say("screen.other_judge", lang), "warn")
        if event.returning:
            yield Line(say("screen.returning_head", lang), "strong")
        for back in event.returning:
            name = gap_name(back.gap, state, self.skills, lang)
            yield Line(say("screen.returning", lang, day=back.due, skill=name), "dim", indent=1)
        yield Line(say("screen.see_answer", lang, question=state.question.id), "dim")


def _coach_line(text: str, *, opens: bool) -> Line:
    """Return words of the coach's; what goes on with a paragraph is not named again."""
    return Line(text, who="coach") if opens else Line(text, indent=1)


def _as_typed(event: Answered | Reflected | Submitted | Requested | Inquired) -> str:
    """Return what the candidate typed."""
    match event:
        case Submitted(code=code):
            return code
        case Requested(command=command):
            return f"/{command}"
        case Inquired(text=text):
            return f"/{ASK_COMMAND} {text}"
        case _:
            return event.text


def _critiquing(state: Dialogue) -> bool:
    """Return whether this is one round on a written answer, which closes at once."""
    return state.started is not None and state.started.mode == "critique"


def event_lang(state: Dialogue, default: Lang) -> Lang:
    """Return the language of the latest words in the session that had one."""
    if state.critiques:
        return state.critiques[-1].critique.lang
    return state.asked.lang if state.asked else default


def gap_name(gap: str, state: Dialogue, skills: Mapping[str, Skill], lang: Lang) -> str:
    """Return the name of a gap of the session's question: its skill's, or what is wrongly said."""
    skill = skills.get(gap)
    if skill is not None:
        return skill.name.of(lang)
    says = state.question.misconception(gap.partition("/")[2]).says.of(lang)
    return say("screen.misconception", lang, says=says)
