"""Files of questions that a candidate brings: three forms, and every fault with its line."""

import json
from pathlib import Path

import pytest

from practice.errors import BankError
from tests.test_bank import tea_facts
from tools.question_file import Entry, Whole, is_name, read_questions, slug


def write(tmp_path: Path, name: str, text: str) -> Path:
    """Write a file and return its path."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def complaint(path: Path) -> list[str]:
    """Return the lines that reading a file complains of."""
    with pytest.raises(BankError) as caught:
        read_questions(path)
    return str(caught.value).replace(f"{path}", "FILE").splitlines()


def test_a_heading_with_text_below_is_a_question_and_one_over_headings_a_title(
    tmp_path: Path,
) -> None:
    text = (
        "# Notes\n\n## What is tea?\nLeaves in water.\n\n```sh\n# not a heading\n```\n"
        "## 什么是茶？\n叶子泡水。\n"
    )
    assert read_questions(write(tmp_path, "q.md", text)) == [
        Entry(3, "What is tea?", "Leaves in water.\n\n```sh\n# not a heading\n```"),
        Entry(9, "什么是茶？", "叶子泡水。"),
    ]


def test_csv_columns_are_named_in_either_language(tmp_path: Path) -> None:
    text = '\ufeffID,题目,参考答案,Topic\ntea,什么是茶？,"叶子，\n泡水。",kitchen\n'
    (found,) = read_questions(write(tmp_path, "q.csv", text))
    assert found == Entry(3, "什么是茶？", "叶子，\n泡水。", "tea", "kitchen")


def test_yaml_holds_one_question_or_a_list(tmp_path: Path) -> None:
    one = "question: What is tea?\nanswer: Leaves in water.\n"
    many = "- question: A?\n  answer: B.\n- 问题: 甲？\n  参考答案: 乙。\n"
    assert read_questions(write(tmp_path, "a.yaml", one)) == [
        Entry(1, "What is tea?", "Leaves in water.")
    ]
    assert [each.line for each in read_questions(write(tmp_path, "b.yml", many))] == [1, 3]  # type: ignore[union-attr]


def test_a_whole_question_may_bring_concepts(tmp_path: Path) -> None:

    facts = {
        **tea_facts(),
        "concepts": {"kettle-sings": {"zh": ["水壶响"], "en": ["kettle sings"]}},
    }

    (found,) = read_questions(write(tmp_path, "tea.yaml", json.dumps(facts)))
    assert isinstance(found, Whole)
    assert found.question.id == "tea"
    assert found.concepts["kettle-sings"].en == ("kettle sings",)


def test_all_faults_are_told_at_once_each_with_its_line(tmp_path: Path) -> None:
    text = "## What is tea?\n\n## What is milk?\nIt is white.\n## And cocoa?\n"
    assert complaint(write(tmp_path, "q.md", text)) == [
        "FILE:1: “What is tea?” has no reference answer; write one below it",
        "FILE:5: “And cocoa?” has no reference answer; write one below it",
        "nothing was stored; mend the file and try again",
    ]


def test_an_id_or_topic_that_cannot_be_a_file_is_told(tmp_path: Path) -> None:
    text = "id,question,answer,topic\n../x,A?,B.,Kitchen\n"
    assert complaint(write(tmp_path, "q.csv", text))[:2] == [
        "FILE:2: id “../x”: small letters, digits and single hyphens only",
        "FILE:2: topic “Kitchen”: small letters, digits and single hyphens only",
    ]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("q.txt", "What?", "use a file ending in .yaml, .md or .csv"),
        ("q.md", "no heading here", "no question in it"),
        ("q.csv", "a,b\n1,2\n", "the first row must name the columns question and answer"),
        ("q.yaml", "- just a text\n", "expected names with values"),
        ("q.yaml", "points: 3\nid: x\n", "Field required"),
    ],
)
def test_what_is_no_file_of_questions_is_refused(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    assert told in "\n".join(complaint(write(tmp_path, name, text)))


def test_an_id_is_made_of_the_english_words_and_never_one_that_is_taken() -> None:
    assert slug("What is TCP?", []) == "own-what-is-tcp"
    assert slug("What is TCP?", ["own-what-is-tcp"]) == "own-what-is-tcp-2"
    assert slug("什么是幂等？", []) == "own-1"
    assert slug("什么是幂等？", ["own-1", "own-2"]) == "own-3"


@pytest.mark.parametrize(
    ("text", "fits"), [("tea", True), ("tea-2", True), ("Tea", False), ("a--b", False),
                       ("lexicon", False), ("", False), ("a/b", False)]
)  # fmt: skip
def test_names(text: str, fits: bool) -> None:
    assert is_name(text) is fits
