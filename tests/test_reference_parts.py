"""The parts of the reference grader, by exact small cases."""

import pytest

from benchmarks.marking import best_cut, cut_by_fold, f1, kappa, rmse
from tools.reference.alignment import sentences
from tools.reference.background import Background
from tools.reference.coefficients import LEFT_OUT, SCORE
from tools.reference.likeness import Likeness
from tools.reference.measures import Reference
from tools.reference.opposition import opposition, verdict
from tools.reference.peers import nearness
from tools.reference.said import Said
from tools.reference.stem import stem
from tools.reference.token import tokens
from tools.reference.words import ALIKE


@pytest.mark.parametrize(
    ("words", "shared"),
    [
        (("evaporated", "evaporation", "evaporating", "evaporates"), "evapor"),
        (("simulate", "simulation", "simulated"), "simul"),
        (("relational", "relate", "relating"), "relat"),
        (("stopped", "stops", "stopping"), "stop"),
        (("ponies", "pony"), "poni"),
        (("goes", "went", "going"), "go"),
        (("process", "processes", "processing"), "process"),
    ],
)
def test_stems(words: tuple[str, ...], shared: str) -> None:
    assert {stem(word) for word in words} == {shared}


@pytest.mark.parametrize("word", ["", "a", "is", "naïve", "123", "bus", "this", "less"])
def test_stems_leave_short_and_foreign_words(word: str) -> None:
    assert stem(word) == word


def test_tokens_have_places() -> None:
    text = "1. It can't be O(n): 栈 is two."
    found = tokens(text.lower())
    assert [each.key for each in found] == ["it", "not", "be", "o", "n", "栈", "is", "2"]
    assert [text[each.start : each.end] for each in found][:2] == ["It", "can't"]
    assert [text[each.start : each.end] for each in found][5:] == ["栈", "is", "two"]


def test_decimals_are_no_list_marks() -> None:
    assert [each.key for each in tokens("0.05 和 3.14")] == ["0.05", "和", "3.14"]


def test_likeness() -> None:
    found = Likeness(["element", "remov", "allow", "push"]).found(["elemant", "permit", "push"])
    assert found.degree("push") == 1.0
    assert found.degree("allow") == 0.6
    assert found.degree("element") == 0.95
    assert found.degree("remov") == 0.0
    assert found.read("permit") == "allow"
    assert found.read("tree") == "tree"


def test_a_misspelling_is_found_by_its_letters() -> None:
    found = Likeness(["reference"]).found(["refrence"])
    assert found.degree("reference") == 0.95
    assert found.read("refrence") == "reference"


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("change", "chnage", 0.95),
        ("newest", "newst", 0.95),
        ("remov", "removv", 0.95),
        ("static", "dynamic", 0.0),
        ("connect", "disconnect", 0.0),
        ("complet", "incomplet", 0.0),
        ("push", "pusk", 0.0),
    ],
)
def test_one_slip(one: str, other: str, near: float) -> None:
    assert Likeness([one]).found([other]).degree(one) == near
    assert Likeness([other]).found([one]).degree(other) == near


def test_words_of_like_meaning_are_symmetric() -> None:
    assert ALIKE[stem("begin")] == ALIKE[stem("start")]


def test_rarity_falls_with_frequency() -> None:
    known = Background(["stack pop", "stack push", "stack"])
    assert known.rarity("stack") < known.rarity("push") < known.rarity("heap") == 1.0
    assert Background().rarity("stack") == 1.0


def test_strangers_leave_out_the_own() -> None:
    known = Background([], ["one", "two", "two", "three"])
    assert [each.text for each in known.strangers(["two"])] == ["one", "three"]
    many = Background([], [str(at) for at in range(100)])
    assert len(many.strangers([])) == 40


def test_measures_of_a_half() -> None:
    reference = Reference("red green blue black", frozenset(), Background())
    measured, _ = reference.measure(Said("red green"))
    assert measured.recall == 0.5
    assert measured.f1 == pytest.approx(2 * 2 / 6)
    assert measured.sequence == 0.5
    assert measured.rare_recall == 0.5
    turned, _ = reference.measure(Said("green red"))
    assert turned.sequence == 0.25
    assert turned.recall == 0.5


def test_words_of_the_question_count_less() -> None:
    reference = Reference("red green", frozenset({"red"}), Background())
    assert reference.measure(Said("red"))[0].recall == pytest.approx(0.3 / 1.3)
    chinese = Reference("红绿", frozenset({"红"}), Background())
    assert chinese.measure(Said("红"))[0].recall == pytest.approx(0.15 / 1.15)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("正确，因为", 1),
        ("错误。", -1),
        ("不正确，因为", -1),
        ("不一定，要看情况", -1),
        ("可以，只要", 1),
        ("对于栈来说", 0),
        ("yes, it does", 1),
        ("no. it does", -1),
        ("a notion", 0),
        ("", 0),
    ],
)
def test_verdicts(text: str, called: int) -> None:
    assert verdict(text) == called


@pytest.mark.parametrize(
    ("reference", "answer", "numbers"),
    [
        ("时间是 O(1) 和 O(n)", "O(1)", 0.0),
        ("时间是 O(1) 和 O(n)", "O(n) 或 O(1)", 0.5),
        ("时间是 O(1) 和 O(n)", "很快", -0.5),
        ("1. 很快 2. 很好", "很快", 0.0),
        ("有 1 和 2 和 3 和 4 个", "1 和 2", 0.0),
        ("it takes 3 steps", "4 steps", 0.0),
    ],
)
def test_numbers(reference: str, answer: str, numbers: float) -> None:
    known = Reference(reference, frozenset(), Background())
    assert opposition(known, Said(answer)).numbers == numbers


def test_denied_words_are_turned() -> None:
    reference = Reference("the path is closed", frozenset(), Background())
    assert opposition(reference, Said("the path is closed")).turned == 0.0
    assert opposition(reference, Said("the path is not closed")).turned == 0.5
    assert opposition(reference, Said("there is no closed path")).turned == 1.0


def test_sentences_of_a_reference() -> None:
    text = "第一点；第二点。\n● third, 3.5 long. Fourth?"
    assert [text[slice(*each)].strip("● \n") for each in sentences(text)] == [
        "第一点；", "第二点。", "third, 3.5 long.", "Fourth?",
    ]  # fmt: skip


def test_nearness() -> None:
    said = [Said(text) for text in ("red green", "red green", "black", "")]
    near = nearness(said, [1.0, 1.0, 0.0, 0.0], frozenset())
    assert near[0] == near[1] == pytest.approx(1 / 1.04)
    assert near[2:] == [0.0, 0.0]
    assert nearness([Said("red")], [1.0], frozenset()) == [0.0]


def test_sets_that_share_questions_share_their_weights() -> None:
    assert LEFT_OUT["mohler"] == LEFT_OUT["zh_asag_mt"]
    assert LEFT_OUT["asap_sas"] == LEFT_OUT["zh_asap"]
    assert all(each.overlap > 0 > each.stranger for each in LEFT_OUT.values())
    assert 0 < SCORE.echo < 1


def test_marking() -> None:
    truth, called = [True, True, False, False], [True, False, False, False]
    assert f1(truth, called) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert f1([True, True, True, False], [True] * 4, weighted=True) == pytest.approx(0.75 * 6 / 7)
    assert rmse([0, 1], [1, 1]) == pytest.approx(0.5**0.5)
    assert kappa([0, 0.5, 1], [0, 0.5, 1], 2) == 1.0
    assert kappa([0, 1], [1, 0], 1) == -1.0
    assert best_cut([0.1, 0.2, 0.8, 0.9], [False, False, True, True]) == 0.8
    groups = list(range(10))
    values = [at / 10 for at in groups]
    assert cut_by_fold(values, [at >= 5 for at in groups], groups)[9]
