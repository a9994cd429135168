"""Free words put to a gap key: the same words decide, likeness never does, and both languages meet."""

import json
import time
from pathlib import Path

import pytest

from tests.conftest import CACHE
from tools.bank import Bank
from tools.gap_key.features import GLOSSARY, NOTION, features, glossary
from tools.gap_key.shortlist import SHORTLIST, Alias, GapKeys
from tools.gap_key.wording import same_form
from tools.yaml_file import read_yaml

ENGLISH = "Said it's fast, but gave no p95 at 0.5 load."
CHINESE = "只说效果好，没给 recall@5 的数字。"
KNOWN = [Alias(key="quantify-result", text=ENGLISH), Alias(key="retrieval-metrics", text=CHINESE)]


@pytest.fixture(scope="module")
def keys() -> GapKeys:
    """The keys of the built-in bank, with nothing confirmed."""
    return GapKeys.of(Bank(cache=CACHE))


@pytest.fixture(scope="module")
def known(keys: GapKeys) -> GapKeys:
    """The same keys with two confirmed wordings."""
    return keys.knowing(KNOWN)


def listed(keys: GapKeys, words: str) -> list[str]:
    """Return the keys of a shortlist."""
    return [each.key for each in keys.put(words).shortlist]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (ENGLISH, "quantify-result"),
        ("SAID IT’S FAST — BUT GAVE NO P95 AT 0.5 LOAD", "quantify-result"),
        ("  said its fast but\tgave no p95, at 0.5 load!!\n", "quantify-result"),
        ("Ｓａｉｄ ｉｔ＇ｓ ｆａｓｔ， but gave no p95 at 0.5 load", "quantify-result"),
        (CHINESE, "retrieval-metrics"),
        ("只说效果好 没给Recall@5的数字", "retrieval-metrics"),
        ("只说效果好,没给　ｒｅｃａｌｌ＠５　的数字！", "retrieval-metrics"),
        ("Stating the trade-off.", "state-trade-off"),
        ("说清取舍。", "state-trade-off"),
        ("state-trade-off", "state-trade-off"),
        ("State Trade-Off", "state-trade-off"),
        ("rag-evaluation/judge-as-is", "rag-evaluation/judge-as-is"),
    ],
)
def test_the_same_words_decide_however_they_are_typed(known: GapKeys, words: str, key: str) -> None:
    assert known.put(words).decided == key


@pytest.mark.parametrize(
    "words",
    [
        "Said it's fast, but gave no p95 at 05 load.",
        "Said it's fast, but gave no p95 at -0.5 load.",
        "Said it's fast, and gave no p95 at 0.5 load.",
        "Said it's fast, but gave no p95 at 0.5 load. Twice.",
        "Said it's fast",
        "没说效果好，没给 recall@5 的数字。",
        "只说效果好，没给 recall@50 的数字。",
        "不是只说效果好，没给 recall@5 的数字。",
        "效果好",
    ],
)
def test_look_alikes_are_never_decided(known: GapKeys, words: str) -> None:
    assert known.put(words).decided is None


def test_the_likest_key_on_the_shortlist_is_not_decided(known: GapKeys) -> None:
    placed = known.put("Said it's fast, but gave no p95 at 0.6 load.")
    assert placed.shortlist[0].key == "quantify-result"
    assert placed.decided is None


@pytest.mark.parametrize(
    ("one", "two"), [("C++", "C#"), ("n²", "n2"), ("1.5", "15"), ("0.5", "0 5"), ("a*", "a")]
)
def test_signs_that_change_the_meaning_keep_wordings_apart(one: str, two: str) -> None:
    assert same_form(f"knows no {one}") != same_form(f"knows no {two}")


def test_a_wording_known_for_two_keys_decides_nothing(keys: GapKeys) -> None:
    torn = keys.knowing([*KNOWN, Alias(key="observability", text=ENGLISH.upper())])
    assert torn.put(ENGLISH).decided is None
    assert {"quantify-result", "observability"} <= set(listed(torn, ENGLISH))


def test_a_wording_that_is_known_no_more_decides_nothing(keys: GapKeys, known: GapKeys) -> None:
    assert known.put(CHINESE).decided == "retrieval-metrics"
    assert known.knowing(KNOWN[:1]).put(CHINESE).decided is None
    assert keys.put(CHINESE).decided is None


@pytest.mark.parametrize("words", ["", "   \n", "？！", "\x00"])
def test_no_words_are_put_to_nothing(keys: GapKeys, words: str) -> None:
    placed = keys.knowing([Alias(key="observability", text="?")]).put(words)
    assert (placed.decided, placed.shortlist) == (None, ())


@pytest.mark.parametrize("words", ["没说为什么不选别的方案", "Never said why not the alternatives"])
def test_a_shortlist_has_at_most_eight_keys_once_each_in_order(keys: GapKeys, words: str) -> None:
    placed = keys.put(words)
    scores = [each.score for each in placed.shortlist]
    assert len(scores) == len({each.key for each in placed.shortlist}) == SHORTLIST
    assert scores == sorted(scores, reverse=True)
    assert placed.shortlist[0].key == "argue-choice"


@pytest.mark.parametrize(
    ("alias", "words"),
    [
        ("Nobody was asked to label the questions by hand", "问题没有让人手工标注过"),
        ("问题没有让人手工标注过", "Nobody labelled the questions by hand"),
    ],
)
def test_an_alias_is_found_by_words_of_the_other_language(
    keys: GapKeys, alias: str, words: str
) -> None:
    assert "new-gap" not in listed(keys, words)
    assert listed(keys.knowing([Alias(key="new-gap", text=alias)]), words)[0] == "new-gap"


def test_ten_thousand_characters_are_put_in_time_and_compared_whole(keys: GapKeys) -> None:
    long = "没有说明缓存何时过期。Never says when the cache expires. " * 200
    known = keys.knowing([Alias(key="cache-design", text=long)])
    start = time.process_time()
    placed = known.put(long[:-4] + "lives.")
    assert time.process_time() - start < 1
    assert placed.decided is None
    assert placed.shortlist[0].key == "cache-design"
    assert known.put(long.upper()).decided == "cache-design"


@pytest.mark.slow
def test_the_kept_file_gives_the_same_and_is_made_anew_when_damaged(tmp_path: Path) -> None:
    words = "检索质量没有指标 no recall"
    fresh = GapKeys.of(Bank(cache=tmp_path)).put(words)
    (kept,) = tmp_path.glob("gap-keys*")
    whole = kept.read_bytes()
    assert GapKeys.of(Bank(cache=tmp_path)).put(words) == fresh
    old = json.loads(whole) | {"stamp": "of another bank", "exact": []}
    kept.write_text(json.dumps(old), encoding="utf-8")
    assert GapKeys.of(Bank(cache=tmp_path)).put("说清取舍").decided == "state-trade-off"
    kept.write_bytes(whole[: len(whole) // 2])
    assert GapKeys.of(Bank(cache=tmp_path)).put(words) == fresh
    assert kept.read_bytes() == whole


def test_every_line_of_the_glossary_joins_the_two_languages() -> None:
    notions = glossary()
    for english, chinese in read_yaml(GLOSSARY).items():
        first, second = (
            {name for name in features(str(side), notions) if name.startswith(NOTION)}
            for side in (english, chinese)
        )
        assert first & second, english
