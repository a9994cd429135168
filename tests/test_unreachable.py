"""A server that cannot be reached, or not be read: the message names the cause, and soon."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from autogen_core import CancellationToken

from agents.voice.fault import Kind, ModelError
from agents.voice.gateway import LiteLLMClient
from agents.voice.model import Model
from agents.voice.patience import Patience
from memory.litellm_setup import load_litellm
from tests.fault_server import Act, FaultServer, completion, fault_server, raw, status
from tools.wording import say

pytestmark = pytest.mark.filterwarnings("default")  # LiteLLM's own, which are not ours to mend
MODELS = ["openai/local", "anthropic/claude-x"]
SECONDS = 2.0


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """A server without encryption; what loads LiteLLM is no model's time."""
    load_litellm()
    with fault_server() as running:
        yield running


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch, server: FaultServer) -> None:
    """LiteLLM asks nobody without a key."""
    for provider in ("OPENAI", "ANTHROPIC"):
        monkeypatch.setenv(f"{provider}_API_KEY", "none-needed")


async def fault_of_step(model: str, base: str, *, streaming: bool, tries: int = 3) -> ModelError:
    """Return how a step of an agent fails."""
    client = LiteLLMClient(model, api_base=base)
    patience = Patience(tries, chance=lambda: 0.0)
    asked = Model(client, model, 20.0, patience=patience, streaming=streaming)
    begun = asyncio.get_running_loop().time()
    with pytest.raises(ModelError) as failed:
        await asked.text("s", "u", CancellationToken())
    assert asyncio.get_running_loop().time() - begun < SECONDS
    await client.close()
    return failed.value


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "base",
    [
        pytest.param("http://nowhere.invalid/v1", id="no-such-name"),
        pytest.param(f"http://{'a' * 70}.invalid/v1", id="name-too-long"),
        pytest.param("http://a..b/v1", id="no-name"),
        pytest.param("http://127.0.0.1:9/v1", id="refused"),
        pytest.param("https://{plain}/v1", id="plain-where-encrypted"),
    ],
)
async def test_what_cannot_be_reached_is_called_so(
    server: FaultServer, base: str, model: str, streaming: bool
) -> None:
    plain = server.url.removeprefix("http://").removesuffix("/v1")
    fault = await fault_of_step(model, base.format(plain=plain), streaming=streaming)
    assert fault.kind == "unreachable"
    assert "COACH_API_BASE" in str(fault)


@pytest.fixture
async def untrusted(tmp_path: Path) -> AsyncIterator[str]:
    """Return the address of a server whose certificate nobody has signed."""
    if shutil.which("openssl") is None:
        pytest.skip("without the openssl program no certificate can be made")
    key, made = tmp_path / "key.pem", tmp_path / "made.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run(
        [*command, "-keyout", str(key), "-out", str(made)], check=True, capture_output=True
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)
    server = await asyncio.start_server(lambda r, w: w.close(), "127.0.0.1", 0, ssl=context)
    yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    server.close()


@pytest.mark.parametrize("model", MODELS)
async def test_a_certificate_of_ones_own_is_named(untrusted: str, model: str) -> None:
    fault = await fault_of_step(model, untrusted, streaming=False)
    assert (fault.kind, fault.again, fault.lasting) == ("untrusted", False, True)
    assert "certificate" in str(fault)
    assert "SSL_CERT_FILE" in str(fault)
    assert "证书" in fault.told("zh")


GARBLED = {  # whole JSON may be UTF-16, and then it is read as such
    "no-utf8": raw(completion("x").replace(b'"x"', b'"\xff\xfe\xfa"')),
    "latin-1": raw(completion("é").replace(b"\\u00e9", b"\xe9"), "application/json; charset=x"),
    "utf-16": raw(completion("x").decode().encode("utf-16"), "text/event-stream; charset=utf-16"),
}


@pytest.mark.parametrize(
    ("name", "streaming"),
    [
        ("no-utf8", False),
        ("no-utf8", True),
        ("latin-1", False),
        ("latin-1", True),
        ("utf-16", True),
    ],
)
async def test_bytes_of_another_charset_are_no_reply(
    server: FaultServer, name: str, streaming: bool
) -> None:
    server.acts = [GARBLED[name]]
    fault = await fault_of_step("openai/local", server.url, streaming=streaming)
    assert fault.kind == "unreadable"


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (status(429, Retry_After="30"), "asks for 30 s"),
        (status(429, Retry_After="600.4"), "asks for 601 s"),
        (status(429), "in some minutes"),
        (status(429, Retry_After="1e9"), "in some minutes"),
        (status(429, Retry_After="-5"), "in some minutes"),
    ],
)
async def test_how_long_a_busy_server_asks_to_wait_is_told(
    server: FaultServer, act: Act, told: str
) -> None:
    server.acts = [act]
    fault = await fault_of_step("openai/local", server.url, streaming=False)
    assert fault.kind == "busy"
    assert told in str(fault)


@pytest.mark.parametrize("wait", [None, 0.0, 2.5, float("nan"), float("inf")])
def test_a_busy_server_is_told_of_in_both_languages(wait: float | None) -> None:
    kind: Kind = "busy"
    fault = ModelError(kind, "m", "429", wait=wait)
    assert ("asks for 3 s" in str(fault)) is (wait == 2.5)
    assert ("3 秒" in fault.told("zh")) is (wait == 2.5)
    assert say("fault.busy", "en", model="m", said="429") == str(fault) or wait == 2.5
