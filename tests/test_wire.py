"""Every provider's connection keeps to one size and is asked once, whoever made its HTTP client."""

import asyncio
import gc
import resource
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest
from autogen_core.models import CreateResult

from agents.voice.fault import ModelError
from agents.voice.gateway import LiteLLMClient
from tests.conftest import Coach
from tests.fault_server import (
    FAULTS,
    Exchange,
    FaultServer,
    chunk,
    fault_server,
    raw,
)
from tests.test_dry_run import QUESTION
from tests.test_gateway import HI, streamed

pytestmark = pytest.mark.filterwarnings("default")  # LiteLLM's own, which are not ours to mend
OWN_FORMATS = ["anthropic/claude-x", "gemini/x", "ollama_chat/x", "mistral/x", "cohere_chat/x"]
"""Providers whose HTTP clients LiteLLM makes itself."""
FAST = {"anthropic/claude-x", "gemini/x"}
MEGABYTES = 100
SECONDS = 5.0


def providers(*more: str) -> list[object]:
    """Return them as cases, all but two of them slow."""
    cases: list[object] = list(more)
    return cases + [
        pytest.param(each, marks=[] if each in FAST else [pytest.mark.slow]) for each in OWN_FORMATS
    ]


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """One server for all."""
    with fault_server() as running:
        yield running


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """LiteLLM asks nobody without a key."""
    for provider in ("OPENAI", "ANTHROPIC", "GEMINI", "MISTRAL", "COHERE"):
        monkeypatch.setenv(f"{provider}_API_KEY", "none-needed")


async def failing(server: FaultServer, model: str, act: Any, *, streams: bool) -> str:
    """Return the kind of fault that one request ends with."""
    server.requests.clear()
    server.acts = [act]
    client = LiteLLMClient(model, api_base=server.url)
    with pytest.raises(ModelError) as failed:
        await (streamed(client) if streams else client.create(HI))
    await client.close()
    return failed.value.kind


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("model", providers("openai/local"))
async def test_one_call_is_one_request_also_where_the_connection_breaks(
    server: FaultServer, model: str, streams: bool
) -> None:
    """LiteLLM's own handler sends once more after a connection that failed."""
    for fault in ("reset-before", "500", "busy-seconds"):
        await failing(server, model, FAULTS[fault], streams=streams)
        assert len(server.requests) == 1, fault


@pytest.mark.parametrize("streams", [False, True])
@pytest.mark.parametrize("model", providers("openai/local"))
async def test_what_is_no_chat_or_too_big_is_not_read(
    server: FaultServer, model: str, streams: bool
) -> None:
    assert await failing(server, model, FAULTS["html"], streams=streams) == "no_chat"
    packed = await failing(server, model, FAULTS["bad-gzip"], streams=streams)
    assert packed == "no_chat"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = asyncio.get_running_loop().time()
    kind = await failing(server, model, FAULTS["huge"], streams=streams)
    if not streams or model in FAST | {"openai/local"}:  # the others trip over its format before
        assert kind == "huge"
    assert asyncio.get_running_loop().time() - begun < SECONDS
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < MEGABYTES


@pytest.mark.parametrize("streams", [False, True])
async def test_nothing_is_left_open_in_the_end(server: FaultServer, streams: bool) -> None:
    """What is, the event loop complains of on the candidate's terminal."""
    for fault in ("500", "reset-before", "huge"):
        await failing(server, "anthropic/claude-x", FAULTS[fault], streams=streams)
    gc.collect()
    sessions = [each for each in gc.get_objects() if isinstance(each, aiohttp.ClientSession)]
    assert [each for each in sessions if not each.closed] == []


async def _tiny_chunks(exchange: Exchange) -> None:
    """Send a million pieces of one letter."""
    await exchange.head()
    for _ in range(1_000):
        await exchange.send(chunk({"content": "z"}) * 1_000)
    await exchange.send(chunk({}, "stop"))


async def _keeps_alive(exchange: Exchange) -> None:
    """Send a million comments, which are no words at all."""
    await exchange.head()
    for _ in range(1_000):
        await exchange.send(b": so\n\n" * 1_000)
    await exchange.send(chunk({"content": "z"}) + chunk({}, "stop"))


ONE_LINE = b'data: {"choices": [{"index": 0, "delta": {"content": "' + b"z" * 1_100_000
"""A line of a megabyte, which never ends."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "act"),
    [
        ("openai/local", _tiny_chunks),
        ("openai/local", _keeps_alive),
        ("openai/local", raw(ONE_LINE)),
        ("anthropic/claude-x", _tiny_chunks),
        ("anthropic/claude-x", raw(ONE_LINE)),
    ],
)
async def test_a_stream_is_cut_at_a_megabyte_however_it_is_sliced(
    server: FaultServer, model: str, act: Any
) -> None:
    await failing(server, model, FAULTS["500"], streams=True)  # loads LiteLLM
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = asyncio.get_running_loop().time()
    assert await failing(server, model, act, streams=True) == "huge"
    assert asyncio.get_running_loop().time() - begun < 2 * SECONDS
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < MEGABYTES


@pytest.mark.slow
def test_a_session_leaves_no_connection_open(coach: Coach, server: FaultServer) -> None:
    """What is left open, the event loop complains of on the candidate's terminal."""
    server.acts = [FAULTS["500"]]
    env = {
        "COACH_MODEL": "anthropic/claude-x",
        "COACH_API_BASE": server.url,
        "ANTHROPIC_API_KEY": "none-needed",
        "COACH_LANG": "en",
    }
    ran = coach.run("critique", QUESTION, "-", typed="We use Redis as a cache.", env=env)
    assert ran.returncode == 0
    assert "the server of anthropic/claude-x failed" in ran.stderr
    assert len(ran.stderr.splitlines()) == 3


def _in_role(role: str, *, cut: int) -> Any:
    """Return the act of streaming in a role, the first chunk sent in two pieces."""
    first = chunk({"role": role, "content": 'so "role": "user" it is'})

    async def act(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.send(first[:cut])
        await asyncio.sleep(0.02)
        await exchange.send(first[cut:] + chunk({}, "stop") + b"data: [DONE]\n\n")

    return act


@pytest.mark.parametrize("cut", range(95, 125, 3))
async def test_a_stream_in_another_role_is_no_reply_wherever_it_is_cut(
    server: FaultServer, cut: int
) -> None:
    assert (
        await failing(server, "openai/x", _in_role("user", cut=cut), streams=True) == "unreadable"
    )


async def test_a_streamed_refusal_is_one_and_no_null_is(server: FaultServer) -> None:
    refusing = FAULTS["refusal"]
    assert await failing(server, "openai/x", refusing, streams=True) == "declined"
    assert len(server.requests) == 1
    plain = chunk({"role": "assistant", "content": "well", "refusal": None})
    server.acts = [raw(plain + chunk({}, "stop") + b"data: [DONE]\n\n", "text/event-stream")]
    *_, result = await streamed(LiteLLMClient("openai/x", api_base=server.url))
    assert isinstance(result, CreateResult)
    assert result.content == "well"


async def test_what_a_reply_says_of_roles_is_no_role(server: FaultServer) -> None:
    server.acts = [_in_role("assistant", cut=100)]
    *_, result = await streamed(LiteLLMClient("openai/x", api_base=server.url))
    assert isinstance(result, CreateResult)
    assert result.content == 'so "role": "user" it is'
