"""Our own embedding: deterministic, of length 1, in any script, with nothing to download."""

import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memory.embedding import DIMENSION, FINGERPRINT, VERSION, embed, embed_all

ROOT = Path(__file__).resolve().parent.parent
TEXT = "水要烧开 RAG chunking 🫖"

ALONE = """
import sys
def watch(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise AssertionError(event)
sys.addaudithook(watch)
from memory.embedding import embed
print([each.hex() for each in embed(sys.argv[1])])
heavy = {"chromadb", "numpy", "onnxruntime", "torch", "autogen_core"} & set(sys.modules)
print(sorted(heavy))
"""


def cosine(one: str, other: str) -> float:
    return sum(a * b for a, b in zip(embed(one), embed(other), strict=True))


def nonzero(text: str) -> dict[int, float]:
    return {at: round(value, 6) for at, value in enumerate(embed(text)) if value}


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_every_text_has_a_vector_of_length_1(text: str) -> None:
    vector = embed(text)
    assert len(vector) == 384
    assert math.isclose(sum(each * each for each in vector), 1.0, rel_tol=1e-9)
    assert vector == embed(text)


@pytest.mark.parametrize(
    "text", ["", " \n\t", "？！……", "🫖🫖", "half \ud83e", "\x00", "a" * 100_000]
)
def test_odd_texts_have_a_vector_too(text: str) -> None:
    vector = embed(text)
    assert len(vector) == DIMENSION
    assert math.isclose(sum(each * each for each in vector), 1.0, rel_tol=1e-9)


def test_texts_without_a_letter_share_one_vector() -> None:
    assert embed("") == embed("。") == [1.0] + [0.0] * 383


def test_the_vectors_of_version_1_are_these() -> None:
    """Whoever changes them must raise VERSION, or old collections are compared with new queries."""
    assert (VERSION, FINGERPRINT) == (1, "answer-coach-ngrams/1/384")
    assert nonzero("A") == {73: 0.5, 110: -0.5, 289: 0.5, 360: 0.5}
    third = round(1 / math.sqrt(12), 6)  # ten grams once, 茶 twice: 10 + 2 squares
    once = {15: 1, 236: 1, 276: 1, 319: 1, 380: 1, 9: -1, 159: -1, 238: -1, 250: -1, 354: -1}
    assert nonzero("茶茶 b") == {122: -0.408248, **{at: sign * third for at, sign in once.items()}}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("RAG", "rag"),
        ("ＲＡＧ　１２", "rag 12"),
        ("what is  RAG?", "What is, rag"),
        ("水，要烧开。", "水 要烧开"),
        ("e\u0301tude", "\u00e9tude"),
    ],
)
def test_case_width_blanks_and_punctuation_do_not_count(one: str, other: str) -> None:
    assert embed(one) == embed(other)


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("水要先烧开", "先把水烧开", "向量数据库的召回率"),
        ("let the leaves steep", "the leaves are steeped", "gradient descent converges"),
        ("用 RAG 做检索", "RAG 检索", "动态规划 coin change"),
    ],
)
def test_texts_that_share_words_are_nearer_in_chinese_and_in_english(
    text: str, near: str, far: str
) -> None:
    assert cosine(text, near) > 0.4
    assert cosine(text, far) < 0.3
    assert math.isclose(cosine(text, text), 1.0)


def test_another_process_makes_the_same_vector_without_network_or_heavy_imports() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", ALONE, TEXT],
        cwd=ROOT,
        env={"PYTHONHASHSEED": "7", "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (ran.stdout.splitlines(), ran.stderr) == (
        [str([each.hex() for each in embed(TEXT)]), "[]"],
        "",
    )


def test_many_texts_get_one_vector_each_in_their_order() -> None:
    assert embed_all([]) == []
    assert embed_all(["茶", "tea", "茶"]) == [embed("茶"), embed("tea"), embed("茶")]
