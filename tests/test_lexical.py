"""The lexical index: exact small cases, any script, neighbours, and that the way there leaves no trace."""

import math
import re
import unicodedata
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.lexical import _CELLS, FEW, LexicalIndex, Passage

RARE_1_OF_1 = math.log(1 + 0.5 / 1.5)
SAID_ONCE, BESIDE = 1 / (1 + 1.2), 0.5 / (0.5 + 1.2)


def alone(*texts: str) -> LexicalIndex:
    """Return an index of passages that stand alone, under the ids a, b, c …"""
    return LexicalIndex(Passage(chr(ord("a") + at), text) for at, text in enumerate(texts))


def approx(value: float) -> Any:
    return pytest.approx(value, rel=1e-5)


def ids(index: LexicalIndex, query: str, stream: str | None = None) -> list[str]:
    return [each for each, _ in index.search(query, 50, stream)]


def in_stream(*texts: str) -> LexicalIndex:
    return LexicalIndex(Passage(text, text, "s", at) for at, text in enumerate(texts))


def grams(text: str) -> Counter[str]:
    line = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", text).lower()).strip()
    line = f" {line} " if line else ""
    found = [line[at : at + size] for size in (1, 2, 3, 4) for at in range(len(line) - size + 1)]
    return Counter(each for each in found if len(each) > 2 or min(each) >= "\u2e80")


def by_hand(
    passages: dict[str, Passage], query: str, stream: str | None = None
) -> list[tuple[str, float]]:
    """Return what should be found, by the formula in plain loops."""
    order = sorted(
        passages.values(), key=lambda each: (each.stream or "\U0010ffff", each.number, each.id)
    )
    own = [grams(each.text) for each in order]
    near: list[dict[str, float]] = []
    for at, each in enumerate(order):
        near.append({gram: float(count) for gram, count in own[at].items()})
        for beside in {max(0, at - 1), min(at + 1, len(order) - 1)} - {at}:
            if each.stream is not None and order[beside].stream == each.stream:
                for gram, count in own[beside].items():
                    near[at][gram] = near[at].get(gram, 0) + count / 2
    lengths = [sum(each.values()) for each in near]
    mean = max(1.0, sum(lengths) / max(1, len(lengths)))
    scores, whole = [0.0] * len(order), 0.0
    for gram in grams(query):
        held = sum(gram in each for each in own)
        if held > max(FEW, len(order) / 2):
            continue
        rarity = math.log(1 + (len(order) - held + 0.5) / (held + 0.5))
        whole += rarity
        for at, counts in enumerate(near):
            damping = 1.2 * (0.25 + 0.75 * lengths[at] / mean)
            scores[at] += rarity * counts.get(gram, 0) / (counts.get(gram, 0) + damping)
    found = [
        (each.id, score / whole)
        for each, score in zip(order, scores, strict=True)
        if score > 0 and (stream is None or each.stream == stream)
    ]
    return sorted(found, key=lambda pair: -pair[1])


def same(found: list[tuple[str, float]], wanted: list[tuple[str, float]]) -> bool:
    """Whether both hold the same ids with the same scores; what is equal may stand in any order."""
    return dict(found) == pytest.approx(dict(wanted), rel=1e-4) and [
        score for _, score in found
    ] == sorted((score for _, score in found), reverse=True)


def test_the_score_is_what_the_formula_says() -> None:
    index = alone("ab")
    assert index.search("AB!", 5) == [("a", approx(SAID_ONCE))]
    shared, rare = 3 * RARE_1_OF_1, math.log(1 + 1.5 / 0.5)  # " ab", "ab ", " ab "
    unseen = 6  # "b c", " cd", "cd ", "ab c", "b cd", " cd "
    share = shared / (shared + unseen * rare)
    assert index.search("ab cd", 5) == [("a", approx(SAID_ONCE * share))]


def test_a_neighbour_counts_half_and_one_of_another_stream_not_at_all() -> None:
    index = LexicalIndex(
        [Passage("1", "ab", "s", 1), Passage("2", "cd", "s", 2), Passage("3", "ef", "t", 1)]
    )
    assert dict(index.search("cd", 5)).keys() == {"1", "2"}
    assert ids(index, "ef") == ["3"]
    pair = in_stream("ab", "cd")
    assert pair.search("ab", 5) == [("ab", approx(SAID_ONCE)), ("cd", approx(BESIDE))]


def test_numbers_order_a_stream_and_a_gap_between_them_parts_nobody() -> None:
    index = LexicalIndex(
        [Passage("x", "ab", "s", 10), Passage("y", "cd", "s", 2), Passage("z", "ef", "s", 1)]
    )
    assert ids(index, "ab") == ["x", "y"]
    index.remove(["y"])
    assert ids(index, "ab") == ["x", "z"]
    index.put([Passage("new", "gh", "s", 5)])
    assert ids(index, "ab") == ["x", "new"]


def test_only_one_stream_is_searched_where_it_is_named() -> None:
    index = LexicalIndex([Passage("1", "tea", "s"), Passage("2", "tea", "t"), Passage("3", "tea")])
    assert ids(index, "tea", "s") == ["1"]
    assert ids(index, "tea", "t") == ["2"]
    assert ids(index, "tea", "absent") == []
    assert sorted(ids(index, "tea")) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("把水烧开", "b"),
        ("茶", "a"),  # a single ideograph is a gram
        ("壶", "c"),
        ("ＲＡＧ", "d"),  # folded as NFKC has it
        ("Вода", "e"),
        ("めん", "f"),
        ("𠮷", "g"),
    ],
)
def test_any_script_is_found(query: str, wanted: str) -> None:
    index = alone(
        "红茶三分钟", "先把水烧开", "温一下壶", "what is rag?", "вода", "ラーメン めん", "𠮷野家"
    )
    assert ids(index, query)[0] == wanted


def test_more_shared_letters_rank_higher_and_count_limits() -> None:
    index = alone("retrieval", "retrieval quality", "retrieval quality metrics", "tea")
    assert ids(index, "how do you measure retrieval quality metrics")[:3] == ["c", "b", "a"]
    assert [each for each, _ in index.search("retrieval quality", 1)] == ["b"]
    assert index.search("retrieval", 0) == []


@pytest.mark.parametrize("query", ["", " ", "?!…", "_", "zzz", "🫖", "水"])
def test_nothing_said_or_nothing_shared_finds_nothing(query: str) -> None:
    assert alone("ab", "cd").search(query, 5) == []
    assert LexicalIndex().search(query, 5) == []


def test_passages_without_letters_are_held_and_never_found() -> None:
    index = alone("", "…", "ab")
    assert ids(index, "ab") == ["c"]
    index.remove(["c"])
    assert ids(index, "ab") == []
    index.put([Passage("a", "ab")])
    assert ids(index, "ab") == ["a"]


def test_what_most_passages_have_says_nothing_once_there_are_many() -> None:
    few = LexicalIndex(Passage(f"{at:02}", "tea") for at in range(FEW))
    many = LexicalIndex(Passage(f"{at:02}", "tea") for at in range(FEW + 1))
    assert len(ids(few, "tea")) == FEW
    assert ids(many, "tea") == []
    many.put(Passage(f"x{at:02}", "cup") for at in range(FEW + 1))
    assert len(ids(many, "tea")) == FEW + 1


def test_equal_scores_stand_in_the_order_of_the_streams_however_they_were_written() -> None:
    passages = [Passage(each, "tea") for each in "hbgaecfd"]
    forth, back = LexicalIndex(passages), LexicalIndex()
    for each in reversed(passages):
        back.put([each])
    assert ids(forth, "tea") == ids(back, "tea") == list("abcdefgh")
    assert [each for each, _ in forth.search("tea", 3)] == list("abc")


def test_of_one_id_the_last_text_counts() -> None:
    index = LexicalIndex([Passage("a", "old"), Passage("b", "cup"), Passage("a", "new")])
    assert (ids(index, "old"), ids(index, "new")) == ([], ["a"])
    index.put([Passage("a", "newest of all")])
    assert ids(index, "all") == ["a"]
    index.remove(["a", "absent", "a"])
    assert ids(index, "newest") == []
    assert ids(index, "cup") == ["b"]


TEXTS = st.text(alphabet="ab 茶水", max_size=8)
PASSAGES = st.builds(
    Passage,
    id=st.sampled_from("abcdefgh"),
    text=TEXTS,
    stream=st.sampled_from([None, "s", "t"]),
    number=st.integers(0, 3),
)
STEPS = st.lists(
    st.one_of(st.lists(PASSAGES, max_size=4), st.sampled_from("abcdefgh")), max_size=12
)


@settings(max_examples=150, deadline=None)
@given(steps=STEPS, query=TEXTS, stream=st.sampled_from([None, "s"]))
def test_after_any_writing_the_formula_holds_and_a_fresh_index_finds_the_same(
    steps: list[list[Passage] | str], query: str, stream: str | None
) -> None:
    index, held = LexicalIndex(), dict[str, Passage]()
    for step in steps:
        if isinstance(step, str):
            index.remove([step])
            held.pop(step, None)
        else:
            index.put(step)
            held |= {each.id: each for each in step}
        index.search(query, 3)  # in between, so that nothing kept for searching goes stale
    found = index.search(query, 50, stream)
    assert found == LexicalIndex(reversed(held.values())).search(query, 50, stream)
    assert same(found, by_hand(held, query, stream))


def test_many_are_searched_in_blocks_with_the_same_result() -> None:
    words = ["tea", "water", "cup", "水", "烧开", "minutes", "pot"]
    texts = [f"{words[at % 7]} {words[at % 5]} {at}" for at in range(1500)]
    held = {str(at): Passage(str(at), text, "s", at) for at, text in enumerate(texts)}
    query = " ".join(f"{at} water {at * 7}" for at in range(20))
    assert len(grams(query)) > 2 * _CELLS // len(held)
    found = LexicalIndex(held.values()).search(query, 1500)
    assert same(found, by_hand(held, query))
