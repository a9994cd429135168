"""How often a step is tried, how long it waits, and who is asked next: no real time passes."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.voice.fault import ModelError, retry_after
from agents.voice.patience import TRIES, Patience


@dataclass(frozen=True)
class Named:
    """A model that is nothing but its name."""

    name: str


@dataclass
class Trial:
    """Tries with a scripted outcome each, over a clock that only sleeping and trying move."""

    outcomes: list[ModelError | str]
    costs: float = 0.0
    now: float = 100.0
    slept: list[float] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    given: list[float] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    async def attempt(self, line: Named, seconds: float) -> str:
        self.asked.append(line.name)
        self.given.append(seconds)
        self.now += self.costs
        outcome = self.outcomes[min(len(self.asked), len(self.outcomes)) - 1]
        if isinstance(outcome, ModelError):
            raise outcome
        return outcome

    async def run(
        self, names: str = "a", seconds: float = 60.0, chance: float = 0.5, tries: int = TRIES
    ) -> str:
        patience = Patience(tries, clock=lambda: self.now, sleep=self.sleep, chance=lambda: chance)
        return await patience.persevere(
            [Named(name) for name in names],
            seconds,
            self.attempt,
            lambda fault: self.given_up.append(fault.model),
        )


def fault(kind: str, model: str = "a", wait: float | None = None) -> ModelError:
    return ModelError(kind, model, wait=wait)  # type: ignore[arg-type]


async def test_what_succeeds_is_asked_once() -> None:
    trial = Trial(["fine"])
    assert await trial.run() == "fine"
    assert (trial.asked, trial.slept, trial.given_up) == (["a"], [], [])


async def test_what_a_repeat_may_mend_is_tried_three_times_with_growing_pauses() -> None:
    trial = Trial([fault("server")])
    with pytest.raises(ModelError):
        await trial.run(chance=0.5)
    assert trial.asked == ["a"] * TRIES == ["a", "a", "a"]
    assert trial.slept == [0.5, 1.0]
    assert trial.given_up == ["a"]


@pytest.mark.parametrize(
    "kind",
    ["request", "key", "credit", "forbidden", "unknown", "long", "huge", "declined", "budget"],
)
async def test_what_no_repeat_can_mend_is_not_tried_twice(kind: str) -> None:
    trial = Trial([fault(kind)])
    with pytest.raises(ModelError):
        await trial.run()
    assert (trial.asked, trial.slept) == (["a"], [])


@given(st.integers(1, 9), st.floats(0, 1, exclude_max=True))
def test_the_jitter_is_full_and_the_pause_has_an_end(tried: int, chance: float) -> None:
    most = Patience(chance=lambda: 1.0).pause(tried, None)
    assert most == min(8.0, 0.5 * 2**tried)
    assert Patience(chance=lambda: chance).pause(tried, None) == chance * most


def test_the_jitter_is_really_drawn() -> None:
    pauses = {Patience(chance=random.Random(1).random).pause(1, None) for _ in range(2)}
    pauses |= {Patience().pause(1, None) for _ in range(20)}
    assert len(pauses) > 15


@pytest.mark.parametrize("asked", [0.0, 2.5, 30.0])
async def test_the_server_says_how_long_to_wait(asked: float) -> None:
    trial = Trial([fault("busy", wait=asked), "fine"])
    assert await trial.run() == "fine"
    assert trial.slept == [asked]


async def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    trial = Trial([fault("busy", wait=61.0)])
    with pytest.raises(ModelError):
        await trial.run(seconds=60.0)
    assert (trial.asked, trial.slept) == (["a"], [])


@pytest.mark.parametrize("absurd", [-5.0, 1e9, float("nan"), float("inf")])
async def test_an_absurd_wait_is_ignored(absurd: float) -> None:
    trial = Trial([fault("busy", wait=absurd), "fine"])
    await trial.run(chance=0.5)
    assert trial.slept == [0.5]


async def test_all_tries_and_pauses_fit_in_the_deadline() -> None:
    trial = Trial([fault("server")], costs=4.0)
    with pytest.raises(ModelError):
        await trial.run(seconds=7.0, chance=0.99)
    assert len(trial.asked) == 2
    assert trial.given == [7.0, pytest.approx(7.0 - 4.0 - 0.99)]


async def test_a_try_that_takes_too_long_is_ended_and_called_late() -> None:
    async def hang(line: Named, seconds: float) -> str:
        await asyncio.sleep(30)
        return "never"

    told: list[ModelError] = []
    with pytest.raises(ModelError) as late:
        await Patience().persevere([Named("a")], 0.05, hang, told.append)
    assert late.value.kind == "late"
    assert told == [late.value]


async def test_the_next_model_is_asked_where_one_fails_for_good() -> None:
    trial = Trial([fault("key"), "fine"])
    assert await trial.run("ab") == "fine"
    assert (trial.asked, trial.given_up) == (["a", "b"], ["a"])


@pytest.mark.parametrize(
    ("names", "asked"), [("a", "aaa"), ("ab", "aab"), ("abc", "abc"), ("abcd", "abc")]
)
async def test_each_later_model_is_left_one_of_the_three_tries(names: str, asked: str) -> None:
    trial = Trial([fault("server")])
    with pytest.raises(ModelError):
        await trial.run(names)
    assert "".join(trial.asked) == asked


async def test_each_later_model_is_left_its_share_of_the_time() -> None:
    async def hang(line: Named, seconds: float) -> str:
        if line.name == "b":
            return f"{seconds:.1f}"
        await asyncio.sleep(30)
        return "never"

    told: list[ModelError] = []
    got = await Patience().persevere([Named("a"), Named("b")], 0.4, hang, told.append)
    assert got == "0.2"
    assert [each.kind for each in told] == ["late"]


NOW = datetime(2026, 11, 27, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        (format_datetime(NOW.replace(second=9), usegmt=True), 9.0),
        (format_datetime(NOW.replace(minute=1), usegmt=True), 60.0),
        ("when the cows come home", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_seconds_and_as_a_date(
    header: str | None, seconds: float | None
) -> None:
    assert retry_after(header, NOW.timestamp()) == seconds


@given(st.text())
def test_no_retry_after_breaks_the_reading(header: str) -> None:
    waits: Sequence[float | None] = [retry_after(header, NOW.timestamp())]
    assert Patience(chance=lambda: 1.0).pause(1, waits[0]) >= 0
