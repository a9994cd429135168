"""Keys never leave: not in errors that echo them, not in replies, not where they were split."""

import base64
import contextlib
import time
from pathlib import Path

import pytest
from autogen_core.models import CreateResult
from hypothesis import given
from hypothesis import strategies as st

from agents.voice.fault import ModelError
from agents.voice.gateway import LiteLLMClient
from tests.conftest import Coach
from tests.fault_server import FAULTS, fault_server, saying, status
from tests.test_gateway import streamed
from tools.scrub import REMOVED, keys_in, may_begin, scrub, without

PLAIN = "plain-canary-7f3d-no-known-prefix"
ENV = {
    "MY_API_KEY": PLAIN,
    "AUTH_TOKEN": "abc/def+ghi=jkl",
    "PATH": "/usr/local/bin",
    "X_KEY": "none",
}
pytestmark = pytest.mark.filterwarnings("default")  # LiteLLM's own, which are not ours to mend


@pytest.mark.parametrize(
    "text",
    [
        f"Incorrect API key provided: {PLAIN}.",
        f"{PLAIN}{PLAIN}",
        "url?key=abc%2Fdef%2Bghi%3Djkl&x=1",
        "sk-CANARY-0000000000000000000000000000000000000000 is wrong",
        "Authorization: Bearer abcdef0123456789",
        "authorization: basic dXNlcjpwYXNzd29yZA==",
        "AIzaSyA0000000000000000000000000000000",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_0123456789abcdef0123",
        "http://user:hunter22@localhost:4000/v1",
        "https://host/v1/models?key=hunter2-hunter2",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.abc",
    ],
)
def test_a_key_is_taken_out_by_its_value_or_by_its_look(text: str) -> None:
    told = scrub(text, ENV)
    assert REMOVED in told
    for secret in (PLAIN, "def", "CANARY", "0123456789", "dXNl", "hunter2", "IOSFODNN", "eyJz"):
        assert secret not in told


@pytest.mark.parametrize(
    "text",
    [
        "We cache the key user:42 with an expiry and use a token bucket.",
        "The sk- prefix marks keys; ask-me-anything is no key, nor is task-force.",
        "see http://localhost:8000/v1 in /usr/local/bin, none of it is secret",
        "用 key 的前缀做分片，token 数按 1 比 2 估算。",
    ],
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    assert scrub(text, ENV) == text


@given(st.text(), st.text())
def test_whatever_stands_around_a_key_it_is_gone(before: str, after: str) -> None:
    assert PLAIN not in without(keys_in(ENV), before + PLAIN + after)


@given(st.integers(1, len(PLAIN) - 1), st.text(alphabet="plain-c x", max_size=9))
def test_the_beginning_of_a_key_waits(length: int, before: str) -> None:
    assert may_begin(keys_in(ENV), before + PLAIN[:length]) >= length
    assert may_begin(keys_in(ENV), "nothing of the kind!") == 0


@pytest.mark.parametrize("streams", [False, True])
async def test_a_reply_that_echoes_the_key_comes_without_it(
    streams: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", PLAIN)
    with fault_server() as server:
        server.acts = [saying(f"your key is {PLAIN}, I believe")]
        client = LiteLLMClient("openai/local", api_base=server.url)
        if streams:
            *pieces, result = await streamed(client)
            assert "".join(map(str, pieces)) == f"your key is {REMOVED}, I believe"
            assert isinstance(result, CreateResult)
            assert result.content == f"your key is {REMOVED}, I believe"
        else:
            result = await client.create([])
            assert result.content == f"your key is {REMOVED}, I believe"
        for code in (400, 401, 403, 429, 500):
            server.acts = [status(code, f"bad key {PLAIN} or sk-other-0123456789abcdef")]
            with pytest.raises(ModelError) as failed:
                await client.create([])
            for text in (str(failed.value), failed.value.told("zh")):
                assert REMOVED in text
                assert PLAIN not in text
                assert "0123456789" not in text
        await client.close()


def test_no_byte_of_a_key_is_printed_or_kept_by_the_program(coach: Coach, tmp_path: Path) -> None:
    """The server echoes the key, every log is asked for, and the address holds a password."""
    with fault_server() as server:
        server.acts = [status(401, f"Incorrect API key provided: {PLAIN}")]
        env = {
            "OPENAI_API_KEY": PLAIN,
            "COACH_MODEL": "openai/local",
            "COACH_API_BASE": server.url,
            "LITELLM_LOG": "DEBUG",
            "OPENAI_LOG": "debug",
        }
        said = ""
        for args in (["critique", "backend-redis", "--json"], ["doctor"], ["show"]):
            if args == ["doctor"]:
                env["COACH_API_BASE"] = server.url.replace("//", f"//me:{PLAIN}@")
            ran = coach.run(*args, typed="We use Redis as a cache.", env=env)
            assert ran.returncode in (0, 1), ran.stderr
            said += ran.stdout + ran.stderr
    assert "refused the key (401: Incorrect API key provided: [key removed]" in said
    kept = b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())
    assert len(kept) > 1000
    for form in (PLAIN, base64.b64encode(PLAIN.encode()).decode()):
        assert form not in said
        assert form.encode() not in kept


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="no /proc here")
def test_no_command_line_and_no_title_of_a_process_holds_a_key(coach: Coach) -> None:
    """Whoever is on the machine can read those, while a model is waited for."""
    with fault_server() as server:
        server.acts = [FAULTS["hang"]]
        env = {
            "OPENAI_API_KEY": PLAIN,
            "COACH_MODEL": "openai/local",
            "COACH_API_BASE": server.url,
        }
        running = coach.start("critique", "backend-redis", "-", env=env)
        assert running.stdin is not None
        running.stdin.write(b"We use Redis as a cache.")
        running.stdin.close()
        while not server.requests and running.poll() is None:
            time.sleep(0.05)
        shown = b""
        for each in Path("/proc").glob("[0-9]*"):
            for name in ("cmdline", "comm"):
                with contextlib.suppress(OSError):
                    shown += (each / name).read_bytes()
        running.kill()
        running.wait()
        for pipe in (running.stdout, running.stderr):
            assert pipe is not None
            pipe.close()
    assert b"backend-redis" in shown
    assert PLAIN.encode() not in shown
