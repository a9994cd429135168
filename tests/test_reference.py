"""The reference grader: what moves a score and what must not, in both languages."""

import random
import time

import pytest

from tools.reference.background import Background
from tools.reference.grader import ReferenceGrader

EN = ReferenceGrader(
    "Why is a stack used for undo?",
    [
        "The last change is removed first, because a stack returns the newest element. "
        "Push stores a change and pop takes it back."
    ],
)
ZH = ReferenceGrader(
    "为什么要给缓存设置过期时间？",
    ["过期时间让旧数据自动失效，避免读到脏数据。内存有限，过期可以释放空间。"],
)
GOOD_EN = (
    "A change is stored with push. Pop takes the newest element back, so the last is removed first."
)
GOOD_ZH = "内存空间有限，需要释放；而且旧数据会自动失效，不会读到脏数据。"
ALL = pytest.mark.parametrize(("grader", "good"), [(EN, GOOD_EN), (ZH, GOOD_ZH)], ids=["en", "zh"])


def reference_of(grader: ReferenceGrader) -> str:
    return grader.grade("").reference


@ALL
def test_the_reference_itself_gets_everything(grader: ReferenceGrader, good: str) -> None:
    grade = grader.grade(reference_of(grader))
    assert grade.score == pytest.approx(1.0)
    assert grade.probability > 0.85
    assert [each.similarity for each in grade.sentences] == pytest.approx([1.0, 1.0])
    assert grader.grade(good).score < 1.0


@ALL
def test_order_of_the_answers(grader: ReferenceGrader, good: str) -> None:
    half = good[: len(good) // 2]
    other = "A binary tree has two children. 二叉树有两个孩子。"
    scores = [grader.grade(text).score for text in (other, half, good)]
    assert scores == sorted(scores)
    assert scores[0] < 0.2 < 0.4 < scores[2]
    chances = [grader.grade(text).probability for text in (other, half, good)]
    assert chances == sorted(chances)


@pytest.mark.parametrize(
    ("grader", "echo"),
    [
        (EN, "Why is a stack used for undo?"),
        (EN, "A stack is used for undo."),
        (ZH, "为什么要给缓存设置过期时间？"),
        (ZH, "给缓存设置过期时间。"),
    ],
)
def test_an_echo_of_the_question_earns_nothing(grader: ReferenceGrader, echo: str) -> None:
    grade = grader.grade(echo)
    assert (grade.score, grade.probability) == (0.0, 0.0)


@ALL
@pytest.mark.parametrize("empty", ["", "  \n", "……", "?!"])
def test_an_empty_answer_earns_nothing(grader: ReferenceGrader, good: str, empty: str) -> None:
    grade = grader.grade(empty)
    assert (grade.score, grade.probability) == (0.0, 0.0)
    assert {(each.start, each.end, each.similarity) for each in grade.sentences} == {(0, 0, 0.0)}


@pytest.mark.parametrize(
    ("grader", "plain", "denied"),
    [
        (EN, "The last change is removed first.", "The last change is not removed first."),
        (EN, "A stack returns the newest element.", "A stack never returns the newest element."),
        (ZH, "旧数据自动失效，释放空间。", "旧数据不自动失效，不释放空间。"),
    ],
)
def test_a_denial_falls(grader: ReferenceGrader, plain: str, denied: str) -> None:
    assert grader.grade(denied).score < grader.grade(plain).score - 0.05
    assert grader.grade(denied).probability < grader.grade(plain).probability


@pytest.mark.parametrize(
    ("reference", "right", "wrong"),
    [
        ("The voltage increases.", "It increases.", "It decreases."),
        ("No, the two arrays are separate.", "No, separate arrays.", "Yes, separate arrays."),
        ("错误。栈是后进先出。", "错误，栈是后进先出。", "正确，栈是后进先出。"),
        (
            "一次订货的数量越大，库存成本越高。",
            "订货数量越大库存成本越高",
            "订货数量越大库存成本越低",
        ),
        ("p 值小于 0.05，差异显著。", "p 值小于 0.05，差异显著", "p 值大于 0.05，差异不显著"),
    ],
)
def test_an_opposite_falls(reference: str, right: str, wrong: str) -> None:
    grader = ReferenceGrader("", [reference])
    assert grader.grade(wrong).score < grader.grade(right).score - 0.08


@ALL
def test_shuffled_words_fall(grader: ReferenceGrader, good: str) -> None:
    text = reference_of(grader)
    parts = text.split() if " " in text else list(text)
    random.Random(1).shuffle(parts)
    shuffled = (" " if " " in text else "").join(parts)
    assert 0.5 < grader.grade(shuffled).score < 0.95


def test_reversed_relation_falls() -> None:
    grader = ReferenceGrader("", ["The client sends a request and the server returns a page."])
    right = grader.grade("the client sends a request, the server returns a page").score
    turned = grader.grade("the server sends a request, the client returns a page").score
    assert turned < right - 0.02


def test_misspellings_hardly_move_the_score() -> None:
    typed = GOOD_EN.replace("change", "chnage").replace("newest", "newst")
    typed = typed.replace("element", "elemant").replace("removed", "remooved")
    assert EN.grade(typed).score > EN.grade(GOOD_EN).score - 0.12


def test_full_width_and_case_do_not_matter() -> None:
    assert EN.grade(GOOD_EN.upper()).score == EN.grade(GOOD_EN).score
    wide = "ＰＵＳＨ stores a change"
    assert EN.grade(wide).score == EN.grade("push stores a change").score


def test_the_best_of_several_references_counts() -> None:
    texts = ["capitalist economy", "market economy"]
    both = ReferenceGrader("What is the economic system?", texts)
    assert both.grade("market economy").score == pytest.approx(1.0)
    assert both.grade("market economy").reference == "market economy"
    assert both.grade("capitalist economy").reference == "capitalist economy"


def test_languages_mix_within_an_answer() -> None:
    grader = ReferenceGrader(
        "如何切分文档？", ["先按标题切成 chunk，再给每个 chunk 做 embedding。"]
    )
    mixed = grader.grade("按标题切 chunks，然后每个都做 Embedding")
    assert mixed.score > 0.6
    assert mixed.score > grader.grade("先按标题切，再做处理").score


@ALL
def test_passages_stand_where_they_are_said_to(grader: ReferenceGrader, good: str) -> None:
    answer = "嗯, well. " + good
    for each in grader.grade(answer).sentences:
        passage = answer[each.start : each.end]
        assert passage == passage.strip() != ""
        assert 0 < each.similarity <= 1
        assert "well" not in passage


def test_exact_passages() -> None:
    answer = "Well, push stores the change. In the end the newest element goes first."
    first, second = EN.grade(answer).sentences
    assert answer[second.start : second.end] == "push stores the change"
    assert answer[first.start : first.end].endswith("the newest element goes first")
    assert first.sentence.startswith("The last change")


def test_padding_is_no_gain() -> None:
    padded = GOOD_EN + " Trees have nodes with children, graphs have edges, maps have keys." * 3
    assert EN.grade(padded).score < EN.grade(GOOD_EN).score


def test_a_background_of_strangers_makes_the_probability_strict() -> None:
    question, references = "Why is the bulb on?", ["The bulb is in a closed path with the battery."]
    strangers = [
        f"The {thing} is in a closed path with the battery." for thing in ("lamp", "switch", "wire")
    ]
    alone = ReferenceGrader(question, references)
    among = ReferenceGrader(question, references, Background(strangers, strangers))
    answer = "it is in a closed path with the battery"
    assert among.stranger > alone.stranger
    assert among.grade(answer).probability < alone.grade(answer).probability - 0.1


def test_answers_help_each_other() -> None:
    grader = ReferenceGrader("", ["It removes the newest element."])
    told = "the latest item comes off the top"
    answers = [told, told, "the newest one comes off the top", "queues are fair", ""]
    together = grader.grade_together(answers)
    assert together[0] == together[1] > together[3]
    assert together[4] == 0.0
    assert grader.grade_together([]) == []


def test_a_grader_needs_a_reference() -> None:
    with pytest.raises(ValueError, match="at least one reference"):
        ReferenceGrader("What?", ["", "  "])


@ALL
def test_grading_leaves_no_trace(grader: ReferenceGrader, good: str) -> None:
    before = grader.grade(good)
    for text in ("", "栈", "stack " * 50, reference_of(grader)):
        grader.grade(text)
    assert grader.grade(good) == before


@ALL
def test_time(grader: ReferenceGrader, good: str) -> None:
    taken = []
    for _ in range(15):
        start = time.process_time()
        grader.grade(good)
        taken.append(time.process_time() - start)
    assert sorted(taken)[7] < 0.015


@ALL
@pytest.mark.parametrize("unit", ["stack pop 栈 释放，", "x", "不", "1.", "newest element. "])
def test_a_very_long_answer(grader: ReferenceGrader, good: str, unit: str) -> None:
    start = time.process_time()
    grade = grader.grade((unit * 20_000)[:20_000])
    assert time.process_time() - start < 1.5
    assert 0 <= grade.score < 0.8
    assert all(0 <= each.start <= each.end <= 20_000 for each in grade.sentences)
