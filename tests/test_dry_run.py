"""What a dry run shows is what a session sends, word for word; itself it sends and keeps nothing."""

import json
import re
from collections.abc import Iterator

import pytest
from autogen_core.models import LLMMessage, SystemMessage, UserMessage

from agents.voice.gateway import LiteLLMClient
from tests.conftest import Coach
from tests.fault_server import FaultServer, fault_server
from tools.bank import Bank
from tools.wording import wordings

QUESTION = "backend-redis"
ANSWER = {
    "en": "We use Redis as a cache, with strings and an expiry on every key.",
    "zh": "我们用 Redis 做缓存，用字符串类型，每个键都设过期时间。",
}
POINT = "mget-server-loop"
HALF = (
    "Redis gets each of them one after another, so it's O(n) in the number of keys."
    " Don't put thousands in there because Redis is single-threaded."
)
PLACES = [f"dry.{each}" for each in ("answer", "quote", "action", "coached", "probed")]


def reply_to(request: dict[str, object]) -> str:
    """Return a reply in which the critic credits nothing, and the others say a sentence."""
    if "response_format" not in request:
        return "Go on, and give a number this time."
    points = [
        {"point": each.id, "why": "not said", "quote": None, "verdict": "missing"}
        for each in Bank().question(QUESTION).points
    ]
    return json.dumps({"points": points, "misconceptions": []})


def generous(request: dict[str, object]) -> str:
    """Return a reply in which the critic credits the whole of HALF, and confirms it."""
    if "response_format" not in request:
        return "Go on."
    if "single claims" in str(request["messages"]):
        return json.dumps({"points": [{"point": POINT, "why": "said", "verdict": "covered"}]})
    said = json.loads(reply_to(request))
    for each in said["points"]:
        if each["point"] == POINT:
            each |= {"quote": HALF, "verdict": "covered"}
    return json.dumps(said)


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """One server for all."""
    with fault_server() as running:
        running.reply = reply_to
        yield running


@pytest.fixture
def env(server: FaultServer) -> dict[str, str]:
    """A model at the server."""
    server.requests.clear()
    return {"COACH_MODEL": "openai/local", "COACH_API_BASE": server.url}


def as_pattern(text: str, lang: str) -> str:
    """Return a text as a pattern in which its places take any words, and fences any mark."""
    pattern = re.escape(text)
    for key in PLACES:
        place = getattr(wordings()[key], lang)
        pattern = pattern.replace(re.escape(place), "(?:.*)")
    return re.sub(r"(data|end)\\ [0-9a-f]{16}", r"\1\\ [0-9a-f]{16}", pattern)


def fits(shown: dict[str, object], sent: dict[str, object], lang: str) -> bool:
    """Return whether a request that came is the one that was shown."""
    wanted, came = shown["messages"], sent["messages"]
    assert isinstance(wanted, list)
    assert isinstance(came, list)
    return (
        shown["response_format"] == sent.get("response_format")
        and [each["role"] for each in wanted] == [each["role"] for each in came]
        and all(
            re.fullmatch(as_pattern(a["content"], lang), b["content"], re.DOTALL)
            for a, b in zip(wanted, came, strict=True)
        )
    )


@pytest.mark.parametrize("lang", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_what_is_shown_is_what_a_session_sends(
    coach: Coach, server: FaultServer, env: dict[str, str], lang: str
) -> None:
    ran = coach.run("practice", QUESTION, "--dry-run", "--json", "--lang", lang, env=env)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert server.requests == []
    assert not (coach.home / "data").exists()
    shown = {each["task"]: each for each in map(json.loads, ran.stdout.splitlines())}
    assert list(shown) == ["judge", "confirm", "advise", "probe", "hint"]
    typed = f"{ANSWER[lang]}\n---\n/hint\n"
    assert coach.run("practice", QUESTION, "--lang", lang, typed=typed, env=env).returncode == 0
    judge, advise, probe, hint = server.requests[:4]
    assert fits(shown["judge"], judge, lang)
    assert fits(shown["advise"], advise, lang)
    assert fits(shown["probe"], probe, lang)
    assert fits(shown["hint"], hint, lang)
    assert not fits(shown["advise"], probe, lang)
    assert ANSWER[lang] in json.dumps(judge["messages"], ensure_ascii=False)


@pytest.mark.slow
def test_what_is_asked_several_times_is_shown_once_and_sent_as_often(
    coach: Coach, server: FaultServer, env: dict[str, str]
) -> None:
    env |= {"COACH_JUDGINGS": "3"}
    ran = coach.run("practice", QUESTION, "--dry-run", "--json", "--lang", "en", env=env)
    shown = list(map(json.loads, ran.stdout.splitlines()))
    assert [(each["task"], each["times"]) for each in shown] == [
        ("judge", 3), ("confirm", 1), ("advise", 1), ("probe", 1), ("hint", 1),
    ]  # fmt: skip
    told = coach.run("practice", QUESTION, "--dry-run", "--lang", "en", "--plain", env=env).stdout
    assert told.splitlines()[1] == "  Sent 3 times at once, word for word the same"
    assert server.requests == []
    typed = f"{ANSWER['en']}\n---\n/quit\n"
    ran = coach.run("practice", QUESTION, "--lang", "en", "--json", typed=typed, env=env)
    judged = [each for each in server.requests if fits(shown[0], each, "en")]
    assert [each["messages"] for each in judged] == [server.requests[0]["messages"]] * 3
    critiqued = [json.loads(each) for each in ran.stdout.splitlines() if '"critiqued"' in each]
    assert [each["critique"]["judge"]["judgings"]["scores"] for each in critiqued] == [[0.0] * 3]


@pytest.mark.slow
def test_the_second_look_is_shown_as_it_is_sent(
    coach: Coach, server: FaultServer, env: dict[str, str]
) -> None:
    """The rules see half of the weightiest point in these words, and the critic all of it."""
    server.reply = generous
    try:
        coach.run("practice", QUESTION, "--lang", "en", typed=HALF, env=env)
    finally:
        server.reply = reply_to
    ran = coach.run("practice", QUESTION, "--dry-run", "--json", "--lang", "en", env=env)
    shown = {each["task"]: each for each in map(json.loads, ran.stdout.splitlines())}
    judge, *later = server.requests
    assert fits(shown["judge"], judge, "en")
    assert [each for each in later if fits(shown["confirm"], each, "en")]


def test_it_is_told_for_a_person(coach: Coach, server: FaultServer) -> None:
    server.requests.clear()
    folder = coach.home / "data" / "default"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "settings.toml").write_text(
        'model = "openai/local"\nfallback = ["openai/other"]\n[models]\ncoach = ""\n',
        encoding="utf-8",
    )
    at_server = {"COACH_API_BASE": server.url}
    told = coach.run(
        "practice", QUESTION, "--dry-run", "--lang", "en", "--plain", env=at_server
    ).stdout
    lines = told.splitlines()
    heads = [each for each in lines if " → " in each]
    assert [each.partition(" → ")[0] for each in heads] == [
        "critic, judging your answer",
        "critic, confirming by the quoted words alone (only where it credits more than the rules)",
        "interviewer, the follow-up",
    ]
    assert all(f"openai/local, at {server.url}; " in each for each in heads)
    assert lines.count("  Where that fails, the same goes to: openai/other") == 3
    assert lines[-1].startswith("Nothing of this was sent or kept.")
    assert "    You judge one spoken interview answer against a rubric." in told
    assert "    ‹your answer›" in lines
    assert server.requests == []


@pytest.mark.slow
def test_the_count_is_the_gateways(coach: Coach, env: dict[str, str]) -> None:
    ran = coach.run("practice", QUESTION, "--dry-run", "--json", "--lang", "en", env=env)
    judge = json.loads(ran.stdout.splitlines()[0])
    system, user = (each["content"] for each in judge["messages"])
    messages: list[LLMMessage] = [
        SystemMessage(content=system),
        UserMessage(content=user, source="team"),
    ]
    assert judge["tokens"] == LiteLLMClient("openai/local").count_tokens(messages) > 500


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "No model is configured: nothing"), ("zh", "没有设置模型")]
)
def test_without_a_model_nothing_would_be_sent(coach: Coach, lang: str, said: str) -> None:
    ran = coach.run("practice", QUESTION, "--dry-run", "--lang", lang)
    assert ran.returncode == 0
    assert ran.stdout.startswith(said)
    assert not (coach.home / "data").exists()
