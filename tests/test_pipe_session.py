"""A practice through a pipe, as the contract has it: blocks, saved lines, resuming, JSON."""

import json

import pytest

from tests.conftest import Coach

QUESTION = "backend-redis"
FIRST = "我们用 Redis 做缓存，字符串加过期时间。"
SECOND = "MGET 一次网络往返就能取完，省的是往返时间。"


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_answers_are_acknowledged_on_stderr_once_each(coach: Coach) -> None:
    ran = coach.run("practice", QUESTION, "--lang", "zh", typed=f"{FIRST}\n---\n{SECOND}\n")
    assert ran.returncode == 0
    saved = [line.split() for line in ran.stderr.splitlines() if line.startswith("saved ")]
    assert [seq for _, _, seq in saved] == ["3", "7"]
    assert len({session for _, session, _ in saved}) == 1
    assert "saved" not in ran.stdout


def test_the_end_of_input_keeps_the_session_and_resume_goes_on_where_it_stopped(
    coach: Coach,
) -> None:
    one = coach.run("practice", QUESTION, "--lang", "zh", typed=FIRST)
    assert one.returncode == 0
    last = one.stdout.splitlines()[-1]
    two = coach.run("resume", typed=SECOND)
    assert two.returncode == 0
    assert two.stdout.splitlines()[0] == last
    assert "resumed " in two.stderr
    assert one.stderr.split("saved ")[1].split()[0] in two.stderr
    shown = coach.run("show", "--json")
    answered = [each["text"] for each in lines(shown.stdout) if each["kind"] == "answered"]
    assert answered == [FIRST, SECOND]


def test_every_event_is_one_json_object_a_line_as_it_happens(coach: Coach) -> None:
    ran = coach.run("practice", QUESTION, "--lang", "zh", "--json", typed=f"{FIRST}\n---\n/done\n")
    told = lines(ran.stdout)
    assert [each["seq"] for each in told] == list(range(1, len(told) + 1))
    assert [each["kind"] for each in told][:5] == [
        "started", "asked", "answered", "critiqued", "coached",
    ]  # fmt: skip
    assert {"session", "seq", "at", "kind"} <= set(told[0])
    shown = coach.run("show", "--json")
    assert lines(shown.stdout) == told


def test_commands_are_one_line_blocks_and_all_else_is_an_answer(coach: Coach) -> None:
    typed = (
        "/hint\n---\n/why\n---\n/nonsense\n---\n\n---\n/hint is a command, but not\nin two lines\n"
    )
    ran = coach.run("practice", QUESTION, "--lang", "en", "--json", typed=typed)
    kinds = [each["kind"] for each in lines(ran.stdout)]
    assert kinds[:5] == ["started", "asked", "requested", "hinted", "requested"]
    assert kinds[5] == "declined"
    answered = [each["text"] for each in lines(ran.stdout) if each["kind"] == "answered"]
    assert answered == ["/hint is a command, but not\nin two lines"]
    assert "/nonsense" in ran.stderr


def test_no_rating_is_asked_for_in_a_pipe(coach: Coach) -> None:
    ran = coach.run("practice", QUESTION, "--json", typed=FIRST)
    assert "rated" not in {each["kind"] for each in lines(ran.stdout)}


def test_input_is_read_as_it_comes_and_answered_before_the_pipe_closes(coach: Coach) -> None:
    process = coach.start("practice", QUESTION, "--lang", "zh", "--json")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{FIRST}\n---\n".encode())
    process.stdin.flush()
    kinds: list[str] = []
    while not kinds or kinds[-1] != "coached":
        kinds.append(json.loads(process.stdout.readline())["kind"])
    assert process.poll() is None
    process.stdin.close()
    rest = process.stdout.read()
    assert json.loads(rest)["kind"] == "asked"
    assert process.wait(20) == 0
    process.stdout.close()
    assert process.stderr is not None
    process.stderr.close()


def test_a_whole_session_closes_with_everything_shown(coach: Coach) -> None:
    typed = f"{FIRST}\n---\n/done\n---\n我没想到集群的限制。\n"
    ran = coach.run("practice", QUESTION, "--lang", "zh", typed=typed)
    assert ran.returncode == 0
    assert "逐个要点" in ran.stdout
    assert "分数 = 100" in ran.stdout
    history = coach.run("history", "--json")
    (session,) = lines(history.stdout)
    assert (session["status"], session["attempts"]) == ("finished", 1)
    again = coach.run("resume")
    assert again.returncode == 1
    assert again.stderr.startswith("coach: nothing is unfinished")


def test_before_the_close_no_open_point_is_named(coach: Coach) -> None:
    from tools.bank import Bank

    ran = coach.run("practice", QUESTION, "--lang", "zh", typed=FIRST)
    question = Bank().question(QUESTION)
    for point in question.points:
        assert point.says.zh not in ran.stdout


def test_a_closed_reader_ends_the_program_quietly(coach: Coach) -> None:
    process = coach.start("practice", QUESTION, "--lang", "zh")
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdout.close()
    process.stdin.write(f"{FIRST}\n---\n{SECOND}\n---\n{FIRST}\n".encode())
    process.stdin.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(20) in (0, 1)
    assert "Traceback" not in errors


@pytest.mark.slow
def test_a_question_to_the_coach_is_kept_shown_again_and_replayed(coach: Coach) -> None:
    typed = "/ask\n---\n/ask 集群里用 MGET 报 CROSSSLOT 怎么办\n---\n/ask 今天天气怎么样\n"
    ran = coach.run("practice", QUESTION, "--lang", "zh", typed=typed)
    assert ran.returncode == 0
    assert "用法：/ask" in ran.stderr
    assert "saved" not in ran.stderr
    heard = ran.stdout.splitlines()
    assert heard[2] == "你：/ask 集群里用 MGET 报 CROSSSLOT 怎么办"
    assert heard[3].startswith("教练：题库里的说法：集群模式下")
    assert heard[4].strip().startswith("这里说出了要点的内容，所以 20 小时之内")
    assert heard[5].startswith("还等你回答：你用过 Redis 的什么？")
    assert heard[7].startswith("教练：题库里没有能回答这个的段落")
    assert coach.run("show", "--lang", "zh").stdout.splitlines()[: len(heard)] == heard
    again = coach.run("resume", "--json", typed="集群里的键要落在同一个哈希槽，用哈希标签。")
    told = lines(again.stdout)
    assert [each["kind"] for each in told[:5]] == [
        "asked", "inquired", "told", "inquired", "told",
    ]  # fmt: skip
    critiqued = next(each for each in told if each["kind"] == "critiqued")
    seen: list[dict[str, object]] = critiqued["observations"]  # type: ignore[assignment]
    met = [each["aid"] for each in seen if each["point"] == "mget-cluster" and each["met"]]
    assert met
    assert set(met) == {"aided"}


@pytest.mark.parametrize("length", [1_000, 1_001])
def test_a_question_too_long_is_not_put(coach: Coach, length: int) -> None:
    ran = coach.run("practice", QUESTION, "--lang", "en", "--json", typed=f"/ask {'x' * length}\n")
    kinds = [each["kind"] for each in lines(ran.stdout)]
    assert ("inquired" in kinds) is (length <= 1_000)
    assert ("1,001" in ran.stderr) is (length > 1_000)
