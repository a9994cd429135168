"""`coach memory check` and `rebuild`, and sessions whose embedding is a model, as a user runs them."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from memory.folder import only_writer
from memory.journal import Journal
from practice.event import Answered
from tests.conftest import Coach, copy_of
from tests.embedding_server import EmbeddingServer, Reply, embedding_server
from tests.samples import NOON

QUESTION = "backend-redis"
ANSWER = "我们用 Redis 做缓存，字符串加过期时间。\n---\n集群里 MGET 直接用就行，跟单机一样。"
KEY = "sk-canary-0123456789"
REBUILD = "Run: coach memory rebuild (the journal is untouched)\n"
GONE = {"COACH_EMBEDDING": "openai/one", "COACH_EMBEDDING_API_BASE": "http://127.0.0.1:9/v1",
        "OPENAI_API_KEY": KEY}  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Coach:
    coach = Coach(tmp_path_factory.mktemp("practised"))
    ran = coach.run("practice", QUESTION, "--lang", "zh", typed=ANSWER)
    assert ran.returncode == 0
    return coach


@pytest.fixture
def practised(template: Coach, tmp_path: Path) -> Coach:
    return copy_of(template, tmp_path)


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    with embedding_server() as running:
        yield running


def model(server: EmbeddingServer) -> dict[str, str]:
    return {**GONE, "COACH_EMBEDDING_API_BASE": server.url}


def folder(coach: Coach) -> Path:
    return coach.home / "data" / "default"


def chroma(coach: Coach, statement: str) -> None:
    """Change Chroma's own database behind its back."""
    with closing(sqlite3.connect(folder(coach) / "chroma" / "chroma.sqlite3")) as raw, raw:
        raw.execute(statement)


def contents(coach: Coach) -> dict[str, str]:
    """Return what the journal and Chroma hold; of Chroma's files, what is no bookkeeping."""
    held = {}
    for path in (folder(coach) / "journal.sqlite3", folder(coach) / "chroma" / "chroma.sqlite3"):
        with closing(sqlite3.connect(path)) as raw:  # each opening leaves a row in acquire_write
            lines = [line for line in raw.iterdump() if "acquire_write" not in line]
        held[path.name] = "\n".join(lines)
    return held


def test_a_memory_that_is_sound_is_told_in_a_line_each(practised: Coach) -> None:
    before = contents(practised)
    ran = practised.run("memory", "check", "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    short, long = map(json.loads, ran.stdout.splitlines())
    assert short["records"] == short["expected"] > 3
    assert long["records"] == long["expected"] > 1
    assert long == {
        "collection": "long", "embedding": "answer-coach-ngrams/1/384",
        "records": long["records"], "expected": long["records"],
        "missing": 0, "extra": 0, "differing": 0, "unfound": 0, "ok": True,
    }  # fmt: skip
    assert contents(practised) == before
    told = practised.run("memory", "check", "--lang", "zh")
    assert told.stdout == (
        f"短期记忆：{short['records']} 条，与日志一致，每一条都找得到。\n"
        f"长期记忆：{long['records']} 条，与日志一致，每一条都找得到。\n"
    )


@pytest.mark.slow
def test_what_is_off_is_counted_with_the_next_step_and_a_rebuild_mends_it(
    practised: Coach,
) -> None:
    chroma(practised, "UPDATE embedding_metadata SET string_value = 'x' WHERE key = 'speaker'")
    ran = practised.run("memory", "check")
    assert ran.returncode == 1
    first, second = ran.stdout.splitlines()
    assert "0 missing, 0 extra" in first
    assert " 0 differing" not in first
    assert second.endswith("as the journal says, each found by its own vector.")
    assert ran.stderr == REBUILD
    as_json = practised.run("memory", "check", "--json")
    assert (as_json.returncode, as_json.stderr) == (1, REBUILD)
    assert [json.loads(line)["ok"] for line in as_json.stdout.splitlines()] == [False, True]
    assert practised.run("memory", "rebuild").returncode == 0
    assert practised.run("memory", "check").returncode == 0


def test_a_folder_without_chroma_is_missing_everything_and_gets_none(practised: Coach) -> None:
    import shutil

    shutil.rmtree(folder(practised) / "chroma")
    ran = practised.run("memory", "check", "--json")
    assert ran.returncode == 1
    for line in map(json.loads, ran.stdout.splitlines()):
        assert line["missing"] == line["expected"] > 0
        assert line["embedding"] is None
    assert not (folder(practised) / "chroma").exists()


def test_chroma_that_cannot_be_opened_is_one_line_and_stays_as_it_is(practised: Coach) -> None:
    place = folder(practised) / "chroma" / "chroma.sqlite3"
    place.write_bytes(b"garbage" * 1000)
    ran = practised.run("memory", "check", "--json")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert len(ran.stderr.splitlines()) == 1
    assert "coach memory rebuild" in ran.stderr
    assert place.read_bytes() == b"garbage" * 1000


def test_before_any_practice_there_is_nothing_to_check(coach: Coach) -> None:
    ran = coach.run("memory", "check")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr == "Nothing to check: there was no practice yet.\n"
    assert not (coach.home / "data").exists()


def test_the_check_needs_the_profile_to_itself_and_says_who_has_it(practised: Coach) -> None:
    with only_writer(folder(practised), "practice"):
        ran = practised.run("memory", "check")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "in use by coach practice (process " in ran.stderr


# ---------------------------------------------------------------------- by a model


@pytest.mark.slow
def test_a_session_with_a_model_remembers_by_it(coach: Coach, server: EmbeddingServer) -> None:
    ran = coach.run("practice", QUESTION, "--lang", "zh", typed=ANSWER, env=model(server))
    assert (ran.returncode, "回忆暂时用不了" in ran.stderr) == (0, False)
    assert any("MGET 直接用就行" in text for asked in server.asked for text in asked)
    checked = coach.run("memory", "check", "--json", env=model(server))
    assert checked.returncode == 0, checked.stderr
    fingerprints = {json.loads(line)["embedding"] for line in checked.stdout.splitlines()}
    assert fingerprints == {"litellm:openai/one/8"}


@pytest.mark.slow
def test_another_embedding_is_told_as_such_and_the_next_session_rebuilds(
    practised: Coach, server: EmbeddingServer
) -> None:
    ran = practised.run("memory", "check", env=model(server))
    assert ran.returncode == 1
    assert (
        "of another embedding (answer-coach-ngrams/1/384) than the one set (openai/one)"
        in (ran.stdout.splitlines()[0])
    )
    assert (ran.stderr, server.asked) == (REBUILD, [])
    assert practised.run("resume", typed="", env=model(server)).returncode == 0
    assert practised.run("memory", "check", env=model(server)).returncode == 0
    back = practised.run("memory", "check")
    assert "(litellm:openai/one/8) than the one set (our own function)" in back.stdout


def test_a_model_out_of_reach_is_one_line_and_practice_goes_on_without_recall(
    practised: Coach,
) -> None:
    before = contents(practised)
    ran = practised.run("practice", QUESTION, "--lang", "zh", typed=ANSWER, env=GONE)
    assert ran.returncode == 0
    (told,) = [line for line in ran.stderr.splitlines() if "回忆暂时用不了" in line]
    assert "嵌入模型 openai/one 用不了：连不上它的服务；日志没有动过" in told
    assert "Traceback" not in ran.stderr
    after = contents(practised)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"journal.sqlite3"}


@pytest.mark.slow
def test_a_key_that_the_server_echoes_is_never_shown(
    practised: Coach, server: EmbeddingServer
) -> None:
    echo = f'{{"error": {{"message": "bad key {KEY}"}}}}'.encode()
    vectors = f'{{"data": [{{"index": 0, "embedding": ["{KEY}"]}}]}}'.encode()
    rebuild, practice = ["memory", "rebuild"], ["practice", QUESTION]
    for reply, command in (
        (Reply(401, echo), rebuild),
        (Reply(200, vectors), rebuild),
        (Reply(200, KEY.encode(), KEY), rebuild),
        (Reply(401, echo), practice),
    ):
        server.replies = [reply]
        ran = practised.run(*command, typed=ANSWER, env=model(server))
        assert "openai/one cannot be used" in ran.stderr
        assert KEY not in ran.stdout + ran.stderr
    assert len(server.asked) == 4
    files = [path for path in folder(practised).rglob("*") if path.is_file()]
    assert not [path for path in files if KEY.encode() in path.read_bytes()]


def test_a_rebuild_that_gets_no_answer_removes_nothing(practised: Coach) -> None:
    before = contents(practised)
    ran = practised.run("memory", "rebuild", "--json", env=GONE)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert len(ran.stderr.splitlines()) == 1
    assert contents(practised) == before


@pytest.mark.slow
def test_what_is_forgotten_is_gone_even_where_the_model_is_out_of_reach(practised: Coach) -> None:
    practised.run("practice", QUESTION, "--lang", "zh", typed="紫色河马")
    (latest, *_) = map(json.loads, practised.run("history", "--json").stdout.splitlines())
    ran = practised.run("forget", "--session", latest["session"], "--yes", env=GONE)
    assert ran.returncode == 0
    assert "what is left is not recalled yet" in ran.stderr
    files = [path for path in folder(practised).rglob("*") if path.is_file()]
    assert not [path for path in files if "紫色河马".encode() in path.read_bytes()]
    assert practised.run("memory", "rebuild").returncode == 0
    assert practised.run("memory", "check").returncode == 0


@pytest.mark.slow
def test_a_slow_rebuild_says_how_far_it_is_on_standard_error_only(
    coach: Coach, server: EmbeddingServer
) -> None:
    folder(coach).mkdir(parents=True, mode=0o700)
    with Journal.write(folder(coach)) as journal:
        for number in range(70):
            journal.append("s1", Answered(text=f"answer {number}", lang="en"), NOON)
    server.delay = 0.6
    ran = coach.run("memory", "rebuild", "--json", env=model(server))
    assert (ran.returncode, json.loads(ran.stdout)) == (0, {"short": 70, "long": 0})
    assert ran.stderr == "Memory: 64 of 70…\n"
    server.delay = 0.0
    assert coach.run("memory", "rebuild", env=model(server)).stderr == ""


def test_the_doctor_says_what_is_sent_to_which_model(coach: Coach) -> None:
    def sent(env: dict[str, str]) -> str:
        found = map(json.loads, coach.run("doctor", "--json", env=env).stdout.splitlines())
        values = {each["what"]: each["value"] for each in found}
        assert values["setting embedding"] == "openai/one (environment)"
        return str(values["what is sent"])

    alone = {"COACH_EMBEDDING": "openai/one"}
    told = "the dialogue and your answers go to the embedding model openai/one at "
    assert sent(alone) == f"{told}the provider's own address"
    assert sent({**alone, "COACH_EMBEDDING_API_BASE": "http://x"}) == f"{told}http://x"
    both = sent({**alone, "COACH_MODEL": "openai/big"})
    goes = "question, rubric, your answers and the dialogue (with /ask perhaps gaps and plan too)"
    assert both.startswith(f"{goes} go to openai/big at ")
    assert both.endswith(f"; {told}the provider's own address")
    chinese = coach.run("doctor", "--lang", "zh", env=alone).stdout
    assert "会发送什么：对话和你的回答会发给嵌入模型 openai/one，地址由服务商决定" in chinese
