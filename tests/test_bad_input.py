"""Whatever is wrong from outside: one clear line, the right exit code, nothing lost, no traceback."""

import re
import sqlite3
from pathlib import Path

import pytest

from tests.conftest import Coach

QUESTION = "backend-redis"
HAN = re.compile("[一-鿿]")


def one_line(text: str) -> str:
    """Return the single error line of a failed command."""
    (line,) = [each for each in text.splitlines() if each.startswith("coach: ")]
    assert "Traceback" not in text
    return line


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["practice", "rag-chunkin"], 2, "rag-chunking"),
        (["practice", "no/such"], 2, "coach bank list"),
        (["practice", "--topic", "nothing"], 2, "there are"),
        (["practice", QUESTION, "--topic", "rag"], 2, "not both"),
        (["practice", QUESTION, "--rounds", "0"], 2, "rounds"),
        (["practice", QUESTION, "--candidate", "robot"], 2, "human or simulated"),
        (["practice", QUESTION, "--level", "7", "--candidate", "simulated"], 2, "level"),
        (["critique"], 2, "which question"),
        (["critique", QUESTION, "no-such-file.txt"], 1, "no-such-file.txt"),
        (["critique", QUESTION, "."], 1, "directory"),
        (["resume", "20200101-0000-none"], 2, "coach history"),
        (["resume"], 1, "nothing is unfinished"),
        (["show", "nothing"], 2, "coach history"),
        (["bank", "show", "nothing"], 2, "no question"),
        (["bank", "check", "nothing"], 2, "no question"),
        (["gaps", "--profile", "../etc"], 2, "profile"),
        (["gaps", "--lang", "fr"], 2, "zh or en"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_wrong_use_is_told_in_one_line(coach: Coach, args: list[str], code: int, told: str) -> None:
    ran = coach.run(*args)
    assert told in one_line(ran.stderr)
    assert ran.returncode == code
    assert ran.stdout == ""
    assert not (coach.home / "data").exists()


@pytest.mark.parametrize(
    ("args", "code", "fact"),
    [
        (["practice", "rag-chunkin"], 2, "rag-chunking"),
        (["practice", "--topic", "nothing"], 2, "rag"),
        (["practice", QUESTION, "--topic", "rag"], 2, "--topic"),
        (["practice", QUESTION, "--candidate", "robot"], 2, "robot"),
        (["critique"], 2, "coach bank list"),
        (["critique", QUESTION, "/dev/null"], 1, ""),
        (["critique", QUESTION, "/dev/zero"], 1, "/dev/zero"),
        (["critique", QUESTION, "no-such-file.txt"], 1, "no-such-file.txt"),
        (["critique", QUESTION, "--batch", "cli.py"], 2, "QUESTION"),
        (["resume"], 1, "coach practice"),
        (["resume", "20200101-0000-none"], 2, "coach history"),
        (["show", "nothing"], 2, "nothing"),
        (["bank", "show", "~"], 2, "coach bank list"),
        (["gaps", "--profile", "../etc"], 2, "64"),
    ],
)
def test_wrong_use_is_told_in_chinese_too(
    coach: Coach, args: list[str], code: int, fact: str
) -> None:
    english, chinese = coach.run(*args), coach.run(*args, "--lang", "zh")
    assert english.returncode == chinese.returncode == code
    for ran, is_chinese in ((english, False), (chinese, True)):
        assert bool(HAN.search(one_line(ran.stderr))) is is_chinese
        assert fact in one_line(ran.stderr)
        assert ran.stdout == ""
    assert not (coach.home / "data").exists()


@pytest.mark.parametrize(
    ("args", "env", "is_chinese"),
    [
        (["--lang", "zh", "resume"], {}, True),
        (["resume", "--lang=zh"], {"COACH_LANG": "en"}, True),
        (["--lang", "zh", "resume", "--lang", "en"], {}, False),
        (["resume"], {"COACH_LANG": "zh"}, True),
        (["resume"], {"LANG": "zh_CN.UTF-8"}, True),
        (["resume"], {"LANG": "zh_CN.UTF-8", "COACH_LANG": "en"}, False),
        (["resume", "--lang", "fr"], {"LANG": "zh_CN.UTF-8"}, False),
        (["resume", "--lang"], {"LANG": "zh_CN.UTF-8"}, False),
        (["nonsense"], {"COACH_LANG": "zh"}, False),
    ],
)
def test_an_error_is_told_in_the_language_of_the_process(
    coach: Coach, args: list[str], env: dict[str, str], is_chinese: bool
) -> None:
    told = one_line(coach.run(*args, env=env).stderr)
    assert bool(HAN.search(told)) is is_chinese


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("COACH_NOW", "tomorrow", 2),
        ("COACH_DEADLINE", "soon", 2),
        ("COACH_JUDGINGS", "many", 2),
        ("COACH_HOME", "/dev/null", 1),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_in_chinese_too(
    coach: Coach, name: str, value: str, code: int
) -> None:
    ran = coach.run("practice", QUESTION, "--lang", "zh", env={name: value})
    assert HAN.search(one_line(ran.stderr))
    assert name in ran.stderr
    assert value in ran.stderr
    assert ran.returncode == code


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COACH_NOW", "tomorrow"),
        ("COACH_NOW", "2026-11-25T09:00:00"),
        ("COACH_DEADLINE", "soon"),
        ("COACH_JUDGINGS", "many"),
        ("COACH_LANG", "fr"),
        ("COACH_PROFILE", "a/b"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(coach: Coach, name: str, value: str) -> None:
    ran = coach.run("gaps", env={name: value})
    assert value in one_line(ran.stderr)
    assert ran.returncode == 2


def test_an_answer_of_a_megabyte_is_refused_and_the_session_kept(coach: Coach) -> None:
    ran = coach.run("practice", QUESTION, typed="长" * 400_000)
    assert ran.returncode == 1
    assert "400,000" in one_line(ran.stderr)
    assert "saved" not in ran.stderr.split("coach: ")[0]
    assert "unfinished" in coach.run("history").stdout


def test_a_written_answer_of_a_megabyte_is_refused_and_nothing_kept(
    coach: Coach, tmp_path: Path
) -> None:
    (tmp_path / "long.txt").write_text("长" * 400_000, encoding="utf-8")
    ran = coach.run("critique", QUESTION, str(tmp_path / "long.txt"))
    assert ran.returncode == 1
    assert "20,000" in one_line(ran.stderr)
    assert coach.run("history", "--json").stdout == ""


@pytest.mark.parametrize("content", [b"", b"  \n", b"PK\x03\x04\x00\x00"])
def test_no_text_is_no_answer(coach: Coach, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "answer").write_bytes(content)
    ran = coach.run("critique", QUESTION, str(tmp_path / "answer"))
    assert ran.returncode == 1
    assert "nothing was saved" in one_line(ran.stderr)


def test_control_characters_are_kept_as_typed_and_never_reach_the_screen(coach: Coach) -> None:
    typed = "缓存\x1b[2J\x1b]0;own\x07 加过期时间\u202e\x9b31m"
    ran = coach.run("practice", QUESTION, "--lang", "zh", typed=typed)
    assert ran.returncode == 0
    shown = coach.run("show")
    for output in (ran.stdout, ran.stderr, shown.stdout):
        assert not set(output) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_bytes_that_are_no_utf8_are_refused_and_the_session_kept(
    coach: Coach, tmp_path: Path
) -> None:
    process = coach.start("practice", QUESTION)
    _, err = process.communicate("缓存加过期时间".encode("gb18030"), timeout=30)
    assert process.returncode == 1
    assert "UTF-8" in one_line(err.decode())
    assert b"saved " not in err.split(b"coach: ")[0]
    assert "unfinished" in coach.run("history").stdout
    (tmp_path / "answer").write_bytes("缓存加过期时间".encode("gb18030"))
    ran = coach.run("critique", QUESTION, str(tmp_path / "answer"))
    assert ran.returncode == 1
    assert "UTF-8" in one_line(ran.stderr)


def test_a_file_in_the_place_of_the_data_folder(coach: Coach) -> None:
    (coach.home / "data").write_text("mine")
    ran = coach.run("practice", QUESTION, typed="x")
    assert ran.returncode == 1
    assert "COACH_HOME" in one_line(ran.stderr)
    assert (coach.home / "data").read_text() == "mine"


def test_a_foreign_journal_is_left_as_it_is(coach: Coach) -> None:
    folder = coach.home / "data" / "default"
    folder.mkdir(parents=True, mode=0o700)
    with sqlite3.connect(folder / "journal.sqlite3") as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    before = (folder / "journal.sqlite3").read_bytes()
    for args in (["practice", QUESTION], ["gaps"], ["critique", QUESTION]):
        ran = coach.run(*args, typed="x")
        assert ran.returncode == 1
        assert "not a journal" in one_line(ran.stderr)
    assert (folder / "journal.sqlite3").read_bytes() == before


def test_a_damaged_journal_is_left_as_it_is(coach: Coach) -> None:
    folder = coach.home / "data" / "default"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "journal.sqlite3").write_bytes(b"not a database at all" * 500)
    ran = coach.run("practice", QUESTION, typed="x")
    assert ran.returncode == 1
    assert "damaged or not ours" in one_line(ran.stderr)
    assert "文件已损坏" in one_line(coach.run("gaps", "--lang", "zh").stderr)


def test_a_folder_that_others_can_write_is_refused(coach: Coach) -> None:
    folder = coach.home / "data" / "default"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    ran = coach.run("practice", QUESTION, typed="x")
    assert ran.returncode == 1
    assert "chmod go-w" in one_line(ran.stderr)


def test_a_second_writer_is_told_who_holds_the_profile(coach: Coach) -> None:
    first = coach.start("practice", QUESTION, "--json")
    assert first.stdout is not None
    first.stdout.readline()
    second = coach.run("practice", QUESTION, typed="x")
    assert second.returncode == 1
    assert f"coach practice (process {first.pid})" in one_line(second.stderr)
    third = coach.run("practice", QUESTION, "--lang", "zh", typed="x")
    assert third.returncode == 1
    assert f"正被 coach practice (进程 {first.pid}) 使用" in one_line(third.stderr)
    assert coach.run("history").returncode == 0
    first.communicate(timeout=30)


def test_broken_settings_name_file_and_line(coach: Coach) -> None:
    folder = coach.home / "data" / "default"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "settings.toml").write_text('lang = "zh\n')
    ran = coach.run("gaps")
    assert ran.returncode == 2
    assert "settings.toml" in one_line(ran.stderr)
    assert "line 1" in ran.stderr


def test_a_broken_memory_is_begun_anew_and_the_practice_goes_on(coach: Coach) -> None:
    chroma = coach.home / "data" / "default" / "chroma"
    coach.run("practice", QUESTION, "--lang", "zh", typed="缓存加过期时间")
    (chroma / "chroma.sqlite3").write_bytes(b"garbage" * 999)
    ran = coach.run("resume", typed="MGET 省的是网络往返")
    assert ran.returncode == 0
    assert "Traceback" not in ran.stderr
    rebuilt = coach.run("memory", "rebuild", "--json")
    assert rebuilt.returncode == 0
    assert '"short": ' in rebuilt.stdout
