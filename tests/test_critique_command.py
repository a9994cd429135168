"""`coach critique`: one round on a written answer, its JSON, the comparison, and batches."""

import json
from pathlib import Path

from practice.verdict import Critique
from tests.conftest import Coach

QUESTION = "backend-redis"
THIN = "Redis 我们用来做缓存，字符串加过期时间。"
BETTER = THIN + "MGET 一条命令取多个键，一次网络往返，省的是往返时间。"


def test_it_shows_everything_at_once(coach: Coach, bank: object) -> None:
    ran = coach.run("critique", QUESTION, "-", "--lang", "zh", typed=THIN)
    assert ran.returncode == 0
    for words in ("讲到了", "逐个要点", "没讲到", "分数 = 100", "表达：", "教练："):
        assert words in ran.stdout
    assert "面试官：最后" not in ran.stdout


def test_the_json_is_the_contracts(coach: Coach) -> None:
    ran = coach.run("critique", QUESTION, "-", "--json", typed=THIN)
    body = json.loads(ran.stdout)
    critique = Critique.model_validate(body)
    assert set(body) >= {
        "question", "session", "attempt", "lang", "score", "score_range", "band",
        "honest_unknown", "verdicts", "misconceptions", "delivery", "done_well", "next_action",
        "judge", "compared",
    }  # fmt: skip
    assert (critique.question, critique.lang, critique.judge.voice) == (QUESTION, "zh", "rules")
    assert critique.compared is None
    for each in critique.verdicts:
        assert (each.quote is None) == (each.verdict == "missing")
        if each.quote is not None:
            assert THIN[each.start : each.end] == each.quote


def test_the_second_attempt_is_compared_with_the_first(coach: Coach) -> None:
    first = json.loads(coach.run("critique", QUESTION, "-", "--json", typed=THIN).stdout)
    second = json.loads(coach.run("critique", QUESTION, "-", "--json", typed=BETTER).stdout)
    assert second["compared"]["session"] == first["session"]
    assert second["compared"]["score"] == first["score"]
    assert second["compared"]["lost"] == []
    assert second["score"] > first["score"]
    shown = coach.run("critique", QUESTION, "-", "--lang", "zh", typed=THIN)
    assert "和上一次" in shown.stdout


def test_feedback_follows_the_answers_language(coach: Coach) -> None:
    ran = coach.run(
        "critique", QUESTION, "-", "--lang", "zh", typed="We use it as a cache with a TTL."
    )
    assert "Point by point" in ran.stdout


def test_a_file_is_read_as_it_is(coach: Coach, tmp_path: Path) -> None:
    (tmp_path / "answer.txt").write_text(f"\n  {THIN}\n", encoding="utf-8")
    ran = coach.run("critique", QUESTION, str(tmp_path / "answer.txt"), "--json")
    covered = [each for each in json.loads(ran.stdout)["verdicts"] if each["quote"]]
    assert all(f"\n  {THIN}\n"[each["start"] : each["end"]] == each["quote"] for each in covered)


def test_a_batch_answers_line_for_line_and_keeps_nothing(coach: Coach, tmp_path: Path) -> None:
    rows = [
        json.dumps({"question": QUESTION, "text": THIN, "id": "one"}),
        "not json",
        json.dumps({"question": "no-such", "text": "x"}),
        json.dumps({"question": QUESTION, "text": "", "id": 4}),
        json.dumps({"question": QUESTION, "text": "x", "colour": "blue"}),
        json.dumps({"question": QUESTION, "text": BETTER, "lang": "zh"}),
    ]
    (tmp_path / "batch.jsonl").write_text("\n".join(rows), encoding="utf-8")
    ran = coach.run("critique", "--batch", str(tmp_path / "batch.jsonl"))
    assert ran.returncode == 0
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [each.get("id") for each in told] == ["one", None, None, 4, None, None]
    assert [each.get("line") for each in told] == [None, 2, 3, None, 5, None]
    assert told[3]["score"] == 0
    assert "colour" in told[4]["error"]
    assert told[5]["score"] > told[0]["score"]
    assert told[0]["session"] is None
    assert not (coach.home / "data").exists()


def test_a_question_beside_a_batch_is_refused(coach: Coach, tmp_path: Path) -> None:
    (tmp_path / "batch.jsonl").write_text("", encoding="utf-8")
    ran = coach.run("critique", QUESTION, "--batch", str(tmp_path / "batch.jsonl"))
    assert ran.returncode == 2
    assert "--batch" in ran.stderr


def test_explain_tells_how_sure_it_is_and_what_came_nearest(coach: Coach) -> None:
    text = "我们用 Redis 做缓存，字符串加过期时间。有序集合就是跳表吧，分数排好序。"
    plain = coach.run("critique", QUESTION, "-", "--lang", "zh", typed=text)
    explained = coach.run("critique", QUESTION, "-", "--lang", "zh", "--explain", typed=text)
    assert "可能性" not in plain.stdout
    assert "算讲到的可能性：90%" in explained.stdout
    shown = {line for line in plain.stdout.splitlines() if "讲到了" in line}
    assert shown <= set(explained.stdout.splitlines())


def test_any_reference_text_will_do(coach: Coach, tmp_path: Path) -> None:
    reference = "A mutex lets one thread at a time into a section. A semaphore counts permits."
    answer = "With a mutex only one thread gets into the section. I forgot the other thing."
    (tmp_path / "reference.txt").write_text(reference, encoding="utf-8")
    (tmp_path / "answer.txt").write_text(answer, encoding="utf-8")
    files = (str(tmp_path / "answer.txt"), "--reference", str(tmp_path / "reference.txt"))
    body = json.loads(coach.run("critique", *files, "--json").stdout)
    first, second = body["sentences"]
    assert first["verdict"] == "covered"
    assert answer[first["start"] : first["end"]] == first["quote"]
    assert (second["verdict"], second["quote"]) == ("missing", None)
    assert 0 < body["score"] < 100
    shown = coach.run("critique", *files).stdout
    assert "Missing · A semaphore counts permits." in shown
    assert not (coach.home / "data").exists()
    full = coach.run("critique", str(tmp_path / "reference.txt"), *files[1:], "--json")
    assert json.loads(full.stdout)["score"] > 90
