"""What is pasted back is known as such; what merely sounds alike is not."""

import pytest

from tests.conftest import Coach
from tools.bank import Bank
from tools.copying import HAN, WORDS, copied, mostly_within

EN = "I bring the water to a boil, warm the pot, and let the leaves steep for three minutes."
ZH = "先把水烧开，再把茶壶温一下，然后把茶叶放进去泡三分钟，最后倒出来。"


@pytest.mark.parametrize(
    ("answer", "source"),
    [(EN, EN), (ZH, ZH), (EN.upper().replace(",", " ;"), EN), (ZH.replace("，", " "), ZH)],
)
def test_a_text_pasted_back_is_found_whatever_its_case_and_marks(answer: str, source: str) -> None:
    ((start, end),) = copied(f"Well. {answer}", [source])
    assert start == len("Well. ")
    assert end >= len(f"Well. {answer}") - 1


def test_a_part_is_found_where_it_stands() -> None:
    answer = f"我觉得吧，{ZH}这是我的看法，别的不清楚。"
    ((start, end),) = copied(answer, [EN, ZH])
    assert answer[start:end] == ZH.rstrip("。")


@pytest.mark.parametrize(
    "answer",
    [
        "The water must boil; then I warm the pot and the leaves steep three minutes.",
        "水要先烧开，茶壶温一下，茶叶泡上三分钟再倒。",
        " ".join(EN.split()[: WORDS - 1]),
        ZH[: HAN - 4],
        "",
    ],
)
def test_ones_own_words_and_short_runs_are_no_copies(answer: str) -> None:
    assert copied(answer, [EN, ZH]) == []


def test_a_quote_counts_by_its_larger_half() -> None:
    assert mostly_within(0, 10, [(5, 20)])
    assert not mostly_within(0, 10, [(6, 20)])
    assert not mostly_within(3, 3, [(0, 10)])
    assert not mostly_within(0, 10, [])


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_the_model_answer_pasted_weeks_later_counts_as_aided(
    coach: Coach, bank: Bank, lang: str
) -> None:
    question = bank.question("rag-chunking")
    answer = question.answer.zh if lang == "zh" else question.answer.en
    coach.run("critique", "rag-chunking", "-", typed="I do not know.",
              env={"COACH_NOW": "2026-09-01T09:00:00+08:00"})  # fmt: skip
    coach.run("critique", "rag-chunking", "-", typed=answer,
              env={"COACH_NOW": "2026-11-01T09:00:00+08:00"})  # fmt: skip
    from memory.journal import Journal

    journal = Journal.read(coach.home / "data" / "default")
    assert journal is not None
    with journal:
        last = journal.past().judgements[-1]
    met = [each for each in last.observations if each.met]
    assert len(met) >= 3
    assert {each.aid for each in met if each.point} == {"aided"}
