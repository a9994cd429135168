"""`coach models`: what is configured, what is known, and one request to each, told in one line."""

import json
import os
import re
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.commands.app import open_app
from agents.commands.model_listing import list_models, rows
from practice.models import Spending
from practice.settings import resolve
from tests.conftest import CACHE, ROOT
from tests.embedding_server import Reply, embedding_server
from tests.fault_server import FaultServer, completion, fault_server, raw

pytestmark = pytest.mark.filterwarnings("default")  # LiteLLM's own, which are not ours to mend
KEY = "sk-canary-4c1f9b7e2d"
HOME = Path("/data/coach")
DOCS = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
SETUPS = [
    dict(re.findall(r"^export (\w+)=(\S+)$", block, re.MULTILINE))
    for block in re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL)
    if "COACH_MODEL" in block
]
SPEAK_OPENAI = ("openai/", "deepseek/", "dashscope/", "hosted_vllm/", "litellm_proxy/")
"""Those of them whose requests a server that speaks OpenAI's protocol can answer."""


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """One server for all."""
    with fault_server() as running:
        yield running


@pytest.fixture
def home(tmp_path: Path, server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home whose models are at the fault server; no key is set."""
    server.acts.clear()
    server.requests.clear()
    for name in [each for each in os.environ if each.startswith(("COACH_", "OPENAI_", "ANTHROP"))]:
        monkeypatch.delenv(name)
    for name, value in {
        "COACH_HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(CACHE),
        "COACH_LANG": "en",
        "COACH_API_BASE": server.url,
    }.items():
        monkeypatch.setenv(name, value)
    return tmp_path


def listed(capfd: pytest.CaptureFixture[str], *, lang: str = "en", check: bool = True) -> str:
    """Return what `coach models` prints as JSON, a text; the exit code is asserted elsewhere."""
    list_models(open_app({"lang": lang}, as_json=True), check=check)
    return capfd.readouterr().out


def test_without_a_model_it_says_how_to_set_one_up(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert list_models(open_app({}), check=True) == 0
    said = " ".join(capfd.readouterr().out.split())
    assert said == (
        "No model is configured: all three agents speak offline, and nothing is sent. How to set"
        " one up: docs/models.md; for instance COACH_MODEL=openai/gpt-4o-mini"
    )
    assert list_models(open_app({"lang": "zh"}), check=True) == 0
    assert capfd.readouterr().out.startswith("没有设置模型")


def test_what_a_model_is_and_that_it_answers(
    home: Path, server: FaultServer, capfd: pytest.CaptureFixture[str]
) -> None:
    app = open_app({"model": "openai/gpt-4o-mini"}, plain=True)
    assert list_models(app, check=True) == 0
    told = capfd.readouterr()
    *facts, checked = told.out.splitlines()
    assert facts == [
        "openai/gpt-4o-mini (critic, coach, interviewer)",
        f"  Endpoint: {server.url}",
        "  Price: $0.15 a million tokens sent, $0.6 received",
        "  Context, in tokens: 128,000",
        "  Key: LiteLLM asks for none",
    ]
    assert checked.startswith("  Check: answered in ")
    assert told.err.splitlines() == ["Reading the table of models…", "Asking openai/gpt-4o-mini…"]
    (request,) = server.requests
    assert request["max_tokens"] == 16
    assert len(str(request["messages"])) < 80


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "  Judges each answer 3 times, side by side"), ("zh", "  每个回答评 3 次，同时进行")],
)
def test_how_often_the_critic_is_asked_is_told_of_its_model_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
    lang: str, said: str,
) -> None:  # fmt: skip
    (home / "default").mkdir()
    (home / "default" / "settings.toml").write_text(
        'model = "openai/a"\n[models]\ncritic = "openai/b"\njudgings = 3\n', encoding="utf-8"
    )
    assert list_models(open_app({"lang": lang}, plain=True), check=False) == 0
    told = capfd.readouterr().out.splitlines()
    assert told[1] == said
    assert told.count(said) == 1
    rows = [json.loads(each) for each in listed(capfd, check=False).splitlines()]
    assert [(each["model"], each["judgings"]) for each in rows] == [
        ("openai/b", 3),
        ("openai/a", None),
    ]


def test_the_same_in_chinese_of_a_model_in_no_table(
    home: Path, server: FaultServer, capfd: pytest.CaptureFixture[str]
) -> None:
    app = open_app({"model": "openai/401", "lang": "zh"}, plain=True)
    assert list_models(app, check=True) == 1
    assert capfd.readouterr().out.splitlines() == [
        "openai/401（评审、教练、面试官）",
        f"  地址：{server.url}",
        "  价格：未知",
        "  上下文 token 数：未知",
        "  密钥：LiteLLM 不要求",
        "  试问一次：openai/401 不认这个密钥（401: as asked）；请检查环境变量里的密钥",
    ]


@pytest.mark.parametrize("fault", ["401", "404", "500", "busy", "html", "null-content", "cut"])
def test_a_check_is_one_request_and_its_failure_one_line(
    home: Path, server: FaultServer, fault: str, capfd: pytest.CaptureFixture[str]
) -> None:
    if fault == "cut":
        server.acts = [raw(b'{"id": ')]
    app = open_app({"model": f"openai/{fault}"}, as_json=True)
    assert list_models(app, check=True) == 1
    told = capfd.readouterr()
    assert told.err == ""
    checked = json.loads(told.out)["checked"]
    assert not checked["ok"]
    assert f"openai/{fault}" in checked["cause"]
    assert "; " in checked["cause"]
    assert "\n" not in checked["cause"]
    assert len(server.requests) == 1


def test_a_silent_server_is_waited_for_no_longer_than_the_deadline(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    listed(capfd)  # loads LiteLLM
    monkeypatch.setenv("COACH_DEADLINE", "0.5")
    monkeypatch.setenv("COACH_MODEL", "openai/hang")
    begun = time.monotonic()
    assert list_models(open_app({}, as_json=True), check=True) == 1
    assert time.monotonic() - begun < 4
    assert "did not answer within 0.5 s" in json.loads(capfd.readouterr().out)["checked"]["cause"]


def test_a_model_that_is_cut_off_while_it_thinks_was_reached(
    home: Path, server: FaultServer, capfd: pytest.CaptureFixture[str]
) -> None:
    spent = completion("", "length").replace(b'"completion_tokens": 3', b'"completion_tokens": 16')
    server.acts = [raw(spent)]
    app = open_app({"model": "openai/thinker"}, as_json=True)
    assert list_models(app, check=True) == 0
    assert json.loads(capfd.readouterr().out)["checked"]["ok"]


def test_no_check_sends_nothing(
    home: Path, server: FaultServer, capfd: pytest.CaptureFixture[str]
) -> None:
    app = open_app({"model": "openai/500"}, as_json=True)
    assert list_models(app, check=False) == 0
    assert json.loads(capfd.readouterr().out) == {
        "model": "openai/500",
        "roles": ["critic", "coach", "interviewer"],
        "judgings": 1,
        "endpoint": server.url,
        "input_price": None,
        "output_price": None,
        "context": None,
        "keys": [],
        "key_set": None,
        "checked": None,
    }
    assert server.requests == []


def test_ollamas_server_is_not_asked_for_its_table(
    home: Path, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LiteLLM would ask it, at an address of its own and not at ours."""
    monkeypatch.setenv("OLLAMA_API_BASE", server.url)
    (row,) = rows(resolve({"model": "ollama_chat/own"}, {}, {}, HOME))
    assert (row.context, row.input_price, row.endpoint) == (None, None, server.url)
    assert server.requests == []


def test_roles_keys_and_endpoints_of_several_models(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "DASHSCOPE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DEEPSEEK_API_KEY", KEY)
    found = resolve(
        {},
        {},
        {
            "model": "deepseek/deepseek-chat",
            "api_base": f"http://me:{KEY}@127.0.0.1:1/v1",
            "models": {"critic": "anthropic/claude-sonnet-4-5"},
            "fallback": ["deepseek/deepseek-chat", "dashscope/qwen-plus"],
            "embedding": "openai/text-embedding-3-small",
            "embedding_api_base": "http://127.0.0.1:1/v1",
        },
        HOME,
    )
    told = {each.model: each for each in rows(found)}
    assert {name: each.roles for name, each in told.items()} == {
        "anthropic/claude-sonnet-4-5": ("critic",),
        "deepseek/deepseek-chat": ("coach", "interviewer", "fallback"),
        "dashscope/qwen-plus": ("fallback",),
        "openai/text-embedding-3-small": ("embedding",),
    }
    assert {each.keys: each.key_set for each in told.values()} == {
        ("ANTHROPIC_API_KEY",): False,
        ("DEEPSEEK_API_KEY",): True,
        ("DASHSCOPE_API_KEY",): False,
        ("OPENAI_API_KEY",): False,
    }
    assert told["anthropic/claude-sonnet-4-5"].endpoint is None
    assert KEY not in "".join(each.model_dump_json() for each in told.values())


def test_an_embedding_model_is_checked_with_one_request(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("COACH_EMBEDDING", "openai/vectors")
    with embedding_server() as vectors:
        monkeypatch.setenv("COACH_EMBEDDING_API_BASE", vectors.url)
        assert list_models(open_app({}, as_json=True), check=True) == 0
        told = capfd.readouterr().out
        assert json.loads(told)["checked"]["ok"]
        vectors.replies = [Reply(500), None]
        assert list_models(open_app({}, as_json=True), check=True) == 1
        assert len(vectors.asked) == 2
        told += capfd.readouterr().out
    assert KEY not in told
    assert json.loads(told.splitlines()[1])["keys"] == ["OPENAI_API_KEY"]


# ---------------------------------------------------------------------------- docs/models.md


@pytest.mark.parametrize("setup", SETUPS, ids=[each["COACH_MODEL"] for each in SETUPS])
def test_each_setup_of_the_docs_names_what_litellm_expects(
    setup: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [each for each in setup if each.endswith("_API_KEY")]
    for name in [each for each in os.environ if each.endswith("_API_KEY")]:
        monkeypatch.delenv(name)
    (without,) = rows(resolve({}, setup, {}, HOME))
    assert without.key_set is (False if names else None)
    assert without.keys == tuple(names)
    for name in names:
        monkeypatch.setenv(name, KEY)
    (row,) = rows(resolve({}, setup, {}, HOME))
    assert row.key_set is (True if names else None)
    assert row.endpoint == setup.get("COACH_API_BASE")
    if names:
        assert row.input_price
        assert row.context


@pytest.mark.parametrize(
    "setup",
    [each for each in SETUPS if each["COACH_MODEL"].startswith(SPEAK_OPENAI)],
    ids=lambda each: each["COACH_MODEL"],
)
def test_a_setup_of_the_docs_is_answered_by_a_server_of_its_protocol(
    home: Path,
    server: FaultServer,
    setup: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for name in setup:
        monkeypatch.setenv(name, KEY if name.endswith("_API_KEY") else setup[name])
    monkeypatch.setenv("COACH_API_BASE", server.url)
    assert list_models(open_app({}, as_json=True), check=True) == 0
    assert json.loads(capfd.readouterr().out)["checked"]["ok"]
    (request,) = server.requests
    assert request["model"] == setup["COACH_MODEL"].partition("/")[2]


def test_the_docs_have_a_setup_of_each() -> None:
    makers = [each["COACH_MODEL"].partition("/")[0] for each in SETUPS]
    assert makers == [
        "openai", "anthropic", "deepseek", "dashscope", "ollama_chat", "hosted_vllm", "openai",
        "litellm_proxy",
    ]  # fmt: skip


def test_the_settings_file_of_the_docs_is_read() -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", DOCS, re.DOTALL)
    found = resolve({}, {}, tomllib.loads(block), HOME)
    assert found.models_of("critic") == ("anthropic/claude-sonnet-4-5", "openai/gpt-4o-mini")
    assert found.models_of("interviewer") == ()
    assert found.deadline == 60
    assert found.models.spending == Spending()
