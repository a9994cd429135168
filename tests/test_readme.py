"""The README is true: its commands exist, its exchange is what the program prints."""

import re
import shlex

import pytest

from tests.conftest import ROOT, Coach
from tools.bank import Bank

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_exchange_is_what_the_command_prints(coach: Coach, lang: str) -> None:
    found = re.search(rf"<!-- exchange: {lang} -->\n```text\n(.*?)\n```", README, re.DOTALL)
    assert found is not None
    ran = coach.run("practice", "rag-chunking", "--candidate", "simulated", "--lang", lang)
    assert ran.returncode == 0
    assert found[1] in ran.stdout
    assert len(found[1].splitlines()) > 10


def commands() -> list[str]:
    """Return every `coach …` of the README's table and code."""
    table = re.findall(r"`(coach[^`]*)`", README)
    return sorted({each for each in table if each.split()[0] == "coach"})


def test_every_command_named_exists(coach: Coach) -> None:
    named = {words[1] for each in commands() if len(words := each.split()) > 1}
    assert named >= {"practice", "resume", "critique", "gaps", "history", "show", "doctor", "bank"}
    helped = coach.run("--help").stdout
    for name in named:
        assert re.search(rf"│ {name} ", helped), name


@pytest.mark.parametrize(
    "command",
    ["practice", "resume", "critique", "gaps", "history", "show", "doctor", "bank list",
     "bank show", "bank check", "memory rebuild"],
)  # fmt: skip
def test_each_commands_help_names_the_options_it_takes(coach: Coach, command: str) -> None:
    ran = coach.run(*command.split(), "--help")
    assert ran.returncode == 0
    for option in ("--profile", "--lang", "--plain", "--json"):
        assert option in ran.stdout


def test_both_readmes_name_the_same_commands() -> None:
    def named(text: str) -> set[str]:
        return set(re.findall(r"`coach (\w+)", text))

    chinese = (ROOT / "README.zh.md").read_text(encoding="utf-8")
    assert named(chinese) == named(README)


def test_the_pipe_example_works(coach: Coach) -> None:
    found = re.search(r"^printf '(.*)' \| coach (.*)$", README, re.MULTILINE)
    assert found is not None
    ran = coach.run(*shlex.split(found[2]), typed=found[1].replace("\\n", "\n"))
    assert ran.returncode == 0
    assert "saved " in ran.stderr
    assert "Coach: " in ran.stdout


def test_the_make_targets_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_benchmarks_named_exist() -> None:
    for name in set(re.findall(r"NAME=(\w+)", README)):
        assert (ROOT / "benchmarks" / f"{name}.py").exists(), name


def test_the_number_of_questions_is_that_of_the_bank(bank: Bank) -> None:
    count = len(bank.paths)
    assert f"the {count} questions" in README
    assert f"{count} 道题" in (ROOT / "README.zh.md").read_text(encoding="utf-8")
