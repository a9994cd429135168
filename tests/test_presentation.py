"""What a person is shown of each event: nothing of an open point before the close, then all."""

from datetime import date

import pytest

from practice.dialogue import Dialogue
from practice.event import (
    Answered,
    Asked,
    Closed,
    Coached,
    Declined,
    Event,
    Explained,
    Hinted,
    Rated,
    Record,
    Reflected,
    Requested,
    Returning,
    Revealed,
    Started,
)
from practice.value import LANGS, Lang
from practice.verdict import Critique, Praise
from tests.samples import NOON, tea_critique, tea_question, tea_skills, tea_talk, tea_ungraded
from tools.presentation import Presentation, event_lang, gap_name
from tools.sheet import Line

OPEN = tea_critique("covered", "partial", "missing")
CLOSED = Closed(reason="stopped", text="We stop here.", lang="en", open=("steep", "warm-pot"))


def state_of(*critiques: Critique, **begun: object) -> Dialogue:
    """Return the state of a session whose answers were critiqued so."""
    records = tea_talk(*critiques)
    first = records[0].model_copy(update={"event": records[0].event.model_copy(update=begun)})
    return Dialogue.of(tea_question(), [first, *records[1:]])


def shown(event: Event, state: Dialogue, lang: Lang = "en", *, echo: bool = False) -> list[Line]:
    """Return the lines of an event that happens after `state`."""
    record = Record(id=99, stream="s1", number=99, at=NOON, event=event)
    view = Presentation(tea_skills(), lang, echo=echo)
    return list(view.lines(event, state.after(record)))


def texts(event: Event, state: Dialogue, lang: Lang = "en", *, echo: bool = False) -> list[str]:
    """Return the words of those lines."""
    return [line.text for line in shown(event, state, lang, echo=echo)]


def told_so_far(critique: Critique, lang: Lang) -> str:
    """Return all that a session shows up to its critique."""
    state = Dialogue(tea_question())
    view = Presentation(tea_skills(), lang, echo=True)
    told: list[str] = []
    for record in tea_talk(critique.model_copy(update={"lang": lang})):
        state = state.after(record)
        told += [line.text for line in view.lines(record.event, state)]
    return "\n".join(told)


def test_a_practice_session_begins_with_its_header() -> None:
    begun = Started(question="tea", mode="practice", lang="en", rounds=5, version="1")
    assert shown(begun, Dialogue(tea_question())) == [
        Line("tea · concept · difficulty 1/5 · at most 5 rounds", "dim", lang="en")
    ]
    once = begun.model_copy(update={"mode": "critique"})
    assert shown(once, Dialogue(tea_question())) == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("standing", ["missing", "unsure"])
def test_before_the_close_nothing_of_an_open_point_is_named(standing: str, lang: Lang) -> None:
    critique = tea_critique("covered", standing, standing)  # type: ignore[arg-type]
    told = told_so_far(critique, lang)
    assert "boil words" in told
    for point in tea_question().points[1:]:
        assert point.says.of(lang) not in told
        assert f"{point.id} words" not in told
    assert tea_skills()["timing"].name.of(lang) not in told


def test_a_correction_is_not_shown_before_the_close() -> None:
    critique = tea_critique("covered", "missing", "missing", false=["longer-better"])
    told = told_so_far(critique, "en")
    assert "longer-better words" in told
    assert "Steeped for long it turns bitter." not in told


@pytest.mark.parametrize("event", [CLOSED, Explained()])
@pytest.mark.parametrize("lang", LANGS)
def test_at_the_close_and_on_why_every_point_is_named(event: Event, lang: Lang) -> None:
    state = state_of(OPEN.model_copy(update={"lang": lang}))
    if isinstance(event, Closed):
        event = event.model_copy(update={"lang": lang})
    told = "\n".join(texts(event, state, lang))
    for point in tea_question().points:
        assert point.says.of(lang) in told
    for each in OPEN.verdicts:
        assert each.quote is None or f"“{each.quote}”" in told


def test_at_the_close_a_falsehood_is_corrected() -> None:
    state = state_of(tea_critique("covered", "missing", "missing", false=["milk-first"]))
    told = texts(CLOSED, state)
    assert "Not true: “milk-first words”" in told
    assert "Correction: The order is a matter of taste." in told


def test_the_close_tells_progress_what_comes_back_and_where_the_answer_is() -> None:
    state = state_of(OPEN, tea_critique("covered", "covered", "missing", attempt=2))
    back = (
        Returning(gap="timing", due=date(2026, 11, 9)),
        Returning(gap="tea/milk-first", due=date(2026, 11, 4)),
    )
    facts = {"improved": ("steep",), "gained": ("boil", "steep"), "returning": back}
    told = texts(CLOSED.model_copy(update=facts), state)
    assert told[0] == "We stop here."
    assert told[-6:] == [
        "Points better than in the first answer: 1",
        "Points better than the last time on this question: 2",
        "What comes back, and when:",
        "2026-11-09 · timing",
        "2026-11-04 · Misconception: Milk must go in first.",
        "The whole model answer: coach bank show tea --rubric",
    ]


def test_after_one_answer_no_progress_within_the_session_is_told() -> None:
    told = texts(CLOSED, state_of(OPEN))
    assert not [text for text in told if text.startswith("Points better")]
    assert sum(text.startswith("Delivery of the first answer: ") for text in told) == 1


def test_a_close_after_no_judgement_calls_no_point_missing() -> None:
    told = texts(CLOSED, state_of(tea_ungraded()))
    assert told[0] == "We stop here."
    assert not [text for text in told if text.startswith("Missing")]


def test_what_was_not_graded_shows_its_reason_and_nothing_else() -> None:
    records = tea_talk(tea_ungraded())
    assert texts(records[-1].event, state_of()) == ["Not graded: the model's reply is unreadable"]


def test_the_coach_says_what_there_is_to_say() -> None:
    coached = Coached(
        done_well=Praise(text="Well done.", quote="boil"),
        recall="Seen before.",
        next_action="Go on.",
        offers_hint=True,
        lang="en",
    )
    lines = shown(coached, state_of(OPEN))
    assert [line.text for line in lines] == [
        "Well done.",
        "Seen before.",
        "Go on.",
        "If you are stuck, type /hint for a first nudge.",
    ]
    assert {line.who for line in lines} == {"coach"}
    bare = Coached(done_well=None, next_action="Go on.", lang="en")
    assert texts(bare, state_of(OPEN)) == ["Go on."]


def test_what_was_typed_is_repeated_only_where_it_is_not_seen() -> None:
    state = state_of()
    typed: list[tuple[Event, str]] = [
        (Answered(text="I boil it.", lang="en"), "I boil it."),
        (Reflected(text="I forgot."), "I forgot."),
        (Requested(command="why"), "/why"),
    ]
    for event, text in typed:
        assert shown(event, state) == []
        assert shown(event, state, echo=True) == [Line(text, who="you", lang="en")]
        simulated = state_of(candidate="simulated")
        assert shown(event, simulated, echo=True) == [Line(text, who="candidate", lang="en")]


def test_questions_and_help_are_said_by_their_speaker() -> None:
    state = state_of(OPEN)
    asked = Asked(what="probe", text="How long?", lang="en", point="steep")
    assert shown(asked, state) == [Line("How long?", "strong", who="interviewer", lang="en")]
    assert shown(Hinted(point="steep", rung=1, text="Hm?"), state) == [
        Line("Hm?", who="coach", lang="en")
    ]
    declined = Declined(command="hint", text="Not now.")
    assert shown(declined, state) == [Line("Not now.", who="coach", lang="en")]
    assert shown(Revealed(text="Boil it."), state) == [
        Line("The model answer:", who="coach", lang="en"),
        Line("Boil it.", indent=1, lang="en"),
    ]
    assert shown(Rated(rating=4), state) == []
    assert [line.text for line in shown(Rated(rating=4), state, echo=True)] == [
        "Own rating: 4 of 5"
    ]


def test_the_question_back_may_be_left_out_and_says_so() -> None:
    asked = Asked(what="reflection", text="Why was it missing?", lang="en")
    assert texts(asked, state_of(OPEN)) == ["Why was it missing?", "(/skip to leave it out)"]


def test_a_critique_of_a_file_puts_no_question() -> None:
    asked = Asked(what="question", text="How?", lang="en")
    assert shown(asked, state_of(mode="critique")) == []


def test_the_language_is_that_of_the_latest_words() -> None:
    chinese = OPEN.model_copy(update={"lang": "zh"})
    assert event_lang(state_of(OPEN, chinese), "en") == "zh"
    assert event_lang(state_of(), "zh") == "en"
    assert event_lang(Dialogue(tea_question()), "zh") == "zh"


def test_a_gap_is_named_by_its_skill_or_by_what_is_wrongly_said() -> None:
    state = state_of(OPEN)
    assert gap_name("heating", state, tea_skills(), "zh") == "加热"
    assert gap_name("tea/milk-first", state, tea_skills(), "en") == (
        "Misconception: Milk must go in first."
    )
