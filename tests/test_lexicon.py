"""What each sign of a form means, and what a faulty lexicon file says."""

import re
from pathlib import Path

import pytest

from practice.errors import BankError
from tests.samples import tea_lexicon
from tools.bank import Bank
from tools.lexicon import Concept, Lexicon, compile_form, load_lexicon
from tools.text import fold


def write(folder: Path, **files: str) -> Path:
    """Write lexicon files and return their folder."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def found(form: str, text: str) -> str | None:
    """Return what `form` matches in `text`, or None."""
    match = re.search(compile_form(form), fold(text))
    return match[0] if match else None


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("boil", "It was BOILED", "boiled"),
        ("boil", "boiling", "boiling"),
        ("boil", "parboil", None),
        ("boil", "boilerplate", None),
        ("plan", "planning", "planning"),
        ("make", "making", "making"),
        ("try", "he tries", "tries"),
        ("box", "boxes", "boxes"),
        ("it", "item", None),
        ("k8s", "on k8s here", "k8s"),
        ("boil*", "boilerplate", "boilerplate"),
        ("warm pot", "warm-pot", "warm-pot"),
        ("warm pot", "warmed  pots", "warmed  pots"),
        ("warm pot", "warmpot", None),
        ("(warm|heat) pot", "heat pots", "heat pots"),
        ("warm (the )?pot", "warm pot", "warm pot"),
        ("warm (the )?pot", "warm the pot", "warm the pot"),
        ("# minutes", "3 minutes", "3 minutes"),
        ("# minutes", "1,000.5 minutes", "1,000.5 minutes"),
        ("# minutes", "some minutes", None),
        ("#分钟", "泡三十分钟", "三十分钟"),
        ("#分钟", "泡10分钟", "10分钟"),
        ("用 redis", "用redis", "用redis"),
        ("用 redis", "用 Redis", "用 redis"),
        ("烧开", "把水烧开了", "烧开"),
        ("Ｔea", "tea", "tea"),
        ("c++", "in C++", "c++"),
        ("tea ?(cup|mug)", "a teacup", None),
        ("茶 ?(cup|杯)", "一个茶杯", "茶杯"),
        ("茶 ?(cup|杯)", "一个茶 cup", "茶 cup"),
        ("hot (green )? ?(tea|milk)", "hot tea", "hot tea"),
        ("(n|k)(*|x)m", "n*m", "n*m"),
        ("cups? of", "a cup of", "cup of"),
        ("cups? of", "two cups of", "cups of"),
        ("(green) ?s? tea", "green tea", "green tea"),
    ],
)
def test_a_form_matches_as_it_is_spoken(form: str, text: str, expected: str | None) -> None:
    assert found(form, text) == expected


def test_a_gap_is_short() -> None:
    assert found("warm~pot", f"warm{'x' * 0} {'a' * 26} pot") is not None
    assert found("warm~pot", f"warm {'a' * 40} pot") is None
    assert found("温~壶", f"温{'一' * 8}壶") == f"温{'一' * 8}壶"
    assert found("温~壶", f"温{'一' * 9}壶") is None


@pytest.mark.parametrize("text", ["温热。壶", "温热！壶", "温热？壶", "温热\n壶", "温热；壶"])
def test_a_gap_stays_within_a_chinese_sentence(text: str) -> None:
    assert found("温~壶", text) is None


@pytest.mark.parametrize("text", ["It is warm. Pots are", "Is it warm? Pots are", "warm\npots"])
def test_a_gap_stays_within_an_english_sentence(text: str) -> None:
    assert found("warm~pot", text) is None


def test_a_gap_may_hold_a_decimal_point() -> None:
    assert found("rise~percent", "rises 3.5 percent") == "rises 3.5 percent"


@pytest.mark.parametrize("form", ["(a|b", "a|b)", "((a)"])
def test_an_open_bracket_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match=f"form “{re.escape(form)}” has a bracket"):
        compile_form(form)


@pytest.mark.parametrize("form", ["(tea|milk)*", "recall@*", "茶*"])
def test_an_open_ending_without_a_word_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="does not follow an English word"):
        compile_form(form)


@pytest.mark.parametrize("form", ["(a|b", "?", "a)b("])
def test_a_form_that_cannot_be_compiled_is_told_with_its_concept(form: str) -> None:
    lexicon = Lexicon(
        {"odd": Concept(zh=("水",), en=(form,)), "even": Concept(zh=("茶",), en=("t",))}
    )
    (fault,) = lexicon.faults()
    assert fault[0] == "odd"
    assert f"“{form}”" in fault[1]
    with pytest.raises(BankError, match=re.escape(f"“{form}”")):
        lexicon.find("odd", fold("水 a b"))


def test_of_nested_places_the_longest_is_found() -> None:
    lexicon = Lexicon({"pot": Concept(zh=("壶", "茶壶"), en=("pot",))})
    assert lexicon.find("pot", "把茶壶温一下，壶") == [(1, 3), (7, 8)]


def test_forms_of_both_languages_count_in_one_sentence() -> None:
    assert tea_lexicon().find("water", fold("Water 和水")) == [(0, 5), (7, 8)]
    assert tea_lexicon().find("water", "") == []


def test_an_unknown_concept_is_a_key_error() -> None:
    assert "milk" in tea_lexicon()
    assert "sugar" not in tea_lexicon()
    with pytest.raises(KeyError):
        tea_lexicon().find("sugar", "sugar")


def test_all_files_of_a_folder_make_one_lexicon(tmp_path: Path) -> None:
    folder = write(tmp_path, a="water: {zh: [水], en: [water]}", b="milk: {zh: [奶], en: [milk]}")
    lexicon = load_lexicon(folder)
    assert sorted(lexicon.concepts) == ["milk", "water"]
    assert lexicon.concepts["milk"].forms == ("奶", "milk")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("water: {zh: [水], en: [water]}\nmilk: {zh: [奶]}", "a.yaml:2: milk.en: Field required"),
        ("water: {zh: [], en: [water]}", "a.yaml:1: water.zh: Tuple should have at least 1 item"),
        ("water: {zh: [水], en: [w], fr: [eau]}", "a.yaml:1: water.fr: Extra inputs are not"),
        ("water:", "a.yaml:1: water: "),
        ("- water", "a.yaml:1: file: expected names with values"),
        ("", "a.yaml:1: file: expected names with values"),
    ],
)
def test_a_faulty_lexicon_file_names_file_line_and_key(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(BankError, match=re.escape(told)):
        load_lexicon(write(tmp_path, a=text))


def test_a_concept_in_two_files_is_refused(tmp_path: Path) -> None:
    water = "water: {zh: [水], en: [water]}"
    with pytest.raises(BankError, match="concept “water” stands in two files"):
        load_lexicon(write(tmp_path, a=water, b=water))


def test_a_concept_in_two_files_is_named_with_its_line(tmp_path: Path) -> None:
    water = "water: {zh: [水], en: [water]}"
    milk = "milk: {zh: [奶], en: [milk]}"
    with pytest.raises(BankError, match=r"b\.yaml:2"):
        load_lexicon(write(tmp_path, a=water, b=f"{milk}\n{water}"))


def test_a_concept_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    twice = "water: {zh: [水], en: [water]}\nwater: {zh: [茶], en: [tea]}"
    with pytest.raises(BankError, match="water"):
        load_lexicon(write(tmp_path, a=twice))


def test_all_concepts_at_once_are_found_where_each_alone_is(bank: Bank) -> None:
    names = tuple(sorted(bank.lexicon.concepts))[::7]
    question = bank.question("rag-chunking")
    for answer in (question.answer.zh, question.answer.en, "a", ""):
        text = fold(answer)
        alone = {name: bank.lexicon.find(name, text) for name in names}
        assert bank.lexicon.find_all(names, text) == {
            name: places for name, places in alone.items() if places
        }
